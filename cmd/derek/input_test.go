package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/seed50815598/derek/pipeline"
)

// annotated reads the lines that extract prints.
func annotated(t *testing.T, lines []byte) (docs []pipeline.Document) {
	t.Helper()
	for line := range bytes.Lines(lines) {
		var doc pipeline.Document
		if err := json.Unmarshal(line, &doc); err != nil {
			t.Fatalf("%v in %.200s", err, line)
		}
		docs = append(docs, doc)
	}
	return docs
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const (
	good    = "Аудан әкімі Ерлан Сәдуақасов жиын өткізді.\n"
	russian = "Аким области Сергей Иванов провёл совещание.\n"
)

// badFiles stand between good ones in one folder.
func badFiles(t *testing.T) map[string]string {
	t.Helper()
	cp1251, err := charmap.Windows1251.NewEncoder().String(russian)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"01-good.txt":       good,
		"02-empty.txt":      "",
		"03-space.txt":      " \n\t\n",
		"04-image.png":      "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + strings.Repeat("\x00\x7f", 500),
		"05-image.txt":      "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
		"06-damaged.txt":    strings.Replace(good, "Ерлан", "Ерл\xffан", 1),
		"07-cp1251.txt":     cp1251,
		"08-lines.jsonl":    `{"id":"a","text":"Бірінші."}` + "\n" + `{"id":"b","text":"Екін` + "\n" + `{"id":"c","text":"Үш` + "\xd2" + `інші."}` + "\n" + `{"id":"d","text":"Төртінші."}`,
		"09-array.json":     `[{"id":"a","text":"Бірінші."}]`,
		"10-zeroes.txt":     strings.Repeat("\x00", 4096),
		"11-archive.zip":    "PK\x03\x04" + strings.Repeat("x", 100),
		"12-good.txt":       good,
		".13-hidden-is-not": "read",
	}
}

// badErrors is what is said about badFiles and a folder that is not there, in order.
var badErrors = []string{
	"02-empty.txt: the file is empty",
	"03-space.txt: the file holds nothing but white space",
	"04-image.png: a PNG image, not text",
	"05-image.txt: a PNG image, not text",
	"06-damaged.txt: broken UTF-8: some of its bytes are damaged (save it as UTF-8)",
	"08-lines.jsonl:2: broken JSON: unexpected end of JSON input (write one JSON object a line)",
	"08-lines.jsonl:3: broken UTF-8: some of its bytes are damaged (save it as UTF-8)",
	"09-array.json: a JSON array, not JSON lines (write one JSON object a line)",
	"10-zeroes.txt: binary data, not text",
	"11-archive.zip: damaged zip data (pack it again; what comes after the damage is not read)",
	"nowhere: no such file or folder (check the path)",
}

func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, badFiles(t))
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"extract", dir, filepath.Join(dir, "nowhere")}, nil, &stdout, &stderr)
	if code != exitFailed {
		t.Errorf("got exit code %d, want %d", code, exitFailed)
	}
	if diff := cmp.Diff(badErrors, skipped(stderr.String(), dir)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	texts := map[string]string{}
	for _, doc := range annotated(t, stdout.Bytes()) {
		texts[doc.ID] = doc.Text
	}
	want := map[string]string{"01-good": good, "07-cp1251": russian, "a": "Бірінші.", "d": "Төртінші.", "12-good": good}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("articles (-want +got):\n%s", diff)
	}
}

// What the others say is the same as without the bad ones.
func TestBadInputHarmsNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, badFiles(t))
	var alone, among, stderr bytes.Buffer
	run(t.Context(), []string{"extract", filepath.Join(dir, "12-good.txt")}, nil, &alone, &stderr)
	run(t.Context(), []string{"extract", dir}, nil, &among, io.Discard)
	if stderr.Len() > 0 || !strings.HasSuffix(among.String(), alone.String()) {
		t.Errorf("alone it is %s(%s), among others %s", &alone, &stderr, &among)
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("runs as root, to whom every file is readable")
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{"1.txt": good, "2.txt": good, "3.txt": good})
	if err := os.Chmod(filepath.Join(dir, "2.txt"), 0); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"extract", dir}, nil, &stdout, &stderr)
	want := []string{"2.txt: no permission to read it"}
	if diff := cmp.Diff(want, skipped(stderr.String(), dir)); code != exitFailed || diff != "" {
		t.Errorf("got exit code %d, errors (-want +got):\n%s", code, diff)
	}
	if docs := annotated(t, stdout.Bytes()); len(docs) != 2 {
		t.Errorf("got %d articles, want 2", len(docs))
	}
}

// skipped gives what the error lines say, without the folder; any other line stays
// whole and shows in a comparison.
func skipped(stderr, dir string) (all []string) {
	for line := range strings.Lines(stderr) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "derek: skipped: ")
		all = append(all, strings.TrimPrefix(line, dir+string(filepath.Separator)))
	}
	return all
}

// letters is an endless run of Kazakh words without a line feed.
type letters struct{ at int }

func (l *letters) Read(p []byte) (int, error) {
	const text = "қазақстан халқы "
	for i := range p {
		p[i] = text[(l.at+i)%len(text)]
	}
	l.at = (l.at + len(p)) % len(text)
	return len(p), nil
}

func TestEndlessLine(t *testing.T) {
	const size, limit = 200 << 20, 300 << 20
	before, after := `{"id":"before","text":"Бірінші."}`+"\n", `{"id":"after","text":"Соңғы."}`+"\n"
	line := func() io.Reader {
		return io.MultiReader(strings.NewReader(before+`{"id":"long","text":"`),
			io.LimitReader(new(letters), size), strings.NewReader(`"}`+"\n"+after))
	}
	for _, tt := range []struct {
		name  string
		args  []string
		stdin io.Reader
		want  string // the error
		found int    // articles
	}{
		{"line", []string{"extract"}, line(), "-:2: larger than 8388608 bytes", 2},
		{"line into an archive", []string{"ingest", "--archive", filepath.Join(t.TempDir(), "news"), "-"}, line(), "-:2: larger than 8388608 bytes", 1},
		{"text", []string{"extract"}, io.LimitReader(new(letters), size), "-: larger than 8388608 bytes", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			peak := heapPeak(t)
			code := run(ctx, tt.args, tt.stdin, &stdout, &stderr)
			if got := peak(); got > limit {
				t.Errorf("the heap grew to %d MB", got>>20)
			}
			got := skipped(stderr.String(), "")
			if code != exitFailed || len(got) != 1 || !strings.HasPrefix(got[0], tt.want) {
				t.Errorf("got exit code %d, errors %q, want %q", code, got, tt.want)
			}
			if n := strings.Count(stdout.String(), "\n"); n != tt.found {
				t.Errorf("got %d lines, want %d: %s", n, tt.found, &stdout)
			}
		})
	}
}

// heapPeak watches the size of the heap until the function that it returns is
// called, which gives the largest size in bytes.
func heapPeak(t *testing.T) func() uint64 {
	t.Helper()
	runtime.GC()
	var peak uint64
	var group sync.WaitGroup
	done := make(chan struct{})
	group.Go(func() {
		var stats runtime.MemStats
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			runtime.ReadMemStats(&stats)
			peak = max(peak, stats.HeapInuse)
			select {
			case <-tick.C:
			case <-done:
				tick.Stop()
				return
			}
		}
	})
	return func() uint64 {
		close(done)
		group.Wait()
		return peak
	}
}
