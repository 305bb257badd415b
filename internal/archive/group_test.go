package archive

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/fingerprint"
)

// A plainComparer takes the words of a text as they stand; capitals are names. It is
// fast, so that the tests can group thousands.
type plainComparer struct{ version string }

func (c plainComparer) PrintVersion() string { return c.version }

func (c plainComparer) Print(doc pipeline.Document) fingerprint.Print {
	var words []uint64
	for w := range strings.FieldsSeq(doc.Text) {
		words = append(words, fingerprint.Hash(w))
	}
	return fingerprint.Of(words)
}

func (c plainComparer) Comparable(doc pipeline.Document) *fingerprint.Text {
	t := &fingerprint.Text{}
	for line := range strings.Lines(doc.Text) {
		var s []fingerprint.Word
		for f := range strings.FieldsSeq(line) {
			w := fingerprint.Word{Key: f, Form: f}
			if strings.ToLower(f) != f {
				w.Kind = fingerprint.Name
			}
			s = append(s, w)
		}
		t.Sentences = append(t.Sentences, s)
	}
	return t
}

func group(t *testing.T, a *Archive) {
	t.Helper()
	_, err := a.Group(t.Context(), plainComparer{"1"})
	must(t, err)
	if n, err := a.Ungrouped(t.Context()); err != nil || n != 0 {
		t.Errorf("got %d ungrouped, %v", n, err)
	}
}

// groups writes every group as its ids, and checks that no article is in two and that what
// is stored fits together.
func groups(t *testing.T, a *Archive) []string {
	t.Helper()
	list, err := a.Groups(t.Context(), 0)
	must(t, err)
	var out []string
	seen := map[string]bool{}
	for _, g := range list {
		var ids []string
		for _, r := range g.Articles {
			if seen[r.ID] {
				t.Errorf("%s is in two groups", r.ID)
			}
			seen[r.ID] = true
			ids = append(ids, r.ID)
		}
		if len(ids) < 2 || ids[0] != g.ID || !slices.IsSorted(ids) {
			t.Errorf("group %s is %v", g.ID, ids)
		}
		out = append(out, strings.Join(ids, " "))
	}
	stats, err := a.Stats(t.Context())
	must(t, err)
	if want := stats.Articles - len(seen) + len(list); stats.Distinct != want {
		t.Errorf("got %d different articles, want %d", stats.Distinct, want)
	}
	slices.Sort(out)
	return out
}

// stored writes what Group keeps, without row numbers.
func stored(t *testing.T, a *Archive) string {
	t.Helper()
	lines, err := column(t.Context(), a.read, `SELECT a.id || ' ' || b.id || ' ' || share FROM reposts JOIN articles a ON a.n = article
		JOIN articles b ON b.n = other ORDER BY 1`)
	must(t, err)
	rows, err := collect(t.Context(), a.read, func(r *sql.Rows, v *[]byte) error { return r.Scan(v) }, "SELECT articles FROM passages ORDER BY bucket")
	must(t, err)
	names := map[int64]string{}
	ids, err := collect(t.Context(), a.read, func(r *sql.Rows, v *printed) error { return r.Scan(&v.n, &v.print) }, "SELECT n, id FROM articles")
	must(t, err)
	for _, v := range ids {
		names[v.n] = string(v.print)
	}
	for i, data := range rows {
		b, err := parseBucket(data)
		must(t, err)
		var posts []string
		for _, p := range b.posts {
			posts = append(posts, fmt.Sprint(names[p.article], " ", p.rest, " ", p.head))
		}
		slices.Sort(posts)
		lines = append(lines, fmt.Sprint(i, posts))
	}
	return strings.Join(lines, "\n")
}

// release is an article of 40 words of its own kind; every third has the stock phrases of
// its site, which more than maxHeads have.
func release(kind int) string {
	r := rand.New(rand.NewPCG(uint64(kind), 1))
	var lines []string
	for range 4 {
		words := make([]string, 10)
		for i := range words {
			words[i] = fmt.Sprintf("w%d", r.IntN(5000))
		}
		lines = append(lines, strings.Join(words, " "))
	}
	if kind%3 == 0 {
		lines = append(lines, "all rights are reserved by the office of the site and may not be copied", "write to us if you saw what we should know about")
	}
	return strings.Join(lines, "\n")
}

// repost is a repost of a release.
func repost(kind, how int) string {
	text := release(kind)
	lines := strings.Split(text, "\n")
	switch how % 4 {
	case 0:
		return fmt.Sprintf("headline number n%d\n%s", how, text)
	case 1:
		return text + fmt.Sprintf("\ntail number n%d", how)
	case 2:
		return strings.Join(append(slices.Clone(lines[2:]), lines[:2]...), "\n") + fmt.Sprint(" n", how)
	default:
		return strings.Join(lines[:3], "\n") + fmt.Sprint(" n", how)
	}
}

