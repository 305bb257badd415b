package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"github.com/seed50815598/derek/internal/desk"
)

// A nameKind is what a list of names lists.
type nameKind struct {
	section string
	ask     func(*desk.Desk) func(context.Context, desk.NameQuery) (*desk.NamePage, error)
}

var (
	peopleList = nameKind{"people", func(d *desk.Desk) func(context.Context, desk.NameQuery) (*desk.NamePage, error) { return d.Persons }}
	bodyList   = nameKind{"organizations", func(d *desk.Desk) func(context.Context, desk.NameQuery) (*desk.NamePage, error) {
		return d.Organizations
	}}
	placeList = nameKind{"places", func(d *desk.Desk) func(context.Context, desk.NameQuery) (*desk.NamePage, error) { return d.Places }}
)

// A nameView is a name in a list.
type nameView struct {
	entry
	Aliases  []string
	Articles int
}

type namesBody struct {
	At, Text string
	Names    []nameView
	Next     string
}

// names makes a handler of a list of names.
func (s *Server) names(kind nameKind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p := newParams(r)
		q := desk.NameQuery{Text: p.text("q"), Cursor: p.text("cursor"), Limit: 50}
		at := "/" + kind.section
		s.show(w, r, p, "names.html", func(ctx context.Context) (*view, error) {
			found, err := kind.ask(s.desk)(ctx, q)
			if err != nil {
				return nil, err
			}
			b := &namesBody{At: at, Text: q.Text, Next: onward(at, p.values, found.Next)}
			for _, n := range found.Names {
				b.Names = append(b.Names, nameView{entry{n.Name, pageOf(n.ID)}, others(n.Name, n.Aliases), n.Articles})
			}
			return &view{Title: text(r, "nav."+kind.section), Section: kind.section, Body: b}, nil
		})
	}
}

