package corpus

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/seed50815598/derek/internal/brokeninput"
)

// benchArticles are the built-in articles several times over, each with an id of its own.
func benchArticles() (arts []Article) {
	for i := range 10 {
		for _, art := range Builtin() {
			art.ID = fmt.Sprintf("%d-%s", i, art.ID)
			arts = append(arts, art)
		}
	}
	return arts
}

func benchPage(art Article) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html><html><head><title>%s</title></head><body><nav><a href='/'>A</a></nav><article>", html.EscapeString(art.Title))
	for line := range strings.Lines(art.Text) {
		fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(strings.TrimSpace(line)))
	}
	return b.String() + "</article></body></html>"
}

func benchRecords(arts []Article) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, art := range arts {
		enc.Encode(record{ID: identifier(art.ID), Title: art.Title, Text: art.Text}) //nolint:errcheck,errchkjson // to memory
	}
	return b.Bytes()
}

func benchTable(arts []Article) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"id", "title", "text"}) //nolint:errcheck // to memory
	for _, art := range arts {
		w.Write([]string{art.ID, art.Title, art.Text}) //nolint:errcheck // to memory
	}
	w.Flush()
	return b.Bytes()
}

func benchFeed(arts []Article) []byte {
	var b bytes.Buffer
	b.WriteString("<rss version='2.0'><channel><title>T</title>")
	for _, art := range arts {
		fmt.Fprintf(&b, "<item><guid>%s</guid><title>%s</title><description>%s</description></item>\n",
			art.ID, html.EscapeString(art.Title), html.EscapeString(html.EscapeString(art.Text)))
	}
	b.WriteString("</channel></rss>")
	return b.Bytes()
}

func benchWARC(arts []Article, pack func([]byte) []byte) []byte {
	var b bytes.Buffer
	for _, art := range arts {
		b.Write(pack([]byte(answer(art.ID, "HTTP/1.1 200 OK\nContent-Type: text/plain", art.Text))))
	}
	return b.Bytes()
}

// BenchmarkRead reads the same articles out of each format. MB/s are of article text.
func BenchmarkRead(b *testing.B) {
	arts := benchArticles()
	size, files := 0, make([]brokeninput.File, len(arts))
	for i, art := range arts {
		size += len(art.Text)
		files[i] = brokeninput.File{Name: art.ID + ".txt", Data: art.Text}
	}
	pages := make([]brokeninput.File, len(arts))
	for i, art := range arts {
		pages[i] = brokeninput.File{Name: art.ID + ".html", Data: benchPage(art)}
	}
	same := func(data []byte) []byte { return data }
	lines, plain := benchRecords(arts), brokeninput.Tar(files...)
	for _, bb := range []struct {
		name string
		data []byte
	}{
		{"jsonl", lines},
		{"jsonl.gz", brokeninput.Gzip(lines)},
		{"jsonl.zst", brokeninput.Zstd(lines)},
		{"csv", benchTable(arts)},
		{"rss", benchFeed(arts)},
		{"warc", benchWARC(arts, same)},
		{"warc.gz", benchWARC(arts, brokeninput.Gzip)},
		{"text.tar", plain},
		{"text.tar.gz", brokeninput.Gzip(plain)},
		{"text.zip", brokeninput.Zip(files...)},
		{"page.tar", brokeninput.Tar(pages...)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for _, err := range Read(b.Context(), []string{"-"}, Options{Stdin: bytes.NewReader(bb.data)}) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n != len(arts) {
					b.Fatalf("got %d articles, want %d", n, len(arts))
				}
			}
		})
	}
}
