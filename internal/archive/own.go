package archive

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/seed50815598/derek/internal/lru"
)

// What is kept between questions
//
// The page of a frequent name asks several times who is one with it and what their
// articles say. The rolls and documents that tell are packed; what has been read of them
// is kept for as long as the archive does not change, within these bounds in bytes.
const (
	keptOwn    = 32 << 20
	keptEvents = 16 << 20
	keptTexts  = 16 << 20
)

// A reading is what an open archive keeps of what was read. Keys begin with the revision.
type reading struct {
	owns   *lru.Cache[*own]
	events *lru.Cache[[]EventRow] // of an article
	texts  *lru.Cache[string]     // of an article
	kin    *lru.Cache[[]Related]  // parents or children of an organization
	days   days
}

func newReading() *reading {
	return &reading{
		owns: lru.New[*own](keptOwn), events: lru.New[[]EventRow](keptEvents), texts: lru.New[string](keptTexts), kin: lru.New[[]Related](keptEvents / 4),
	}
}

// An own is an identity with its members, entities of articles, by article.
type own struct {
	storedIdentity
	articles []int64
	entities []string
}

// own finds the members of an identity; one that is not there has none.
func (a *Archive) own(ctx context.Context, db querier, id string) (*own, error) {
	rev, err := a.revision(ctx, db)
	if err != nil {
		return nil, err
	}
	key := rev.String() + " " + id
	if o, ok := a.kept.owns.Get(key); ok {
		return o, nil
	}
	o := &own{}
	o.storedIdentity, err = findIdentity(ctx, db, id)
	if err == nil {
		err = o.load(ctx, db)
	}
	if errors.Is(err, ErrNoIdentity) {
		return &own{}, nil
	}
	if err != nil {
		return nil, err
	}
	a.kept.owns.Put(key, o, 24*len(o.articles)+len(o.identity.Name)+len(o.keys)+1000)
	return o, nil
}

// load reads the rolls.
func (o *own) load(ctx context.Context, db querier) error {
	if o.n == alone {
		o.articles, o.entities = []int64{o.article}, []string{o.entity}
		return nil
	}
	made, err := decidedBy(ctx, db)
	if err != nil {
		return err
	}
	var list []*record
	for _, block := range made.group(o.block) {
		v, err := loadRoll(ctx, db, block)
		if err != nil {
			return err
		}
		list = append(list, slices.DeleteFunc(v.records(), func(r *record) bool { return !o.has(r) })...)
	}
	slices.SortStableFunc(list, func(r, s *record) int { return cmp.Compare(r.article, s.article) })
	o.articles, o.entities = make([]int64, len(list)), make([]string, len(list))
	names := map[string]string{} // one copy of each: they are p1, p2 and so on
	for i, r := range list {
		if _, ok := names[r.entity]; !ok {
			names[r.entity] = strings.Clone(r.entity)
		}
		o.articles[i], o.entities[i] = r.article, names[r.entity]
	}
	return nil
}

// names tells whether an entity of an article is a member.
func (o *own) names(article int64, entity string) bool {
	i, _ := slices.BinarySearch(o.articles, article)
	for ; i < len(o.articles) && o.articles[i] == article; i++ {
		if o.entities[i] == entity {
			return true
		}
	}
	return false
}

// pairs writes the members for json_each: lists of an article's number and an entity.
func (o *own) pairs() (string, error) {
	list := make([][2]any, len(o.articles))
	for i, article := range o.articles {
		list[i] = [2]any{article, o.entities[i]}
	}
	out, err := json.Marshal(list)
	return string(out), err
}

// listed writes numbers for json_each.
func listed(list []int64) string {
	out := []byte{'['}
	for i, n := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, n, 10)
	}
	return string(append(out, ']'))
}

// last are the articles that came last, at most limit, the last first.
func (o *own) last(limit int) []int64 {
	var list []int64
	for i := len(o.articles) - 1; i >= 0 && len(list) < limit; i-- {
		if len(list) == 0 || list[len(list)-1] != o.articles[i] {
			list = append(list, o.articles[i])
		}
	}
	return list
}

// days are the days of publication of all articles, as eventDay writes them, by number:
// 4 bytes each. It takes in what has changed when it is asked.
type days struct {
	mu     sync.Mutex
	list   []int32
	change int64 // of the archive, that is taken in
}

// articleBits is the room for an article's number in a place of the order by day.
const articleBits = 36

// newest puts articles, sorted, into the order of lists, the newest first: those behind
// the article after, zero for all.
func (a *Archive) newest(ctx context.Context, articles []int64, after Heading) ([]int64, error) {
	d := &a.kept.days
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.follow(ctx, a.read); err != nil {
		return nil, err
	}
	list := make([]int64, 0, len(articles))
	for i, n := range articles {
		if i > 0 && articles[i-1] == n || n >= int64(len(d.list)) {
			continue
		}
		at := int64(d.list[n])<<articleBits | n
		if after.N == 0 || at < int64(eventDay(after.Published))<<articleBits|after.N {
			list = append(list, at)
		}
	}
	slices.SortFunc(list, func(a, b int64) int { return cmp.Compare(b, a) })
	for i := range list {
		list[i] &= 1<<articleBits - 1
	}
	return list, nil
}

// Warm reads what the first list of articles would have to wait for.
func (a *Archive) Warm(ctx context.Context) error {
	_, err := a.newest(ctx, nil, Heading{})
	return err
}

// follow takes in the articles that have changed.
func (d *days) follow(ctx context.Context, db querier) error {
	query, change := "SELECT n, change, published FROM articles WHERE change > ?", d.change
	if change == 0 {
		query = "SELECT n, change, published FROM articles WHERE change <> ?" // in their own order
	}
	type dated struct {
		n, change int64
		published string
	}
	for v, err := range stream(ctx, db, func(r *sql.Rows, v *dated) error { return r.Scan(&v.n, &v.change, &v.published) },
		query, d.change) {
		if err != nil {
			return err
		}
		for int64(len(d.list)) <= v.n {
			d.list = append(d.list, 0)
		}
		d.list[v.n] = int32(eventDay(v.published)) //nolint:gosec // eight digits
		change = max(change, v.change)
	}
	d.change = change
	return nil
}
