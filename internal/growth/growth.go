// Package growth measures how derek fares as an archive grows.
//
// It makes corpora of several sizes (internal/corpusgen), runs derek itself on them as
// a child process, as a user would, and tells for each size: what an article costs,
// the peak memory, the disk, how long searches take at rest and during an ingest, and
// how all of it compares with putting the same fields into bleve and doing nothing
// else. Everything is measured in one run on one machine; processor time is the figure
// to compare, as other work on the machine does not change it much.
//
// The peak memory of an ingest is the high-water mark of the process, all of it: that is
// what is set against a bound such as 600 MB. Beside it stand what the process has taken
// for itself, without which it cannot run, and the pages of files that it has mapped, as
// bleve maps what it merges; those the system takes back when it is short of memory.
package growth

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/corpusgen"
	"github.com/seed50815598/derek/internal/search"
	"github.com/seed50815598/derek/lexicon"
)

// Options say what to measure.
type Options struct {
	Sizes   []int  // articles, each in an archive of its own
	Folder  string // for everything that is made; it must be empty or missing
	Seed    uint64 // of the corpus
	Workers int    // of ingest, and submitters of the bare index
	Queries int    // searches at rest
	Keep    bool   // leave what is made for the last size
	// Derek is the program; Bare the arguments that make it index the records of its
	// next argument into the folder of the one after.
	Derek string
	Bare  []string
	Log   func(format string, args ...any) // what goes on; not nil
}

// A Size is what was measured at one size of the archive.
type Size struct {
	Articles int
	Text     int64 // bytes of article text
	Ingest   Cost  // reading, extracting, storing, indexing
	Bare     Cost  // only indexing
	Record   int64 // bytes on disk: everything but the index
	Index    int64
	Rest     Latency // searches on the finished archive
	Busy     Latency // searches while More articles are ingested
	More     int
}

// A Cost is what a process took.
type Cost struct {
	Wall, CPU time.Duration
	Peak      Memory
}

// Memory is what a process had in memory at most, in bytes. The peaks of its parts need
// not fall together.
type Memory struct {
	All    int64 // its high-water mark
	Own    int64 // what no file stands behind
	Mapped int64 // pages of files, which the system may take back: of the program and the index
}

// maxMore bounds the articles that are ingested while searches are measured.
const maxMore = 10_000

// Run measures the sizes in turn. What is made for one is removed before the next; that of
// the last stays if opts.Keep.
func Run(ctx context.Context, opts Options) ([]Size, error) {
	if err := emptyFolder(opts.Folder); err != nil {
		return nil, err
	}
	gen, err := corpusgen.New(opts.Seed)
	if err != nil {
		return nil, err
	}
	lex, err := lexicon.Default()
	if err != nil {
		return nil, err
	}
	var sizes []Size
	for i, n := range opts.Sizes {
		r := &run{Options: opts, gen: gen, lex: lex, size: Size{Articles: n, More: max(10, min(n/2, maxMore))}}
		r.folder = filepath.Join(opts.Folder, fmt.Sprint(n))
		err := r.measure(ctx)
		if !opts.Keep || i+1 < len(opts.Sizes) {
			err = errors.Join(err, os.RemoveAll(r.folder))
		}
		if err != nil {
			return sizes, fmt.Errorf("growth: %d articles: %w", n, err)
		}
		sizes = append(sizes, r.size)
	}
	return sizes, nil
}

func emptyFolder(folder string) error {
	list, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("growth: %w", err)
	case len(list) > 0:
		return fmt.Errorf("growth: the folder %s is not empty", folder)
	}
	return nil
}

// A run measures one size.
type run struct {
	Options
	gen    *corpusgen.Generator
	lex    *lexicon.Lexicon
	folder string
	size   Size
}

func (r *run) path(name string) string { return filepath.Join(r.folder, name) }

func (r *run) measure(ctx context.Context) error {
	r.Log("%d articles: writing them", r.size.Articles)
	if err := os.MkdirAll(r.path("bare"), 0o755); err != nil {
		return err
	}
	for _, part := range []struct {
		file     string
		from, to int
	}{
		{"articles.jsonl", 0, r.size.Articles}, {"more.jsonl", r.size.Articles, r.size.Articles + r.size.More},
	} {
		if err := r.write(part.file, part.from, part.to); err != nil {
			return err
		}
	}
	var err error
	if r.size.Text, err = textBytes(ctx, r.path("articles.jsonl")); err != nil {
		return err
	}
	r.Log("%d articles: ingest", r.size.Articles)
	if r.size.Ingest, err = r.ingest(ctx, "articles.jsonl"); err != nil {
		return err
	}
	if err := r.disk(); err != nil {
		return err
	}
	if err := r.bare(ctx); err != nil {
		return err
	}
	return r.searches(ctx)
}

// write writes articles as JSON lines.
func (r *run) write(name string, from, to int) error {
	file, err := os.Create(r.path(name))
	if err != nil {
		return err
	}
	return errors.Join(r.gen.WriteLines(file, from, to), file.Close())
}

// textBytes adds up the texts of a file of JSON lines.
func textBytes(ctx context.Context, path string) (n int64, err error) {
	for art, err := range corpus.Read(ctx, []string{path}, corpus.Options{}) {
		if err != nil {
			return n, err
		}
		n += int64(len(art.Text))
	}
	return n, nil
}

func (r *run) ingest(ctx context.Context, file string) (Cost, error) {
	return r.child(ctx, "ingest", "--archive", r.path("archive"), "--workers", fmt.Sprint(r.Workers), r.path(file))
}

// disk measures the archive. Files of the index that are links to one are counted once.
func (r *run) disk() error {
	seen := map[int64][]os.FileInfo{}
	return filepath.WalkDir(r.path("archive"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		same := func(other os.FileInfo) bool { return os.SameFile(info, other) }
		if slices.ContainsFunc(seen[info.Size()], same) {
			return nil
		}
		seen[info.Size()] = append(seen[info.Size()], info)
		if rel, err := filepath.Rel(r.path("archive/index"), path); err == nil && filepath.IsLocal(rel) {
			r.size.Index += info.Size()
		} else {
			r.size.Record += info.Size()
		}
		return nil
	})
}

// bare indexes the same fields and nothing else.
func (r *run) bare(ctx context.Context) (err error) {
	r.Log("%d articles: bleve alone", r.size.Articles)
	arc, ix, err := r.open() //nolint:contextcheck // it waits for nothing
	if err != nil {
		return err
	}
	file, err := os.Create(r.path("records"))
	if err == nil {
		var n int
		n, err = ix.WriteRecords(ctx, file)
		if err == nil && n == 0 {
			err = errors.New("the archive is empty")
		}
		err = errors.Join(err, file.Close())
	}
	if err = errors.Join(err, ix.Close(), arc.Close()); err != nil {
		return err
	}
	args := append(append([]string{}, r.Bare...), r.path("records"), r.path("bare/index"))
	r.size.Bare, err = r.child(ctx, args...)
	return err
}

// open opens the archive for reading.
func (r *run) open() (*archive.Archive, *search.Index, error) {
	arc, err := archive.Open(r.path("archive"), archive.Options{ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	return arc, search.Open(arc, r.lex), nil
}

// BuildBare is what the program has to do for Options.Bare.
func BuildBare(ctx context.Context, lex *lexicon.Lexicon, records, folder string, submitters int) (n int, err error) {
	file, err := os.Open(records)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return search.BuildBare(ctx, lex, folder, bufio.NewReader(file), submitters)
}
