package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/pipeline"
)

// An articleBody is what article.html shows.
type articleBody struct {
	*desk.Article
	Doc       *pipeline.Document
	Rows      []textRow
	Types     []desk.Count // of mentions, in the order of mentionTypes
	Mentions  []mentionView
	People    []personView
	Tell      string // entity or why: what a click on a mention tells
	Tells     []link
	Kin       []kinView
	Elsewhere []desk.Source // the ids under which the text was seen besides its own
	Path      string        // its id in the path of an address
	Exports   []link
}

// mentionTypes are the types of mentions in the order in which they are shown.
var mentionTypes = []string{"PERSON", "TITLE", "ORG", "PLACE", "FACILITY", "DATE"}

// A textRow is a paragraph, or the title.
type textRow struct {
	Heading bool
	Pieces  []piece
	Events  []eventView // that it states
}

// A piece is a run of an article's text; Type is that of the mention it is, "" for
// none. Of nested mentions the outermost counts.
type piece struct {
	Text, Type string
	Lemma      string
	Address    string      // of what a click tells
	Said       bool        // it belongs to a sentence that states an event
	Anchor     int         // where the sentence begins, in code points, -1 elsewhere
	Events     []eventView // stated by the sentence that begins here
}

type mentionView struct {
	Type, Text, Lemma, Rule, Address, Why string
}

type personView struct {
	entry
	Posts []string
	Whys  []string // address of why, for each post
}

type kinView struct{ Child, Parent entry }

// An entry is the name of a person, organization or place; Address is "" when it has no
// page.
type entry struct{ Name, Address string }

// An eventView is an event with addresses of all that takes part.
type eventView struct {
	Number                          int // 0 for none
	Type, Modality                  string
	Background                      bool
	Person, Organization, Place, By *entry
	Post, Date                      string
	Votes, Percent, Turnout         string
	Quote                           string
	Article                         *desk.ArticleRef // nil on the article's own page
	Start                           int              // of the sentence
	Why                             string
	Reposts                         int // other articles that state it, too
}

// pageOf is the address of the page of an identity, by the beginning of its id.
func pageOf(id string) string {
	kind, _, _ := strings.Cut(id, "-")
	at, ok := map[string]string{"P": "/people/", "O": "/organizations/", "L": "/places/", "F": "/places/"}[kind]
	if !ok {
		return ""
	}
	return at + url.PathEscape(id)
}

func whyOf(article, kind string, index int) string {
	return "/why?" + url.Values{"id": {article}, "kind": {kind}, "index": {strconv.Itoa(index)}}.Encode()
}

