package archive

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/seed50815598/derek/pipeline"
)

func faults(t *testing.T, a *Archive) string {
	t.Helper()
	list, _, err := a.Check(t.Context())
	must(t, err)
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintln(&b, f.Kind, f.What)
	}
	return b.String()
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name, harm, want string
	}{
		{"sound", "SELECT 1", ""},
		{"a text changed", "UPDATE articles SET hash = zeroblob(32) WHERE n = 1", "1 article \"a1\": its text is not the one"},
		{"a text cut off", "UPDATE bodies SET text = substr(text, 1, length(text) - 5) WHERE article = 1", "1 article \"a1\": text: "},
		{"a byte of a document", "UPDATE bodies SET document = CAST(substr(document, 1, 20) || x'07' || substr(document, 22) AS BLOB) WHERE article = 2", "1 article \"a2\": "},
		{"a body lost", "DELETE FROM bodies WHERE article = 3", "1 article \"a3\": "},
		{"a count", "UPDATE tallies SET n = n + 1 WHERE kind = 'mention' AND type = 'TITLE'", "3 the count of mention TITLE is wrong by -1"},
		{"an event", "INSERT INTO events (article, ord, day, kind) VALUES (1, 99, 0, 0)", "3 article \"a1\": its events are listed otherwise"},
		{"an id twice", "INSERT INTO further SELECT id, n, '', '', '', '', '', '', 0, 0 FROM articles WHERE id = 'a2'", "2 id a2 is both an article and a further id"},
		{"a version lost", "UPDATE articles SET version = 7 WHERE id = 'a2'", "2 article a2 is of a version that is not there"},
		{"a row that dangles", "PRAGMA foreign_keys = 0; DELETE FROM articles WHERE n = 4", "0 derek.db: a row of "},
		{"a member lost", "DROP TRIGGER members_go; DELETE FROM members WHERE article = 1 AND entity = 'p1'", "3 identity P-"},
		{"an identity lost", "DELETE FROM identities WHERE type = 'PERSON'", "3 a member in article number 1 belongs to no identity"},
		{"members to be looked at", "DELETE FROM members WHERE article = 1", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newsArchive(t, newsIDs(), 100)
			_, err := a.write.ExecContext(t.Context(), tt.harm)
			must(t, err)
			got := faults(t, a)
			if !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Check finds what does not agree in the groups of reposts, and Rebuild mends it, as it
// does with all that is derived.
func TestCheckDerived(t *testing.T) {
	for _, tt := range []struct{ name, harm, want string }{
		{"sound", "SELECT 1", ""},
		{"a print lost", "DROP TRIGGER fingerprints_go; DELETE FROM fingerprints WHERE article = 1", " has no print"},
		{"a print changed", "UPDATE fingerprints SET print = x'01' WHERE article = 2", "article number 2: fingerprint: not a print"},
		{"a bucket lost", "DELETE FROM passages WHERE bucket = (SELECT min(bucket) FROM passages)", "the table of passages is not that of the prints"},
		{"a bucket broken", "UPDATE passages SET articles = x'ff' WHERE bucket = (SELECT min(bucket) FROM passages)", "the table of passages is broken"},
		{"one way", "DELETE FROM reposts WHERE (article, other) = (SELECT article, other FROM reposts LIMIT 1)", "is a repost of one that is none of it"},
		{"another group", "UPDATE fingerprints SET leader = article WHERE article = (SELECT max(article) FROM fingerprints WHERE leader IS NOT NULL)", "has reposts in another group"},
		{"a group of one", "UPDATE fingerprints SET leader = article WHERE article = (SELECT min(article) FROM fingerprints WHERE leader IS NULL)", "is in a group and has no reposts"},
		{"a count lost", "DELETE FROM tallies WHERE kind = 'parent'; INSERT INTO tallies VALUES ('parent', '', 5)", "the count of parent  is wrong by -5"},
		{"an event", "INSERT INTO events (article, ord, day, kind) VALUES (1, 99, 0, 0)", "its events are listed otherwise"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := open(t, t.TempDir(), Options{})
			texts := library()
			var docs []pipeline.Document
			for _, id := range slices.Sorted(maps.Keys(texts)) {
				docs = append(docs, bareText(id, texts[id]))
			}
			put(t, a, day1, docs...)
			identify(t, a)
			group(t, a)
			before := stored(t, a)
			_, err := a.write.ExecContext(t.Context(), tt.harm)
			must(t, err)
			if got := faults(t, a); !strings.Contains(got, tt.want) || tt.want == "" && got != "" || got != "" && !strings.HasPrefix(got, fmt.Sprint(FaultDerived)) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			must(t, a.Rebuild(t.Context()))
			identify(t, a)
			group(t, a)
			if got := faults(t, a); got != "" {
				t.Errorf("after Rebuild: %s", got)
			}
			if after := stored(t, a); after != before {
				t.Errorf("after Rebuild the groups are others")
			}
		})
	}
}

// What is read from a damaged file is an error that says so, never a panic, and Check
// finds it.
func TestDamagedFile(t *testing.T) {
	dir := t.TempDir()
	a, err := Open(dir, Options{})
	must(t, err)
	var docs []pipeline.Document
	for i := range 300 {
		docs = append(docs, sample(fmt.Sprint(i), strings.Repeat(fmt.Sprint(i, " мәтін "), 60)))
	}
	put(t, a, day1, docs...)
	must(t, a.Close())
	path := a.path(recordFile)
	whole, err := os.ReadFile(path)
	must(t, err)
	found := 0
	for at := 8192; at+4096 <= len(whole); at += 8 * 4096 {
		damaged := append([]byte(nil), whole...)
		for i := range 4096 {
			damaged[at+i] ^= 0x5a
		}
		must(t, os.WriteFile(path, damaged, 0o600))
		if damage(t, dir) {
			found++
		} else {
			t.Errorf("page at %d: no fault found", at)
		}
	}
	if found < 3 {
		t.Errorf("only %d trials", found)
	}
}

// damage opens an archive, reads and checks it, and reports whether anything was wrong.
func damage(t *testing.T, dir string) bool {
	t.Helper()
	a, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		return true
	}
	defer func() { must(t, a.Close()) }()
	bad := false
	for _, err := range a.Documents(t.Context(), Filter{}) {
		bad = bad || err != nil
	}
	list, _, err := a.Check(t.Context())
	if bad && err == nil && len(list) == 0 {
		t.Error("an article cannot be read, and Check finds nothing")
	}
	return err != nil || len(list) > 0
}

