package web

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/seed50815598/derek/internal/desk"
)

// A searchBody is what search.html shows.
type searchBody struct {
	Wrong     *wrongQuery // what is wrong with the question, nil for nothing
	Result    *desk.SearchPage
	Hits      []hitView
	From, To  string
	Kept      []pair // all parameters but the days
	Next      string // address, "" for none
	First     string // address of the first page, "" on it
	Facets    []facetView
	Chosen    []link // filters in force; the address takes one away
	Clear     string // address without filters
	Sorts     []link
	Forms     []link // exact or all
	Histogram *columns
	CSV, JSON string
	Exports   []link
	Bare      string // address without filters and days, "" when there are none
	Loose     string // address that takes all forms, "" when this one does
	Empty     bool   // nothing is asked and nothing is there: the archive is empty
}

// A wrongQuery is what is wrong with a question, and where.
type wrongQuery struct {
	Detail            string // in English
	Told              string // in the reader's language, "" where only Detail tells
	Before, At, After string // the query around the place, all "" when it is elsewhere
	Words             string // address that searches for the words alone
}

func wrongOf(said texts, p problem, query string) *wrongQuery {
	w := &wrongQuery{Detail: p.Detail, Told: said.tell("mistake."+p.Code, p.Values)}
	if p.Parameter != "q" {
		return w
	}
	words := strings.Join(strings.FieldsFunc(query, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }), " ")
	if words != "" {
		w.Words = "/?" + url.Values{"q": {words}}.Encode()
	}
	if text := []rune(query); p.Position != nil {
		at := min(max(*p.Position, 0), len(text))
		w.Before, w.At, w.After = string(text[:at]), string(text[at:min(at+1, len(text))]), string(text[min(at+1, len(text)):])
	}
	return w
}

type facetView struct {
	Field  string
	Values []link
	More   []link // folded away
}

// shownValues is how many values of a facet stand open.
const shownValues = 6

func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	q := searchQuery(p, true)
	q.Facets = true
	v := &view{Title: q.Text, Query: q.Text, Section: "search"}
	b := &searchBody{From: q.From, To: q.To}
	v.Body = b
	for name, values := range p.values {
		for _, value := range values {
			switch name {
			case "q", "cursor":
			case "from", "to":
				v.Kept = append(v.Kept, pair{name, value})
			default:
				v.Kept = append(v.Kept, pair{name, value})
				b.Kept = append(b.Kept, pair{name, value})
			}
		}
	}
	byName := func(a, b pair) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value)) }
	slices.SortFunc(v.Kept, byName)
	slices.SortFunc(b.Kept, byName)
	b.choices(r, p.values, q)
	err := p.wrong
	if err == nil {
		if s.fresh(w, r) {
			return
		}
		b.Result, err = s.desk.Search(r.Context(), q)
	}
	if problem := problemOf(r.Context(), err); err != nil && problem.Status == http.StatusBadRequest {
		b.Wrong = wrongOf(said(r), problem, q.Text)
		w.Header().Del("ETag")
		s.render(w, r, problem.Status, "search.html", v)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	b.fill(r, p.values, q)
	s.render(w, r, http.StatusOK, "search.html", v)
}

// choices fills in what is known before anything is found.
func (b *searchBody) choices(r *http.Request, params url.Values, q desk.SearchQuery) {
	for _, field := range desk.SearchFacets {
		for _, value := range q.Filters[field] {
			b.Chosen = append(b.Chosen, link{Text: text(r, "facet."+field) + ": " + facetLabel(r, field, value), Address: without("/", params, field, value)})
		}
	}
	if q.From != "" || q.To != "" {
		days := change("/", params, func(p url.Values) { p.Del("from"); p.Del("to") })
		b.Chosen = append(b.Chosen, link{Text: text(r, "search.days") + ": " + q.From + "–" + q.To, Address: days})
	}
	if len(b.Chosen) > 1 {
		b.Clear = change("/", params, func(p url.Values) {
			for _, field := range append([]string{"from", "to"}, desk.SearchFacets...) {
				p.Del(field)
			}
		})
	}
	if len(b.Chosen) > 0 {
		b.Bare = "/"
		if q.Text != "" {
			b.Bare = "/?" + url.Values{"q": {q.Text}}.Encode()
		}
	}
	if q.Exact {
		b.Loose = without("/", params, "exact", "")
	}
	b.Sorts = []link{
		{Text: text(r, "sort.relevance"), Address: without("/", params, "sort", ""), On: q.Sort != desk.ByDate},
		{Text: text(r, "sort.date"), Address: with("/", params, "sort", desk.ByDate), On: q.Sort == desk.ByDate},
	}
	b.Forms = []link{
		{Text: text(r, "form.all"), Address: without("/", params, "exact", ""), On: !q.Exact},
		{Text: text(r, "form.exact"), Address: with("/", params, "exact", "true"), On: q.Exact},
	}
	export := change(apiRoot+"/search"+exportSuffix, params, func(p url.Values) { p.Del("limit"); p.Set("format", formatCSV) })
	chosen := maps.Clone(params)
	for _, name := range []string{"sort", "limit", "facets"} { // they choose no articles
		delete(chosen, name)
	}
	b.Exports = exportLinks(r, "", chosen)
	b.CSV, b.JSON = export, strings.Replace(export, "format="+formatCSV, "format="+formatJSON, 1)
}

