package pipeline

import (
	"strings"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline/morph"
)

// An Explanation says why a document is as it is. Its slices run parallel to the
// document's.
type Explanation struct {
	Document    Document
	Mentions    []MentionReason
	Entities    [][]string // why mentions were merged, one reason each
	Memberships [][]string // lexicon rows behind each
	Events      [][]string
	Unnamed     []Refusal // spans that might have been mentions
	Refused     []Refusal // words that might have stated an event
}

// A MentionReason is what the rule of a mention rested on.
type MentionReason struct {
	Rows  []string // lexicon rows, "title_heads.tsv:12"
	Vote  string   // the tagger's part, "" for none
	Words []WordReason
}

// A WordReason is how one word was read.
type WordReason struct {
	Text, Lemma string
	Suffixes    string // "P3+GEN", "-" for none
}

// A Refusal is a candidate that no rule let through.
type Refusal struct {
	At  Span
	Why string
}

// Explain annotates one article and says why.
func (p *Pipeline) Explain(art corpus.Article) Explanation {
	w := p.run(art, new(buffers))
	c := converter{work: w, points: newCodePoints(art.Text)}
	ex := Explanation{Document: document(w)}
	_, refused := p.mentions().Explain(w.text)
	for _, r := range refused {
		at := c.span(w.text.Words[r.First].Start, w.text.Words[r.Last-1].End)
		ex.Unnamed = append(ex.Unnamed, Refusal{at, r.Why})
	}
	for _, m := range w.result.Mentions {
		r := MentionReason{Rows: m.Rows}
		if m.Vote != nil {
			r.Vote = m.Vote.String()
		}
		for _, word := range w.text.Words[m.First:m.Last] {
			if len(word.Analyses) > 0 {
				best := word.Best()
				r.Words = append(r.Words, WordReason{word.Text, best.Lemma, suffixes(best.Chain)})
			}
		}
		ex.Mentions = append(ex.Mentions, r)
	}
	for _, e := range w.result.Entities {
		ex.Entities = append(ex.Entities, e.Reasons)
	}
	for _, m := range w.facts.Memberships {
		ex.Memberships = append(ex.Memberships, m.Rows)
	}
	for _, e := range w.facts.Events {
		ex.Events = append(ex.Events, e.Rows)
	}
	for _, r := range w.facts.Refused {
		ex.Refused = append(ex.Refused, Refusal{c.span(r.Trigger.Start, r.Trigger.End), r.Reason})
	}
	return ex
}

// suffixes writes a suffix chain as the brief does: "PL+P3+GEN", "-" for none.
func suffixes(chain []morph.Tag) string {
	if len(chain) == 0 {
		return "-"
	}
	names := make([]string, len(chain))
	for i, t := range chain {
		names[i] = t.String()
	}
	return strings.Join(names, "+")
}
