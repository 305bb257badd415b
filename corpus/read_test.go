package corpus

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// collect reads paths to the end; failures are given as "place: reason".
func collect(t *testing.T, opts Options, paths ...string) (arts []Article, failures []string) {
	t.Helper()
	for art, err := range Read(t.Context(), paths, opts) {
		if err == nil {
			arts = append(arts, art)
			continue
		}
		var bad *ReadError
		if !errors.As(err, &bad) {
			t.Fatalf("got error %v, want a *ReadError", err)
		}
		failures = append(failures, bad.Place+": "+bad.Reason)
	}
	return arts, failures
}

// content reads one input as standard input.
func content(t *testing.T, data string) (arts []Article, failures []string) {
	t.Helper()
	return collect(t, Options{Stdin: strings.NewReader(data)}, "-")
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, data := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"b.txt":        "Тақырып\n\nМәтін.\n",
		"a/x.jsonl":    `{"id":1,"title":"Бір","text":"Мәтін."}` + "\n\n" + `{"id":"2","text":"Екі"}` + "\n",
		"a/empty.txt":  "",
		".hidden.txt":  "Жасырын",
		".git/config":  "Жасырын",
		"c/picture.md": "\x89PNG\r\n\x1a\n\x00\x00",
	})
	arts, failures := collect(t, Options{}, dir, filepath.Join(dir, "none"))
	place := func(name string) string { return filepath.Join(dir, name) }
	want := []Article{
		{ID: "1", Title: "Бір", Text: "Бір\n\nМәтін.", Place: place("a/x.jsonl") + ":1"},
		{ID: "2", Text: "Екі", Place: place("a/x.jsonl") + ":3"},
		{ID: "b", Title: "Тақырып", Text: "Тақырып\n\nМәтін.\n", Place: place("b.txt")},
	}
	if diff := cmp.Diff(arts, want); diff != "" {
		t.Errorf("articles (-got +want):\n%s", diff)
	}
	wantFailures := []string{
		place("a/empty.txt") + ": the file is empty",
		place("c/picture.md") + ": a PNG image, not text",
		place("none") + ": no such file or folder",
	}
	if diff := cmp.Diff(failures, wantFailures); diff != "" {
		t.Errorf("failures (-got +want):\n%s", diff)
	}
}

func TestReadFailures(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		want       []string
	}{
		{"empty", "", []string{"-: the file is empty"}},
		{"white space", " \n\t\n", []string{"-: the file holds nothing but white space"}},
		{"byte order mark only", "\ufeff", []string{"-: the file is empty"}},
		{"pdf", "%PDF-1.4\n%âãÏÓ", []string{"-: a PDF document, not text"}},
		{"zeros", "abc\x00\x00\x00\x01", []string{"-: binary data, not text"}},
		{"control characters", "\x01\x02\x03\x04", []string{"-: binary data, not text"}},
		{"gzip", "\x1f\x8b\x08\x00", []string{"-: the gzip data end too early"}},
		{"damaged UTF-8", "Сайлау өтті.\xd0 Әкім сайланды.", []string{"-: broken UTF-8: some of its bytes are damaged"}},
		{"noise", "\xff\xa4\xa6\x98\x81\xff\xa9\x99", []string{"-: its bytes fit no encoding that derek knows"}},
		{"French in latin-1", "d\xe9j\xe0 vu, caf\xe9 cr\xe8me", []string{"-: its bytes fit no encoding that derek knows"}},
		{"JSON array", "[\n {\"text\":\"a\"}]", []string{"-: a JSON array, not JSON lines"}},
		{"JSON over several lines", "{\n \"text\": \"a\"\n}\n", []string{"-:1: a JSON object over several lines, not JSON lines"}},
		{"no text", `{"id":"1","title":"a"}`, []string{"-:1: the record has no text"}},
		{"blank text", `{"id":"1","text":" \n"}`, []string{"-:1: the record has no text"}},
		{"wrong type", `{"id":"1","text":5}`, []string{
			"-:1: broken JSON: json: cannot unmarshal number into Go struct field record.text of type string",
		}},
		{"broken line", `{"id":"1"` + "\n", []string{"-:1: broken JSON: unexpected end of JSON input"}},
		{"damaged UTF-8 in a line", `{"id":"1","text":"Сайлау` + "\xd0" + ` өтті"}`, []string{"-:1: broken UTF-8: some of its bytes are damaged"}},
		{"page without text", "<!DOCTYPE html><html><body></body></html>", []string{"-: no article text was found in the HTML page"}},
		{"feed", "<?xml version='1.0'?><rss><p>a</p></rss>", []string{"-: the feed holds no item"}},
		{"XML", "<?xml version='1.0'?><urlset><p>a</p></urlset>", []string{"-: an XML document of an unknown kind"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arts, failures := content(t, tt.data)
			if len(arts) != 0 {
				t.Errorf("got articles %v, want none", arts)
			}
			if diff := cmp.Diff(failures, tt.want); diff != "" {
				t.Errorf("failures (-got +want):\n%s", diff)
			}
		})
	}
}

