package pipeline

import (
	"slices"
	"sync"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// IdentityVersion names the rules and tables behind AppendProfiles and the identities that
// resolve makes of them.
func (p *Pipeline) IdentityVersion() string { return resolve.IdentityVersion + "-" + p.version }

// AppendProfiles says of each entity of a document what helps to know it again in other
// articles, and appends it to profiles. It takes nothing but the document, so that it
// works for what was annotated long ago.
func (p *Pipeline) AppendProfiles(profiles []resolve.Profile, doc *Document) []resolve.Profile {
	v := kazakh.English
	if doc.Script == kazakh.Latin.String() {
		v = kazakh.DetectVariant(doc.Text)
	}
	r := restingProfilers.Get().(*profiler)
	defer r.rest()
	r.names, r.doc, r.variant = p.names(), doc, v
	r.survey()
	before := len(profiles)
	profiles = slices.Grow(profiles, len(doc.Entities))
	for i := range doc.Entities {
		profiles = append(profiles, r.profile(i))
	}
	own := profiles[before:]
	r.addSeats(own)
	r.addCompany(own)
	resolve.Seeds(own)
	return profiles
}

// A profiler makes the profiles of one document. Its memory is used again for the next.
type profiler struct {
	names   *resolve.Names
	doc     *Document
	variant kazakh.Variant
	near    resolve.Surroundings
	words   resolve.Words
	all     []meaning      // of the entities of the document
	number  map[string]int // of each, by its id
	people  []int          // those that are noted as company
}

// A meaning is the body or place that the name of an entity means.
type meaning struct {
	name  resolve.Written
	body  resolve.Body
	place resolve.Territory
}

var restingProfilers = sync.Pool{New: func() any { return &profiler{number: map[string]int{}} }}

// rest ends the use for a document: a profiler at rest does not point to it.
func (r *profiler) rest() {
	clear(r.all)
	clear(r.number)
	r.words.Empty()
	*r = profiler{words: r.words, all: r.all[:0], number: r.number, people: r.people[:0]}
	restingProfilers.Put(r)
}

// survey reads the places first: they tell the others apart.
func (r *profiler) survey() {
	for i := range r.doc.Entities {
		e := &r.doc.Entities[i]
		r.number[e.ID] = i
		m := meaning{}
		if e.Type != "PERSON" {
			m.name = r.names.Read(&r.words, e.Name, r.variant)
		}
		switch e.Type {
		case "PLACE":
			m.place = r.names.Place(m.name, r.near)
			r.near.Note(m.place)
		case "ORG":
			m.body = r.names.Body(m.name, r.near)
			r.near.Note(m.body.Territory)
		}
		r.all = append(r.all, m)
	}
	for i := range r.all {
		m := &r.all[i]
		switch kind := r.doc.Entities[i].Type; {
		case kind == "PLACE":
			m.place = r.names.Place(m.name, r.near)
		case kind == "FACILITY", m.body.Territory.Like != "": // what is around tells nothing of other bodies
			m.body = r.names.Body(m.name, r.near)
		}
	}
}

// profile is that of an entity, by its number, without posts and company.
func (r *profiler) profile(i int) resolve.Profile {
	e, m := &r.doc.Entities[i], &r.all[i]
	p := resolve.Profile{
		Article: r.doc.ID, Entity: e.ID, Name: e.Name, Aliases: e.Aliases, Date: r.doc.Published, Source: r.doc.Source,
	}
	switch e.Type {
	case "PERSON":
		p.Type = mention.Person
		p.SetPerson(r.names.Person(e.Name, e.Aliases, r.variant))
	case "PLACE":
		p.Type = mention.Place
		p.SetKey(m.place.Key)
		p.Row = m.place.Row
	default:
		p.Type = mention.Org
		if e.Type == "FACILITY" {
			p.Type = mention.Facility
		}
		p.SetKey(m.body.Key)
		p.Title, p.Row = m.body.Title, m.body.Row
	}
	return p
}

// addSeats gives persons their posts: memberships, and what asserted events say.
func (r *profiler) addSeats(profiles []resolve.Profile) {
	for i := range r.doc.Memberships {
		m := &r.doc.Memberships[i]
		if n, ok := r.number[m.Person]; ok {
			s := r.seat(m.Title, m.Organization, m.Place)
			s.Past = m.Past || m.To != ""
			s.From, s.To = r.doc.Published, r.doc.Published
			profiles[n].AddSeat(s)
		}
	}
	for i := range r.doc.Events {
		ev := &r.doc.Events[i]
		if n, ok := r.number[ev.Person]; ok && ev.Modality == "asserted" && ev.Post != "" {
			s := r.seat(ev.Post, ev.Organization, ev.Place)
			s.Past = true // a change of post says nothing of the time after the article, or before
			profiles[n].AddSeat(s)
		}
	}
}

func (r *profiler) seat(title, org, place string) resolve.Seat {
	post := r.names.Post(title, r.variant)
	s := resolve.Seat{TitleAs: title, Title: post.Key, Land: post.Land, Sole: post.Sole}
	var body resolve.Body
	var territory resolve.Territory
	if i, ok := r.number[org]; ok {
		body, s.BodyAs = r.all[i].body, r.doc.Entities[i].Name
	}
	if i, ok := r.number[place]; ok {
		territory, s.PlaceAs = r.all[i].place, r.doc.Entities[i].Name
	}
	s.Body, s.Kind = body.Key, body.Kind
	if territory.Like == "" && body.Territory.Like != "" {
		territory = body.Territory
		s.PlaceAs = territory.As
	}
	s.Place, s.Like, s.Region = territory.Key, territory.Like, territory.Region
	if s.Like == "" && s.Body == "" {
		s.BodyAs, s.PlaceAs = "", ""
	}
	return s
}

// maxCompany bounds the others that are noted of a person: in a list of two hundred
// awarded, who stands beside whom says little.
const maxCompany = 4

// addCompany notes with each person of a full name the others that come next to it.
func (r *profiler) addCompany(profiles []resolve.Profile) {
	for i := range profiles {
		if n := &profiles[i].Person; profiles[i].Type == mention.Person && n.Full() && !n.Known {
			r.people = append(r.people, i)
		}
	}
	around := min(maxCompany, len(r.people)-1)
	if around <= 0 {
		return
	}
	all := make([]resolve.Companion, 0, around*len(r.people))
	for k, i := range r.people {
		first, from := len(all), max(0, min(k-maxCompany/2, len(r.people)-1-maxCompany))
		for _, j := range r.people[from : from+around+1] {
			if j != i {
				all = append(all, resolve.Companion{Key: profiles[j].Key, Name: profiles[j].Name})
			}
		}
		profiles[i].Company = slices.Clip(all[first:])
	}
}
