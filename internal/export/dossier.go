package export

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"slices"
	"strings"
)

// dossierKind is not one of the formats: it is of one person.
var dossierKind = kind{"dossier", "what is known of one person", "", true, false, newDossier}

// dossierFormat keeps what the articles that name a person say of it, and writes it as
// a page in HTML and in Markdown.
type dossierFormat struct {
	dir      folder
	person   string
	page     dossierPage
	articles map[string]dossierArticle // that name the person
	post     row
	open     bool // the last tenure is the person's
}

// A dossierPage is what both pages show.
type dossierPage struct {
	Name, ID  string
	Aliases   []string
	Timeline  []dossierPoint
	Tenures   []dossierTenure
	Events    []dossierEvent
	Articles  []dossierArticle
	Citation  string
	Retrieved string
}

// A dossierPoint is one line of the timeline.
type dossierPoint struct {
	Day  string // as far as it is known
	What string
}

type dossierTenure struct {
	Since, Until, Post string
	Acting             bool
	Evidence           []dossierQuote
	sort               string
	left               string // day of the end, or by which it was over
}

type dossierEvent struct {
	Date, Type, Modality, Post, Body string
	Numbers                          string
	Evidence                         dossierQuote
	sort                             string
}

// A dossierQuote is a sentence and where it stands.
type dossierQuote struct {
	Text    string
	Article dossierArticle
}

type dossierArticle struct{ ID, Title, Source, Published, URL string }

//go:embed dossier.html dossier.md
var dossierFiles embed.FS

func newDossier(r *run, dir folder, opts *Options) (format, error) {
	id, err := r.from.Archive.Identity(r.ctx, opts.Person)
	if err != nil {
		return nil, err
	}
	return &dossierFormat{
		dir: dir, person: id.ID, articles: map[string]dossierArticle{},
		page: dossierPage{Name: id.Name, ID: id.ID, Aliases: id.Aliases, Retrieved: opts.AsOf},
	}, nil
}

func (d *dossierFormat) article(*article) error { return nil }

func (d *dossierFormat) row(r row) error {
	switch r.table {
	case articlesTable:
		d.articles[r.text("id")] = dossierArticle{r.text("id"), r.text("title"), r.text("source"), r.text("published"), r.text("url")}
	case eventsTable:
		if r.text("person_id") == d.person {
			d.page.Events = append(d.page.Events, d.event(r))
		}
	case postsTable:
		d.post = row{r.table, slices.Clone(r.values), nil}
	case tenuresTable:
		if d.open = r.text("person_id") == d.person; d.open {
			d.page.Tenures = append(d.page.Tenures, d.tenure(r))
		}
	case evidenceTable:
		if d.open {
			t := &d.page.Tenures[len(d.page.Tenures)-1]
			t.Evidence = append(t.Evidence, d.quote(r))
		}
	}
	return nil
}

func (d *dossierFormat) quote(r row) dossierQuote {
	return dossierQuote{r.text("evidence"), d.articles[r.text("article")]}
}

func (d *dossierFormat) event(r row) dossierEvent {
	ev := dossierEvent{
		Date: r.text("date"), Type: strings.ReplaceAll(r.text("type"), "_", " "), Modality: r.text("modality"), Post: r.text("post"),
		Body: firstKnown(r.text("organization_name"), r.text("place_name")), Evidence: d.quote(r),
		sort: firstKnown(r.text("date"), r.text("published")),
	}
	var numbers []string
	for _, n := range []string{"votes", "percent", "turnout"} {
		if v := r.text(n); v != "" {
			numbers = append(numbers, n+" "+v)
		}
	}
	ev.Numbers = strings.Join(numbers, ", ")
	return ev
}

func (d *dossierFormat) tenure(r row) dossierTenure {
	return dossierTenure{
		Since: day(r, "start", "since", "by"), Until: day(r, "end", "until", "over by"), Post: postLabel(d.post), Acting: r.is("acting"),
		sort: firstKnown(r.text("start"), r.text("start_to"), r.text("first_seen"), "~"), left: firstKnown(r.text("end"), r.text("end_to")),
	}
}

// day words a limit of a tenure: what is stated, else what follows.
func day(r row, limit, stated, by string) string {
	switch {
	case r.text(limit) != "":
		return stated + " " + r.text(limit)
	case r.text(limit+"_to") != "" && r.text(limit+"_basis") == "inferred":
		return by + " " + r.text(limit+"_to") + " (inferred from the successor)"
	case r.text(limit+"_to") != "" && r.text(limit+"_basis") != "open":
		return by + " " + r.text(limit+"_to")
	case limit == "end" && r.text("last_seen") != "":
		return "last seen " + r.text("last_seen")
	}
	return ""
}

func (d *dossierFormat) finish() ([]resource, error) {
	slices.SortStableFunc(d.page.Tenures, func(a, b dossierTenure) int { return cmp.Compare(a.sort, b.sort) })
	slices.SortStableFunc(d.page.Events, func(a, b dossierEvent) int { return cmp.Compare(a.sort, b.sort) })
	d.page.Timeline = timeline(d.page.Tenures, d.page.Events)
	for _, a := range d.articles {
		d.page.Articles = append(d.page.Articles, a)
	}
	slices.SortFunc(d.page.Articles, func(a, b dossierArticle) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(a.ID, b.ID))
	})
	page, err := template.ParseFS(dossierFiles, "dossier.html")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := page.Execute(&b, d.page); err != nil {
		return nil, err
	}
	html, err := d.dir.save("dossier.html", b.Bytes())
	if err != nil {
		return nil, err
	}
	md, err := d.markdown()
	return []resource{
		{written: html, format: "html", media: "text/html", about: "the page for a browser"},
		{written: md, format: "md", media: "text/markdown", about: "the same as Markdown"},
	}, err
}

// timeline puts what has a day, or a day by which it had come about, in one order.
func timeline(tenures []dossierTenure, events []dossierEvent) []dossierPoint {
	var all []dossierPoint
	for _, t := range tenures {
		if t.sort != "~" {
			all = append(all, dossierPoint{t.sort, t.Post + ": " + firstKnown(t.Since, "seen in the post")})
		}
		if t.left != "" {
			all = append(all, dossierPoint{t.left, t.Post + ": " + t.Until})
		}
	}
	for _, ev := range events {
		what := strings.Join(slices.DeleteFunc([]string{ev.Type, ev.Post, ev.Body}, func(s string) bool { return s == "" }), ", ")
		if ev.Modality != "asserted" {
			what += " (" + ev.Modality + ")"
		}
		if ev.Date == "" {
			what += ", no day stated; day of the article"
		}
		if ev.sort != "" {
			all = append(all, dossierPoint{ev.sort, what})
		}
	}
	slices.SortStableFunc(all, func(a, b dossierPoint) int { return cmp.Compare(a.Day, b.Day) })
	return slices.Compact(all)
}

func (d *dossierFormat) abandon() {}
