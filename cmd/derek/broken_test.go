package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/seed50815598/derek/internal/ingest"
)

// A breakage is a kind of input that gives no article, as a file or as a line among
// good ones.
type breakage struct {
	name    string
	content string
	make    func(path string) error // instead of content
}

func brokenFiles(folder string) []breakage {
	text := "Бүгін күн жылы болды, жаңбыр жауған жоқ.\n"
	kinds := []breakage{
		{name: "empty"},
		{name: "white space", content: " \n\t\r\n  \n"},
		{name: "UTF-16 cut off", content: "\xff\xfe\x25\x04\x30\x04\x31\x04\x30"},
		{name: "UTF-16 without its half", content: "\xff\xfe\x25\x04\x30\xd8\x31\x04\x30\x04"},
		{name: "PNG", content: "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"},
		{name: "JPEG", content: "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01"},
		{name: "PDF", content: "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\n\x00stream\n"},
		{name: "ELF", content: "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00"},
		{name: "zip that is none", content: "PK\x03\x04\x14\x00\x00\x00\x08\x00and then nothing\x00\x01"},
		{name: "gzip that is none", content: "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03and then nothing\x00\x01"},
		{name: "zeros", content: strings.Repeat("\x00", 300)},
		{name: "NUL in a text", content: text + "\x00\x00\x01\x02" + text},
		{name: "JSON array", content: "[{\"id\": \"1\", \"title\": \"no text\"}]\n"},
		{name: "JSON over lines", content: "{\n  \"id\": \"1\",\n  \"title\": \"no text\"\n}\n"},
		{name: "XML of unknown kind", content: "<?xml version=\"1.0\"?>\n<invoice><sum>12</sum></invoice>\n"},
		{name: "page without text", content: "<!DOCTYPE html><html><head><title></title></head><body><nav></nav></body></html>"},
		{name: "broken encoding", content: strings.Repeat("\x81\xfe\xff\x90 \xc3\x28\xa0\xa1 ", 30)},
		{name: "broken link", make: func(path string) error { return os.Symlink("nowhere", path) }},
		{name: "link to a folder", make: func(path string) error { return os.Symlink(folder, path) }},
		{name: "pipe", make: func(path string) error { return syscall.Mkfifo(path, 0o600) }},
	}
	if os.Geteuid() != 0 {
		kinds = append(kinds, breakage{name: "forbidden", make: func(path string) error { return os.WriteFile(path, []byte(text), 0) }})
	}
	return kinds
}

func brokenLines() []breakage {
	return []breakage{
		{name: "broken JSON", content: `{"id":"x","text":"Хабар`},
		{name: "no text", content: `{"id":"x","title":"Тақырып"}`},
		{name: "text of white space", content: `{"id":"x","text":" \n\t "}`},
		{name: "text of another type", content: `{"id":"x","text":17}`},
		{name: "list in a line", content: `[1,2,3]`},
		{name: "rest of a line", content: `"text":"Хабар"}`},
		{name: "page without text in a record", content: `{"id":"x","html":"<html><body><nav></nav></body></html>"}`},
	}
}

// mess writes good articles and broken inputs into a folder: all broken files, with
// good ones beside them, and files of records in which every tenth line is broken or
// so. It returns where what is broken stands, and the kind of it.
func mess(t *testing.T, dir string, good, broken int) (places map[string]string) {
	t.Helper()
	elsewhere := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	places = map[string]string{}
	files, lines := brokenFiles(elsewhere), brokenLines()
	n := 0
	for ; n < broken/2; n++ {
		kind := files[n%len(files)]
		path := filepath.Join(dir, fmt.Sprintf("file%04d.txt", n))
		if kind.make != nil {
			must(kind.make(path))
		} else {
			must(os.WriteFile(path, []byte(kind.content), 0o600))
		}
		places[path] = kind.name
	}
	made := 0
	article := func() string {
		made++
		return fmt.Sprintf("Хабар %d. Бүгін күн жылы болды.", made)
	}
	for i := range good / 20 {
		must(os.WriteFile(filepath.Join(dir, fmt.Sprintf("good%04d.txt", i)), []byte(article()), 0o600))
	}
	for file := 0; made < good; file++ {
		path := filepath.Join(dir, fmt.Sprintf("lines%04d.jsonl", file))
		var b bytes.Buffer
		for line := 1; line <= 100 && made < good; line++ {
			if line > 1 && line%18 == 0 && n < broken {
				kind := lines[n%len(lines)]
				fmt.Fprintln(&b, kind.content)
				places[fmt.Sprintf("%s:%d", path, line)] = kind.name
				n++
				continue
			}
			text := article()
			fmt.Fprintf(&b, `{"id":"r%d","text":%q}`+"\n", made, text)
		}
		must(os.WriteFile(path, b.Bytes(), 0o600))
	}
	if len(places) != broken {
		t.Fatalf("made %d broken inputs, want %d", len(places), broken)
	}
	return places
}