func (s *Server) article(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	id, tell := p.text("id"), p.text("tell")
	if p.wrong != nil {
		s.fail(w, r, p.wrong)
		return
	}
	if s.fresh(w, r) {
		return
	}
	found, err := s.desk.Article(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	b := newArticleBody(found, tell == "why")
	b.Tells = []link{
		{Text: text(r, "article.tell_entity"), Address: without("/article", p.values, "tell", ""), On: b.Tell != "why"},
		{Text: text(r, "article.tell_why"), Address: with("/article", p.values, "tell", "why"), On: b.Tell == "why"},
	}
	b.Exports = exportLinks(r, "/articles/"+b.Path, nil)
	s.render(w, r, http.StatusOK, "article.html", &view{Title: plain(cmp.Or(found.Document.Title, found.Document.ID)), Section: "search", Body: b})
}

func newArticleBody(found *desk.Article, why bool) *articleBody {
	b := &articleBody{Article: found, Doc: &found.Document, Tell: "entity", Path: url.PathEscape(found.Document.ID)}
	if why {
		b.Tell = "why"
	}
	names := map[string]entry{}
	for _, e := range b.Doc.Entities {
		names[e.ID] = entry{e.Name, pageOf(found.Identities[e.ID])}
	}
	b.mentions(names)
	for _, e := range b.Doc.Entities {
		if e.Type == "PERSON" {
			b.People = append(b.People, personOf(b.Doc, e.ID, names))
		}
	}
	for _, p := range b.Doc.Parents {
		b.Kin = append(b.Kin, kinView{names[p.Child], names[p.Parent]})
	}
	for _, source := range b.Sources {
		if source.ID != b.Doc.ID {
			b.Elsewhere = append(b.Elsewhere, source)
		}
	}
	b.rows(names)
	return b
}

// mentions lists all mentions and counts their types.
func (b *articleBody) mentions(names map[string]entry) {
	counts := map[string]int{}
	for i, m := range b.Doc.Mentions {
		counts[m.Type]++
		b.Mentions = append(b.Mentions, mentionView{m.Type, m.Text, cmp.Or(names[m.Entity].Name, m.Lemma), m.Rule, names[m.Entity].Address, whyOf(b.Doc.ID, desk.FactMention, i)})
	}
	for _, kind := range mentionTypes {
		if counts[kind] > 0 {
			b.Types = append(b.Types, desk.Count{Name: kind, Count: counts[kind]})
		}
	}
}

// personOf says what a person is, or was.
func personOf(doc *pipeline.Document, id string, names map[string]entry) personView {
	v := personView{entry: names[id]}
	for i, m := range doc.Memberships {
		if m.Person != id {
			continue
		}
		post := joined(", ", m.Title, names[m.Organization].Name, names[m.Place].Name)
		if m.From != "" || m.To != "" || m.Past {
			post += " (" + m.From + "–" + m.To + ")"
		}
		if !slices.Contains(v.Posts, post) {
			v.Posts = append(v.Posts, post)
			v.Whys = append(v.Whys, whyOf(doc.ID, desk.FactMembership, i))
		}
	}
	return v
}

func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// eventOf is an event of a document with addresses.
func eventOf(doc *pipeline.Document, i int, names map[string]entry) eventView {
	e := &doc.Events[i]
	v := eventView{
		Number: i + 1, Type: e.Type, Modality: e.Modality, Background: e.Background, Post: e.Post, Date: e.Date,
		Votes: whole(e.Votes), Percent: decimal(e.Percent), Turnout: decimal(e.Turnout), Start: e.Evidence.Start, Why: whyOf(doc.ID, desk.FactEvent, i),
	}
	for id, into := range map[string]**entry{e.Person: &v.Person, e.Organization: &v.Organization, e.Place: &v.Place} {
		if name, ok := names[id]; ok {
			*into = &name
		}
	}
	if by, ok := names[e.By]; ok {
		v.By = &by
	} else if e.By != "" {
		v.By = &entry{Name: e.By}
	}
	return v
}

// eventsOf are events of many articles with addresses.
func eventsOf(list []desk.Event) []eventView {
	out := make([]eventView, 0, len(list))
	for i := range list {
		e := &list[i]
		out = append(out, eventView{
			Type: e.Type, Modality: e.Modality, Background: e.Background, Person: entryOf(e.Person), Organization: entryOf(e.Organization),
			Place: entryOf(e.Place), By: entryOf(e.By), Post: e.Post, Date: e.Date, Votes: whole(e.Votes), Percent: decimal(e.Percent), Turnout: decimal(e.Turnout),
			Quote: e.Quote, Article: &e.Article, Start: e.Start, Why: whyOf(e.Article.ID, desk.FactEvent, e.Index), Reposts: e.Reposts,
		})
	}
	return out
}

func entryOf(r *desk.Ref) *entry {
	if r == nil {
		return nil
	}
	return &entry{r.Name, pageOf(r.ID)}
}

// rows cuts the text at its line ends, mentions and sentences that state events.
func (b *articleBody) rows(names map[string]entry) {
	text := []rune(b.Doc.Text)
	outer := b.outermost(len(text))
	stated := map[int][]int{} // events by the beginning of their sentence
	cuts := []int{0, len(text)}
	for i, e := range b.Doc.Events {
		start := inside(e.Evidence.Start, len(text))
		stated[start] = append(stated[start], i)
		cuts = append(cuts, start, inside(e.Evidence.End, len(text)))
	}
	for _, i := range outer {
		cuts = append(cuts, b.Doc.Mentions[i].Start, b.Doc.Mentions[i].End)
	}
	for i, c := range text {
		if c == '\n' {
			cuts = append(cuts, i, i+1)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var row textRow
	end := func() {
		if len(row.Pieces) > 0 {
			b.Rows = append(b.Rows, row)
		}
		row = textRow{}
	}
	for k, from := range cuts[:len(cuts)-1] {
		run := string(text[from:cuts[k+1]])
		if run == "\n" {
			end()
			continue
		}
		if strings.TrimSpace(run) == "" && len(row.Pieces) == 0 && len(stated[from]) == 0 {
			continue
		}
		p := piece{Text: run, Anchor: -1, Said: b.said(from)}
		for len(outer) > 0 && b.Doc.Mentions[outer[0]].End <= from {
			outer = outer[1:]
		}
		if len(outer) > 0 && b.Doc.Mentions[outer[0]].Start <= from {
			b.mark(&p, outer[0], names)
		}
		for _, i := range stated[from] {
			p.Anchor, p.Events = from, append(p.Events, eventOf(b.Doc, i, names))
		}
		row.Pieces, row.Events = append(row.Pieces, p), append(row.Events, p.Events...)
	}
	end()
	if len(b.Rows) > 0 {
		var first strings.Builder
		for _, p := range b.Rows[0].Pieces {
			first.WriteString(p.Text)
		}
		b.Rows[0].Heading = strings.TrimSpace(first.String()) == strings.TrimSpace(b.Doc.Title)
	}
}

// outermost gives the mentions that lie in no other, in the order of the text.
func (b *articleBody) outermost(n int) []int {
	order := make([]int, len(b.Doc.Mentions))
	for i := range order {
		order[i] = i
	}
	at := func(i int) *pipeline.Mention { return &b.Doc.Mentions[i] }
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(at(i).Start, at(j).Start), cmp.Compare(at(j).End, at(i).End))
	})
	end, outer := 0, order[:0]
	for _, i := range order {
		if m := at(i); m.Start >= end && m.End > m.Start && m.End <= n {
			outer, end = append(outer, i), m.End
		}
	}
	return outer
}

