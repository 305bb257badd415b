package export

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	packageFile = "datapackage.json"
	readmeFile  = "README.md"
)

// Write writes an export. The target is a new folder; or, for a format with one file
// and a name that ends as that file does, the file, with what describes it beside it
// under the name with .datapackage.json. The error is ErrExists when the target is
// there and Options do not force it, or is something that derek has not written. Stopped
// at any point, even killed, it leaves nothing under the target's name, and what was
// there before stays; a folder is replaced by two renames, and killed between them the
// old one stands beside as .NAME.part-….old. What killed exports leave, .NAME.part-…, is
// removed by one of that name an hour later.
func Write(ctx context.Context, target string, from Selection, opts Options) (Report, error) {
	k, err := kindOf(opts.Format)
	if err != nil {
		return Report{}, fmt.Errorf("export: %w", err)
	}
	r := &run{ctx: ctx, from: from, opts: &opts}
	if err := r.publish(k, filepath.Clean(target), folder{}); err != nil {
		return r.report, fmt.Errorf("export %s: %w", opts.Format, err)
	}
	return r.report, nil
}

func (r *run) publish(k kind, target string, like folder) error {
	asFile := k.single != "" && filepath.Ext(target) == Extension(k.name)
	if err := Vacant(target, r.opts.Force); err != nil {
		return err
	}
	return inScratch(target, func(dir string) error {
		like.dir = dir
		all, err := r.write(k, like)
		if err != nil {
			return err
		}
		if err := r.describe(k, like, all, asFile, target); err != nil {
			return err
		}
		if asFile {
			return placeFile(like, k.single, target)
		}
		return placeFolder(dir, target)
	})
}

// Vacant makes sure that an export can stand there: that nothing does, or, to be
// replaced by force, only an export.
func Vacant(target string, force bool) error {
	info, err := os.Lstat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !force:
		return fmt.Errorf("%s %w", target, ErrExists)
	}
	described := target + "." + packageFile
	if info.IsDir() {
		described = filepath.Join(target, packageFile)
	}
	if !isExport(described) {
		return fmt.Errorf("%s %w", target, ErrForeign)
	}
	return nil
}

// isExport tells whether a datapackage.json is derek's.
func isExport(name string) bool {
	data, err := os.ReadFile(name)
	if err != nil {
		return false
	}
	var p struct {
		Generator string `json:"generator"`
	}
	return json.Unmarshal(data, &p) == nil && strings.HasPrefix(p.Generator, "derek")
}

// inScratch calls f with a new folder beside target, so that it can be renamed, and
// removes what is left of it. Without a target the folder is the system's.
func inScratch(target string, f func(dir string) error) (err error) {
	parent, name := "", "derek-export"
	if target != "" {
		parent, name = filepath.Split(target)
		if parent == "" {
			parent = "."
		}
	}
	prefix := "." + name + partMark
	dir, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		return err
	}
	if target != "" {
		if err := sweep(dir, prefix); err != nil {
			return errors.Join(err, os.RemoveAll(dir))
		}
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return f(dir)
}

// An unfinished export has this behind its name, one that is being replaced oldMark, too.
const (
	partMark = ".part-"
	oldMark  = ".old"
)

// idle is how long nothing is written to an unfinished export that nobody works on.
const idle = time.Hour

// sweep removes what killed exports have left beside a new one: those to which nothing
// was written for long when it was begun.
func sweep(dir, prefix string) error {
	begun, err := os.Stat(dir)
	if err != nil {
		return err
	}
	all, err := os.ReadDir(filepath.Dir(dir))
	for _, other := range all {
		if !other.IsDir() || !strings.HasPrefix(other.Name(), prefix) || strings.HasSuffix(other.Name(), oldMark) {
			continue
		}
		path := filepath.Join(filepath.Dir(dir), other.Name())
		if written, walkErr := lastWritten(path); walkErr == nil && begun.ModTime().Sub(written) > idle {
			err = errors.Join(err, os.RemoveAll(path))
		}
	}
	return err
}

// lastWritten is when something last changed in a folder.
func lastWritten(path string) (last time.Time, err error) {
	err = filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
		return err
	})
	return last, err
}

// placeFolder gives a finished folder its name. What is replaced goes last.
func placeFolder(dir, target string) error {
	if err := errors.Join(os.Chmod(dir, 0o755), syncFolder(dir)); err != nil {
		return err
	}
	old := dir + oldMark
	err := os.Rename(target, old)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	replaced := err == nil
	if err := os.Rename(dir, target); err != nil {
		if replaced {
			err = errors.Join(err, os.Rename(old, target))
		}
		return err
	}
	return errors.Join(syncFolder(filepath.Dir(target)), os.RemoveAll(old))
}

// placeFile gives the only file its name, after what describes it.
func placeFile(d folder, single, target string) error {
	return errors.Join(
		os.Rename(d.path(packageFile), target+"."+packageFile),
		os.Rename(d.path(single), target),
		syncFolder(filepath.Dir(target)))
}

// syncFolder makes the names in a folder outlive a power cut, where the system can.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	f.Sync() //nolint:errcheck // not every file system can
	return f.Close()
}
