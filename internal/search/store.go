package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// The folder of an index
//
//	index/current                 JSON: which generation readers open, and its state
//	index/kk_v1.2-<lexicon>/work  a bleve index that the one writer updates
//	index/kk_v1.2-<lexicon>/gen-N what readers open; N grows
//
// bleve locks an index against readers while it is open for writing, and waits for a
// lock forever unless told otherwise. So the writer
// works on a copy of its own and, when it is done, links the files into a new
// generation (bleve never changes a written segment, so links cost no space) and
// then replaces current. Readers of the old generation go on undisturbed.
//
// The name of the folder holds all that decides about the terms of a text:
// analyzer, mapping version and lexicon. With another of these the index starts anew
// beside the old one, which serves until current is replaced. An empty bbolt database,
// index/lock, keeps a second writer out.

// A state says what an index was made from.
type state struct {
	Generation string `json:"generation"` // folder below index/, with slashes
	Serial     int    `json:"serial"`     // grows from generation to generation
	Archive    string `json:"archive"`    // archive.ID
	Change     int64  `json:"change"`     // last change of the archive that is in it
	Lengths    means  `json:"lengths"`
}

// means are the sums behind mean lengths of fields, over all articles ever indexed.
// bleve cannot tell them: its FieldCardinality is the number of different terms.
type means struct {
	Articles int `json:"articles"`
	Body     int `json:"body"` // words between spaces
	Head     int `json:"head"`
}

func (m *means) add(r *record) {
	m.Articles++
	m.Body += countWords(r.Body)
	m.Head += countWords(r.Head)
}

// mean is the mean length of a field in words, at least 1.
func (m *means) mean(field string) float64 {
	sum := m.Body
	if field == "head" {
		sum = m.Head
	}
	return max(1, float64(sum)/float64(max(1, m.Articles)))
}

const (
	currentFile = "current"
	workFolder  = "work"
	lockFile    = "lock"
	lockWait    = 200 * time.Millisecond
)

var stateKey = []byte("derek")

// A store is the folder of an index for one analyzer, mapping and lexicon.
type store struct {
	root string // index/
	name string // kk_v1.2-<lexicon>
}

func newStore(root, lexicon string) store {
	return store{
		root: root,
		name: fmt.Sprintf("%s.%d-%s", AnalyzerName, MappingVersion, lexicon),
	}
}

// current reads which generation is published. The error is fs.ErrNotExist when there
// is none, or one of another store.
func (s store) current() (state, error) {
	st, err := s.published()
	if err == nil && !strings.HasPrefix(st.Generation, s.name+"/") {
		err = fmt.Errorf("the index is %s: %w", st.Generation, fs.ErrNotExist)
	}
	return st, err
}

// published is current for any store.
func (s store) published() (state, error) {
	var st state
	data, err := os.ReadFile(filepath.Join(s.root, currentFile))
	if err != nil {
		return st, err
	}
	if err := json.Unmarshal(data, &st); err != nil {
		return st, fmt.Errorf("%s: %w", currentFile, err)
	}
	return st, nil
}

// lock keeps other writers out until it is closed. It spans work and publication,
// which bleve's own lock does not. The error is ErrLocked when another has it.
func (s store) lock() (io.Closer, error) {
	if err := os.MkdirAll(s.root, 0o755); err != nil {
		return nil, err
	}
	db, err := bbolt.Open(filepath.Join(s.root, lockFile), 0o644, &bbolt.Options{Timeout: lockWait})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, ErrLocked
	}
	return db, err
}

// openGeneration opens a published index for reading.
func (s store) openGeneration(st state) (bleve.Index, error) {
	return bleve.OpenUsing(filepath.Join(s.root, filepath.FromSlash(st.Generation)),
		map[string]any{"read_only": true, "bolt_timeout": lockWait.String()})
}

