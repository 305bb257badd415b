package corpus

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"

	"github.com/seed50815598/derek/internal/brokeninput"
)

func file(name, data string) brokeninput.File { return brokeninput.File{Name: name, Data: data} }

var bzipped = unhex("425a68393141592653595cd3fd3d000004906a400050000124600268002000310340d02134c13daa6a7066a2f448f8bb9229c28482e69fe9e8")

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// named reads data as a file of that name and gives "place id text" of each article,
// the folder taken off.
func named(t *testing.T, name string, data []byte, opts Options) (arts, failures []string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, map[string]string{name: string(data)})
	got, failures := collect(t, opts, dir)
	for _, art := range got {
		arts = append(arts, fmt.Sprintf("%s %s %s", strings.TrimPrefix(art.Place, dir+"/"), art.ID, art.Text))
	}
	for i := range failures {
		failures[i] = strings.TrimPrefix(failures[i], dir+"/")
	}
	return arts, failures
}

func TestReadPacked(t *testing.T) {
	two := append(brokeninput.Gzip([]byte("Бір ")), brokeninput.Gzip([]byte("екі"))...)
	files := []brokeninput.File{file("x/a.txt", "Бір"), file("a.txt", "Екі"), file(".git/c", "Жасырын"), file("__MACOSX/._a", "Жасырын")}
	twoFiles := func(place string) []string { return []string{place + "!x/a.txt x/a Бір", place + "!a.txt a Екі"} }
	for _, tt := range []struct {
		name string
		data []byte
		want []string
	}{
		{"a.txt.gz", two, []string{"a.txt.gz a Бір екі"}},
		{"a.txt.GZ", append(two, make([]byte, 1000)...), []string{"a.txt.GZ a Бір екі"}},
		{"a.gz", brokeninput.Gzip([]byte("Бір")), []string{"a.gz a Бір"}},
		{"a.txt.zst", brokeninput.Zstd([]byte("Бір")), []string{"a.txt.zst a Бір"}},
		{"a.txt.zst", append([]byte("\x50\x2a\x4d\x18\x01\x00\x00\x00x"), brokeninput.Zstd([]byte("Бір"))...), []string{"a.txt.zst a Бір"}},
		{"a.txt.bz2", bzipped, []string{"a.txt.bz2 a Мәтін бар"}},
		{"a.jsonl.gz", brokeninput.Gzip([]byte(`{"id":"b","text":"Бір"}`)), []string{"a.jsonl.gz:1 b Бір"}},
		{"n.tar", brokeninput.Tar(files...), twoFiles("n.tar")},
		{"n.tgz", brokeninput.Gzip(brokeninput.Tar(files...)), twoFiles("n.tgz")},
		{"n.tar.zst", brokeninput.Zstd(brokeninput.Tar(files...)), twoFiles("n.tar.zst")},
		{"n.zip", brokeninput.Zip(files...), twoFiles("n.zip")},
		{"n.bin", brokeninput.Zip(files...), twoFiles("n.bin")},
		{"n.zip.gz", brokeninput.Gzip(brokeninput.Zip(files...)), twoFiles("n.zip.gz")},
		{"two.tar", append(brokeninput.Tar(files[0]), brokeninput.Tar(files[1])...), twoFiles("two.tar")},
		{
			"o.zip", brokeninput.Zip(file("in/n.tar.gz", string(brokeninput.Gzip(brokeninput.Tar(files...)))), file("b.txt.gz", string(brokeninput.Gzip([]byte("Үш"))))),
			[]string{"o.zip!in/n.tar.gz!x/a.txt in/n/x/a Бір", "o.zip!in/n.tar.gz!a.txt in/n/a Екі", "o.zip!b.txt.gz b Үш"},
		},
		{
			"slip.tar", brokeninput.Tar(file("../../etc/passwd", "Бір"), file("/abs/./b.txt", "Екі"), file(`w\c.txt`, "Үш"), file("d\n.txt", "Төрт")),
			[]string{"slip.tar!etc/passwd etc/passwd Бір", "slip.tar!abs/b.txt abs/b Екі", "slip.tar!w/c.txt w/c Үш", "slip.tar!d\ufffd.txt d\ufffd Төрт"},
		},
		{
			"same.tar", brokeninput.Tar(file("a.txt", "Бір"), file("a.html", "<html><p>Екі</p>"), file("a.txt", "Үш")),
			[]string{
				"same.tar!a.txt a Бір", "same.tar!a.html " + Article{Text: "Екі"}.named().ID + " Екі",
				"same.tar!a.txt " + Article{Text: "Үш"}.named().ID + " Үш",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arts, failures := named(t, tt.name, tt.data, Options{})
			if diff := cmp.Diff(arts, tt.want); diff != "" || failures != nil {
				t.Errorf("failures %q, articles (-got +want):\n%s", failures, diff)
			}
		})
	}
}

