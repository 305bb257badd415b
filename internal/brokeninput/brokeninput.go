// Package brokeninput makes inputs that are broken in one way each, for tests of what
// reads foreign files. It is deterministic: the same kind and number give the same
// bytes. Only tests may import it.
package brokeninput

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A Kind is one way in which a file can be broken. Each file of it costs exactly one
// failure.
type Kind struct {
	Name   string // "gzip cut off"
	Ending string // of a file's name: ".txt.gz"
	// Make gives the file; n, from 0, makes its articles differ from those of others.
	Make func(n int) []byte
	// Good is how many articles are read in spite of it. Their text holds Sentence(n).
	Good int
	// Place is what stands behind the path in the failure's place: "!b.txt", ":2".
	Place string
	// Reason is what the failure's reason begins with.
	Reason string
}

// Sentence is the text that is in every article of the files with number n.
func Sentence(n int) string {
	return fmt.Sprintf("Аудан әкімі %d-нөмірлі жиналыста сөз сөйледі.", n) //nolint:gosmopolitan // a text for tests
}

// MaxArticle is the limit that the kinds which are too large go over: the default of
// corpus.Options would make them slow.
const MaxArticle = 64 << 10

// Kinds gives all of them, in an order that does not change.
func Kinds() []Kind {
	return append(append(texts(), records()...), packed()...)
}

func texts() []Kind {
	page := func(n int) string { return "<!DOCTYPE html><html><body><p>" + Sentence(n) + "</p></body></html>" }
	return []Kind{
		{"empty file", ".txt", func(int) []byte { return nil }, 0, "", "the file is empty"},
		{"white space only", ".txt", func(int) []byte { return []byte(" \n\t\n") }, 0, "", "the file holds nothing but white space"},
		{"binary data", ".txt", func(n int) []byte { return append([]byte{0, 1, 2, 3, 0}, Sentence(n)...) }, 0, "", "binary data"},
		{"image", ".html", func(n int) []byte { return []byte("\x89PNG\r\n\x1a\n" + Sentence(n)) }, 0, "", "a PNG image"},
		{"damaged UTF-8", ".txt", func(n int) []byte { return []byte(Sentence(n) + "\xd0 " + Sentence(n)) }, 0, "", "broken UTF-8"},
		{"unknown encoding", ".txt", func(n int) []byte { return fmt.Appendf(nil, "d\xe9j\xe0 vu, caf\xe9 %d cr\xe8me", n) }, 0, "", "its bytes fit no encoding"},
		{"too large", ".txt", func(n int) []byte { return []byte(strings.Repeat(Sentence(n)+" ", MaxArticle/40)) }, 0, "", "larger than"},
		{"page without text", ".html", func(int) []byte { return []byte("<!DOCTYPE html><html><head></head><body></body></html>") }, 0, "", "no article text"},
		{"UTF-16 cut inside a character", ".txt", func(n int) []byte { return wide(Sentence(n))[:41] }, 0, "", "broken UTF-16"},
		{"JSON array", ".json", func(n int) []byte { return fmt.Appendf(nil, `[{"text":%q}]`, Sentence(n)) }, 0, "", "a JSON array"},
		{"unknown XML", ".xml", func(n int) []byte { return []byte("<?xml version='1.0'?><a>" + Sentence(n) + "</a>") }, 0, "", "an XML document"},
		{"PDF", ".pdf", func(n int) []byte { return []byte("%PDF-1.4\n" + page(n)) }, 0, "", "a PDF document"},
	}
}

func wide(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, r := range s {
		b = binary.LittleEndian.AppendUint16(b, uint16(r)) //nolint:gosec // letters of the basic plane
	}
	return b
}

