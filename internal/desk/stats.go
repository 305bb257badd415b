package desk

import (
	"context"
	"sync"
	"time"
)

// Stats counts what an archive holds.
type Stats struct {
	Articles      int       `json:"articles"`
	Distinct      int       `json:"distinct"` // articles, reposts of one text counted once
	Sources       int       `json:"sources"`  // ids under which texts were seen
	Persons       int       `json:"persons"`  // across articles; likewise organizations and places
	Organizations int       `json:"organizations"`
	Places        int       `json:"places"`
	Posts         int       `json:"posts"`
	Tenures       int       `json:"tenures"`
	Elections     int       `json:"elections"`
	Conflicts     int       `json:"conflicts"`
	Mentions      []Count   `json:"mentions"` // per type; likewise entities and events
	Entities      []Count   `json:"entities"`
	Events        []Count   `json:"events"`
	EventMonths   []Count   `json:"event_months"` // asserted events per month, YYYY-MM
	Languages     []Count   `json:"languages"`    // articles per value; "" is unknown
	Scripts       []Count   `json:"scripts"`
	Years         []Count   `json:"years"`
	Publishers    []Count   `json:"publishers"`
	Failures      []Failure `json:"failures"` // input that gave no article, the last first
	FailureCount  int       `json:"failure_count"`
	Runs          []Run     `json:"runs"`    // the last ones
	Lexicon       string    `json:"lexicon"` // version of the word tables in use
	Version       string    `json:"version"` // of tables and model behind the last run
	Pending       Pending   `json:"pending"`
	Older         bool      `json:"older"` // these are the counts of an earlier state; those of the present one are being made
}

// Pending says what is still to be taken in: all 0 when everything is up to date.
type Pending struct {
	Articles   int64 `json:"articles"`   // changes of articles that the posts do not show yet
	Posts      int   `json:"posts"`      // to be put together anew
	Identities int   `json:"identities"` // names to be looked at; the next ingest does
}

// A Failure is input that gave no article.
type Failure struct {
	Place  string    `json:"place"`
	Stage  string    `json:"stage"`
	Reason string    `json:"reason"`
	Last   time.Time `json:"last"`
	Times  int       `json:"times"`
}

// A Run is one ingest.
type Run struct {
	Number     int64      `json:"number"`
	Started    time.Time  `json:"started"`
	Finished   *time.Time `json:"finished"` // null while it runs, or when it was killed
	Version    string     `json:"version"`
	Added      int        `json:"added"`
	Updated    int        `json:"updated"`
	Unchanged  int        `json:"unchanged"`
	Duplicates int        `json:"duplicates"`
	Failed     int        `json:"failed"`
}

// How many failures and runs the statistics show.
const (
	maxFailures = 100
	maxRuns     = 20
)

// A counter keeps the statistics counted last. It is ready when empty.
type counter struct {
	mu    sync.Mutex
	last  *Stats
	state string        // of the desk, that last counts
	busy  chan struct{} // closed when the counting that is under way ends, nil when none is
	err   error         // of the last counting
}

// patience is how long statistics are waited for when there are older ones.
const patience = 300 * time.Millisecond

