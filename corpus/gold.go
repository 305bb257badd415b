package corpus

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed gold/*.src
var goldFiles embed.FS

// A Gold is one article with everything that is to be found in it, annotated by
// the conventions of gold/CONVENTIONS.md. Names stand in their canonical form and
// in the script of the article; every name that a relation uses is listed in
// Persons or Orgs.
type Gold struct {
	Article Article
	Script  string // cyrl, latn, arab or mixed
	Genre   string // release, maslikhat, election, congress, decree, biography, legal, other or news

	Mentions []GoldMention // by start, the longer first
	Persons  []string
	Orgs     []string
	Aliases  []GoldAlias
	Holds    []GoldHold
	Parents  []GoldParent
	Events   []GoldEvent
}

// A GoldMention is a marked span.
type GoldMention struct {
	Type       string // PERSON, TITLE, ORG, PLACE or DATE
	Start, End int    // code points of the article's text, half open
	Text       string
	Entity     string // canonical name of a PERSON or ORG, else ""
}

// A GoldAlias lists the other forms of a person's name.
type GoldAlias struct {
	Person string
	As     []string
}

// A GoldHold says who holds, or held, a post.
type GoldHold struct {
	Person, Title string
	Org, Place    string // "" for none
	From, To      string // YYYY or ""
	Past          bool
}

// A GoldParent says that one organization belongs to another.
type GoldParent struct{ Child, Parent string }

// A GoldEvent is a stated change in one post, or one election.
type GoldEvent struct {
	Type, Modality           string
	Person, Post, Org, Place string // "" for none
	Date                     string // YYYY[-MM[-DD]] or ""
	Votes                    *int
	Percent, Turnout         *float64
	Trigger                  string // one word, as in the text
	TriggerStart             int    // code point of its likeliest occurrence; not part of the gold
	Background               bool
}

// GoldArticles returns the built-in gold articles by ID. They are parsed once and
// shared: do not modify them. An error means a damaged build.
var GoldArticles = sync.OnceValues(func() ([]Gold, error) {
	names, err := fs.Glob(goldFiles, "gold/*.src")
	if err != nil {
		return nil, fmt.Errorf("corpus: list gold: %w", err)
	}
	var all []Gold
	for _, name := range names {
		data, err := goldFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("corpus: read gold: %w", err)
		}
		part, err := ParseGold(name, string(data))
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	slices.SortFunc(all, func(a, b Gold) int { return strings.Compare(a.Article.ID, b.Article.ID) })
	for i := 1; i < len(all); i++ {
		if all[i].Article.ID == all[i-1].Article.ID {
			return nil, fmt.Errorf("%s: article %s stands twice", all[i].Article.Place, all[i].Article.ID)
		}
	}
	return all, nil
})

// Builtin returns the built-in articles: the gold articles without their gold,
// by ID. It panics when the embedded files are damaged, which a test rules out.
func Builtin() []Article {
	gold, err := GoldArticles()
	if err != nil {
		panic(err)
	}
	arts := make([]Article, len(gold))
	for i, g := range gold {
		arts[i] = g.Article
	}
	return arts
}