func records() []Kind {
	line := func(n int, id string) string { return fmt.Sprintf(`{"id":"%s-%d","text":%q}`+"\n", id, n, Sentence(n)) }
	row := func(n int, id string) string { return fmt.Sprintf("%s-%d,T,%q\n", id, n, Sentence(n)) }
	return []Kind{
		{"broken JSON line", ".jsonl", func(n int) []byte {
			return []byte(line(n, "a") + `{"id":"b","text":"` + "\n" + line(n, "c"))
		}, 2, ":2", "broken JSON"},
		{"JSON record without text", ".jsonl", func(n int) []byte {
			return []byte(line(n, "a") + `{"id":"b"}` + "\n" + line(n, "c"))
		}, 2, ":2", "the record has no text"},
		{"damaged UTF-8 in a JSON line", ".jsonl", func(n int) []byte {
			return []byte(line(n, "a") + strings.Replace(line(n, "b"), " ", " \xd0", 1) + line(n, "c"))
		}, 2, ":2", "broken UTF-8"},
		{"JSON line that is too long", ".jsonl", func(n int) []byte {
			return []byte(line(n, "a") + `{"id":"b","text":"` + strings.Repeat("b", MaxArticle) + `"}` + "\n" + line(n, "c"))
		}, 2, ":2", "larger than"},
		{"table row with a field too few", ".csv", func(n int) []byte {
			return []byte("id,title,text\n" + row(n, "a") + "b,T\n" + row(n, "c"))
		}, 2, ":3", "the row has 2 fields, the header 3"},
		{"table with a quote left open", ".csv", func(n int) []byte {
			return []byte("id,title,text\n" + row(n, "a") + `b,"T,T` + "\n" + row(n, "c") + row(n, "d"))
		}, 3, ":3", "a quote that is not closed"},
		{"table without text", ".csv", func(n int) []byte { return fmt.Appendf(nil, "id,title\n%d,T\n", n) }, 0, "", "a table without a column text or html"},
		{"feed item left open", ".xml", func(n int) []byte {
			return []byte(strings.Replace(feed(n, "a", "b", "c"), "</item><item><guid>c", "<item><guid>c", 1))
		}, 2, ":2", "the item is not closed"},
		{"feed item without text", ".xml", func(n int) []byte {
			return []byte(strings.Replace(feed(n, "a", "b"), Sentence(n), "", 1))
		}, 1, ":1", "the item has no text"},
		{"feed cut off", ".xml", func(n int) []byte {
			s := feed(n, "a", "b", "c")
			return []byte(s[:len(s)-60])
		}, 2, ":3", "the feed ends too early"},
		{"feed without items", ".xml", func(n int) []byte { return []byte(feed(n)) }, 0, "", "the feed holds no item"},
		{"WARC record with a wrong length", ".warc", func(n int) []byte {
			bad := bytes.Replace(WARC(n, "b"), []byte("Content-Length: "), []byte("Content-Length: 1"), 1)
			return bytes.Join([][]byte{WARC(n, "a"), bad, WARC(n, "c")}, nil)
		}, 2, ":2", "the record is shorter than it says"},
		{"WARC record without a length", ".warc", func(n int) []byte {
			bad := bytes.Replace(WARC(n, "b"), []byte("Content-Length:"), []byte("X-Length:"), 1)
			return bytes.Join([][]byte{WARC(n, "a"), bad, WARC(n, "c")}, nil)
		}, 2, ":2", "the record has no right length"},
		{"WARC file cut off", ".warc", func(n int) []byte {
			return append(WARC(n, "a"), WARC(n, "b")[:150]...)
		}, 1, ":2", "the WARC file ends in the middle of a record"},
	}
}

