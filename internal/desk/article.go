package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/pipeline"
)

// An Article is an article with what derek found in it and what stands near it.
type Article struct {
	Document   pipeline.Document `json:"document"`   // the object of the contract
	Identities map[string]string `json:"identities"` // of the document's entities across articles, by entity id
	Version    string            `json:"version"`    // of the tables and model behind the document
	Sources    []Source          `json:"sources"`    // under which ids the text was seen, the article's own among them
	Neighbours []Neighbour       `json:"neighbours"` // articles that name people whom it names, reposts left out
	Similar    []ArticleRef      `json:"similar"`    // articles that its title finds, likewise
	Reposts    []Repost          `json:"reposts"`    // other articles with nearly its text
}

// A Repost is an article that says nearly the same as another.
type Repost struct {
	ArticleRef
	Script string `json:"script"` // cyrl, latn, arab or mixed
	Length int    `json:"length"` // code points of the text
	Like   string `json:"like"`   // article of the group that it has most in common with
	Share  int    `json:"share"`  // what that is of the shorter text of the two, in percent
	// Differs names what it does not share with that article, of title, day, source,
	// script and length; LikeLength is the length of that one.
	Differs    []string `json:"differs"`
	LikeLength int      `json:"like_length"`
}

// A Source is an id under which a text was seen.
type Source struct {
	ArticleRef
	URL       string `json:"url"`
	Place     string `json:"place"`      // where it was read
	FirstSeen string `json:"first_seen"` // RFC 3339
	LastSeen  string `json:"last_seen"`
}

// A Neighbour is an article that shares people with another.
type Neighbour struct {
	ArticleRef
	Shared int `json:"shared"` // people
}

// How many neighbours and similar articles, and reposts, an article has at most.
const (
	maxNear    = 8
	maxReposts = 50
)

// Article returns the article of an id. The error is ErrNotFound when there is none.
func (d *Desk) Article(ctx context.Context, id string) (*Article, error) {
	ctx, err := d.archive.Pin(ctx)
	if err != nil {
		return nil, err
	}
	doc, err := d.archive.Article(ctx, id)
	if err != nil {
		return nil, missing(err)
	}
	a := &Article{Document: doc, Sources: []Source{}, Neighbours: []Neighbour{}, Similar: []ArticleRef{}, Reposts: []Repost{}}
	if a.Version, err = d.archive.Annotated(ctx, doc.ID); err != nil {
		return nil, missing(err)
	}
	if a.Identities, err = d.archive.ArticleIdentities(ctx, doc.ID); err != nil {
		return nil, err
	}
	sources, err := d.archive.Sources(ctx, doc.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		a.Sources = append(a.Sources, Source{
			ArticleRef: ArticleRef{s.ID, s.Title, s.Source, s.Published}, URL: s.URL, Place: s.Place, FirstSeen: s.FirstSeen, LastSeen: s.LastSeen,
		})
	}
	near, err := d.archive.Neighbours(ctx, doc.ID, maxNear)
	if err != nil {
		return nil, err
	}
	if a.Reposts, err = d.reposts(ctx, doc.ID); err != nil {
		return nil, missing(err)
	}
	again := map[string]bool{}
	for _, r := range a.Reposts {
		again[r.ID] = true
	}
	for _, n := range near {
		if !again[n.ID] {
			a.Neighbours = append(a.Neighbours, Neighbour{articleRef(n.Heading), n.Shared})
		}
	}
	a.Similar, err = d.similar(ctx, &doc)
	a.Similar = slices.DeleteFunc(a.Similar, func(r ArticleRef) bool { return again[r.ID] })
	return a, err
}

// reposts lists the others of an article's group.
func (d *Desk) reposts(ctx context.Context, id string) ([]Repost, error) {
	list := []Repost{}
	group, err := d.archive.GroupOf(ctx, id)
	if err != nil {
		return nil, err
	}
	byID := map[string]*archive.Repost{}
	for i := range group.Articles {
		byID[group.Articles[i].ID] = &group.Articles[i]
	}
	for i := range group.Articles {
		if r := &group.Articles[i]; r.ID != id && len(list) < maxReposts {
			list = append(list, repost(r, byID[id], byID[r.Like]))
		}
	}
	return list, nil
}

// repost says how an article of own's group differs from own where one of the two is
// most like the other, else from the article that it is most like.
func repost(r, own, like *archive.Repost) Repost {
	share := r.Share
	if own != nil && own.Like == r.ID {
		like, share = own, own.Share
	}
	out := Repost{ArticleRef: ArticleRef{r.ID, r.Title, r.Source, r.Published}, Script: r.Script, Length: r.Length, Share: share, Differs: []string{}}
	if like == nil {
		return out
	}
	out.Like, out.LikeLength = like.ID, like.Length
	for _, d := range []struct {
		what    string
		differs bool
	}{
		{"title", r.Title != like.Title},
		{"day", r.Published != like.Published},
		{"source", r.Source != like.Source},
		{"script", r.Script != like.Script},
		{"length", r.Length != like.Length},
	} {
		if d.differs {
			out.Differs = append(out.Differs, d.what)
		}
	}
	return out
}

// titleWords is how many words of a title a similar article must have: all words cost
// a hundred times as much, because some are in every article.
const titleWords = 4

// similar searches for the longest words of the title, all of them.
func (d *Desk) similar(ctx context.Context, doc *pipeline.Document) ([]ArticleRef, error) {
	list := []ArticleRef{}
	words := strings.FieldsFunc(doc.Title, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	words = slices.DeleteFunc(words[:min(len(words), titleWords)], func(w string) bool { return len(w) > maxQuery/titleWords })
	if len(words) == 0 {
		return list, nil
	}
	found, err := d.index.Search(ctx, search.Request{Query: `"` + strings.Join(words, `" AND "`) + `"`, Size: maxNear})
	if wrong := (*search.QueryError)(nil); errors.As(err, &wrong) || errors.Is(err, search.ErrNoIndex) {
		return list, nil // a title without words; an archive whose index is to come
	}
	if err != nil {
		return nil, err
	}
	best := 0.0
	for _, h := range found.Hits {
		best = max(best, h.Score)
		if h.ID == doc.ID || h.Score < best/3 {
			continue
		}
		head, err := d.archive.Heading(ctx, h.ID)
		if errors.Is(err, archive.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, articleRef(head))
	}
	return slices.Clip(list), nil
}

// missing turns the errors of what does not exist into ErrNotFound.
func missing(err error) error {
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrNoIdentity) {
		return ErrNotFound
	}
	return err
}