// said tells whether a place lies in a sentence that states an event.
func (b *articleBody) said(at int) bool {
	return slices.ContainsFunc(b.Doc.Events, func(e pipeline.Event) bool { return e.Evidence.Start <= at && at < e.Evidence.End })
}

// mark makes a piece the one of a mention.
func (b *articleBody) mark(p *piece, i int, names map[string]entry) {
	m := &b.Doc.Mentions[i]
	e := names[m.Entity]
	p.Type, p.Lemma, p.Address = m.Type, plain(cmp.Or(e.Name, m.Lemma)), e.Address
	if b.Tell == "why" || p.Address == "" {
		p.Address = whyOf(b.Doc.ID, desk.FactMention, i)
	}
}

// inside keeps an offset within a text.
func inside(at, n int) int { return min(max(at, 0), n) }

// A whyBody is what why.html shows.
type whyBody struct {
	*desk.Explanation
	Back string
}

// why tells why a fact is in an article.
func (s *Server) why(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	id, kind, index := p.text("id"), p.text("kind"), p.number("index")
	if p.wrong != nil {
		s.fail(w, r, p.wrong)
		return
	}
	if s.fresh(w, r) {
		return
	}
	x, err := s.desk.Explain(r.Context(), id, kind, index)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	back := "/article?" + url.Values{"id": {id}}.Encode()
	s.render(w, r, http.StatusOK, "why.html", &view{Title: text(r, "why.title"), Section: "search", Body: whyBody{x, back}})
}
