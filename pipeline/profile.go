package pipeline

import (
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// IdentityVersion names the rules and tables behind Profiles and the identities that
// resolve makes of them.
func (p *Pipeline) IdentityVersion() string { return resolve.IdentityVersion + "-" + p.version }

// Profiles says of each entity of a document what helps to know it again in other
// articles. It takes nothing but the document, so that it works for what was
// annotated long ago.
func (p *Pipeline) Profiles(doc Document) []resolve.Profile {
	v := kazakh.English
	if doc.Script == kazakh.Latin.String() {
		v = kazakh.DetectVariant(doc.Text)
	}
	r := &profiler{names: p.names(), doc: doc, variant: v, bodies: map[string]resolve.Body{}, places: map[string]resolve.Territory{}, called: map[string]string{"": ""}}
	r.survey()
	out := make([]resolve.Profile, 0, len(doc.Entities))
	for _, e := range doc.Entities {
		out = append(out, r.profile(e))
	}
	r.addSeats(out)
	addCompany(out)
	resolve.Seeds(out)
	return out
}

// A profiler makes the profiles of one document.
type profiler struct {
	names   *resolve.Names
	doc     Document
	variant kazakh.Variant
	near    resolve.Surroundings
	bodies  map[string]resolve.Body // by entity id
	places  map[string]resolve.Territory
	called  map[string]string // names by entity id
}

// survey reads the places first: they tell the others apart.
func (r *profiler) survey() {
	written := make([]resolve.Written, len(r.doc.Entities))
	for i, e := range r.doc.Entities {
		r.called[e.ID] = e.Name
		if e.Type != "PERSON" {
			written[i] = r.names.Read(e.Name, r.variant)
		}
		switch e.Type {
		case "PLACE":
			r.near.Note(r.names.Place(written[i], r.near))
		case "ORG":
			r.near.Note(r.names.Body(written[i], r.near).Territory)
		}
	}
	for i, e := range r.doc.Entities {
		switch e.Type {
		case "PLACE":
			r.places[e.ID] = r.names.Place(written[i], r.near)
		case "ORG", "FACILITY":
			r.bodies[e.ID] = r.names.Body(written[i], r.near)
		}
	}
}

func (r *profiler) profile(e Entity) resolve.Profile {
	p := resolve.Profile{
		Article: r.doc.ID, Entity: e.ID, Name: e.Name, Aliases: e.Aliases, Date: r.doc.Published, Source: r.doc.Source,
	}
	switch e.Type {
	case "PERSON":
		p.Type = mention.Person
		p.SetPerson(r.names.Person(e.Name, e.Aliases, r.variant))
	case "PLACE":
		p.Type = mention.Place
		p.SetKey(r.places[e.ID].Key)
		p.Row = r.places[e.ID].Row
	default:
		p.Type = mention.Org
		if e.Type == "FACILITY" {
			p.Type = mention.Facility
		}
		b := r.bodies[e.ID]
		p.SetKey(b.Key)
		p.Title, p.Row = b.Title, b.Row
	}
	return p
}

// addSeats gives persons their posts: memberships, and what asserted events say.
func (r *profiler) addSeats(profiles []resolve.Profile) {
	at := make(map[string]int, len(profiles))
	for i, p := range profiles {
		at[p.Entity] = i
	}
	for _, m := range r.doc.Memberships {
		if i, ok := at[m.Person]; ok {
			s := r.seat(m.Title, m.Organization, m.Place)
			s.Past = m.Past || m.To != ""
			s.From, s.To = r.doc.Published, r.doc.Published
			profiles[i].AddSeat(s)
		}
	}
	for _, ev := range r.doc.Events {
		if i, ok := at[ev.Person]; ok && ev.Modality == "asserted" && ev.Post != "" {
			s := r.seat(ev.Post, ev.Organization, ev.Place)
			s.Past = true // a change of post says nothing of the time after the article, or before
			profiles[i].AddSeat(s)
		}
	}
}

func (r *profiler) seat(title, org, place string) resolve.Seat {
	s := resolve.Seat{TitleAs: title, BodyAs: r.called[org], PlaceAs: r.called[place]}
	s.Title, s.Land, s.Sole = r.names.Post(title, r.variant)
	body := r.bodies[org]
	s.Body, s.Kind = body.Key, body.Kind
	territory := r.places[place]
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
func addCompany(profiles []resolve.Profile) {
	var people []int
	for i := range profiles {
		if n := profiles[i].Person; profiles[i].Type == mention.Person && n.Full() && !n.Known {
			people = append(people, i)
		}
	}
	for k, i := range people {
		from := max(0, min(k-maxCompany/2, len(people)-1-maxCompany))
		for _, j := range people[from:min(from+maxCompany+1, len(people))] {
			if j != i {
				profiles[i].Company = append(profiles[i].Company, resolve.Companion{Key: profiles[j].Key, Name: profiles[j].Name})
			}
		}
	}
}
