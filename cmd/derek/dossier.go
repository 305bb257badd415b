package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/archive"
)

// dossier finds the person that a name or an id means, and the articles that name it.
func (a *app) dossier(ctx context.Context, arc *archive.Archive, name string) (string, iter.Seq2[string, error], error) {
	if err := a.warnUnsettled(ctx, arc); err != nil {
		return "", nil, err
	}
	id, err := arc.Identity(ctx, name)
	if errors.Is(err, archive.ErrNoIdentity) {
		id, err = oneNamed(ctx, arc, name)
	}
	if err != nil {
		return "", nil, err
	}
	if id.Type != "PERSON" {
		return "", nil, usage("export: %s is not a person", id.ID)
	}
	var list []string
	for _, m := range id.Members {
		list = append(list, m.Article)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return id.ID, func(yield func(string, error) bool) {
		for _, article := range list {
			if !yield(article, nil) {
				return
			}
		}
	}, nil
}

// maxNamesakes is how many people of one name an error lists.
const maxNamesakes = 10

// oneNamed finds the only person of a name.
func oneNamed(ctx context.Context, arc *archive.Archive, name string) (archive.Identity, error) {
	list, err := arc.FindIdentities(ctx, "PERSON", name, maxNamesakes, true)
	switch {
	case err != nil:
		return archive.Identity{}, err
	case len(list) == 0 || strings.TrimSpace(name) == "":
		return archive.Identity{}, fmt.Errorf("export: the archive knows no person %q; find one with: derek archive people --archive %s NAME", name, arc.Dir())
	case len(list) > 1:
		var names []string
		for _, id := range list {
			names = append(names, fmt.Sprintf("%s  %s, in %s", id.ID, oneLine(id.Name), articles(id.Count)))
		}
		return archive.Identity{}, usage("export: %q may be several people; give the id of one:\n  %s", name, strings.Join(names, "\n  "))
	}
	return list[0], nil
}