// show makes a page, unless the reader has it or a parameter is wrong.
func (s *Server) show(w http.ResponseWriter, r *http.Request, p *params, name string, work func(context.Context) (*view, error)) {
	if p.wrong != nil {
		s.fail(w, r, p.wrong)
		return
	}
	if s.fresh(w, r) {
		return
	}
	v, err := work(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.render(w, r, http.StatusOK, name, v)
}

// others are the spellings besides the name.
func others(name string, aliases []string) []string {
	var list []string
	for _, a := range aliases {
		if a != name {
			list = append(list, a)
		}
	}
	return list
}

// A relatedView is somebody or something that has to do with another.
type relatedView struct {
	entry
	Articles int
}

func relatedOf(list []desk.Related) []relatedView {
	out := make([]relatedView, 0, len(list))
	for _, r := range list {
		out = append(out, relatedView{entry{r.Name, pageOf(r.ID)}, r.Articles})
	}
	return out
}

// A tenureView is a tenure in a list.
type tenureView struct {
	Post, Person           entry
	Days                   string
	Acting                 bool
	On                     string
	Predecessor, Successor *entry
	Evidence               []desk.Evidence
	More                   int
}

func postPage(id string) string { return "/posts/" + url.PathEscape(id) }

func tenuresOf(said texts, list []desk.Tenure) []tenureView {
	out := make([]tenureView, 0, len(list))
	for i := range list {
		t := &list[i]
		out = append(out, tenureView{
			Post: entry{t.Post.Label, postPage(t.Post.ID)}, Person: entry{t.Person.Name, pageOf(t.Person.ID)}, Days: days(said, t), Acting: t.Acting, On: t.On,
			Predecessor: entryOf(t.Predecessor), Successor: entryOf(t.Successor), Evidence: t.Evidence, More: t.More,
		})
	}
	return out
}

// An identityBody is what person.html, organization.html and place.html show.
type identityBody struct {
	desk.Identity
	Others    []string // spellings
	Apart     []apartView
	Timeline  *timeline
	Tenures   []tenureView
	Events    []eventView
	AllEvents string // address
	Search    string
	People    []relatedView
	Bodies    []relatedView
	Places    []relatedView
	Posts     []desk.PostSummary
	Tree      []*treeNode
	Former    []desk.FormerName
	Exports   []link
	NextPage  string
}

// own leaves out of the events what the page is about; another name of it stays.
func (b *identityBody) own(events []desk.Event) {
	self := entry{b.Name, pageOf(b.ID)}
	b.Events = eventsOf(events)
	for i := range b.Events {
		e := &b.Events[i]
		for _, part := range []**entry{&e.Person, &e.Organization, &e.Place} {
			if *part != nil && **part == self {
				*part = nil
			}
		}
	}
}

type apartView struct {
	entry
	Reason string
}

func newIdentityBody(at string, p *params, id *desk.Identity, field, events string) *identityBody {
	b := &identityBody{
		Identity: *id, Others: others(id.Name, id.Aliases), NextPage: onward(at, p.values, id.Next),
		AllEvents: "/events?" + url.Values{events: {id.ID}}.Encode(), Search: "/?" + url.Values{field: {id.Name}}.Encode(),
	}
	for _, a := range id.Apart {
		b.Apart = append(b.Apart, apartView{entry{a.Name, pageOf(a.ID)}, a.Reason})
	}
	return b
}

func (s *Server) person(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	q := desk.IdentityQuery{Cursor: p.text("cursor")}
	s.show(w, r, p, "person.html", func(ctx context.Context) (*view, error) {
		v, err := s.desk.Person(ctx, r.PathValue("id"), q)
		if err != nil {
			return nil, err
		}
		b := newIdentityBody(r.URL.Path, p, &v.Identity, "person", "person")
		b.Timeline = timelineOf(said(r), v.Tenures, func(t *desk.Tenure) (string, string) { return t.Post.Label, postPage(t.Post.ID) })
		b.Tenures = tenuresOf(said(r), v.Tenures)
		b.own(v.Events)
		b.Exports = exportLinks(r, "/persons/"+v.ID, nil, desk.DossierFormat)
		b.People, b.Bodies, b.Places = relatedOf(v.Together), relatedOf(v.Organizations), relatedOf(v.Places)
		return &view{Title: plain(v.Name), Section: "people", Body: b}, nil
	})
}

func (s *Server) organization(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	q := desk.IdentityQuery{Cursor: p.text("cursor")}
	s.show(w, r, p, "organization.html", func(ctx context.Context) (*view, error) {
		v, err := s.desk.Organization(ctx, r.PathValue("id"), q)
		if err != nil {
			return nil, err
		}
		b := newIdentityBody(r.URL.Path, p, &v.Identity, "org", "organization")
		b.Timeline = timelineOf(said(r), v.Leaders, func(t *desk.Tenure) (string, string) {
			return t.Person.Name + ", " + t.Post.Post, cmp.Or(pageOf(t.Person.ID), postPage(t.Post.ID))
		})
		b.own(v.Events)
		b.Tenures, b.Posts, b.People = tenuresOf(said(r), v.Leaders), v.Posts, relatedOf(v.People)
		b.Tree, b.Former, b.Exports = treeOf(v), v.Former, exportLinks(r, "/organizations/"+v.ID, nil)
		return &view{Title: plain(v.Name), Section: "organizations", Body: b}, nil
	})
}

func (s *Server) place(w http.ResponseWriter, r *http.Request) {
	p := newParams(r)
	q := desk.IdentityQuery{Cursor: p.text("cursor")}
	s.show(w, r, p, "place.html", func(ctx context.Context) (*view, error) {
		v, err := s.desk.Place(ctx, r.PathValue("id"), q)
		if err != nil {
			return nil, err
		}
		b := newIdentityBody(r.URL.Path, p, &v.Identity, "place", "place")
		b.Exports = exportLinks(r, "/places/"+v.ID, nil)
		b.own(v.Events)
		b.Posts, b.People, b.Bodies = v.Posts, relatedOf(v.People), relatedOf(v.Organizations)
		return &view{Title: plain(v.Name), Section: "places", Body: b}, nil
	})
}

// A treeNode is an organization with what belongs to it.
type treeNode struct {
	entry
	Articles int
	Self     bool
	Nodes    []*treeNode
}

// treeOf puts an organization between what it belongs to and what belongs to it: each
// way up is a branch of its own, and only the first one leads on to the children.
func treeOf(o *desk.Organization) []*treeNode {
	if len(o.Parents)+len(o.Children) == 0 {
		return nil
	}
	self := &treeNode{entry: entry{Name: o.Name}, Self: true, Nodes: nodesOf(o.Children)}
	var roots []*treeNode
	var climb func(b desk.Branch, below *treeNode)
	climb = func(b desk.Branch, below *treeNode) {
		n := &treeNode{entry: entry{b.Name, pageOf(b.ID)}, Articles: b.Articles, Nodes: []*treeNode{below}}
		if len(b.Branches) == 0 {
			roots = append(roots, n)
		}
		for _, above := range b.Branches {
			climb(above, n)
		}
	}
	for i, b := range o.Parents {
		if i > 0 {
			self = &treeNode{entry: entry{Name: o.Name}, Self: true}
		}
		climb(b, self)
	}
	if len(roots) == 0 {
		roots = append(roots, self)
	}
	return roots
}

func nodesOf(list []desk.Branch) []*treeNode {
	var out []*treeNode
	for _, b := range list {
		out = append(out, &treeNode{entry: entry{b.Name, pageOf(b.ID)}, Articles: b.Articles, Nodes: nodesOf(b.Branches)})
	}
	return out
}