// Stats counts everything, once for each state of the archive. While it counts, which takes
// seconds in a large archive, those of an earlier state are the answer, and say so.
func (d *Desk) Stats(ctx context.Context) (*Stats, error) {
	state, err := d.state(ctx)
	if err != nil {
		return nil, err
	}
	c := &d.counter
	c.mu.Lock()
	last := c.last
	if last != nil && c.state == state {
		c.mu.Unlock()
		return last, nil
	}
	if c.busy == nil {
		c.busy = make(chan struct{})
		go d.recount(context.WithoutCancel(ctx), state)
	}
	busy := c.busy
	c.mu.Unlock()
	var enough <-chan time.Time
	if last != nil {
		enough = time.After(patience)
	}
	select {
	case <-busy:
	case <-enough:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last == nil {
		return nil, c.err
	}
	if c.state == state {
		return c.last, nil
	}
	older := *c.last
	older.Older = true
	return &older, nil
}

// recount counts a state.
func (d *Desk) recount(ctx context.Context, state string) {
	s, err := d.countStats(ctx)
	c := &d.counter
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err = err; err == nil {
		c.last, c.state = s, state
	}
	close(c.busy)
	c.busy = nil
}

func (d *Desk) countStats(ctx context.Context) (*Stats, error) {
	counts, err := d.archive.Stats(ctx)
	if err != nil {
		return nil, err
	}
	s := &Stats{
		Articles: counts.Articles, Distinct: counts.Distinct, Sources: counts.Sources, Mentions: countsOf(counts.Mentions), Entities: countsOf(counts.Entities), Events: countsOf(counts.Events),
		Languages: countsOf(counts.Languages), Scripts: countsOf(counts.Scripts), Years: countsOf(counts.Years), Publishers: countsOf(counts.Publishers),
		FailureCount: counts.Failures, Lexicon: d.lexicon.Version(), Failures: []Failure{}, Runs: []Run{},
	}
	months, err := d.archive.EventMonths(ctx)
	if err != nil {
		return nil, err
	}
	s.EventMonths = countsOf(months)
	if err := d.log(ctx, s); err != nil {
		return nil, err
	}
	return s, d.across(ctx, s)
}

// log fills in failures and runs.
func (d *Desk) log(ctx context.Context, s *Stats) error {
	failures, err := d.archive.LastFailures(ctx, maxFailures)
	if err != nil {
		return err
	}
	for _, f := range failures {
		s.Failures = append(s.Failures, Failure{f.Place, f.Stage, f.Reason, f.Last, f.Times})
	}
	runs, err := d.archive.Runs(ctx)
	if err != nil {
		return err
	}
	for _, r := range runs[:min(len(runs), maxRuns)] {
		run := Run{
			Number: r.ID, Started: r.Started, Version: r.Lexicon, Added: r.Changes.Added, Updated: r.Changes.Updated,
			Unchanged: r.Changes.Unchanged, Duplicates: r.Changes.Duplicates, Failed: r.Failed,
		}
		if !r.Finished.IsZero() {
			run.Finished = &r.Finished
		}
		s.Runs = append(s.Runs, run)
	}
	if len(s.Runs) > 0 {
		s.Version = s.Runs[0].Version
	}
	return nil
}

// across fills in what is counted across articles.
func (d *Desk) across(ctx context.Context, s *Stats) error {
	kinds, err := d.archive.CountIdentities(ctx)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		switch k.Name {
		case kindPerson:
			s.Persons = k.N
		case kindOrg:
			s.Organizations = k.N
		case kindPlace, kindFacility:
			s.Places += k.N
		}
	}
	state, err := d.register.State(ctx)
	if err != nil {
		return err
	}
	s.Posts, s.Tenures, s.Elections, s.Conflicts = state.Seats, state.Tenures, state.Elections, state.Conflicts
	last, err := d.archive.LastChange(ctx)
	if err != nil {
		return err
	}
	s.Pending.Articles, s.Pending.Posts = max(0, last-state.Change), state.Stale
	s.Pending.Identities, err = d.archive.Unsettled(ctx)
	return err
}

// Health is what tells whether the desk can answer.
type Health struct {
	Articles int   `json:"articles"`
	Change   int64 `json:"change"`  // number of the archive's last change
	Pending  int64 `json:"pending"` // changes that the posts do not show yet
	Index    bool  `json:"index"`   // there is a search index
}

// Health asks archive, index and register for a sign of life.
func (d *Desk) Health(ctx context.Context) (h Health, err error) {
	if h.Articles, err = d.archive.CountArticles(ctx); err != nil {
		return h, err
	}
	if h.Change, err = d.archive.LastChange(ctx); err != nil {
		return h, err
	}
	seen, err := d.register.Change(ctx)
	h.Pending, h.Index = max(0, h.Change-seen), d.index.Generation() != ""
	return h, err
}