// A zip archive without random access is set aside, a long one in a file.
func TestReadZipStream(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	long := strings.Repeat("Мәтін ", 40_000)
	data := brokeninput.Zip(file("a.txt", long), file("b.txt", long), file("c.txt", long))
	for _, size := range []int{len(data), 3000} {
		arts, failures := content(t, string(data[:size]))
		if whole := size == len(data); whole != (len(arts) == 3) || whole != (len(failures) == 0) {
			t.Errorf("%d bytes: got %d articles, failures %v", size, len(arts), failures)
		}
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) != 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	if _, failures := content(t, string(data)); len(failures) != 1 || !strings.Contains(failures[0], "no copy for unpacking can be made") {
		t.Errorf("without a place for it: got %v", failures)
	}
}

// A zip file may be packed by methods that most programs do not know.
func TestZipMethods(t *testing.T) {
	for _, tt := range []struct {
		method uint16
		packed []byte
		want   string
	}{
		{12, bzipped, "Мәтін бар"},
		{zstd.ZipMethodWinZip, brokeninput.Zstd([]byte("Бір")), "Бір"},
	} {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		h := &zip.FileHeader{
			Name: "a.txt", Method: tt.method, CRC32: crc32.ChecksumIEEE([]byte(tt.want)),
			CompressedSize64: uint64(len(tt.packed)), UncompressedSize64: uint64(len(tt.want)),
		}
		m, err := w.CreateRaw(h)
		if err == nil {
			_, err = m.Write(tt.packed)
		}
		if err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		arts, failures := named(t, "n.zip", b.Bytes(), Options{})
		if diff := cmp.Diff(arts, []string{"n.zip!a.txt a " + tt.want}); diff != "" || failures != nil {
			t.Errorf("failures %v (-got +want):\n%s", failures, diff)
		}
	}
}

func TestOddMembers(t *testing.T) {
	sparse := &tar.Header{Name: "fifo", Typeflag: tar.TypeFifo}
	arts, failures := named(t, "n.tar", brokeninput.TarOf(sparse, file("b.txt", "Бір")), Options{})
	if diff := cmp.Diff(failures, []string{"n.tar!fifo: not a regular file"}); diff != "" || len(arts) != 1 {
		t.Errorf("got %v, failures (-got +want):\n%s", arts, diff)
	}
	arts, failures = named(t, "n.tar", brokeninput.TarOf(&tar.Header{Name: "d/", Typeflag: tar.TypeDir}), Options{})
	if diff := cmp.Diff(failures, []string{"n.tar: the archive holds no file"}); diff != "" || arts != nil {
		t.Errorf("got %v, failures (-got +want):\n%s", arts, diff)
	}
	long := strings.Repeat("ұ", 300) + "/" + strings.Repeat("z", 300) + ".txt" // needs an extended header
	arts, failures = named(t, "n.tar", brokeninput.Tar(file(long, "Бір")), Options{})
	if len(arts) != 1 || failures != nil || !strings.HasPrefix(arts[0], "n.tar!"+long) {
		t.Errorf("got %v, failures %v", arts, failures)
	}
	dos, err := charmap.CodePage866.NewEncoder().String("Папка/файл.txt")
	if err != nil {
		t.Fatal(err)
	}
	arts, failures = named(t, "n.zip", brokeninput.Zip(file(dos, "Бір")), Options{})
	if diff := cmp.Diff(arts, []string{"n.zip!Папка/файл.txt Папка/файл Бір"}); diff != "" || failures != nil {
		t.Errorf("failures %v (-got +want):\n%s", failures, diff)
	}
}

