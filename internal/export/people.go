package export

import (
	"errors"
	"fmt"
	"slices"

	"github.com/seed50815598/derek/internal/archive"
)

// People, bodies and places across the exported articles. The shelf keeps a record for
// each entity that is one of them, with the id that it would have alone, for each body
// that one is said to belong to, and for its names; put in order by id, they are one
// identity after the other.

// What a record says of an identity is its first byte.
var (
	isEntity   = []byte{'e'}
	isParent   = []byte{'p'}
	isNames    = []byte{'n'}
	errUnknown = errors.New("a record of an identity says nothing")
)

// putPeople keeps who and what an article names.
func (s *shelf) putPeople(a *article) error {
	for _, e := range a.doc.Entities {
		if m := a.who[e.ID]; m.Identity != "" {
			if err := s.people.put(m.Identity, isEntity, []byte(m.Seed)); err != nil {
				return err
			}
		}
	}
	for _, p := range a.doc.Parents {
		child, parent := a.who[p.Child].Identity, a.who[p.Parent].Identity
		if child != "" && parent != "" && child != parent {
			if err := s.people.put(child, isParent, []byte(parent)); err != nil {
				return err
			}
		}
	}
	return nil
}

// putNames keeps how an identity is called, of the exported articles or others.
func (s *shelf) putNames(id *archive.Identity) error {
	return s.people.put(id.ID, isNames, packTexts(nil, append([]string{id.Type, id.Name}, id.Aliases...)...))
}

// identities gives those that the exported articles have, by id. Where the shelf has no
// names, named looks them up.
func (s *shelf) identities(named func(id string) (archive.Identity, error), f func(*identityOf) error) error {
	last, parents := &identityOf{}, tally{}
	tell := func() error {
		if last.entities == 0 {
			return nil
		}
		if last.Name == "" {
			id, err := named(last.ID)
			if errors.Is(err, archive.ErrNoIdentity) {
				return nil
			}
			if err != nil {
				return err
			}
			last.Identity = id
		}
		last.parent = parents.most()
		slices.Sort(last.former)
		return f(last)
	}
	for r, err := range s.people.all() {
		if err != nil {
			return err
		}
		if string(r.key) != last.ID {
			if err := tell(); err != nil {
				return err
			}
			last, parents = &identityOf{Identity: archive.Identity{ID: string(r.key)}}, tally{}
		}
		if err := last.learn(r.value, parents); err != nil {
			return fmt.Errorf("%s: %w", r.key, err)
		}
	}
	return tell()
}

// learn takes a record of the shelf.
func (i *identityOf) learn(what []byte, parents tally) error {
	if len(what) == 0 {
		return errUnknown
	}
	switch rest := what[1:]; what[0] {
	case isEntity[0]:
		i.entities++
		if string(rest) != i.ID {
			i.former = append(i.former, string(rest))
		}
	case isParent[0]:
		parents[string(rest)]++
	case isNames[0]:
		names, err := unpackTexts(rest)
		if err != nil || len(names) < 2 {
			return errors.Join(errUnknown, err)
		}
		i.Type, i.Name, i.Aliases = names[0], names[1], names[2:]
	default:
		return errUnknown
	}
	return nil
}
