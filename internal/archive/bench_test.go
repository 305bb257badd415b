package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/fingerprint"
)

// newsEntries are n articles annotated by derek, each of join built-in texts one after
// another, and each with words of its own, so that no two are alike.
func newsEntries(b *testing.B, n, join int) (entries []Entry, bytes int64) {
	b.Helper()
	gold, err := corpus.GoldArticles()
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		var text strings.Builder
		for k := range join {
			fmt.Fprintln(&text, gold[(i*7+k*(3+i/len(gold)))%len(gold)].Article.Text)
		}
		fmt.Fprint(&text, i)
		art := gold[i%len(gold)].Article
		art.ID, art.Text, art.Place = fmt.Sprintf("news-%d", i), text.String(), fmt.Sprintf("/data/news/2024/%d.txt", i)
		art.URL = "https://news.example/kk/news/" + art.ID
		bytes += int64(len(art.Text))
		entries = append(entries, Entry{Article: art, Document: shared().Annotate(art)})
	}
	return entries, bytes
}

// cpu is the time that the process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkPut stores a thousand articles, then works out the identities, and tells
// what each costs and what the record takes for a byte of text.
func BenchmarkPut(b *testing.B) {
	for name, join := range map[string]int{"short": 1, "long": 4} {
		b.Run(name, func(b *testing.B) {
			entries, bytes := newsEntries(b, 1000, join)
			b.SetBytes(bytes)
			var a *Archive
			var putting, identifying time.Duration
			var before int64
			var who float64
			for b.Loop() {
				var err error
				if a, err = Open(b.TempDir(), Options{}); err != nil {
					b.Fatal(err)
				}
				start := cpu(b)
				for part := range slices.Chunk(entries, 250) {
					if _, err := a.Put(b.Context(), day1, "0123456789ab", part); err != nil {
						b.Fatal(err)
					}
				}
				putting += cpu(b) - start
				before, start = recordSize(b, a), cpu(b)
				if _, err := a.Identify(b.Context(), shared()); err != nil {
					b.Fatal(err)
				}
				identifying += cpu(b) - start
				who = whoBytes(b, a)
				if err := a.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			articles := float64(b.N * len(entries))
			b.ReportMetric(float64(putting.Microseconds())/articles, "put-µs/article")
			b.ReportMetric(float64(identifying.Microseconds())/articles, "identify-µs/article")
			info, err := os.Stat(filepath.Join(a.Dir(), recordFile))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(bytes)/float64(len(entries)), "text-B/article")
			b.ReportMetric(float64(before)/float64(bytes), "articles/text")
			b.ReportMetric(float64(info.Size())/float64(bytes), "size/text")
			b.ReportMetric(who/float64(len(entries)), "who-B/article")
			b.ReportMetric(who/float64(bytes), "who/text")
		})
	}
}

// whoBytes is how much of the record who is who takes.
func whoBytes(b *testing.B, a *Archive) float64 {
	b.Helper()
	list, err := a.Parts(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	i := slices.IndexFunc(list, func(p Part) bool { return p.Name == "who is who" })
	return float64(list[i].Bytes)
}

// recordSize is how much of the record is in use.
func recordSize(b *testing.B, a *Archive) (n int64) {
	b.Helper()
	if err := a.read.QueryRowContext(b.Context(), "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size").Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

func BenchmarkDocuments(b *testing.B) {
	entries, bytes := newsEntries(b, 1000, 1)
	a, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	if _, err := a.Put(b.Context(), day1, "lex1", entries); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(bytes)
	for b.Loop() {
		for doc, err := range a.Documents(b.Context(), Filter{}) {
			if err != nil || strings.TrimSpace(doc.Text) == "" {
				b.Fatal(doc.ID, err)
			}
		}
	}
}

// BenchmarkIdentify works out the identities of articles about a thousand people of
// whom some share names, and one of whom a quarter of all articles name; once for a
// new archive, and once for the hundred articles that come to a full one.
func BenchmarkIdentify(b *testing.B) {
	for _, n := range []int{1000, 4000, 16000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			a := townArchive(b, 0, n)
			start := cpu(b)
			if _, err := a.Identify(b.Context(), shared()); err != nil {
				b.Fatal(err)
			}
			first := cpu(b) - start
			var later time.Duration
			for round := 1; b.Loop(); round++ {
				b.StopTimer()
				putTown(b, a, n+100*round, 100)
				b.StartTimer()
				start := cpu(b)
				if _, err := a.Identify(b.Context(), shared()); err != nil {
					b.Fatal(err)
				}
				later += cpu(b) - start
			}
			b.ReportMetric(float64(first.Microseconds())/float64(n), "cpu-µs/article-at-first")
			b.ReportMetric(float64(later.Microseconds())/float64(b.N), "cpu-µs/100-more")
		})
	}
}

