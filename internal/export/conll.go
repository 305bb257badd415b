package export

import (
	"bufio"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/seed50815598/derek/pipeline"
)

// conllFormat writes one token and its IOB2 label a line. Where mentions nest the
// longest counts; a token belongs to the first mention that it has a character of.
type conllFormat struct {
	*file
	out    *bufio.Writer
	cut    func(string) (sentences, tokens []pipeline.Span)
	labels map[string]string
}

// labelSets are the names of the types of mentions in other corpora.
var labelSets = map[string]map[string]string{
	"":        {"PERSON": "PERSON", "TITLE": "TITLE", "ORG": "ORG", "PLACE": "PLACE", "FACILITY": "FACILITY", "DATE": "DATE"},
	"kaznerd": {"PERSON": "PERSON", "TITLE": "POSITION", "ORG": "ORGANISATION", "PLACE": "GPE", "FACILITY": "FACILITY", "DATE": "DATE"},
}

// LabelSets returns the values of Options.Labels but "".
func LabelSets() []string { return []string{"kaznerd"} }

func newCoNLL(r *run, dir folder, opts *Options) (format, error) {
	labels := labelSets[opts.Labels]
	if labels == nil {
		return nil, fmt.Errorf("there are no labels %q; there are %s", opts.Labels, strings.Join(LabelSets(), ", "))
	}
	f, err := dir.create("articles.conll")
	if err != nil {
		return nil, err
	}
	return &conllFormat{f, bufio.NewWriter(f), r.from.Pipeline.Cut, labels}, nil
}

func (c *conllFormat) row(row) error { return nil }

func (c *conllFormat) article(a *article) error {
	sentences, tokens := c.cut(a.doc.Text)
	// Several combining marks that the text has as one stretch can be tokens of no character.
	tokens = slices.DeleteFunc(tokens, func(tok pipeline.Span) bool { return tok.Start == tok.End })
	l := labeller{mentions: flatten(a.doc.Mentions), names: c.labels}
	fmt.Fprintf(c.out, "-DOCSTART-:%s O\n\n", oneWord(a.doc.ID))
	for i, s := range sentences {
		l.open = false
		wrote := false
		for len(tokens) > 0 && (tokens[0].Start < s.End || i == len(sentences)-1) {
			fmt.Fprintf(c.out, "%s %s\n", oneWord(a.slice(tokens[0].Start, tokens[0].End)), l.label(tokens[0]))
			tokens, wrote = tokens[1:], true
		}
		if wrote {
			fmt.Fprintln(c.out)
		}
	}
	return nil // Flush tells of errors
}

// A labeller labels the tokens of an article in order.
type labeller struct {
	mentions []pipeline.Mention // those to come
	names    map[string]string
	open     bool // the token before was of mentions[0]
}

func (l *labeller) label(tok pipeline.Span) string {
	for len(l.mentions) > 0 && l.mentions[0].End <= tok.Start {
		l.mentions, l.open = l.mentions[1:], false
	}
	if len(l.mentions) == 0 || l.mentions[0].Start >= tok.End {
		l.open = false
		return "O"
	}
	prefix := "B-"
	if l.open {
		prefix = "I-"
	}
	l.open = true
	return prefix + l.names[l.mentions[0].Type]
}

// oneWord makes sure that a token takes one field of a line.
func oneWord(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return '_'
		}
		return r
	}, s)
}

// flatten leaves of nested mentions the outermost, which is the longest.
func flatten(mentions []pipeline.Mention) []pipeline.Mention {
	flat := slices.Clone(mentions)
	slices.SortStableFunc(flat, func(a, b pipeline.Mention) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	end := 0
	return slices.DeleteFunc(flat, func(m pipeline.Mention) bool {
		if m.Start < end {
			return true
		}
		end = m.End
		return false
	})
}

func (c *conllFormat) finish() ([]resource, error) {
	if err := c.out.Flush(); err != nil {
		return nil, err
	}
	done, err := c.close()
	return []resource{{written: done, format: "conll", media: "text/plain", about: "tokens and labels"}}, err
}
