package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

var today = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func newArchive(tb testing.TB, dir string) *archive.Archive {
	tb.Helper()
	arch, err := archive.Open(dir, archive.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := arch.Close(); err != nil {
			tb.Error(err)
		}
	})
	return arch
}

func put(tb testing.TB, arch *archive.Archive, docs ...pipeline.Document) {
	tb.Helper()
	if err := add(tb.Context(), arch, docs...); err != nil {
		tb.Fatal(err)
	}
}

func add(ctx context.Context, arch *archive.Archive, docs ...pipeline.Document) error {
	_, err := arch.Put(ctx, today, "lex", entriesOf(docs...))
	return err
}

func entriesOf(docs ...pipeline.Document) []archive.Entry {
	var entries []archive.Entry
	for _, doc := range docs {
		entries = append(entries, archive.Entry{Article: corpus.Article{ID: doc.ID}, Document: doc})
	}
	return entries
}

func openIndex(tb testing.TB, arch *archive.Archive) *Index {
	tb.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		tb.Fatal(err)
	}
	ix := Open(arch, lex)
	tb.Cleanup(func() {
		if err := ix.Close(); err != nil {
			tb.Error(err)
		}
	})
	return ix
}

func catchUp(tb testing.TB, ix *Index, want int) {
	tb.Helper()
	got, err := ix.CatchUp(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	if got != want {
		tb.Errorf("caught up on %d changes, want %d", got, want)
	}
}

// find gives the ids of all hits, as they come.
func find(tb testing.TB, ix *Index, req Request) []string {
	tb.Helper()
	req.Size = 500
	res, err := ix.Search(tb.Context(), req)
	if err != nil {
		tb.Fatalf("%+v: %v", req, err)
	}
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, h.ID)
	}
	if res.Total != len(ids) {
		tb.Errorf("%+v: total %d, %d hits", req, res.Total, len(ids))
	}
	return ids
}

// plainText is a document in which nothing was found.
func plainText(id, text string) pipeline.Document {
	return pipeline.Document{ID: id, Text: text, Lang: "kk", Script: "cyrl"}
}

func TestCatchUp(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	if _, err := ix.Search(t.Context(), Request{}); !errors.Is(err, ErrNoIndex) {
		t.Errorf("before the first CatchUp: got %v", err)
	}
	check := func(step string, want ...string) {
		t.Helper()
		got := find(t, ix, Request{Query: "жарыс"})
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step, diff)
		}
	}
	catchUp(t, ix, 0)
	check("empty")
	put(t, arch, plainText("a", "жарыс бірінші"), plainText("b", "жарыс екінші"), plainText("c", "басқа"))
	check("behind")
	catchUp(t, ix, 3)
	check("added", "a", "b")
	put(t, arch, plainText("b", "өзгерді"), plainText("c", "жарыс үшінші"), plainText("a", "жарыс бірінші"))
	catchUp(t, ix, 2)
	check("changed", "a", "c")
	put(t, arch, plainText("c", "жарыс бірінші")) // becomes a copy of a
	catchUp(t, ix, 1)
	check("removed", "a")
	catchUp(t, ix, 0)
	n, err := ix.Rebuild(t.Context())
	if n != 3 || err != nil { // a, b and the removal of c
		t.Errorf("rebuild: %d changes, %v", n, err)
	}
	check("rebuilt", "a")
}

// A second handle stands for a second process here: both share only the folder.
func TestReadersFollow(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	writer, reader := openIndex(t, arch), openIndex(t, arch)
	put(t, arch, plainText("a", "жарыс"))
	catchUp(t, writer, 1)
	if got := find(t, reader, Request{Query: "жарыс"}); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	put(t, arch, plainText("b", "жарыс болды"))
	catchUp(t, writer, 1)
	if got := find(t, reader, Request{Query: "жарыс"}); len(got) != 2 {
		t.Errorf("after the second article: got %v", got)
	}
	folders, err := filepath.Glob(filepath.Join(arch.Dir(), "index", "*", "gen-*"))
	if err != nil || len(folders) != 1 {
		t.Errorf("generations left: %v, %v", folders, err)
	}
}

// A generation with much that is new is made ready aside, while the one before serves; the
// name of the one that was searched goes with the answer.
func TestReadersFollowLater(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	writer, reader := openIndex(t, arch), openIndex(t, arch)
	reader.unreadNow = 0
	last := ""
	for n := 1; n <= 4; n++ {
		put(t, arch, plainText(string(rune('a'+n)), "жарыс "+strings.Repeat("ой ", n)))
		catchUp(t, writer, 1)
		for {
			got, err := reader.Search(t.Context(), Request{Query: "жарыс", Facets: []string{"person"}, Months: true})
			if err != nil {
				t.Fatal(err)
			}
			if got.Generation == last && got.Total == n-1 {
				time.Sleep(time.Millisecond)
				continue
			}
			if got.Generation == last || got.Total != n || reader.Generation() != got.Generation {
				t.Fatalf("%d articles: got %d of %q, after %q", n, got.Total, got.Generation, last)
			}
			last = got.Generation
			break
		}
	}
}