// fill fills in what leads on from what was found.
func (b *searchBody) fill(r *http.Request, params url.Values, q desk.SearchQuery) {
	b.Next = onward("/", params, b.Result.Next)
	for i := range b.Result.Hits {
		b.Hits = append(b.Hits, hitOf(&b.Result.Hits[i]))
	}
	b.Empty = b.Result.Total == 0 && q.Text == "" && len(b.Chosen) == 0
	if q.Cursor != "" {
		b.First = change("/", params, func(url.Values) {})
	}
	for _, f := range b.Result.Facets {
		fv := facetView{Field: f.Field}
		for _, c := range f.Values {
			if c.Count == b.Result.Total && len(q.Filters[f.Field]) > 0 {
				continue // it narrows nothing
			}
			l := link{Text: facetLabel(r, f.Field, c.Name), Count: c.Count, Address: plus("/", params, f.Field, c.Name)}
			if len(fv.Values) < shownValues {
				fv.Values = append(fv.Values, l)
			} else {
				fv.More = append(fv.More, l)
			}
		}
		if len(fv.Values) > 0 {
			b.Facets = append(b.Facets, fv)
		}
	}
	b.Histogram = columnsOf(b.Result.Histogram, func(from, to string) string {
		return change("/", params, func(p url.Values) { p.Set("from", from); p.Set("to", to) })
	})
}

// A hitView is a hit with what was found in its title, and the snippets without it.
type hitView struct {
	*desk.Hit
	Heading []desk.Piece
	Rest    []desk.Snippet
}

// hitOf takes the title out of a snippet that begins with it, as the text of most
// articles does: it is not shown twice.
func hitOf(h *desk.Hit) hitView {
	v := hitView{Hit: h, Heading: []desk.Piece{{Text: cmp.Or(h.Title, h.ID)}}, Rest: h.Snippets}
	if len(h.Snippets) == 0 || h.Snippets[0].Before || h.Title == "" {
		return v
	}
	first := h.Snippets[0]
	var whole strings.Builder
	for _, p := range first.Pieces {
		whole.WriteString(p.Text)
	}
	if !strings.HasPrefix(whole.String(), h.Title) {
		return v
	}
	var heading []desk.Piece
	left, rest := len(h.Title), desk.Snippet{After: first.After}
	for _, p := range first.Pieces {
		n := min(left, len(p.Text))
		left -= n
		if n > 0 {
			heading = append(heading, desk.Piece{Text: p.Text[:n], Match: p.Match})
		}
		text := p.Text[n:]
		if len(rest.Pieces) == 0 {
			text = strings.TrimLeft(text, " \n")
		}
		if text != "" {
			rest.Pieces = append(rest.Pieces, desk.Piece{Text: text, Match: p.Match})
		}
	}
	v.Heading, v.Rest = heading, h.Snippets[1:]
	if len(rest.Pieces) > 0 {
		v.Rest = append([]desk.Snippet{rest}, v.Rest...)
	}
	return v
}

// facetLabel writes a value for people: types of events in their language.
func facetLabel(r *http.Request, field, value string) string {
	if field != "event" {
		return value
	}
	kind, modality, planned := strings.Cut(value, "/")
	label := word(r, "event", kind)
	if planned {
		label += " (" + word(r, "modality", modality) + ")"
	}
	return label
}