func TestReadOddPaths(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"in/a.txt": "Мәтін"})
	if err := os.Symlink(filepath.Join(dir, "in"), filepath.Join(dir, "in", "loop")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if err := os.Symlink("nothing", filepath.Join(dir, "in", "torn")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o750); err != nil {
		t.Fatal(err)
	}
	arts, failures := collect(t, Options{}, filepath.Join(dir, "in"), filepath.Join(dir, "empty"), "-")
	if len(arts) != 1 || arts[0].ID != "a" {
		t.Errorf("got %v, want the one article a", arts)
	}
	want := []string{
		filepath.Join(dir, "in", "loop") + ": a link to a folder is not followed",
		filepath.Join(dir, "in", "torn") + ": no such file or folder",
		filepath.Join(dir, "empty") + ": the folder holds no file",
		"-: there is no standard input",
	}
	if diff := cmp.Diff(failures, want); diff != "" {
		t.Errorf("failures (-got +want):\n%s", diff)
	}
}

func TestReadErrorUnwraps(t *testing.T) {
	for _, err := range Read(t.Context(), []string{filepath.Join(t.TempDir(), "none")}, Options{}) {
		if !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v, want os.ErrNotExist", err)
		}
	}
}

func TestReadRecords(t *testing.T) {
	for _, tt := range []struct {
		name, line string
		want       Article
	}{
		{
			"all fields",
			`{"id":"x","url":"https://a.kz/1","source":"A","title":"Т","published":"2024-03-05T23:00:00+05:00","text":"Мәтін","more":1}`,
			Article{ID: "x", URL: "https://a.kz/1", Source: "A", Title: "Т", Published: "2024-03-05", Text: "Т\n\nМәтін"},
		},
		{
			"the text begins with the title, as in derek's own output",
			`{"id":"x","title":"Сайлау өтті","text":"Сайлау өтті\n\nМәтін\n"}`,
			Article{ID: "x", Title: "Сайлау өтті", Text: "Сайлау өтті\n\nМәтін\n"},
		},
		{
			"the text begins with a longer word",
			`{"id":"x","title":"Сайлау","text":"Сайлаушылар келді"}`,
			Article{ID: "x", Title: "Сайлау", Text: "Сайлау\n\nСайлаушылар келді"},
		},
		{
			"no id: a hash of the content", `{"text":"Мәтін"}`,
			Article{ID: "e075fee39b0a5031", Text: "Мәтін"},
		},
		{"null fields", `{"id":null,"title":null,"text":"Мәтін"}`, Article{ID: "e075fee39b0a5031", Text: "Мәтін"}},
		{"unknown date", `{"id":"x","published":"кеше","text":"Мәтін"}`, Article{ID: "x", Text: "Мәтін"}},
		{
			"html", `{"id":"x","html":"<p>Бірінші.</p><p>Екінші.</p>","title":"Т"}`,
			Article{ID: "x", Title: "Т", Text: "Т\n\nБірінші.\n\nЕкінші."},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arts, failures := content(t, tt.line)
			tt.want.Place = "-:1"
			if diff := cmp.Diff(arts, []Article{tt.want}); diff != "" || failures != nil {
				t.Errorf("failures %v, articles (-got +want):\n%s", failures, diff)
			}
		})
	}
}

// endless gives the head and then the letter a for ever; it counts what was taken.
type endless struct {
	head  *strings.Reader
	taken int64
	limit int64
}

func (e *endless) Read(p []byte) (int, error) {
	if n, err := e.head.Read(p); err == nil {
		return n, nil
	}
	if e.taken >= e.limit {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'a'
	}
	e.taken += int64(len(p))
	return len(p), nil
}