func TestSearchWhileIndexing(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	put(t, arch, plainText("0", "жарыс"))
	catchUp(t, ix, 1)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 50 {
				if res, err := ix.Search(t.Context(), Request{Query: "жарыс", Snippets: 1}); err != nil || res.Total == 0 {
					t.Errorf("got %d hits, %v", res.Total, err)
					return
				}
			}
		})
	}
	for i := range 5 {
		put(t, arch, plainText(string(rune('a'+i)), "жарыс "+strings.Repeat("ой ", i+1)))
		catchUp(t, ix, 1)
	}
	wg.Wait()
}

func TestOneIndexer(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	put(t, arch, plainText("a", "жарыс"))
	lock, err := ix.store.lock()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ix.CatchUp(t.Context()); !errors.Is(err, ErrLocked) {
		t.Errorf("second indexer: got %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	catchUp(t, ix, 1)
}

// The index must survive whatever happens to it: it is derived.
func TestRecovery(t *testing.T) {
	ctx := t.Context()
	unpublished := func(ix *Index) error {
		err := add(ctx, ix.archive, plainText("c", "жарыс соңы"))
		if err == nil {
			u := &updater{ix: ix}
			err = errors.Join(u.update(ctx), u.close())
		}
		return err
	}
	tests := []struct {
		name   string
		damage func(ix *Index, root string) error
		want   int // changes to catch up on
	}{
		{"killed before publishing", func(ix *Index, _ string) error { return unpublished(ix) }, 0},
		{"killed while publishing", func(ix *Index, _ string) error {
			half := filepath.Join(ix.store.root, ix.store.name, "gen-2", "store")
			return errors.Join(unpublished(ix), os.MkdirAll(half, 0o755),
				os.WriteFile(filepath.Join(half, "root.bolt"), nil, 0o600))
		}, 0},
		{"deleted", func(_ *Index, root string) error { return os.RemoveAll(root) }, 2},
		{"current lost", func(_ *Index, root string) error { return os.Remove(filepath.Join(root, currentFile)) }, 0},
		{"current broken", func(_ *Index, root string) error {
			return os.WriteFile(filepath.Join(root, currentFile), []byte("{"), 0o600)
		}, 0},
		{"generation lost", func(ix *Index, root string) error {
			return os.RemoveAll(filepath.Join(root, ix.store.name, "gen-1"))
		}, 2},
		{"work lost", func(ix *Index, root string) error {
			return errors.Join(add(ctx, ix.archive, plainText("c", "жарыс соңы")),
				os.RemoveAll(filepath.Join(root, ix.store.name, workFolder)))
		}, 3},
		{"work broken", func(ix *Index, root string) error {
			return errors.Join(add(ctx, ix.archive, plainText("c", "жарыс соңы")),
				os.WriteFile(filepath.Join(root, ix.store.name, workFolder, "index_meta.json"), []byte("x"), 0o600))
		}, 3},
		{"work of a future that the archive lost", func(ix *Index, root string) error {
			work, st, err := ix.store.openWork(ix.archive.ID(), 2, false)
			if err != nil {
				return err
			}
			batch := work.NewBatch()
			batch.SetInternal(stateKey, []byte(strings.Replace(`{"archive":"ID","change":99}`, "ID", st.Archive, 1)))
			return errors.Join(work.Batch(batch), work.Close(), os.Remove(filepath.Join(root, currentFile)))
		}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			arch := newArchive(t, t.TempDir())
			ix := openIndex(t, arch)
			put(t, arch, plainText("a", "жарыс бірінші"), plainText("b", "жарыс екінші"))
			catchUp(t, ix, 2)
			if err := ix.Close(); err != nil {
				t.Fatal(err)
			}
			if err := tt.damage(ix, filepath.Join(arch.Dir(), "index")); err != nil {
				t.Fatal(err)
			}
			last, err := arch.LastChange(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			fresh := openIndex(t, arch)
			catchUp(t, fresh, tt.want)
			if got := find(t, fresh, Request{Query: "жарыс"}); len(got) != int(last) {
				t.Errorf("found %v, want %d", got, last)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	put(t, arch, plainText("a", "жарыс"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ix.CatchUp(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("catch up: got %v", err)
	}
	catchUp(t, ix, 1)
	if _, err := ix.Search(ctx, Request{}); !errors.Is(err, context.Canceled) {
		t.Errorf("search: got %v", err)
	}
}

// An index of another archive in the same place is not taken for one's own.
func TestOtherArchive(t *testing.T) {
	dir := t.TempDir()
	old, err := archive.Open(filepath.Join(dir, "old"), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, old, plainText("x", "жарыс"), plainText("y", "жарыс екі"))
	ix := openIndex(t, old)
	catchUp(t, ix, 2)
	if err := errors.Join(ix.Close(), old.Close()); err != nil {
		t.Fatal(err)
	}
	arch := newArchive(t, filepath.Join(dir, "new"))
	if err := os.Rename(filepath.Join(dir, "old", "index"), filepath.Join(dir, "new", "index")); err != nil {
		t.Fatal(err)
	}
	put(t, arch, plainText("a", "жарыс"), plainText("b", "басқа"))
	ix = openIndex(t, arch)
	catchUp(t, ix, 2)
	if got := find(t, ix, Request{Query: "жарыс"}); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %v", got)
	}
}

// Other word tables give other stems: their index is another one.
func TestOtherLexicon(t *testing.T) {
	overlay := fstest.MapFS{"honorifics.tsv": overlayRow(t, "honorifics")}
	lex, err := lexicon.Load(overlay)
	if err != nil {
		t.Fatal(err)
	}
	arch := newArchive(t, t.TempDir())
	put(t, arch, plainText("a", "жарыс"))
	ix := openIndex(t, arch)
	catchUp(t, ix, 1)
	other := Open(arch, lex)
	t.Cleanup(func() {
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := other.Search(t.Context(), Request{}); !errors.Is(err, ErrNoIndex) {
		t.Errorf("search with another lexicon: got %v", err)
	}
	catchUp(t, other, 1)
	if got := find(t, other, Request{Query: "жарыс"}); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	if _, err := os.Stat(filepath.Join(arch.Dir(), "index", ix.store.name)); err == nil {
		t.Error("the index of the first lexicon is still there")
	}
	if got := find(t, ix, Request{Query: "жарыс"}); len(got) != 1 {
		t.Errorf("a reader of the old index: got %v", got)
	}
}

// overlayRow copies the first row of a built-in table under another key.
func overlayRow(t *testing.T, table string) *fstest.MapFile {
	t.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	tab := lex.Table(table)
	row := []string{"жаңасөз"}
	for _, column := range tab.Columns[1:] {
		row = append(row, tab.Rows[0].Get(column))
	}
	return &fstest.MapFile{Data: []byte(strings.Join(tab.Columns, "\t") + "\n" + strings.Join(row, "\t") + "\n")}
}

// A process that is killed while it stores and indexes leaves an archive that opens
// and an index that catches up.
func TestKilled(t *testing.T) {
	const dirEnv = "DEREK_KILLED_DIR"
	if dir := os.Getenv(dirEnv); dir != "" {
		arch := newArchive(t, dir)
		ix := openIndex(t, arch)
		for i := 0; ; i++ { // until killed
			put(t, arch, plainText(fmt.Sprint(i), fmt.Sprint("жарыс ", i)))
			if _, err := ix.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir := filepath.Join(t.TempDir(), "archive")
	for round := range 3 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), dirEnv+"="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for range 3000 { // until it has begun
			if _, err := os.Stat(filepath.Join(dir, "index", currentFile)); err == nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Duration(100+150*round) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the process ended by itself")
		}
		arch, err := archive.Open(dir, archive.Options{})
		if err != nil {
			t.Fatal(err)
		}
		ix := openIndex(t, arch)
		if _, err := ix.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		stats, err := arch.Stats(t.Context())
		if err != nil || stats.Articles == 0 {
			t.Fatalf("%d articles, %v", stats.Articles, err)
		}
		res, err := ix.Search(t.Context(), Request{Query: "жарыс"})
		if err != nil || res.Total != stats.Articles {
			t.Errorf("found %d of %d, %v", res.Total, stats.Articles, err)
		}
		t.Logf("round %d: %d articles", round, stats.Articles)
		if err := errors.Join(ix.Close(), arch.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// Follow keeps up with a writer, publishes when it ends, and stopped it leaves what the
// next one goes on from.
func TestFollow(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	follow := func(ctx context.Context, write func(*Feed)) {
		t.Helper()
		feed, done := NewFeed(), make(chan error, 1)
		go func() { done <- ix.Follow(ctx, feed) }()
		write(feed)
		feed.Close()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	follow(t.Context(), func(feed *Feed) {
		for i := range 2500 { // more than two batches
			if i%500 == 0 {
				feed.Add(nil)
			}
			put(t, arch, plainText(fmt.Sprint("a", i), fmt.Sprint("жарыс ", i)))
		}
	})
	if res, err := ix.Search(t.Context(), Request{}); err != nil || res.Total != 2500 {
		t.Errorf("found %d, %v, want 2500", res.Total, err)
	}
	catchUp(t, ix, 0)
	before, err := ix.store.current()
	if err != nil {
		t.Fatal(err)
	}
	follow(t.Context(), func(*Feed) {})
	if after, err := ix.store.current(); after != before || err != nil {
		t.Errorf("without news: published %+v, %v after %+v", after, err, before)
	}

	ctx, cancel := context.WithCancel(t.Context())
	follow(ctx, func(*Feed) {
		cancel()
		put(t, arch, plainText("b", "жарыс бітті"))
	})
	put(t, arch, plainText("c", "жарыс енді бітті"))
	catchUp(t, ix, 2)
	if got := find(t, ix, Request{Query: "бітті"}); len(got) != 2 {
		t.Errorf("after the stop: found %v", got)
	}
}
