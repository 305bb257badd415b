package archive

import (
	"bytes"
	gocmp "cmp"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/golden"
	"github.com/seed50815598/derek/pipeline"
)

// Archives of every format there ever was open and hold what they held. A fixture of
// an old format is never written again.
func TestOldFormats(t *testing.T) {
	want := []pipeline.Document{sample("a", "1"), bare("b", "2")}
	current := fixture(FormatVersion)
	if golden.Update() {
		writeFixture(t, current, want)
	}
	for v := 1; v <= FormatVersion; v++ {
		dir := t.TempDir()
		unzip(t, fixture(v), filepath.Join(dir, recordFile))
		if old, err := Open(dir, Options{ReadOnly: true}); v < FormatVersion && !errors.Is(err, ErrOlder) {
			t.Errorf("format %d, reading: got %v", v, err)
		} else if err == nil {
			must(t, old.Close())
		}
		a := open(t, dir, Options{})
		var got []pipeline.Document
		for doc, err := range a.Documents(t.Context(), Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, doc)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("format %d (-want +got):\n%s", v, diff)
		}
		checkIntegrity(t, a)
		if faults, n, err := a.Check(t.Context()); len(faults) > 0 || n != len(want) || err != nil {
			t.Errorf("format %d: check found %v in %d articles, %v", v, faults, n, err)
		}
		if s, err := a.Sources(t.Context(), "a"); err != nil || len(s) != 1 || s[0].Place != "in/a" || s[0].FirstSeen != stamp(day1) || s[0].URL != want[0].URL {
			t.Errorf("format %d: got sources %+v, %v", v, s, err)
		}
		if list, err := a.Lexicons(t.Context()); err != nil || !cmp.Equal(list, []Count{{"lex1", 2}}) {
			t.Errorf("format %d: got versions %v, %v", v, list, err)
		}
		if c := put(t, a, day2, sample("a", "3"), bare("c", "2")); c != (Changes{Updated: 1, Duplicates: 1}) {
			t.Errorf("format %d: put changed %+v", v, c)
		}
		identify(t, a)
		group(t, a)
		if id, err := a.IdentityOf(t.Context(), "a", "e1"); err != nil || !strings.HasPrefix(id, "P-") {
			t.Errorf("format %d: got identity %q, %v", v, id, err)
		}
	}
}

// What format 3 knew of the further ids of a text, and of files, outlives the migration.
func TestFurtherOfFormat3(t *testing.T) {
	dir := t.TempDir()
	unzip(t, fixture(3), filepath.Join(dir, recordFile))
	db := openDB(filepath.Join(dir, recordFile))
	_, err := db.ExecContext(t.Context(), `INSERT INTO sources (id, article, url, source, title, published, author, place, first_seen, last_seen)
		SELECT 'z', article, 'https://other.example/z', 'other', 'T', '2024', 'A', 'z.jsonl:7', '2024-05-01T10:00:00Z', '2024-05-02T11:00:00Z'
		FROM sources WHERE id = 'a'`)
	must(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO files VALUES ('z.jsonl', 'partly', 'read', 'bad', 7, 1, 3, '2024-05-01T10:00:00Z', '2024-05-02T11:00:00Z')")
	must(t, err)
	must(t, db.Close())
	a := open(t, dir, Options{})
	files, err := a.Files(t.Context(), FilePartly)
	if err != nil || len(files) != 1 || files[0].Path != "z.jsonl" || files[0].Run != 3 || stamp(files[0].First) != "2024-05-01T10:00:00Z" || stamp(files[0].Last) != "2024-05-02T11:00:00Z" {
		t.Errorf("got files %+v, %v", files, err)
	}
	got, err := a.Sources(t.Context(), "z")
	want := Source{"z", "https://other.example/z", "other", "T", "2024", "A", "z.jsonl:7", "2024-05-01T10:00:00Z", "2024-05-02T11:00:00Z"}
	if err != nil || len(got) != 2 || got[0].ID != "a" || got[1] != want {
		t.Errorf("got %+v, %v", got, err)
	}
	z := entry(sample("a", "1")).Article
	z.ID, z.URL, z.Source, z.Title, z.Published, z.Author = want.ID, want.URL, want.Source, want.Title, want.Published, want.Author
	if known, err := a.Known(t.Context(), "lex1", z); !known || err != nil {
		t.Errorf("the further id is known: %v, %v", known, err)
	}
}

func fixture(version int) string {
	return filepath.Join("testdata", fmt.Sprintf("format%d.db.gz", version))
}

func writeFixture(t *testing.T, path string, docs []pipeline.Document) {
	t.Helper()
	a, err := Open(t.TempDir(), Options{})
	must(t, err)
	put(t, a, day1, docs...)
	must(t, a.Close())
	data, err := os.ReadFile(a.path(recordFile))
	must(t, err)
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err = w.Write(data)
	must(t, err)
	must(t, w.Close())
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, b.Bytes(), 0o644))
}

func unzip(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	must(t, err)
	r, err := gzip.NewReader(bytes.NewReader(data))
	must(t, err)
	data, err = io.ReadAll(r)
	must(t, err)
	must(t, os.WriteFile(to, data, 0o600))
}

// The passages of format 4, in larger buckets, are those of format 5 after the migration.
func TestPassagesOfFormat4(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir, Options{})
	var docs []pipeline.Document
	for i := range 3 * maxHeads {
		docs = append(docs, bare(fmt.Sprintf("r%02d", i), release(3*i)))
	}
	put(t, a, day1, docs...)
	group(t, a)
	want := stored(t, a)
	must(t, a.Close())

	db := openDB(filepath.Join(dir, recordFile))
	rows, err := collect(t.Context(), db, scanSheet, "SELECT bucket, articles FROM passages ORDER BY bucket")
	must(t, err)
	old := map[int64][]post{} // by the upper 12 bits
	rest := map[int64][]uint16{}
	for _, row := range rows {
		b, err := parseBucket(row.packed)
		must(t, err)
		for _, p := range b.posts {
			old[row.key>>5] = append(old[row.key>>5], p)
			rest[row.key>>5] = append(rest[row.key>>5], uint16(row.key&31)<<restBits|uint16(p.rest))
		}
	}
	_, err = db.ExecContext(t.Context(), "DELETE FROM passages; PRAGMA user_version = 4")
	must(t, err)
	for bucket, posts := range old {
		_, err = db.ExecContext(t.Context(), "INSERT INTO passages VALUES (?, ?)", bucket, bytesOfFormat4(posts, rest[bucket]))
		must(t, err)
	}
	must(t, db.Close())
	if diff := cmp.Diff(want, stored(t, open(t, dir, Options{}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// bytesOfFormat4 packs posts in the order of articles, as format 4 did.
func bytesOfFormat4(posts []post, rest []uint16) []byte {
	order := make([]int, len(posts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return gocmp.Or(gocmp.Compare(posts[i].article, posts[j].article), gocmp.Compare(rest[i], rest[j]))
	})
	var out []byte
	last := int64(0)
	for _, i := range order {
		out = binary.AppendUvarint(out, uint64(posts[i].article-last))
		last = posts[i].article
		if posts[i].head {
			rest[i] |= 1 << 15
		}
		out = binary.BigEndian.AppendUint16(out, rest[i])
	}
	return out
}
