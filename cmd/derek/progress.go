package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/ingest"
)

// How often progress is shown: the bar moves all the time, a log is written now and then.
const (
	barEvery = 200 * time.Millisecond
	logEvery = 10 * time.Second
)

// A progress tells how far a run has come: with a bar where a person looks on, with
// a line now and then where nobody does, or in JSON lines on standard output. Its
// methods are called by one goroutine at a time, but for meter and failed.
type progress struct {
	app      *app
	json     bool
	bar      *progressbar.ProgressBar // nil without a terminal
	began    time.Time
	logged   time.Time
	articles int       // to be read, when that is known
	sums     *factSums // of a refresh

	total atomic.Int64 // bytes of the files to be read, 0 while that is unknown
	done  atomic.Int64 // of these, those that were read
	mu    sync.Mutex   // held while something is written on the terminal
}

// newProgress begins to show progress. The sizes of the paths are summed up meanwhile.
func (a *app) newProgress(ctx context.Context, asJSON bool, paths []string) *progress {
	p := &progress{app: a, json: asJSON, began: a.now(), logged: a.now()}
	if !asJSON && isTerminal(a.stderr) {
		p.bar = progressbar.NewOptions64(-1,
			progressbar.OptionSetWriter(a.stderr),
			progressbar.OptionSetWidth(20),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionThrottle(barEvery/2),
			progressbar.OptionClearOnFinish())
	}
	go func() {
		if n, ok := sizeOf(ctx, paths); ok {
			p.total.Store(n)
		}
	}()
	return p
}

// sizeOf sums up the sizes of files, unless one of the paths has none.
func sizeOf(ctx context.Context, paths []string) (n int64, ok bool) {
	for _, path := range paths {
		if path == "-" {
			return 0, false
		}
		err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				return nil //nolint:nilerr // what cannot be read does not count
			case strings.HasPrefix(d.Name(), ".") && file != path:
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			n += fileSize(file)
			return nil
		})
		if err != nil {
			return 0, false
		}
	}
	return n, n > 0
}

// fileSize is the size of a file, 0 for whatever else there is.
func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// meter counts how much of the files was read: those that were left count whole, the
// one that is being read by the text that came out of it.
func (p *progress) meter(articles iter.Seq2[corpus.Article, error]) iter.Seq2[corpus.Article, error] {
	return func(yield func(corpus.Article, error) bool) {
		var file string
		var size, before, text int64
		for art, err := range articles {
			place := art.Place
			if read, ok := errors.AsType[*corpus.ReadError](err); ok {
				place = read.Place
			}
			if next, _, _ := strings.Cut(ingest.FileOf(place), "!"); next != file && next != "" {
				before += size
				file, size, text = next, fileSize(next), 0
			}
			text += int64(len(art.Text))
			p.done.Store(before + min(size, text))
			if !yield(art, err) {
				return
			}
		}
		p.done.Store(before + size)
	}
}

// options are those of a run that is shown.
func (p *progress) options(workers int) ingest.Options {
	every := logEvery
	if p.bar != nil {
		every = barEvery
	}
	return ingest.Options{Workers: workers, Now: p.app.now, Progress: p.show, Every: every, Failed: p.failed}
}

// failed reports an input that gave no article.
func (p *progress) failed(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Clear() //nolint:errcheck // a terminal that is gone shows nothing
	}
	p.app.report(err)
}

// A status is a JSON line.
type status struct {
	State      string    `json:"state"` // reading, identities, index; in the end done, partly, stopped or failed
	Read       int       `json:"read"`  // articles
	Bytes      int64     `json:"bytes"` // their text
	Stored     int       `json:"stored"`
	New        int       `json:"new"`
	Updated    int       `json:"updated"`
	Unchanged  int       `json:"unchanged"`
	Duplicates int       `json:"duplicates"`
	Failed     int       `json:"failed"`
	Seconds    float64   `json:"seconds"`
	Articles   float64   `json:"articles_per_second"` // stored
	MB         float64   `json:"mb_per_second"`       // their text
	Left       *float64  `json:"seconds_left"`        // null when unknown
	Place      string    `json:"place"`               // that was read last
	Error      string    `json:"error,omitempty"`
	Facts      *factSums `json:"facts,omitempty"` // of a refresh
}