// A full disk costs the call that met it and nothing else.
func TestDiskFull(t *testing.T) {
	a := newsArchive(t, newsIDs(), 100)
	limit := func(pages string) {
		t.Helper()
		_, err := a.write.ExecContext(t.Context(), "PRAGMA max_page_count = "+pages)
		must(t, err)
	}
	before := dump(t, a)
	limit("1") // SQLite takes the pages that there are
	var entries []Entry
	for i := range 200 {
		entries = append(entries, entry(sample(fmt.Sprint("full", i), strings.Repeat(fmt.Sprint(i), 500))))
	}
	if _, err := a.Put(t.Context(), day2, "lex1", entries); !errors.Is(err, ErrFull) {
		t.Errorf("put: got %v", err)
	}
	if got := faults(t, a); got != "" {
		t.Errorf("after a full disk: %s", got)
	}
	if dump(t, a) != before || len(ids(t, a, Filter{})) != len(news) {
		t.Error("the archive has changed")
	}
	limit("1000000")
	if c, err := a.Put(t.Context(), day2, "lex1", entries); err != nil || c.Added != len(entries) {
		t.Errorf("with room again: %+v, %v", c, err)
	}
	limit("1")
	if _, err := a.Identify(t.Context(), shared()); !errors.Is(err, ErrFull) {
		t.Errorf("identify: got %v", err)
	}
	limit("1000000")
	identify(t, a)
	if got := faults(t, a); got != "" {
		t.Errorf("at the end: %s", got)
	}
}

func TestCompact(t *testing.T) {
	a := newsArchive(t, newsIDs(), 100)
	want := dump(t, a)
	var docs []pipeline.Document
	for i := range 100 {
		docs = append(docs, annotated(fmt.Sprint("x", i), fmt.Sprintf("2024-06-01 Ғарифолла Өтеғалиев%d кітап жазды. Бұл %d.", i, i)))
	}
	put(t, a, day1, docs...)
	identify(t, a)
	for i := range docs { // all become copies of one article
		docs[i].Text = "2024-03-01"
		docs[i].Mentions, docs[i].Entities, docs[i].Sentences = []pipeline.Mention{}, []pipeline.Entity{}, []pipeline.Span{}
	}
	put(t, a, day2, docs...)
	identify(t, a)
	before, after, err := a.Compact(t.Context())
	must(t, err)
	if after >= before {
		t.Errorf("from %d to %d bytes", before, after)
	}
	if got := dump(t, a); got != want {
		t.Errorf("compacting has changed the archive: %s", got)
	}
	size := func(a *Archive) int64 {
		n, err := numbers(t.Context(), a.read, "SELECT (SELECT sum(length(packed)) FROM blocks) + (SELECT sum(length(packed)) FROM seeds)")
		must(t, err)
		return n[0]
	}
	if got, fresh := size(a), size(newsArchive(t, newsIDs(), 100)); got != fresh {
		t.Errorf("%d bytes of blocks and seeds left, an archive without the others has %d", got, fresh)
	}
	if got := faults(t, a); got != "" {
		t.Error(got)
	}
	if _, _, err := open(t, a.Dir(), Options{ReadOnly: true}).Compact(t.Context()); !errors.Is(err, ErrReadOnly) {
		t.Errorf("read-only: got %v", err)
	}
	list, err := a.Parts(t.Context())
	must(t, err)
	sum := int64(0)
	for _, p := range list {
		sum += p.Bytes
	}
	if info, err := os.Stat(a.path(recordFile)); err != nil || info.Size() != sum {
		t.Errorf("parts add up to %d, the file has %d, %v", sum, info.Size(), err)
	}
}

// An id that an identity had once leads to what it has become.
func TestFormerIDs(t *testing.T) {
	a := newsArchive(t, []string{"a2"}, 1)
	list, err := a.FindIdentities(t.Context(), "PERSON", "Óserbaev", 0, false)
	must(t, err)
	old := list[0].ID
	put(t, a, day2, annotated("a1", news["a1"]))
	identify(t, a)
	got, err := a.Identity(t.Context(), old)
	must(t, err)
	if got.ID == old || got.Count != 2 {
		t.Errorf("got %+v, want the identity that begins with a1", got)
	}
	put(t, a, day2, annotated("a2", "2024-03-02 Ештеңе болған жоқ."))
	identify(t, a)
	if _, err := a.Identity(t.Context(), old); !errors.Is(err, ErrNoIdentity) {
		t.Errorf("the article that gave the id is gone: got %v", err)
	}
}
