package archive

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/pipeline"
)

func TestSqueeze(t *testing.T) {
	for _, s := range []string{"", "Abc", "Аңсар Өсербаев", "«Қазақ газеттері» ЖШС", "اڭسار وسەرباەۆ", "日本 ё́", "\x00\xff\x80 ә", "a\xd0"} {
		packed := squeeze(nil, s)
		got, ok := unsqueeze(packed)
		if got != s || !ok {
			t.Errorf("%q: got %q, %v", s, got, ok)
		}
	}
	if n := len(squeeze(nil, "Аңсар Өсербаев")); n != 14 {
		t.Errorf("14 letters take %d bytes", n)
	}
	for _, damaged := range []string{"a\xff", "\xfe"} {
		if got, ok := unsqueeze([]byte(damaged)); ok {
			t.Errorf("%q: got %q", damaged, got)
		}
	}
}

func TestSeedNumbers(t *testing.T) {
	seeds := []string{"F-zzzzzzzzzz", "L-0000000000", "O-01mnpqrstv", "O-11mnpqrstv", "P-838350q5xz"}
	last := int64(-1)
	for _, s := range seeds {
		n, ok := seedNumber(s)
		if !ok || seedText(n) != s || n <= last {
			t.Errorf("%s: got %d, %v, %s", s, n, ok, seedText(n))
		}
		last = n
	}
	for _, s := range []string{"", "P", "P-", "P-none", "X-0000000000", "PP-0000000000", "P-000000000i"} {
		if n, ok := seedNumber(s); ok {
			t.Errorf("%q is %d", s, n)
		}
	}
}

// family are articles about people of one surname: some of them full, some with initials or
// the surname alone, with posts that tie them together or keep them apart.
func family(n int, seed uint64) []pipeline.Document {
	r := rand.New(rand.NewPCG(seed, 1))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	var docs []pipeline.Document
	for i := range n {
		doc := bare(fmt.Sprintf("f%03d", i), fmt.Sprintf("Мәтін %d.", i))
		doc.Published = fmt.Sprintf("20%02d-%02d-%02d", 10+r.IntN(6), 1+r.IntN(12), 1+r.IntN(28))
		doc.Source = pick("a", "b", "c")
		doc.Entities = append(doc.Entities, pipeline.Entity{ID: "l1", Type: "PLACE", Name: pick("Көктал ауданы", "Сарыжаз ауданы", "Алматы", "Абай ауданы"), Aliases: []string{}})
		for k := range 1 + r.IntN(3) {
			id := fmt.Sprint("p", k+1)
			name := pick("Нұрлан", "Аңсар", "Айгүл", "Н.", "А.", "", "Нурлан Серікұлы", "Нұрлан Ахметұлы") + " " + pick("Ахметов", "Ахметова", "Ахметов", "Ахмедов")
			doc.Entities = append(doc.Entities, pipeline.Entity{ID: id, Type: "PERSON", Name: name, Aliases: []string{}})
			if r.IntN(2) == 0 {
				doc.Memberships = append(doc.Memberships, pipeline.Membership{Person: id, Title: pick("әкім", "депутат", "директор"), Place: "l1"})
			}
		}
		docs = append(docs, doc)
	}
	return docs
}

// What comes to a frequent surname bit by bit, in whatever order and however much is left for
// later, ends up as what came at once; and as the rules have it for all.
func TestFrequentSurname(t *testing.T) {
	for seed := range uint64(3) {
		docs := family(90, seed)
		whole := open(t, t.TempDir(), Options{})
		put(t, whole, day1, docs...)
		identify(t, whole)
		want := dump(t, whole)
		for i, batch := range []int{1, 7, 40} {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
			a := open(t, t.TempDir(), Options{})
			for part := range slices.Chunk(docs, batch) {
				put(t, a, day1, part...)
				if r.IntN(2) == 0 {
					must(t, a.IdentifyNext(t.Context(), shared(), 1+r.IntN(batch)))
				} else {
					_, err := a.identify(t.Context(), shared(), 3+20*i)
					must(t, err)
				}
			}
			identify(t, a)
			if diff := cmp.Diff(want, dump(t, a)); diff != "" {
				t.Fatalf("family %d, %d at a time (-want +got):\n%s", seed, batch, diff)
			}
		}
		list, err := whole.FindIdentities(t.Context(), "PERSON", "", 0, true)
		must(t, err)
		several := 0
		for _, id := range list {
			if len(id.Members) != id.Count || seedOf(t, whole, id.Members[0]) != id.ID {
				t.Errorf("%s has %d members, not %d, and begins with %v", id.ID, len(id.Members), id.Count, id.Members[0])
			}
			several += min(1, id.Count-1)
		}
		if several < 3 {
			t.Errorf("only %d people in several articles", several)
		}
		if got := faults(t, whole); got != "" {
			t.Error(got)
		}
	}
}