// openWork opens the writer's index and returns how far it has come. It starts anew
// when there is none, or one of another archive, of a future that the archive does
// not have, or broken, or when anew is set. The caller holds the lock.
func (s store) openWork(archive string, last int64, anew bool) (bleve.Index, state, error) {
	path := filepath.Join(s.root, s.name, workFolder)
	ix, err := bleve.OpenUsing(path, writing())
	if err != nil {
		return s.newWork(path, archive)
	}
	var st state
	data, err := ix.GetInternal(stateKey)
	if err == nil {
		err = json.Unmarshal(data, &st)
	}
	if err == nil && st.Archive == archive && st.Change <= last && !anew {
		return ix, st, nil
	}
	if err := ix.Close(); err != nil {
		return nil, st, err
	}
	return s.newWork(path, archive)
}

func (s store) newWork(path, archive string) (bleve.Index, state, error) {
	st := state{Archive: archive}
	if err := os.RemoveAll(path); err != nil {
		return nil, st, err
	}
	ix, err := newBleve(path)
	return ix, st, err
}

// How bleve merges segments. With its own settings it merges the articles of a large index
// again and again, into ever larger segments: that of 200,000 articles had one of 320 MB, and
// of all files that are merged all pages are in memory. With these, ten full batches are
// merged into one segment, which then stays as it is: what an article costs does not depend
// on how many there are, nor does the memory. Of 200,000 articles there are some twenty large
// segments and ten small ones, which a search notices less than it would notice the merging.
const (
	largestSegment = 20_000        // articles; one of half that is merged no more
	evenSegment    = batchArticles // smaller ones count as much as this,
	evenFile       = batchBytes    // and smaller files, lest they be merged with large ones
)

// merging are the settings for it.
func merging() map[string]any {
	return map[string]any{"MaxSegmentSize": largestSegment, "FloorSegmentSize": evenSegment, "FloorSegmentFileSize": evenFile}
}

// writing are the settings of an index that is written to.
func writing() map[string]any {
	return map[string]any{"bolt_timeout": lockWait.String(), "scorchMergePlanOptions": merging()}
}

// newBleve makes an empty index in a folder that is not there.
func newBleve(folder string) (bleve.Index, error) {
	return bleve.NewUsing(folder, newMapping(), bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore, writing())
}

// publish makes the closed work index the current generation.
func (s store) publish(st state) (state, error) {
	if old, err := s.published(); err == nil {
		st.Serial = old.Serial
	}
	st.Serial++
	st.Generation = fmt.Sprintf("%s/gen-%d", s.name, st.Serial)
	to := filepath.Join(s.root, filepath.FromSlash(st.Generation))
	if err := os.RemoveAll(to); err != nil { // left by a writer that was killed
		return st, err
	}
	if err := linkTree(filepath.Join(s.root, s.name, workFolder), to); err != nil {
		return st, err
	}
	data, err := json.Marshal(st)
	if err != nil {
		return st, err
	}
	current := filepath.Join(s.root, currentFile)
	if err := os.WriteFile(current+".new", data, 0o644); err != nil {
		return st, err
	}
	return st, os.Rename(current+".new", current)
}

// clean removes what the current generation has replaced. A system that does not
// remove open files keeps them until the next time.
func (s store) clean(st state) {
	keep := map[string]bool{
		filepath.Join(s.root, filepath.FromSlash(st.Generation)): true,
		filepath.Join(s.root, s.name, workFolder):                true,
	}
	paths, err := filepath.Glob(filepath.Join(s.root, "*", "*"))
	if err != nil {
		return
	}
	for _, path := range paths {
		if !keep[path] && os.RemoveAll(path) == nil {
			os.Remove(filepath.Dir(path)) //nolint:errcheck // fails while something is left in it, as it shall
		}
	}
}

// linkTree gives to the files of from. bleve writes segments once; everything else is
// copied.
func linkTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if filepath.Ext(path) == ".zap" && os.Link(path, target) == nil {
			return nil
		}
		return copyFile(path, target)
	})
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it is only read
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}
