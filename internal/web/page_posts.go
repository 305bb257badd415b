package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/seed50815598/derek/internal/desk"
)

type postsBody struct {
	Query desk.PostQuery
	Posts []desk.PostSummary
	Next  string
}

func (s *Server) posts(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	q := desk.PostQuery{Text: p.text("q"), Home: p.text("home"), Gaps: p.flag("gaps"), Conflicts: p.flag("conflicts"), Cursor: p.text("cursor"), Limit: 50}
	s.show(w, r, p, "posts.html", func(ctx context.Context) (*view, error) {
		found, err := s.desk.Posts(ctx, q)
		if err != nil {
			return nil, err
		}
		return &view{Title: text(r, "nav.posts"), Section: "posts", Body: &postsBody{q, found.Posts, onward("/posts", p.values, found.Next)}}, nil
	})
}

// A postBody is what post.html shows.
type postBody struct {
	*desk.Post
	On        string
	Timeline  *timeline
	Holders   []tenureView
	Gaps      []gapView
	Elections []electionView
	Conflicts []conflictView
	NextPage  string
	First     string
}

// A conflictView is a contradiction with its reason in the reader's language.
type conflictView struct {
	Kind     string
	Parts    []entry // of the reason: people with their pages, words without
	English  string  // the reason where there are no words for it in the language
	Evidence []desk.Evidence
}

// conflictsOf puts reasons into words; people are those who have a page, by name.
func conflictsOf(said texts, list []desk.Conflict, people map[string]entry) []conflictView {
	out := make([]conflictView, 0, len(list))
	for i := range list {
		c := &list[i]
		v := conflictView{Kind: c.Kind, Evidence: c.Evidence}
		words := strings.Split(said["reason."+c.Reason], "%s")
		if len(words) != len(c.Values)+1 {
			v.English = c.What
			out = append(out, v)
			continue
		}
		for k, w := range words {
			v.Parts = append(v.Parts, entry{Name: w})
			if k < len(c.Values) {
				v.Parts = append(v.Parts, cmp.Or(people[c.Values[k]], entry{Name: c.Values[k]}))
			}
		}
		out = append(out, v)
	}
	return out
}

type gapView struct {
	*desk.Gap
	After, Before *entry
}

func (s *Server) post(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	q := desk.HolderQuery{On: p.text("on"), Cursor: p.text("cursor"), Limit: desk.MaxPage / 2}
	s.show(w, r, p, "post.html", func(ctx context.Context) (*view, error) {
		v, err := s.desk.Post(ctx, r.PathValue("id"), q)
		if err != nil {
			return nil, err
		}
		b := &postBody{Post: v, On: q.On, Holders: tenuresOf(said(r), v.Tenures), Elections: electionsOf(said(r), v.Elections), NextPage: onward(r.URL.Path, p.values, v.Next)}
		people := map[string]entry{}
		for i := range b.Holders {
			people[b.Holders[i].Person.Name] = b.Holders[i].Person
		}
		b.Conflicts = conflictsOf(said(r), v.ConflictList, people)
		b.Timeline = timelineOf(said(r), v.Tenures, func(t *desk.Tenure) (string, string) { return t.Person.Name, pageOf(t.Person.ID) })
		for i := range v.GapList {
			g := &v.GapList[i]
			b.Gaps = append(b.Gaps, gapView{g, entryOf(g.After), entryOf(g.Before)})
		}
		if q.Cursor != "" {
			b.First = change(r.URL.Path, p.values, func(url.Values) {})
		}
		return &view{Title: plain(v.Label), Section: "posts", Body: b}, nil
	})
}

// An eventsBody is what events.html shows.
type eventsBody struct {
	Query           desk.EventQuery
	Types, Modals   []string
	Events          []eventView
	Chosen          []link // who or what they must concern
	Who             string // a name that somebody typed
	Which           []link // those whom it may mean
	Kept            []pair
	Next, CSV, JSON string
	Numbers         bool // there are votes, shares or turnouts to show
}

func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	q, who := eventQuery(p, true), p.text("who")
	q.Limit = cmp.Or(q.Limit, 50)
	s.show(w, r, p, "events.html", func(ctx context.Context) (*view, error) {
		found, err := s.desk.Events(ctx, q)
		if err != nil {
			return nil, err
		}
		b := &eventsBody{Query: q, Types: desk.EventTypes, Modals: desk.Modalities, Events: eventsOf(found.Events), Next: onward("/events", p.values, found.Next)}
		if who != "" {
			if err := b.which(ctx, s.desk, p.values, who); err != nil {
				return nil, err
			}
		}
		b.about(r, p.values, found.Events)
		for i := range b.Events {
			b.Numbers = b.Numbers || b.Events[i].Votes != "" || b.Events[i].Percent != "" || b.Events[i].Turnout != ""
		}
		export := func(format string) string {
			return change(apiRoot+"/events"+exportSuffix, p.values, func(v url.Values) { v.Del("limit"); v.Del("who"); v.Set("format", format) })
		}
		b.CSV, b.JSON = export(formatCSV), export(formatJSON)
		return &view{Title: text(r, "nav.events"), Section: "events", Body: b}, nil
	})
}

