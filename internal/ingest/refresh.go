package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/pipeline"
)

// Refresh annotates anew, from the texts in the archive, the articles that another
// version of the lexicon, the model or the rules has made. told is called, after
// every batch and in the order in which they were stored, with the difference of each
// article that says something else now; nil for none. Otherwise it is like Run;
// stopped, it goes on from there the next time.
func Refresh(ctx context.Context, arc *archive.Archive, ix *search.Index, p *pipeline.Pipeline, opts Options, told func(Difference)) (Report, error) {
	r := newRun(arc, ix, p, opts)
	r.keep = func(ctx context.Context, entries []archive.Entry) (archive.Changes, error) {
		docs := make([]pipeline.Document, 0, len(entries))
		var differences []Difference
		for _, e := range entries {
			old, err := arc.Article(ctx, e.Article.ID)
			if errors.Is(err, archive.ErrNotFound) {
				continue
			}
			if err != nil {
				return archive.Changes{}, err
			}
			docs = append(docs, e.Document)
			if d := Compare(old, e.Document); len(d.Gained)+len(d.Lost) > 0 {
				differences = append(differences, d)
			}
		}
		changes, err := arc.Renew(ctx, opts.Now(), p.Version(), docs)
		if err == nil && told != nil {
			for _, d := range differences {
				told(d)
			}
		}
		return changes, err
	}
	return r.run(ctx, r.outdated(ctx))
}

// outdated gives the articles to be annotated anew. They lie in no file.
func (r *run) outdated(ctx context.Context) iter.Seq2[corpus.Article, error] {
	return func(yield func(corpus.Article, error) bool) {
		for art, err := range r.arc.OutdatedArticles(ctx, r.pipe.Version()) {
			if err != nil {
				yield(art, &fatalError{err})
				return
			}
			r.count(art)
			art.Place = ""
			if !yield(art, nil) {
				return
			}
		}
	}
}

// A Difference is what a new annotation of an article says that the old one did not,
// and the reverse.
type Difference struct {
	Article      string
	Gained, Lost []Fact // each by kind, type and text
}

// A Fact is something that a document says, by names rather than by the ids and
// offsets that belong to one annotation.
type Fact struct {
	Kind string // entity, membership, parent or event
	Type string // of an entity or event; the post of a membership
	Text string // the rest, for people
}

func (f Fact) compare(g Fact) int {
	return cmp.Or(cmp.Compare(f.Kind, g.Kind), cmp.Compare(f.Type, g.Type), cmp.Compare(f.Text, g.Text))
}

// Compare compares two annotations of one article. A fact that one of them says more
// often counts that often.
func Compare(old, renewed pipeline.Document) Difference {
	d := Difference{Article: renewed.ID}
	before, after := facts(old), facts(renewed)
	for len(before) > 0 || len(after) > 0 {
		var order int
		switch {
		case len(before) == 0:
			order = 1
		case len(after) == 0:
			order = -1
		default:
			order = before[0].compare(after[0])
		}
		if order < 0 {
			d.Lost = append(d.Lost, before[0])
		}
		if order > 0 {
			d.Gained = append(d.Gained, after[0])
		}
		if order <= 0 {
			before = before[1:]
		}
		if order >= 0 {
			after = after[1:]
		}
	}
	return d
}

// facts lists what a document says, sorted.
func facts(doc pipeline.Document) []Fact {
	names := make(map[string]string, len(doc.Entities))
	var all []Fact
	for _, e := range doc.Entities {
		names[e.ID] = e.Name
		all = append(all, Fact{"entity", e.Type, e.Name})
	}
	for _, m := range doc.Memberships {
		past := ""
		if m.Past {
			past = "past"
		}
		text := join(names[m.Person], names[m.Organization], names[m.Place], labelled("from ", m.From), labelled("to ", m.To), past)
		all = append(all, Fact{"membership", m.Title, text})
	}
	for _, p := range doc.Parents {
		all = append(all, Fact{"parent", "", join(names[p.Child], labelled("of ", names[p.Parent]))})
	}
	for _, e := range doc.Events {
		by := e.By
		if name := names[by]; name != "" {
			by = name
		}
		text := join(e.Modality, names[e.Person], e.Post, names[e.Organization], names[e.Place], e.Date, labelled("by ", by), figures(e))
		all = append(all, Fact{"event", e.Type, text})
	}
	slices.SortFunc(all, Fact.compare)
	return all
}

// figures are the numbers of an election.
func figures(e pipeline.Event) string {
	var parts []string
	if e.Votes != nil {
		parts = append(parts, fmt.Sprintf("%d votes", *e.Votes))
	}
	for _, share := range []struct {
		label string
		value *float64
	}{{"", e.Percent}, {" turnout", e.Turnout}} {
		if share.value != nil {
			parts = append(parts, strconv.FormatFloat(*share.value, 'f', -1, 64)+" %"+share.label)
		}
	}
	return join(parts...)
}

func labelled(label, s string) string {
	if s == "" {
		return ""
	}
	return label + s
}

// join puts commas between what is not empty.
func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}