// Two halves of the blocks are settled at once, and give the numbers that they always give.
func TestHalvesAreNumberedAlike(t *testing.T) {
	var want []string
	for range 3 {
		a := open(t, t.TempDir(), Options{})
		for seed := range uint64(2) {
			var docs []pipeline.Document
			for _, doc := range family(60, seed) {
				doc.ID = fmt.Sprint(seed, doc.ID)
				docs = append(docs, doc)
				for i := range doc.Entities { // another surname for each
					doc.Entities[i].Name = strings.ReplaceAll(doc.Entities[i].Name, "Ахмет", []string{"Серік", "Нұрлан", "Ермек", "Болат"}[len(docs)%4])
				}
			}
			for part := range slices.Chunk(docs, 20) {
				put(t, a, day1, part...)
				must(t, a.IdentifyNext(t.Context(), shared(), 20))
			}
		}
		stale, err := numbers(t.Context(), a.read, "SELECT block FROM stale_blocks ORDER BY 1")
		must(t, err)
		if len(stale) < 2 || stale[0] >= 0 || stale[len(stale)-1] < 0 {
			t.Fatalf("stale blocks %v are not on both sides", stale)
		}
		identify(t, a)
		got, err := column(t.Context(), a.read, "SELECT n || ' ' || seed || ' ' || name FROM identities ORDER BY n")
		must(t, err)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) < 4 {
			t.Fatalf("(-first +again):\n%s", diff)
		}
		if got := faults(t, a); got != "" {
			t.Error(got)
		}
	}
}

func seedOf(t *testing.T, a *Archive, m Member) string {
	t.Helper()
	list, err := a.ArticleMembers(t.Context(), m.Article)
	must(t, err)
	i := slices.IndexFunc(list, func(v EntityMember) bool { return v.Entity == m.Entity })
	return list[i].Seed
}

// A name that all articles have takes several sheets.
func TestManyMembers(t *testing.T) {
	const n = 1800
	var docs []pipeline.Document
	for i := range n {
		doc := bare(fmt.Sprintf("m%04d", i*7919%n), fmt.Sprintf("Мәтін %d.", i))
		doc.Published = fmt.Sprintf("2024-%02d-%02d", 1+i%12, 1+i%28)
		doc.Entities = append(doc.Entities, pipeline.Entity{ID: "l1", Type: "PLACE", Name: "Көктал ауданы", Aliases: []string{}})
		doc.Entities = append(doc.Entities, pipeline.Entity{ID: "p1", Type: "PERSON", Name: fmt.Sprint("Ансар Көкталов", i%1000), Aliases: []string{}})
		docs = append(docs, doc)
	}
	a := open(t, t.TempDir(), Options{})
	for part := range slices.Chunk(docs, n/3) {
		put(t, a, day1, part...)
		identify(t, a)
	}
	check := func(want int) {
		t.Helper()
		list, err := a.FindIdentities(t.Context(), "PLACE", "Көктал", 0, true)
		must(t, err)
		if len(list) != 1 || list[0].Count != want || len(list[0].Members) != want {
			t.Fatalf("got %d places, want one of %d members", len(list), want)
		}
		sheets, err := numbers(t.Context(), a.read, "SELECT n FROM blocks")
		must(t, err)
		if len(sheets) < 3 {
			t.Errorf("only %d sheets", len(sheets))
		}
		if got := faults(t, a); got != "" {
			t.Error(got)
		}
	}
	check(n)
	for i := range docs[:n/2] {
		docs[i].Entities = docs[i].Entities[:0]
	}
	put(t, a, day2, docs[:n/2]...)
	identify(t, a)
	check(n - n/2)
}
