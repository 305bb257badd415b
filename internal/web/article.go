package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/pipeline"
)

// A piece is a run of an article's text; Type is that of the mention it is, "" for
// none. Of nested mentions the outermost counts.
type piece struct{ Text, Type string }

type personView struct {
	Name    string
	Aliases []string
	Posts   []string
}

type eventView struct {
	What     string   // type and modality
	Details  []string // what is known, in words
	Evidence string   // the sentence
}

func newArticleView(doc pipeline.Document) articleView {
	v := articleView{Title: doc.Title, Doc: doc}
	runes := []rune(doc.Text)
	names := map[string]string{"": ""}
	for _, e := range doc.Entities {
		names[e.ID] = e.Name
		switch e.Type {
		case "ORG":
			v.Orgs = append(v.Orgs, e)
		case "PLACE", "FACILITY":
			v.Places = append(v.Places, e)
		}
	}
	for _, e := range doc.Entities {
		if e.Type == "PERSON" {
			v.People = append(v.People, personView{e.Name, e.Aliases, posts(doc, e.ID, names)})
		}
	}
	for _, ev := range doc.Events {
		v.Events = append(v.Events, eventView{what(ev), details(ev, names), between(runes, ev.Evidence.Start, ev.Evidence.End)})
	}
	v.Paragraphs = paragraphs(runes, doc.Mentions)
	return v
}

// posts says in words what a person is, or was.
func posts(doc pipeline.Document, person string, names map[string]string) []string {
	var list []string
	for _, m := range doc.Memberships {
		if m.Person != person {
			continue
		}
		post := joined(", ", m.Title, names[m.Organization], names[m.Place])
		if m.Past {
			post += " (former)"
		}
		if m.From != "" || m.To != "" {
			post += " " + m.From + "–" + m.To
		}
		if !slices.Contains(list, post) {
			list = append(list, post)
		}
	}
	return list
}

func what(ev pipeline.Event) string {
	s := strings.ReplaceAll(ev.Type, "_", " ")
	if ev.Modality != "asserted" {
		s += ", " + ev.Modality
	}
	if ev.Background {
		s += ", background"
	}
	return s
}

func details(ev pipeline.Event, names map[string]string) []string {
	by := cmp.Or(names[ev.By], ev.By)
	if by != "" {
		by = "by " + by
	}
	list := []string{names[ev.Person], ev.Post, names[ev.Organization], names[ev.Place], ev.Date, by}
	if ev.Votes != nil {
		list = append(list, strconv.Itoa(*ev.Votes)+" votes")
	}
	if ev.Percent != nil {
		list = append(list, strconv.FormatFloat(*ev.Percent, 'f', -1, 64)+" %")
	}
	if ev.Turnout != nil {
		list = append(list, "turnout "+strconv.FormatFloat(*ev.Turnout, 'f', -1, 64)+" %")
	}
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// paragraphs cuts a text at its line ends and mentions.
func paragraphs(text []rune, mentions []pipeline.Mention) [][]piece {
	outer := slices.Clone(mentions)
	slices.SortStableFunc(outer, func(a, b pipeline.Mention) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	var all [][]piece
	var para []piece
	add := func(text, kind string) {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			if i > 0 && len(para) > 0 {
				all, para = append(all, para), nil
			}
			if strings.TrimSpace(line) != "" || line != "" && len(para) > 0 {
				para = append(para, piece{line, kind})
			}
		}
	}
	at := 0
	for _, m := range outer {
		if m.Start >= at && m.End > m.Start {
			add(between(text, at, m.Start), "")
			add(between(text, m.Start, m.End), m.Type)
			at = m.End
		}
	}
	add(between(text, at, len(text)), "")
	if len(para) > 0 {
		all = append(all, para)
	}
	return all
}

// between is a part of a text; offsets beyond its end count as its end.
func between(text []rune, start, end int) string {
	start = min(max(start, 0), len(text))
	return string(text[start:min(max(end, start), len(text))])
}