// status sums a report up.
func (p *progress) status(r ingest.Report) status {
	s := status{
		State: string(r.Phase), Read: r.Read, Bytes: r.Bytes, Stored: r.Added + r.Updated + r.Unchanged + r.Duplicates,
		New: r.Added, Updated: r.Updated, Unchanged: r.Unchanged, Duplicates: r.Duplicates, Failed: r.Failed, Place: r.Place,
		Seconds: round(p.app.now().Sub(p.began).Seconds()),
	}
	if s.Seconds > 0 {
		s.Articles, s.MB = round(float64(s.Stored)/s.Seconds), round(float64(s.Bytes)*float64(s.Stored)/max(1, float64(s.Read))/1e6/s.Seconds)
	}
	done, total := p.part(s)
	if done > 0 && total >= done && r.Phase == ingest.Reading {
		left := round(s.Seconds * (total - done) / done)
		s.Left = &left
	}
	return s
}

// part is how much is stored, out of how much, in bytes or articles; the whole is 0
// when it is unknown. What was read and is not stored yet does not count.
func (p *progress) part(s status) (done, total float64) {
	if p.articles > 0 {
		return float64(s.Stored), float64(p.articles)
	}
	return float64(p.done.Load()) * float64(s.Stored) / max(1, float64(s.Read)), float64(p.total.Load())
}

func round(x float64) float64 { return float64(int(x*10+0.5)) / 10 }

// show shows how far the run has come.
func (p *progress) show(r ingest.Report) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.json:
		p.encode(p.status(r))
	case p.bar != nil:
		p.draw(r)
	default:
		if now := p.app.now(); now.Sub(p.logged) >= logEvery {
			p.logged = now
			fmt.Fprintln(p.app.stderr, logLine(p.status(r)))
		}
	}
}

// logLine is a status for people.
func logLine(s status) string {
	line := fmt.Sprintf("%s stored", articles(s.Stored))
	switch s.State {
	case string(ingest.Identifying):
		return line + ", looking at who is who"
	case string(ingest.Indexing):
		return line + ", indexing the rest"
	}
	line += fmt.Sprintf(", %.0f/s, %.1f MB/s, %d failed", s.Articles, s.MB, s.Failed)
	if s.Left != nil {
		line += ", " + leftTime(*s.Left) + " left"
	}
	if s.Place != "" {
		line += ", at " + oneLine(s.Place)
	}
	return line
}

// leftTime rounds seconds to what a person wants to know.
func leftTime(seconds float64) string {
	if seconds < 100 {
		return fmt.Sprintf("%.0f s", seconds)
	}
	return fmt.Sprintf("%.0f min", seconds/60)
}

// draw moves the bar.
func (p *progress) draw(r ingest.Report) {
	s := p.status(r)
	if done, total := p.part(s); total > 0 {
		if p.bar.GetMax64() != int64(total) {
			p.bar.ChangeMax64(int64(total))
		}
		p.bar.Set64(int64(min(done, total-1))) //nolint:errcheck // a terminal that is gone shows nothing
	}
	s.Place = ""
	p.bar.Describe(logLine(s))
}

// end shows the report of the run.
func (p *progress) end(r ingest.Report, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Clear() //nolint:errcheck // a terminal that is gone shows nothing
	}
	if !p.json {
		if p.sums == nil {
			fmt.Fprintln(p.app.stdout, ingestLine(r))
		}
		return
	}
	s := p.status(r)
	s.Facts, s.State, s.Left = p.sums, string(ingest.Done), nil
	switch {
	case errors.Is(err, context.Canceled):
		s.State = "stopped"
	case err != nil:
		s.State, s.Error = "failed", oneLine(err.Error())
	case r.Failed > 0:
		s.State = "partly"
	}
	p.encode(s)
}

// encode prints one JSON line. When nobody reads them any more, the work goes on.
func (p *progress) encode(v any) {
	enc := json.NewEncoder(p.app.stdout)
	enc.SetEscapeHTML(false)
	enc.Encode(v) //nolint:errcheck // see above
}