// which lists those whom a name may mean; each leads to the events that concern it.
func (b *eventsBody) which(ctx context.Context, d *desk.Desk, params url.Values, who string) error {
	found, err := d.Suggest(ctx, who, 0)
	if err != nil {
		return err
	}
	b.Who = who
	for _, s := range found {
		if s.Kind == desk.SuggestPost { // events are of people, bodies and places
			continue
		}
		address := change("/events", params, func(v url.Values) { v.Del("who"); v.Set(s.Kind, s.ID) })
		b.Which = append(b.Which, link{Text: s.Name, Address: address, Count: s.Count})
	}
	return nil
}

// about names those whom the events must concern, as the events themselves do.
func (b *eventsBody) about(r *http.Request, params url.Values, list []desk.Event) {
	for _, f := range []struct {
		name, id string
		of       func(*desk.Event) *desk.Ref
	}{
		{"person", b.Query.Person, func(e *desk.Event) *desk.Ref { return e.Person }},
		{"organization", b.Query.Organization, func(e *desk.Event) *desk.Ref { return e.Organization }},
		{"place", b.Query.Place, func(e *desk.Event) *desk.Ref { return e.Place }},
	} {
		if f.id == "" {
			continue
		}
		name := f.id
		for i := range list {
			if ref := f.of(&list[i]); ref != nil && ref.Name != "" {
				name = ref.Name
				break
			}
		}
		b.Kept = append(b.Kept, pair{f.name, f.id})
		b.Chosen = append(b.Chosen, link{Text: text(r, "column."+f.name) + ": " + name, Address: without("/events", params, f.name, "")})
	}
}

// An electionView is an election with bars for its results.
type electionView struct {
	Post       entry
	Date       string
	Published  bool // Date is only that of the first article
	Turnout    string
	TurnoutBar string // width, of 100
	Listed     string
	Voted      string
	Candidates []candidateView
	Flags      []conflictView
	Evidence   []desk.Evidence
}

type candidateView struct {
	entry
	Votes, Percent, Bar string
	Evidence            []desk.Evidence
}

func electionsOf(said texts, list []desk.Election) []electionView {
	out := make([]electionView, 0, len(list))
	for i := range list {
		e := &list[i]
		v := electionView{
			Post: entry{e.Post.Label, postPage(e.Post.ID)}, Date: cmp.Or(e.Date, e.Published), Published: e.Date == "", Turnout: decimal(e.Turnout),
			TurnoutBar: barOf(e.Turnout), Listed: whole(e.Listed), Voted: whole(e.Voted), Evidence: e.Evidence,
		}
		most, people := 0, map[string]entry{}
		for _, c := range e.Candidates {
			people[c.Person.Name] = entry{c.Person.Name, pageOf(c.Person.ID)}
			if c.Votes != nil {
				most = max(most, *c.Votes)
			}
		}
		for _, c := range e.Candidates {
			share := c.Percent
			if share == nil && c.Votes != nil && most > 0 && len(e.Candidates) > 1 {
				of := 100 * float64(*c.Votes) / float64(most)
				share = &of
			}
			v.Candidates = append(v.Candidates, candidateView{entry{c.Person.Name, pageOf(c.Person.ID)}, whole(c.Votes), decimal(c.Percent), barOf(share), c.Evidence})
			v.Evidence = append(v.Evidence, c.Evidence...)
		}
		v.Evidence, v.Flags = distinct(v.Evidence), conflictsOf(said, e.Flags, people)
		out = append(out, v)
	}
	return out
}

// distinct keeps a sentence once.
func distinct(list []desk.Evidence) []desk.Evidence {
	type place struct {
		article string
		start   int
	}
	seen := map[place]bool{}
	var out []desk.Evidence
	for _, e := range list {
		if at := (place{e.Article, e.Start}); !seen[at] {
			seen[at] = true
			out = append(out, e)
		}
	}
	return out
}

// barOf is the width of a bar for a share, "" for none.
func barOf(share *float64) string {
	if share == nil {
		return ""
	}
	return coordinate(min(max(*share, 0), 100))
}

type electionsBody struct {
	Query           desk.ElectionQuery
	Elections       []electionView
	Next, CSV, JSON string
}

func (s *Server) elections(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	q := electionQuery(p, true)
	s.show(w, r, p, "elections.html", func(ctx context.Context) (*view, error) {
		found, err := s.desk.Elections(ctx, q)
		if err != nil {
			return nil, err
		}
		export := func(format string) string {
			return change(apiRoot+"/elections"+exportSuffix, p.values, func(v url.Values) { v.Del("limit"); v.Set("format", format) })
		}
		b := &electionsBody{q, electionsOf(said(r), found.Elections), onward("/elections", p.values, found.Next), export(formatCSV), export(formatJSON)}
		return &view{Title: text(r, "nav.elections"), Section: "elections", Body: b}, nil
	})
}
