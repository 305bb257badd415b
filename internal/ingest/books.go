package ingest

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/pipeline"
)

// Who gave up: corpus on what it could not read, or a stage of the pipeline.
const (
	stageRead     = "read"
	stageAnnotate = "annotate"
)

// FileOf is the file, or path!member, in which a place lies: the place without the
// number of a record.
func FileOf(place string) string {
	i := strings.LastIndexByte(place, ':')
	if i <= 0 || i == len(place)-1 || strings.Trim(place[i+1:], "0123456789") != "" {
		return place
	}
	return place[:i]
}

// books keep the ledger of files. Items are entered in the order of the input, in
// which everything of one file stands together.
type books struct {
	now   func() time.Time
	run   int64
	file  archive.File // that is being read, without a path before the first
	notes archive.Notes
	// failing are the places that gave no article in earlier runs, by file.
	failing map[string][]string
}

// load reads where earlier runs failed.
func (b *books) load(ctx context.Context, arc *archive.Archive) error {
	list, err := arc.Failures(ctx)
	if err != nil {
		return err
	}
	b.failing = make(map[string][]string, len(list))
	for _, f := range list {
		file := FileOf(f.Place)
		b.failing[file] = append(b.failing[file], f.Place)
	}
	return nil
}

// enter notes what became of one item.
func (b *books) enter(it *item) {
	place, stage, reason := it.Article.Place, stageRead, ""
	if it.err != nil {
		place, reason = "", it.err.Error()
		if read, ok := errors.AsType[*corpus.ReadError](it.err); ok {
			place, reason = read.Place, read.Reason
		} else if fault, ok := errors.AsType[*pipeline.FaultError](it.err); ok {
			place, stage, reason = fault.Place, stageAnnotate, fault.Reason
		}
		f := archive.Failure{Place: place, Stage: stage, Reason: reason, Last: b.now()}
		if place == "" {
			f.Place = "input"
		}
		b.notes.Failures = append(b.notes.Failures, f)
	}
	if place == "" { // built-in articles lie in no file
		return
	}
	b.turnTo(FileOf(place))
	if it.err == nil {
		b.file.Articles++
		if it.known { // storing it anew would resolve the failure
			b.mended(place)
		}
		return
	}
	if b.file.Failed++; b.file.Failed == 1 {
		b.file.Stage, b.file.Reason = stage, reason
	}
}

// mended forgets the failure of a place that can be read again although its article
// was known all along.
func (b *books) mended(place string) {
	for _, failing := range b.failing[b.file.Path] {
		if failing == place {
			b.notes.Mended = append(b.notes.Mended, place)
		}
	}
}

// turnTo begins with a file, unless it is being read already.
func (b *books) turnTo(path string) {
	if b.file.Path == path {
		return
	}
	b.closeFile()
	b.file = archive.File{Path: path, State: archive.FileReading, Run: b.run}
	if len(b.failing) == 0 {
		return
	}
	// A folder, or an archive, out of which files come does not fail any more.
	for dir := parent(path); dir != ""; dir = parent(dir) {
		if places := b.failing[dir]; places != nil {
			b.notes.Mended = append(b.notes.Mended, places...)
			delete(b.failing, dir)
		}
	}
}

// parent is the archive or folder that path lies in, "" for none.
func parent(path string) string {
	if i := strings.LastIndexByte(path, '!'); i > 0 {
		return path[:i]
	}
	if dir := filepath.Dir(path); dir != path && dir != "." {
		return dir
	}
	return ""
}

// closeFile notes how the file ended.
func (b *books) closeFile() {
	f := &b.file
	if f.Path == "" {
		return
	}
	switch {
	case f.Failed == 0:
		f.State = archive.FileDone
		if b.failing[f.Path] != nil {
			b.notes.MendedFiles = append(b.notes.MendedFiles, f.Path)
		}
	case f.Articles == 0:
		f.State = archive.FileFailed
	default:
		f.State = archive.FilePartly
	}
	f.Last = b.now()
	b.notes.Files = append(b.notes.Files, *f)
	b.file = archive.File{}
}

// page gives what was noted since the last time, and the file that is being read.
func (b *books) page() archive.Notes {
	notes := b.notes
	b.notes = archive.Notes{}
	if b.file.Path != "" {
		reading := b.file
		reading.Last = b.now()
		notes.Files = append(notes.Files, reading)
	}
	return notes
}

// end closes the last file and gives the last page.
func (b *books) end() archive.Notes {
	b.closeFile()
	return b.page()
}
