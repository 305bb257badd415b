// Package load measures how a server of derek bears readers.
//
// It takes the address of a server and asks as many readers would: each once a second,
// something that they look for in the archive itself. It gives how long the answers
// took and how many failed. Starting the server is left to others.
package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options say how to ask. The zero value is 50 readers for a minute.
type Options struct {
	Readers int           // 50
	Every   time.Duration // between two questions of a reader; 1 s
	For     time.Duration // 1 min
	Seed    uint64        // of what is asked
	Token   string
}

func (o Options) usual() Options {
	if o.Readers == 0 {
		o.Readers = 50
	}
	if o.Every == 0 {
		o.Every = time.Second
	}
	if o.For == 0 {
		o.For = time.Minute
	}
	return o
}

// A Report is how it went, in all and by kind of question.
type Report struct {
	Kinds    []Kind
	Errors   []string // the first ones
	Took     time.Duration
	Articles int // of the archive
	// What it cost the server, as its metrics tell: bytes of memory and processor time.
	MemoryBefore, MemoryHalf, MemoryAfter float64
	CPU                                   time.Duration
}

// A Kind is one kind of question. Times are by rank: none longer for half of the
// questions, for 95 and 99 of a hundred, for all.
type Kind struct {
	Name               string
	Asked, Failed      int
	P50, P95, P99, Max time.Duration
	Bytes              int64
}

// maxErrors bounds the errors that are told.
const maxErrors = 10

// A subject is what the questions are about, found in the archive.
type subject struct {
	articles, persons, organizations, places, posts, words []string
	facets                                                 map[string][]string
}

// kinds are the questions; weight is how many of a hundred are such.
var kinds = []struct {
	name   string
	weight int
	path   func(*rand.Rand, *subject) string
}{
	{"search", 20, func(r *rand.Rand, s *subject) string {
		return "/api/v1/search?" + url.Values{"q": {s.query(r)}, "facets": {"true"}}.Encode()
	}},
	{"search with filter", 15, func(r *rand.Rand, s *subject) string {
		field := pick(r, []string{"person", "org", "title", "event", "place", "source", "year"})
		values := url.Values{"q": {pick(r, s.words)}, "facets": {"true"}}
		if v := pick(r, s.facets[field]); v != "" {
			values.Set(field, v)
		}
		return "/api/v1/search?" + values.Encode()
	}},
	{"all articles", 5, func(*rand.Rand, *subject) string { return "/api/v1/search?facets=true" }},
	{"suggest", 10, func(r *rand.Rand, s *subject) string {
		word := []rune(pick(r, s.words))
		return "/api/v1/suggest?" + url.Values{"q": {string(word[:min(len(word), 2+r.IntN(4))])}}.Encode()
	}},
	{"article", 20, func(r *rand.Rand, s *subject) string {
		return "/api/v1/articles/" + url.PathEscape(pick(r, s.articles))
	}},
	{"person", 10, func(r *rand.Rand, s *subject) string { return "/api/v1/persons/" + pick(r, s.persons) }},
	{"organization", 5, func(r *rand.Rand, s *subject) string { return "/api/v1/organizations/" + pick(r, s.organizations) }},
	{"place", 3, func(r *rand.Rand, s *subject) string { return "/api/v1/places/" + pick(r, s.places) }},
	{"post", 5, func(r *rand.Rand, s *subject) string { return "/api/v1/posts/" + pick(r, s.posts) }},
	{"events", 7, func(r *rand.Rand, s *subject) string {
		return "/api/v1/events?" + url.Values{"type": {pick(r, []string{"elected", "appointed", "dismissed", ""})}, "from": {pick(r, s.facets["year"])}}.Encode()
	}},
}

func pick(r *rand.Rand, list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[r.IntN(len(list))]
}

// query is one to three words of titles.
func (s *subject) query(r *rand.Rand) string {
	words := make([]string, 1+r.IntN(3))
	for i := range words {
		words[i] = pick(r, s.words)
	}
	return strings.Join(words, " ")
}

// A sample is one answer.
type sample struct {
	kind  int
	took  time.Duration
	bytes int64
	err   error
}

// Run asks the server at base ("http://127.0.0.1:8080") and reports. The error is one
// that kept it from asking at all.
func Run(ctx context.Context, base string, o Options) (*Report, error) {
	o = o.usual()
	c := &client{base: base, token: o.Token, http: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: o.Readers}}}
	s, err := c.subject(ctx)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	before, err := c.cost(ctx)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	var health struct{ Articles int }
	if err := c.json(ctx, "/healthz", &health); err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	took := stopwatch()
	asking, cancel := context.WithTimeout(ctx, o.For)
	defer cancel()
	samples := make(chan sample, o.Readers)
	var readers sync.WaitGroup
	for i := range o.Readers {
		readers.Go(func() { c.read(asking, rand.New(rand.NewPCG(o.Seed, uint64(i))), s, o.Every, samples) })
	}
	var half cost
	go func() {
		select {
		case <-asking.Done():
		case <-time.After(o.For / 2):
			half, _ = c.cost(ctx) // 0 tells that it is not known
		}
		readers.Wait()
		close(samples)
	}()
	r := report(samples)
	after, err := c.cost(ctx)
	r.MemoryBefore, r.MemoryHalf, r.MemoryAfter = before.memory, half.memory, after.memory
	r.Articles = health.Articles
	r.CPU, r.Took = time.Duration((after.cpu-before.cpu)*float64(time.Second)), took()
	return r, err
}

