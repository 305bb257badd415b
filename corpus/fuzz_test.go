package corpus

import (
	"bytes"
	"errors"
	"iter"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/brokeninput"
)

// fuzzOptions keep what one input may cost small.
var fuzzOptions = Options{MaxArticle: 1 << 16, MaxUnpacked: 1 << 22, MaxMembers: 1000}

// maxAllocated is what reading one input under fuzzOptions may allocate in all, not at
// once: a zstd window, five layers deep, and buffers for a thousand members.
const maxAllocated = 1 << 30

func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// check holds what is true of whatever is read from whatever bytes.
func check(t *testing.T, data []byte) {
	t.Helper()
	opts := fuzzOptions
	opts.Stdin = bytes.NewReader(data)
	checkPairs(t, Read(t.Context(), []string{"-"}, opts))
}

func checkPairs(t *testing.T, pairs iter.Seq2[Article, error]) {
	t.Helper()
	before, n := allocated(), 0
	for art, err := range pairs {
		n++
		if err != nil {
			var bad *ReadError
			if !errors.As(err, &bad) || bad.Place == "" || bad.Reason == "" {
				t.Fatalf("got error %#v, want a *ReadError with place and reason", err)
			}
			continue
		}
		if !utf8.ValidString(art.Text) || strings.TrimSpace(art.Text) == "" || art.ID == "" || art.Place == "" {
			t.Fatalf("bad article %+v", art)
		}
	}
	if n == 0 {
		t.Fatal("the input vanished without an article or an error")
	}
	if took := allocated() - before; took > maxAllocated {
		t.Fatalf("%d bytes were allocated for %d pairs", took, n)
	}
}

// seed adds the broken inputs with one of the endings, and whole ones.
func seed(f *testing.F, whole [][]byte, endings ...string) {
	f.Helper()
	for i, k := range brokeninput.Kinds() {
		for _, e := range endings {
			if data := k.Make(i); strings.HasSuffix(k.Ending, e) && len(data) < 1<<14 {
				f.Add(data)
			}
		}
	}
	for _, data := range whole {
		f.Add(data)
	}
}

func someFiles() []brokeninput.File {
	return []brokeninput.File{{Name: "a.txt", Data: "Мәтін"}, {Name: "../x/b.jsonl", Data: `{"id":1,"text":"Мәтін"}`}, {Name: ".c", Data: "c"}}
}

func FuzzGzip(f *testing.F) {
	two := append(brokeninput.Gzip([]byte("Бірінші ")), brokeninput.Gzip([]byte("екінші"))...)
	seed(f, [][]byte{two, append(two, make([]byte, 600)...), brokeninput.Gzip(brokeninput.Tar(someFiles()...))}, ".gz")
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, append([]byte("\x1f\x8b"), bytes.TrimPrefix(data, []byte("\x1f\x8b"))...))
	})
}

func FuzzZstd(f *testing.F) {
	seed(f, [][]byte{brokeninput.Zstd([]byte("Мәтін")), []byte("\x50\x2a\x4d\x18\x01\x00\x00\x00x")}, ".zst")
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, append([]byte("\x28\xb5\x2f\xfd"), bytes.TrimPrefix(data, []byte("\x28\xb5\x2f\xfd"))...))
	})
}

func FuzzBzip2(f *testing.F) {
	f.Add(bzipped)
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, append([]byte("BZh91AY&SY"), bytes.TrimPrefix(data, bzipped[:10])...))
	})
}

func FuzzZip(f *testing.F) {
	seed(f, [][]byte{brokeninput.Zip(someFiles()...)}, ".zip", ".docx")
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, append([]byte("PK\x03\x04"), bytes.TrimPrefix(data, []byte("PK\x03\x04"))...))
	})
}

func FuzzTar(f *testing.F) {
	seed(f, [][]byte{brokeninput.Tar(someFiles()...)}, ".tar")
	f.Fuzz(check)
}

func FuzzWARC(f *testing.F) {
	seed(f, [][]byte{[]byte(wideWARC)}, ".warc")
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, append([]byte("WARC/1."), bytes.TrimPrefix(data, []byte("WARC/1."))...))
	})
}

// Bytes between two whole members of a file, in which derek can go back.
func FuzzWARCMembers(f *testing.F) {
	bad := brokeninput.Gzip(brokeninput.WARC(1, "b"))
	bad[100] ^= 0x55
	seed(f, [][]byte{bad, bytes.Repeat([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00\x00\x04"), 100)}, ".gz")
	first, last := brokeninput.Gzip(brokeninput.WARC(0, "a")), brokeninput.Gzip(brokeninput.WARC(2, "c"))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = slices.Concat(first, data, last)
		in := newInput("a.warc.gz", "a.warc.gz", bytes.NewReader(data), newBudget(fuzzOptions.withDefaults(), t.Context().Err))
		in.at, in.size = bytes.NewReader(data), int64(len(data))
		found := false
		checkPairs(t, func(yield func(Article, error) bool) {
			readContent(t.Context(), in, func(art Article, err error) bool {
				found = found || strings.Contains(art.Text, brokeninput.Sentence(0))
				return yield(art, err)
			})
		})
		if !found {
			t.Fatal("the record before the bytes was lost")
		}
	})
}

func FuzzTable(f *testing.F) {
	seed(f, [][]byte{[]byte("\tid\ttext\n0\ta\t\"Мә\nтін\"\n\n1\tb\t\"Мәтін\"\"\n")}, ".csv")
	f.Fuzz(func(t *testing.T, data []byte) { check(t, append([]byte("id,title,text\n"), data...)) })
}

func FuzzFeed(f *testing.F) {
	seed(f, [][]byte{[]byte(rdfFeed), []byte(atomFeed)}, ".xml")
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, append([]byte("<rss><channel>"), data...))
		check(t, append([]byte("<feed xmlns='http://www.w3.org/2005/Atom'>"), data...))
	})
}