// listed reads what derek archive failures --json prints: reason by place.
func listed(t *testing.T, dir string) map[string]string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"archive", "failures", "--archive", dir, "--json"}, nil, &stdout, &stderr); code != exitDone {
		t.Fatalf("exit code %d, %s", code, &stderr)
	}
	reasons := map[string]string{}
	for line := range strings.Lines(stdout.String()) {
		var f struct{ Place, Stage, Reason, First, Last string }
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if f.Stage == "" || f.Reason == "" || f.First == "" || f.Last == "" || reasons[f.Place] != "" {
			t.Errorf("got failure %+v", f)
		}
		reasons[f.Place] = f.Reason
	}
	return reasons
}

// 1,000 broken inputs of many kinds among 10,000 good ones: all that is good goes in,
// all that is broken is listed with place and reason, the exit code is 1, and what is
// mended goes in later. The short form has a tenth of that.
func TestBrokenInputs(t *testing.T) {
	good, broken := 1_000, 100
	if full() {
		good, broken = 10_000, 1_000
	}
	folder, dir := t.TempDir(), filepath.Join(t.TempDir(), "news")
	places := mess(t, folder, good, broken)
	kinds := map[string]string{} // a reason by kind
	ingested := func(args ...string) (status, int) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), append([]string{"ingest", "--archive", dir, "--json"}, args...), nil, &stdout, &stderr)
		lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
		var s status
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &s); err != nil {
			t.Fatalf("%q, %s: %v", lines[len(lines)-1], &stderr, err)
		}
		return s, code
	}

	s, code := ingested(folder)
	if code != exitFailed || s.State != "partly" || s.Read != good || s.New != good || s.Failed != broken {
		t.Errorf("exit code %d, %+v", code, s)
	}
	reasons := map[string]string{}
	for place, reason := range listed(t, dir) {
		if file := ingest.FileOf(place); places[file] != "" { // a whole file failed at its first line
			place = file
		}
		reasons[place] = reason
	}
	for place, kind := range places {
		if kinds[kind] = reasons[place]; reasons[place] == "" {
			t.Errorf("%s: %s is not listed", place, kind)
		}
	}
	for place, reason := range reasons {
		if places[place] == "" {
			t.Errorf("listed although it is good: %s: %s", place, reason)
		}
	}
	if len(kinds) < 15 {
		t.Errorf("got %d kinds, want 15", len(kinds))
	}
	for kind, reason := range kinds {
		t.Logf("%-30s %s", kind, reason)
	}

	// Again, only what failed is read, and it fails again.
	s, code = ingested("--retry", "failed")
	if code != exitFailed || s.Failed != broken || s.New > 0 || s.Read > good-good/20 {
		t.Errorf("retry: exit code %d, %+v", code, s)
	}
	// Mended, everything goes in, and no failure is left.
	for place := range places {
		path, line, _ := strings.Cut(place, ".jsonl:")
		if line != "" {
			path += ".jsonl"
		}
		if err := os.Remove(path); err != nil && line == "" {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("Бұл мәтін түзетілді: "+filepath.Base(path)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, code = ingested("--retry", "failed")
	if code != exitDone || s.State != "done" || s.Failed != 0 {
		t.Errorf("mended: exit code %d, %+v", code, s)
	}
	for place, reason := range listed(t, dir) {
		t.Errorf("mended, and still listed: %s: %s", place, reason)
	}
}