// A cost is what the server has used: bytes, and seconds of the processor.
type cost struct{ memory, cpu float64 }

// cost reads the metrics of the server.
func (c *client) cost(ctx context.Context) (v cost, err error) {
	body, err := c.get(ctx, "/metrics")
	for line := range strings.Lines(string(body)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch name {
		case "process_resident_memory_bytes":
			v.memory, err = strconv.ParseFloat(value, 64)
		case "process_cpu_seconds_total":
			v.cpu, err = strconv.ParseFloat(value, 64)
		}
	}
	return v, err
}

type client struct {
	base, token string
	http        *http.Client
}

// read is one reader.
func (c *client) read(ctx context.Context, r *rand.Rand, s *subject, every time.Duration, out chan<- sample) {
	wait := time.Duration(r.Int64N(int64(every))) // readers do not ask all at once
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		kind, n := 0, r.IntN(100)
		for n -= kinds[0].weight; n >= 0; n -= kinds[kind].weight {
			kind++
		}
		took := stopwatch()
		body, err := c.get(context.WithoutCancel(ctx), strings.TrimSuffix(kinds[kind].path(r, s), "/")) // the list, where it is empty
		one := sample{kind, took(), int64(len(body)), err}
		out <- one
		wait = max(0, every-one.took)
	}
}

// stopwatch measures time; it says nothing about which time it is.
func stopwatch() func() time.Duration {
	start := time.Now() //nolint:forbidigo // what is measured
	return func() time.Duration { return time.Since(start) }
}

func (c *client) get(ctx context.Context, path string) (body []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, err
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if body, err = io.ReadAll(res.Body); err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: status %d: %.200s", path, res.StatusCode, body)
	}
	return body, err
}

func (c *client) json(ctx context.Context, path string, into any) error {
	body, err := c.get(ctx, path)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, into)
}

// pages is how many pages of each list the questions are taken from.
const pages = 10

// subject looks around in the archive.
func (c *client) subject(ctx context.Context) (*subject, error) {
	s := &subject{facets: map[string][]string{}}
	next := ""
	for range pages {
		var page struct {
			Hits   []struct{ ID, Title string }
			Facets []struct {
				Field  string
				Values []struct{ Name string }
			}
			Next string
		}
		if err := c.json(ctx, "/api/v1/search?limit=100&facets=true&cursor="+next, &page); err != nil {
			return nil, err
		}
		for _, h := range page.Hits {
			s.articles, s.words = append(s.articles, h.ID), append(s.words, titleWords(h.Title)...)
		}
		for _, f := range page.Facets {
			s.facets[f.Field] = nil
			for _, v := range f.Values {
				s.facets[f.Field] = append(s.facets[f.Field], v.Name)
			}
		}
		if next = page.Next; next == "" {
			break
		}
	}
	for path, list := range map[string]*[]string{"persons": &s.persons, "organizations": &s.organizations, "places": &s.places, "posts": &s.posts} {
		if err := c.ids(ctx, path, list); err != nil {
			return nil, err
		}
	}
	if len(s.words) == 0 {
		return nil, errors.New("the archive is empty")
	}
	return s, nil
}

func (c *client) ids(ctx context.Context, path string, list *[]string) error {
	next := ""
	for range pages {
		var page struct {
			Names, Posts []struct{ ID string }
			Next         string
		}
		if err := c.json(ctx, "/api/v1/"+path+"?limit=100&cursor="+next, &page); err != nil {
			return err
		}
		for _, v := range append(page.Names, page.Posts...) {
			*list = append(*list, v.ID)
		}
		if next = page.Next; next == "" {
			break
		}
	}
	return nil
}

// titleWords are the words of a title that have no sign in them.
func titleWords(title string) []string {
	return slices.DeleteFunc(strings.Fields(title), func(w string) bool {
		return len(w) < 4 || strings.ContainsAny(w, `"«»“”()*~:=-–—.,!?`)
	})
}

// report sums up.
func report(samples <-chan sample) *Report {
	r := &Report{}
	times := make([][]time.Duration, len(kinds)+1)
	r.Kinds = append(r.Kinds, Kind{Name: "all"})
	for _, k := range kinds {
		r.Kinds = append(r.Kinds, Kind{Name: k.name})
	}
	for s := range samples {
		for _, i := range []int{0, s.kind + 1} {
			k := &r.Kinds[i]
			k.Asked++
			k.Bytes += s.bytes
			times[i] = append(times[i], s.took)
			if s.err != nil {
				k.Failed++
			}
		}
		if s.err != nil && len(r.Errors) < maxErrors {
			r.Errors = append(r.Errors, s.err.Error())
		}
	}
	for i := range r.Kinds {
		k := &r.Kinds[i]
		slices.Sort(times[i])
		k.P50, k.P95, k.P99, k.Max = rank(times[i], 50), rank(times[i], 95), rank(times[i], 99), rank(times[i], 100)
	}
	return r
}

// rank is the time that percent of the answers did not exceed.
func rank(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}