func townArchive(b *testing.B, first, n int) *Archive {
	b.Helper()
	a, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	putTown(b, a, first, n)
	return a
}

// putTown stores n articles of five people each.
func putTown(b *testing.B, a *Archive, first, n int) {
	b.Helper()
	given := []string{"Нұрлан", "Аңсар", "Айгүл", "Ерлан", "Жанар", "Бекзат", "Гүлсара", "Дархан", "Сәуле", "Тимур"}
	stems := []string{"Ахмет", "Оспан", "Төребек", "Нәби", "Жантөре", "Қали", "Сейіт", "Тілеуғали", "Бердібек", "Омар"}
	ends := []string{"ов", "баев", "ев", "жанов", "құлов", "ғалиев", "хан", "беков", "ұлы", "ин"}
	var entries []Entry
	for i := first; i < first+n; i++ {
		doc := bare(fmt.Sprint(i), fmt.Sprintf("Мәтін %d.", i))
		doc.Published = fmt.Sprintf("20%02d-%02d-%02d", 10+i%15, 1+i%12, 1+i%28)
		doc.Source = fmt.Sprint(i % 20)
		doc.Entities = append(doc.Entities, pipeline.Entity{ID: "l1", Type: "PLACE", Name: stems[i%7] + " ауданы", Aliases: []string{}})
		for k := range 5 {
			who := (i*7 + k*k*131) % 1000
			name := given[who%10] + " " + stems[who/10%10] + ends[who/100]
			if k == 0 && i%4 == 0 {
				name = "Қасым-Жомарт Тоқаев"
			}
			id := fmt.Sprint("p", k+1)
			doc.Entities = append(doc.Entities, pipeline.Entity{ID: id, Type: "PERSON", Name: name, Aliases: []string{}})
			if k%2 == 0 {
				doc.Memberships = append(doc.Memberships, pipeline.Membership{Person: id, Title: "депутат", Place: "l1"})
			}
		}
		entries = append(entries, entry(doc))
	}
	if _, err := a.Put(b.Context(), day1, "lex1", entries); err != nil {
		b.Fatal(err)
	}
}

// comparer is of the version that putReleases stores.
var comparer = plainComparer{fingerprint.Version + "-lex1"}

// BenchmarkGroup looks up and groups 500 articles in archives of different sizes: a third
// of the articles have stock phrases, one in fifty is a repost. The texts are synthetic
// (release) and stored without documents, so that the look-ups are what is measured.
func BenchmarkGroup(b *testing.B) {
	for _, size := range []int{10_000, 50_000} {
		b.Run(fmt.Sprint(size, " articles"), func(b *testing.B) {
			a, err := Open(b.TempDir(), Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() {
				if err := a.Close(); err != nil {
					b.Error(err)
				}
			})
			putReleases(b, a, 0, size)
			if _, err := a.Group(b.Context(), comparer); err != nil {
				b.Fatal(err)
			}
			bytes := groupBytes(b, a) / float64(size)
			next := size
			var grouping time.Duration
			for b.Loop() {
				b.StopTimer()
				putReleases(b, a, next, next+500)
				next += 500
				b.StartTimer()
				start := cpu(b)
				if _, err := a.Group(b.Context(), comparer); err != nil {
					b.Fatal(err)
				}
				grouping += cpu(b) - start
			}
			b.ReportMetric(float64(grouping.Microseconds())/float64(next-size), "cpu-µs/article")
			b.ReportMetric(bytes, "B/article")
		})
	}
}

// putReleases stores releases and reposts by number.
func putReleases(b *testing.B, a *Archive, from, to int) {
	b.Helper()

	for part := from; part < to; part += 500 {
		var entries []Entry
		for i := part; i < min(part+500, to); i++ {
			text := release(i)
			if i%50 == 49 {
				text = repost(i-49, i)
			}
			doc := bareText(fmt.Sprintf("%07d", i), text)
			mark := comparer.Print(doc)
			entries = append(entries, Entry{Article: corpus.Article{ID: doc.ID, Text: text}, Document: doc, Print: &mark})
		}
		if _, err := a.Put(b.Context(), day1, "lex1", entries); err != nil {
			b.Fatal(err)
		}
	}
}

// groupBytes is how much of the record the groups take.
func groupBytes(b *testing.B, a *Archive) float64 {
	b.Helper()
	var n float64
	err := a.read.QueryRowContext(b.Context(), `SELECT sum(pgsize) FROM dbstat
		WHERE name IN ('fingerprints', 'fingerprints_leader', 'passages', 'reposts', 'lost_fingerprints')`).Scan(&n)
	if err != nil {
		b.Fatal(err)
	}
	return n
}