// feed is an RSS feed with an item for each id.
func feed(n int, ids ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title>`)
	for _, id := range ids {
		fmt.Fprintf(&b, "<item><guid>%s-%d</guid><title>T</title><description>%s</description></item>", id, n, Sentence(n))
	}
	return b.String() + "</channel></rss>"
}

// WARC is one WARC record: an HTML page that was fetched.
func WARC(n int, id string) []byte {
	answer := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!DOCTYPE html><html><body><p>" + Sentence(n) + "</p></body></html>"
	return fmt.Appendf(nil, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%s-%d>\r\n"+
		"WARC-Target-URI: https://a.kz/%s\r\nContent-Type: application/http; msgtype=response\r\n"+
		"Content-Length: %d\r\n\r\n%s\r\n\r\n", id, n, id, len(answer), answer)
}

// A File is a file of an archive.
type File struct {
	Name, Data string
}

func three(n int) []File {
	return []File{{"x/a.txt", Sentence(n)}, {"x/b.txt", Sentence(n)}, {"y/c.txt", Sentence(n)}}
}

func packed() []Kind {
	return append([]Kind{
		{"gzip cut off", ".txt.gz", func(n int) []byte {
			z := Gzip([]byte(Sentence(n)))
			return z[:len(z)-12]
		}, 0, "", "the gzip data end too early"},
		{"gzip with a wrong checksum", ".txt.gz", func(n int) []byte {
			z := Gzip([]byte(Sentence(n)))
			z[len(z)-8] ^= 0xff
			return z
		}, 0, "", "damaged gzip data: their checksum is wrong"},
		{"gzip before other bytes", ".txt.gz", func(n int) []byte { return append(Gzip([]byte(Sentence(n))), "more than ten bytes"...) }, 0, "", "after the gzip data come other bytes"},
		{"JSON lines in gzip cut off", ".jsonl.gz", func(n int) []byte {
			z := Gzip(fmt.Appendf(nil, `{"id":"a-%d","text":%q}`+"\n", n, Sentence(n)))
			return z[:len(z)-8]
		}, 1, ":2", "the gzip data end too early"},
		{"zstd cut off", ".txt.zst", func(n int) []byte {
			z := Zstd([]byte(Sentence(n)))
			return z[:len(z)-6]
		}, 0, "", "the zstd data end too early"},
		{"RAR archive", ".rar", func(n int) []byte { return []byte("Rar!\x1a\x07" + Sentence(n)) }, 0, "", "a RAR archive"},
		{"WARC in gzip with a broken member", ".warc.gz", func(n int) []byte {
			bad := Gzip(WARC(n, "b"))
			bad[10] = 0xff // the header is ten bytes long
			return bytes.Join([][]byte{Gzip(WARC(n, "a")), bad, Gzip(WARC(n, "c"))}, nil)
		}, 2, ":2", "damaged gzip data"},
	}, archives()...)
}

func archives() []Kind {
	return []Kind{
		{"tar in gzip cut off", ".tar.gz", func(n int) []byte {
			z := Gzip(Tar(three(n)...))
			return z[:len(z)-8]
		}, 3, "", "the gzip data end too early"},
		{"tar cut off", ".tar", func(n int) []byte { return Tar(three(n)...)[:1024+512+20] }, 1, "!x/b.txt", "the tar data end too early"},
		{"tar with a broken header", ".tar", func(n int) []byte {
			b := Tar(three(n)...)
			b[1024+150] ^= 0x7f
			return b
		}, 1, "", "damaged tar data"},
		{"tar with a link", ".tar", func(n int) []byte {
			return TarOf(&tar.Header{Name: "x/b.txt", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, three(n)[0])
		}, 1, "!x/b.txt", "a link in an archive is not followed"},
		{"empty zip", ".zip", func(int) []byte { return Zip() }, 0, "", "the archive holds no file"},
		{"zip cut off", ".zip", func(n int) []byte { b := Zip(three(n)...); return b[:len(b)/2] }, 0, "", "damaged zip data"},
		{"zip with a wrong checksum", ".zip", func(n int) []byte {
			b := Zip(three(n)...)
			i := bytes.Index(b, []byte("x/b.txt")) + len("x/b.txt")
			b[i] ^= 0x20 // stored: the first byte of the text
			return b
		}, 2, "!x/b.txt", "damaged zip data: their checksum is wrong"},
		{"zip with an encrypted file", ".zip", func(n int) []byte {
			b := Zip(three(n)...)
			b[bytes.LastIndex(b, []byte("x/b.txt"))-46+8] |= 1
			return b
		}, 2, "!x/b.txt", "it is encrypted"},
		{"zip of an unknown method", ".zip", func(n int) []byte {
			b := Zip(three(n)...)
			b[bytes.LastIndex(b, []byte("x/b.txt"))-46+10] = 97
			return b
		}, 2, "!x/b.txt", "packed by method 97"},
		{"zip with an empty file", ".zip", func(n int) []byte {
			f := three(n)
			f[1].Data = ""
			return Zip(f...)
		}, 2, "!x/b.txt", "the file is empty"},
		{"Office document", ".docx", func(n int) []byte {
			return Zip(File{"[Content_Types].xml", "<?xml?>"}, File{"word/document.xml", Sentence(n)})
		}, 0, "", "an Office document"},
		{"archives too deep in each other", ".gz", func(n int) []byte {
			b := []byte(Sentence(n))
			for range 6 {
				b = Gzip(b)
			}
			return b
		}, 0, "", "archives in archives"},
	}
}

// must is for writers to memory, which do not fail.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Gzip packs the data as one member.
func Gzip(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(data)
	must(err)
	must(w.Close())
	return b.Bytes()
}

// Zstd packs the data as one frame.
func Zstd(data []byte) []byte {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	must(err)
	return w.EncodeAll(data, nil)
}

// Tar packs the files.
func Tar(files ...File) []byte { return TarOf(nil, files...) }

// TarOf packs the files behind a header of its own, which may be nil.
func TarOf(first *tar.Header, files ...File) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if first != nil {
		must(w.WriteHeader(first))
	}
	for _, f := range files {
		must(w.WriteHeader(&tar.Header{Name: f.Name, Size: int64(len(f.Data)), Mode: 0o600, Typeflag: tar.TypeReg}))
		_, err := io.WriteString(w, f.Data)
		must(err)
	}
	must(w.Close())
	return b.Bytes()
}

// Zip stores the files without compression.
func Zip(files ...File) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.Name, Method: zip.Store}
		m, err := w.CreateHeader(h)
		must(err)
		_, err = io.WriteString(m, f.Data)
		must(err)
	}
	must(w.Close())
	return b.Bytes()
}
