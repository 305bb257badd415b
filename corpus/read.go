package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// A ReadError says why one article, or one path, could not be read. It costs that
// article only.
type ReadError struct {
	Place  string // path, path:line of a record, path!name of what is in an archive
	Reason string // what is wrong, for people
	Advice string // what to do about it, "" when there is nothing to say
	Err    error  // the cause, nil when the content itself is at fault
}

func (e *ReadError) Error() string {
	msg := e.Place + ": " + e.Reason
	if e.Advice != "" {
		msg += " (" + e.Advice + ")"
	}
	return msg
}

// Unwrap gives the cause.
func (e *ReadError) Unwrap() error { return e.Err }

// Read gives the articles under the paths, in the order of the paths. A path is a
// file, a folder, which is walked in the order of names, or "-" for standard input.
// What a file holds is found by its content: plain text, an HTML page, JSON lines, a
// table (CSV, TSV), a feed (RSS, Atom) or a WARC file, and each of these in gzip, zstd,
// bzip2, zip or tar, also in each other (Options has the limits). In folders and
// archives names that begin with a dot are passed over.
//
// An article is called by its own id in records, tables, feeds and WARC files, else by
// the name of its file without the ending; in an archive by its path in it, without
// the ending, and when that name is taken or there is none, by a hash of its content.
// Places name what is in an archive behind an exclamation mark, and count the lines
// of records and tables, the items of feeds and the records of WARC files, from 1:
// "news.zip!2024/feed.xml:3".
//
// A pair with a *ReadError is that article's failure and the stream goes on; the
// only fatal error is that of ctx, which is then the last pair. The sequence can be
// read again, except for standard input.
func Read(ctx context.Context, paths []string, opts Options) iter.Seq2[Article, error] {
	opts = opts.withDefaults()
	return func(yield func(Article, error) bool) {
		for _, path := range paths {
			if !readPath(ctx, path, opts, yield) {
				return
			}
		}
	}
}

// A yielder takes one pair and reports whether to go on. All reading functions pass
// that answer up.
type yielder func(Article, error) bool

func (y yielder) fail(place, reason, advice string, err error) bool {
	return y(Article{}, &ReadError{place, reason, advice, err})
}

// alive reports whether the run goes on; the error of a context that has ended is
// the last pair.
func (y yielder) alive(ctx context.Context) bool {
	if err := ctx.Err(); err != nil {
		return y.stop(err)
	}
	return true
}

// stop yields the last pair.
func (y yielder) stop(err error) bool {
	y(Article{}, fmt.Errorf("corpus: read: %w", err))
	return false
}

func readPath(ctx context.Context, path string, opts Options, yield yielder) bool {
	if path == "-" {
		if opts.Stdin == nil {
			return yield.fail(path, "there is no standard input", "", nil)
		}
		in := newInput("-", "", opts.Stdin, newBudget(opts, ctx.Err))
		defer in.close()
		return readContent(ctx, in, yield)
	}
	info, err := os.Stat(path)
	if err != nil {
		return yield.unreadable(path, err)
	}
	if !info.IsDir() {
		return readFile(ctx, path, opts, yield)
	}
	files := 0
	if !readFolder(ctx, path, opts, &files, yield) {
		return false
	}
	if files == 0 {
		return yield.fail(path, "the folder holds no file", "", nil)
	}
	return true
}

func (y yielder) unreadable(path string, err error) bool {
	var damage *damageError
	switch {
	case stopped(err):
		return y.stop(err)
	case errors.As(err, &damage):
		return y.fail(path, damage.reason, damage.advice, damage)
	case errors.Is(err, fs.ErrNotExist):
		return y.fail(path, "no such file or folder", "check the path", err)
	case errors.Is(err, fs.ErrPermission):
		return y.fail(path, "no permission to read it", "", err)
	}
	return y.fail(path, "unreadable: "+err.Error(), "", err)
}

// readFolder walks a folder and counts what it meets, so that an empty folder does
// not pass for one that was read.
func readFolder(ctx context.Context, dir string, opts Options, files *int, yield yielder) bool {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		*files++
		if !yield.unreadable(dir, err) {
			return false
		}
	}
	if d, ok := describedBy(filepath.Join(dir, descriptionFile)); ok {
		*files++
		return yield.readExport(dir, strings.TrimPrefix(d.Name, "derek-"), func(path string) bool { return readEntry(ctx, path, opts, yield) })
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		if strings.HasSuffix(path, "."+descriptionFile) {
			if _, ok := describedBy(path); ok {
				continue
			}
		}
		if e.IsDir() {
			if !readFolder(ctx, path, opts, files, yield) {
				return false
			}
			continue
		}
		*files++
		if !readEntry(ctx, path, opts, yield) {
			return false
		}
	}
	return true
}

// readEntry reads what a folder lists. Links to files are followed; links to
// folders are not, because they may lead in circles; pipes and devices may never end.
func readEntry(ctx context.Context, path string, opts Options, yield yielder) bool {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return yield.unreadable(path, err)
	case info.IsDir():
		return yield.fail(path, "a link to a folder is not followed", "name the folder itself", nil)
	case !info.Mode().IsRegular():
		return yield.fail(path, "not a regular file", "", nil)
	}
	return readFile(ctx, path, opts, yield)
}

func readFile(ctx context.Context, path string, opts Options, yield yielder) bool {
	f, err := os.Open(path)
	if err != nil {
		return yield.unreadable(path, err)
	}
	defer f.Close() //nolint:errcheck // opened for reading: nothing can be lost
	in := newInput(path, filepath.Base(path), f, newBudget(opts, ctx.Err))
	defer in.close()
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		in.at, in.size = f, info.Size()
	}
	return readContent(ctx, in, yield)
}