// deflated packs n letters into a zip of one file.
func deflated(t *testing.T, n int64) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	m, err := w.Create("bomb.jsonl")
	if err == nil {
		_, err = io.CopyN(m, io.MultiReader(strings.NewReader(`{"text":"`), letters{}), n)
	}
	if err == nil {
		m, err = w.Create("good.txt")
	}
	if err == nil {
		_, err = io.WriteString(m, "Мәтін")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// letters is a line that does not end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '{'
	}
	return len(p), nil
}

func TestLimits(t *testing.T) {
	many := make([]brokeninput.File, 20)
	for i := range many {
		many[i] = file(fmt.Sprintf("%d.txt", i), strings.Repeat("Мәтін ", 1000))
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := io.CopyN(z, io.MultiReader(strings.NewReader(`{"text":"`), letters{}), 100<<20); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	nested := brokeninput.Zip(file("a.zip", string(brokeninput.Zip(many...))), file("b.zip", string(brokeninput.Zip(many...))))
	for _, tt := range []struct {
		name     string
		data     []byte
		opts     Options
		good     int
		failures []string
	}{
		{"bomb.jsonl.gz", bomb.Bytes(), Options{MaxRatio: 100}, 0, []string{"bomb.jsonl.gz:1: unpacks to more than 100 times its size"}},
		{"bomb.tar.gz", brokeninput.Gzip(brokeninput.Tar(file("a.txt.gz", "\x1f\x8b"), file("b.txt", "Мәтін"))), Options{}, 1, []string{"bomb.tar.gz!a.txt.gz: the gzip data end too early"}},
		{"total.tar.gz", brokeninput.Gzip(brokeninput.Tar(many...)), Options{MaxUnpacked: 100_000}, 8, []string{"total.tar.gz!8.txt: unpacks to more than 100000 bytes"}},
		{"total.zip", brokeninput.Zip(many...), Options{MaxUnpacked: 100_000}, 9, []string{"total.zip!9.txt: unpacks to more than 100000 bytes"}},
		{"members.tar", brokeninput.Tar(many...), Options{MaxMembers: 5}, 5, []string{"members.tar: more than 5 files in it"}},
		{"members.zip", brokeninput.Zip(many...), Options{MaxMembers: 5}, 5, []string{"members.zip: more than 5 files in it"}},
		{"nested.zip", nested, Options{MaxMembers: 25}, 23, []string{"nested.zip!b.zip: more than 25 files in it"}},
		{"deep.zip", nested, Options{MaxDepth: 1}, 0, []string{
			"deep.zip!a.zip: archives in archives, more than 1 deep", "deep.zip!b.zip: archives in archives, more than 1 deep",
		}},
		{"article.zip", brokeninput.Zip(many...), Options{MaxArticle: 2000}, 0, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arts, failures := named(t, tt.name, tt.data, tt.opts)
			if tt.failures == nil && len(failures) != len(many) {
				t.Errorf("got failures %v, want one for each file", failures)
			}
			if diff := cmp.Diff(failures, tt.failures); tt.failures != nil && diff != "" {
				t.Errorf("failures (-got +want):\n%s", diff)
			}
			if len(arts) != tt.good {
				t.Errorf("got %d articles, want %d", len(arts), tt.good)
			}
		})
	}
}

// A bomb costs neither its neighbours nor memory.
func TestBombInZip(t *testing.T) {
	data := deflated(t, 300<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	arts, failures := named(t, "n.zip", data, Options{})
	runtime.ReadMemStats(&after)
	if diff := cmp.Diff(failures, []string{"n.zip!bomb.jsonl:1: unpacks to more than 500 times its size"}); diff != "" || len(arts) != 1 {
		t.Errorf("got %v, failures (-got +want):\n%s", arts, diff)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 20*DefaultMaxArticle {
		t.Errorf("%d bytes were allocated", n)
	}
}

// A run that is ended stops within an archive, too, and calls nothing broken for it.
func TestArchiveEndsWithItsContext(t *testing.T) {
	data := brokeninput.Gzip(brokeninput.Tar(file("a.txt", "Бір"), file("b.txt", "Екі"), file("c.txt", "Үш")))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for _, err := range Read(ctx, []string{"-"}, Options{Stdin: bytes.NewReader(data)}) {
		n++
		if n == 1 {
			cancel()
		} else if err == nil || !stopped(err) {
			t.Errorf("got %v, want the end of the run", err)
		}
	}
	if n != 2 {
		t.Errorf("got %d pairs, want an article and the end", n)
	}
}
