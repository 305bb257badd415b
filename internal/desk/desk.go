// Package desk answers what an analyst asks of an archive: what was found, who held
// which post when, what happened to whom, and why derek says so.
//
// It takes an archive, its index and its register and gives plain values, one type a
// subject, made for showing: names beside ids, quotations beside places, lists in pages
// with a cursor that leads on. The JSON names of their fields are those of the API; what
// is unknown is "", null or an empty list. How they are shown is left to internal/web.
package desk

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/lru"
	"github.com/seed50815598/derek/internal/register"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

// ErrNotFound says that there is nothing of that id.
var ErrNotFound = errors.New("there is nothing of that id")

// A RequestError says of a question why it cannot be answered as it is put.
type RequestError struct {
	Parameter string // "" when it is the whole
	Reason    string // in the user's words
	Pos       int    // where in the value, in code points; -1 for nowhere
	// Code is that of the mistake, "" for those that have none, and Values what it is
	// about: search.Mistakes has them.
	Code   string
	Values []string
}

// Error implements error.
func (b *RequestError) Error() string {
	if b.Parameter == "" {
		return b.Reason
	}
	return b.Parameter + ": " + b.Reason
}

func bad(parameter, format string, args ...any) error {
	return &RequestError{Parameter: parameter, Reason: fmt.Sprintf(format, args...), Pos: -1}
}

// An Explainer annotates an article and says why; pipeline.Pipeline is one.
type Explainer interface {
	Explain(corpus.Article) pipeline.Explanation
	Version() string
}

// Options say how to open a desk.
type Options struct {
	// Explain makes the explainer when it is first needed; nil for none, and then no
	// question why is answered.
	Explain func() (Explainer, error)
	// Program is the version of the program, which exports name; "" for none.
	Program string
}

// A Desk answers questions about one archive. It is safe for concurrent use. Archive,
// index and register stay the caller's to close.
type Desk struct {
	archive   *archive.Archive
	index     *search.Index
	register  *register.Register
	lexicon   *lexicon.Lexicon
	explainer func() (Explainer, error)
	plain     func() *pipeline.Pipeline // with the lexicon, without the model
	program   string
	former    func() *formerNames
	names     nameList
	counted   *lru.Cache[*counts]
	counter   counter
	computed  *lru.Cache[pipeline.Explanation]
}

// keptBytes bounds the counts of searches that are kept, and likewise the explanations.
const keptBytes = 16 << 20

// New makes a desk.
func New(arch *archive.Archive, ix *search.Index, reg *register.Register, lex *lexicon.Lexicon, opts Options) *Desk {
	d := &Desk{archive: arch, index: ix, register: reg, lexicon: lex, program: opts.Program}
	d.counted, d.computed = lru.New[*counts](keptBytes), lru.New[pipeline.Explanation](keptBytes)
	d.plain = sync.OnceValue(func() *pipeline.Pipeline { return pipeline.New(lex, nil) })
	d.former = sync.OnceValue(func() *formerNames { return readFormerNames(lex) })
	if opts.Explain != nil {
		d.explainer = sync.OnceValues(opts.Explain)
	}
	return d
}

// Revision names the state of everything that the desk answers from: while it stays the
// same, so do all answers. It costs well under a millisecond.
func (d *Desk) Revision(ctx context.Context) (string, error) {
	state, err := d.state(ctx)
	d.counter.mu.Lock()
	defer d.counter.mu.Unlock()
	if of := d.counter.state; of != "" && of != state {
		state += " with the statistics of " + of
	}
	return state, err
}

// state names the state of archive, register and index.
func (d *Desk) state(ctx context.Context) (string, error) {
	rev, err := d.archive.Revision(ctx)
	if err != nil {
		return "", err
	}
	reg, err := d.register.Revision(ctx)
	if err != nil {
		return "", err
	}
	return rev.String() + "/" + reg + "/" + d.index.Generation(), nil
}

// Follow keeps the register and the list of names up to date until ctx ends: at once,
// and then whenever the archive has changed, but never more than a tenth of the time.
// Problems are told to report; the next round tries again.
func (d *Desk) Follow(ctx context.Context, every time.Duration, report func(error)) {
	last := ""
	d.warm(ctx)
	for {
		wait := every
		rev, err := d.archive.Revision(ctx)
		if err == nil && rev.String() != last {
			took := stopwatch()
			if _, _, err = d.register.CatchUp(ctx); err == nil {
				last = rev.String()
				err = d.refreshNames(ctx)
			}
			wait = max(every, 9*took())
		}
		if err != nil && ctx.Err() == nil {
			report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// warm makes the first questions as fast as others: it reads what search counts and when
// articles were published, and counts the statistics. What does not work now, the first question will try again.
func (d *Desk) warm(ctx context.Context) {
	if _, err := d.Search(ctx, SearchQuery{Limit: 1, Facets: true}); err == nil && d.archive.Warm(ctx) == nil {
		_, _ = d.Stats(ctx)
	}
}

// CatchUp does once what Follow does all the time.
func (d *Desk) CatchUp(ctx context.Context) error {
	if _, _, err := d.register.CatchUp(ctx); err != nil {
		return err
	}
	return d.refreshNames(ctx)
}

// stopwatch measures time; it says nothing about which time it is.
func stopwatch() func() time.Duration {
	start := time.Now() //nolint:forbidigo // a measure of effort, in no result
	return func() time.Duration { return time.Since(start) }
}

// A Ref points to a person, organization or place across articles. ID is "" where the
// article's entity has no identity yet.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// An ArticleRef is an article in a list.
type ArticleRef struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Source    string `json:"source"`
	Published string `json:"published"` // YYYY-MM-DD or ""
}

func articleRef(h archive.Heading) ArticleRef {
	return ArticleRef{h.ID, h.Title, h.Source, h.Published}
}

// A Related is a person, organization or place that has to do with another.
type Related struct {
	Ref
	Articles int `json:"articles"` // that say so
}

func related(list []archive.Related) []Related {
	out := make([]Related, 0, len(list))
	for _, r := range list {
		out = append(out, Related{Ref{r.ID, r.Name}, r.Articles})
	}
	return out
}

// A Count is a value and how often it occurs.
type Count struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

func countsOf(list []archive.Count) []Count {
	out := make([]Count, 0, len(list))
	for _, c := range list {
		out = append(out, Count{c.Name, c.N})
	}
	return out
}

// Limits of lists: how many of a page when nothing is said, and at most.
const (
	usualPage = 20
	MaxPage   = 100
)

// page checks the size of a page.
func page(limit int) (int, error) {
	if limit < 0 || limit > MaxPage {
		return 0, bad("limit", "a page has 1 to %d", MaxPage)
	}
	return cmp.Or(limit, usualPage), nil
}

// encodeCursor writes a place in a list, decodeCursor reads one.
func encodeCursor(place any) string {
	data, err := json.Marshal(place)
	if err != nil {
		panic(err) // places are plain values
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// decodeCursor reads a place; nil for "".
func decodeCursor[T any](cursor string) (*T, error) {
	if cursor == "" {
		return nil, nil
	}
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	var place T
	if err == nil {
		err = json.Unmarshal(data, &place)
	}
	if err != nil {
		return nil, bad("cursor", "it is none that this list has given")
	}
	return &place, nil
}