// library is 151 articles of 80 releases, one of which was reposted 40 times.
func library() map[string]string {
	texts := map[string]string{}
	for kind := range 80 {
		texts[fmt.Sprintf("r%02d", kind)] = release(kind)
		if kind%3 == 1 {
			texts[fmt.Sprintf("p%02d", kind)] = repost(kind, kind)
		}
	}
	for how := range 40 {
		texts[fmt.Sprintf("m%02d", how)] = repost(6, how)
	}
	texts["s1"], texts["s2"] = "too short to tell", "too short to tell you"
	texts["t1"] = strings.Replace(release(10), " ", " Asan ", 3)
	texts["t2"] = strings.Replace(release(10), " ", " Usen ", 3)
	return texts
}

func bareText(id, text string) pipeline.Document {
	doc := bare(id, id)
	doc.Text = text
	return doc
}

func shuffled(texts map[string]string, seed uint64) []string {
	var ids []string
	for id := range texts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	r := rand.New(rand.NewPCG(seed, 2))
	r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids
}

// filled is an archive of texts, put and grouped in batches of that size.
func filled(t *testing.T, texts map[string]string, ids []string, batch int) *Archive {
	t.Helper()
	a := open(t, t.TempDir(), Options{})
	for part := range slices.Chunk(ids, batch) {
		var docs []pipeline.Document
		for _, id := range part {
			docs = append(docs, bareText(id, texts[id]))
		}
		put(t, a, day1, docs...)
		group(t, a)
	}
	return a
}

func TestGroupOrder(t *testing.T) {
	texts := library()
	want := filled(t, texts, shuffled(texts, 0), len(texts))
	list := groups(t, want)
	if len(list) < 20 || !slices.ContainsFunc(list, func(s string) bool { return strings.Count(s, "m") == 40 }) {
		t.Errorf("got groups %q", list)
	}
	for i, batch := range []int{1, 7, 50} {
		got := filled(t, texts, shuffled(texts, uint64(i+1)), batch)
		if diff := cmp.Diff(list, groups(t, got)); diff != "" {
			t.Errorf("batches of %d (-want +got):\n%s", batch, diff)
		}
		if diff := cmp.Diff(stored(t, want), stored(t, got)); diff != "" {
			t.Errorf("batches of %d: stored otherwise (-want +got):\n%s", batch, diff)
		}
		checkIntegrity(t, got)
	}
}

// Articles that change or go leave nothing behind: the archive is as if they had been put
// as they are now.
func TestGroupChanges(t *testing.T) {
	texts := library()
	a := filled(t, texts, shuffled(texts, 3), 60)
	r := rand.New(rand.NewPCG(4, 4))
	for round := range 3 {
		ids := shuffled(texts, uint64(round))
		for i, id := range ids[:40] {
			switch {
			case i%2 == 0: // another text
				texts[id] = repost(r.IntN(80), 1000+100*round+i)
				put(t, a, day2, bareText(id, texts[id]))
			case texts[id] != texts[ids[41+i]]: // the text of another article: it ceases to be one
				put(t, a, day2, bareText(id, texts[ids[41+i]]))
				delete(texts, id)
			}
			if i%15 == 0 {
				group(t, a)
			}
		}
		group(t, a)
		want := filled(t, texts, shuffled(texts, 9), len(texts))
		if diff := cmp.Diff(groups(t, want), groups(t, a)); diff != "" {
			t.Fatalf("round %d (-want +got):\n%s", round, diff)
		}
		if diff := cmp.Diff(stored(t, want), stored(t, a)); diff != "" {
			t.Fatalf("round %d: stored otherwise (-want +got):\n%s", round, diff)
		}
	}
}

// The same groups come of fingerprints that were put with the articles, that were made
// later, and that a newer version made again.
func TestGroupVersions(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	texts := library()
	c := plainComparer{fingerprint.Version + "-lex1"}
	var entries []Entry
	for _, id := range shuffled(texts, 1) {
		doc := bareText(id, texts[id])
		mark := c.Print(doc)
		entries = append(entries, Entry{Article: corpus.Article{ID: id, Text: doc.Text}, Document: doc, Print: &mark})
	}
	_, err := a.Put(t.Context(), day1, "lex1", entries)
	must(t, err)
	for i, version := range []string{"lex1", "lex2"} {
		_, err = a.Group(t.Context(), plainComparer{fingerprint.Version + "-" + version})
		must(t, err)
		want := filled(t, texts, shuffled(texts, 2), len(texts))
		if diff := cmp.Diff(stored(t, want), stored(t, a)); diff != "" {
			t.Errorf("version %d (-want +got):\n%s", i+1, diff)
		}
	}
	size, err := a.Reposts(t.Context(), []string{"m01", "r02", "none"})
	must(t, err)
	if diff := cmp.Diff(map[string]GroupSize{"m01": {"m00", 41}}, size); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	g, err := a.GroupOf(t.Context(), "p01")
	must(t, err)
	if g.ID != "p01" || len(g.Articles) != 2 || g.Articles[1].Like != "p01" || g.Articles[1].Share != 100 {
		t.Errorf("got %+v", g)
	}
}

// A stopped Group goes on when called again.
func TestGroupStopped(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	put(t, a, day1, bareText("a", release(1)), bareText("b", repost(1, 0)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Group(ctx, plainComparer{"1"}); err == nil {
		t.Error("got no error")
	}
	group(t, a)
	if diff := cmp.Diff([]string{"a b"}, groups(t, a)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