func TestReadTooLarge(t *testing.T) {
	t.Run("a text is left after the limit", func(t *testing.T) {
		in := &endless{head: strings.NewReader("Тақырып\n"), limit: 1 << 40}
		_, failures := collect(t, Options{Stdin: in, MaxArticle: 1000}, "-")
		if diff := cmp.Diff(failures, []string{"-: larger than 1000 bytes"}); diff != "" {
			t.Error(diff)
		}
		if in.taken > 1<<20 {
			t.Errorf("read %d bytes of an endless text", in.taken)
		}
	})
	t.Run("a line is passed over", func(t *testing.T) {
		long := `{"id":"1","text":"` + strings.Repeat("а", 200_000) + `"}` + "\n"
		_, failures := collect(t, Options{Stdin: strings.NewReader(long + `{"id":"2","text":"б"}`), MaxArticle: 1000}, "-")
		if diff := cmp.Diff(failures, []string{"-:1: larger than 1000 bytes"}); diff != "" {
			t.Error(diff)
		}
		arts, _ := collect(t, Options{Stdin: strings.NewReader(long + `{"id":"2","text":"б"}`), MaxArticle: 1000}, "-")
		if len(arts) != 1 || arts[0].ID != "2" {
			t.Errorf("got %v, want the second record", arts)
		}
	})
	t.Run("a line of 200 MB takes no memory to speak of", func(t *testing.T) {
		in := &endless{head: strings.NewReader(`{"text":"`), limit: 200 << 20}
		line, err := readLine(bufio.NewReader(in), DefaultMaxArticle)
		if !errors.Is(err, errTooLarge) || line != nil {
			t.Errorf("got %d bytes and error %v, want errTooLarge", len(line), err)
		}
	})
}

func TestReadStopsWhenAsked(t *testing.T) {
	lines := strings.Repeat(`{"text":"a"}`+"\n", 5)
	n := 0
	for _, err := range Read(t.Context(), []string{"-", "-"}, Options{Stdin: strings.NewReader(lines)}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("got %d pairs, want 2", n)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	lines := strings.Repeat(`{"text":"a"}`+"\n", 5)
	var errs []error
	n := 0
	for _, err := range Read(ctx, []string{"-"}, Options{Stdin: strings.NewReader(lines)}) {
		if n++; n == 2 {
			cancel()
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	if n != 3 || len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
		t.Errorf("got %d pairs with errors %v, want two articles and one cancellation", n, errs)
	}
}

// brokenReader fails after its data.
type brokenReader struct{ r io.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if errors.Is(err, io.EOF) {
		err = errors.New("cable pulled")
	}
	return n, err
}

func TestReadReportsBrokenReads(t *testing.T) {
	for _, data := range []string{"", "Мәтін", `{"text":"a"}` + "\n"} {
		_, failures := collect(t, Options{Stdin: brokenReader{strings.NewReader(data)}}, "-")
		if len(failures) != 1 || !strings.Contains(failures[0], "cable pulled") {
			t.Errorf("%q: got %v, want one failure with the cause", data, failures)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"2024-03-05", "2024-03-05"},
		{" 2024-03-05T23:59:59+05:00 ", "2024-03-05"},
		{"2024-03-05 10:00", "2024-03-05"},
		{"05.03.2024", "2024-03-05"},
		{"05.03.2024, 10:00", "2024-03-05"},
		{"2024-02-30", ""},
		{"2024-3-5", ""},
		{"03/05/2024", ""},
		{"2024-03-055", ""},
		{"", ""},
	} {
		if got := parseDate(tt.in); got != tt.want {
			t.Errorf("parseDate(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, art := range Builtin()[:3] {
		f.Add([]byte(art.Text))
	}
	f.Add([]byte("\xff\xfe\x22\x04\x35\x04\x0a\x00"))
	f.Add(encode(codepages[1], "Қазақстан Республикасының әкімі"))
	f.Add([]byte("\x89PNG\r\n"))
	f.Fuzz(check)
}

func FuzzRecords(f *testing.F) {
	f.Add([]byte(`{"id":1,"title":"Т","published":"05.03.2024","text":"Мәтін"}` + "\n" + `{"html":"<p>Мәтін</p>"}`))
	f.Add([]byte(`{"id":"` + "\xd0" + `","text":"\ud800"}`))
	f.Add([]byte("{\n}"))
	f.Fuzz(func(t *testing.T, data []byte) { check(t, append([]byte(`{"id":`), data...)) })
}

// A line that derek wrote comes back to the letter, under every id that the text had.
func TestOwnLines(t *testing.T) {
	line := `{"id":" a.b ","url":" u","source":"s","title":"A  title","published":"2024-03-05","lang":"kk","script":"cyrl",` +
		`"text":"\n A\n\n title\r\n🎉 ","sentences":[],"mentions":[],"author":"B","sources":[{"id":"c","url":"v","source":"","title":"","published":"","author":"D"}]}`
	var got []Article
	for art, err := range Read(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(line + "\n")}) {
		if err != nil {
			t.Fatal(err)
		}
		art.Place = ""
		got = append(got, art)
	}
	text := "\n A\n\n title\r\n🎉 "
	want := []Article{
		{ID: " a.b ", URL: " u", Source: "s", Title: "A  title", Published: "2024-03-05", Author: "B", Text: text},
		{ID: "c", URL: "v", Author: "D", Text: text},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}
