package main

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/ingest"
)

// failed gives the articles of the files in which something failed, and the paths
// of those files. What cannot be read again as a file fails again, with its reason.
func (a *app) failed(ctx context.Context, arc *archive.Archive) (iter.Seq2[corpus.Article, error], []string, error) {
	failures, err := arc.Failures(ctx)
	if err != nil {
		return nil, nil, err
	}
	var paths []string
	var lost []error
	for _, f := range failures {
		path, reason := retryPath(f)
		if reason != "" {
			lost = append(lost, &corpus.ReadError{Place: f.Place, Reason: reason})
		} else {
			paths = append(paths, path)
		}
	}
	paths = outermost(paths)
	if len(failures) == 0 {
		fmt.Fprintln(a.stderr, "nothing has failed")
	}
	return func(yield func(corpus.Article, error) bool) {
		for _, err := range lost {
			if !yield(corpus.Article{}, err) {
				return
			}
		}
		corpus.Read(ctx, paths, corpus.Options{})(yield)
	}, paths, nil
}

// retryPath finds the file that a failure lies in: the place itself, or what is left
// of it without the number of a record and the member of an archive. Otherwise the
// reason says why there is none to read.
func retryPath(f archive.Failure) (path, reason string) {
	for _, path := range candidates(f.Place) {
		link, err := os.Lstat(path)
		if err != nil {
			continue
		}
		info, err := os.Stat(path)
		switch {
		case err != nil: // reading it says why
			return path, ""
		case info.IsDir() && link.Mode().Type() == fs.ModeSymlink, !info.IsDir() && !info.Mode().IsRegular():
			return "", f.Reason // not read in a folder, and so not now
		}
		return path, ""
	}
	if file := ingest.FileOf(f.Place); file == "-" || file == "input" {
		return "", "it came from standard input and cannot be read again"
	}
	return "", "no such file, seen from here"
}

// candidates are the files that a place may lie in, the longest name first: a name
// may hold what otherwise sets a record or a member apart.
func candidates(place string) []string {
	list := []string{place, ingest.FileOf(place)}
	for path := list[1]; ; {
		i := strings.LastIndexByte(path, '!')
		if i <= 0 {
			return list
		}
		path = path[:i]
		list = append(list, path)
	}
}

// outermost sorts paths and leaves out those that lie in others.
func outermost(paths []string) []string {
	slices.Sort(paths)
	paths = slices.Compact(paths)
	all := paths
	return slices.DeleteFunc(slices.Clone(paths), func(path string) bool {
		return slices.ContainsFunc(parents(path), func(dir string) bool {
			_, found := slices.BinarySearch(all, dir)
			return found
		})
	})
}

// parents are the folders that a path lies in.
func parents(path string) (dirs []string) {
	for i, r := range path {
		if os.IsPathSeparator(uint8(r)) && r < 0x80 && i > 0 {
			dirs = append(dirs, path[:i])
		}
	}
	return dirs
}
