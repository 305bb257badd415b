package kazakh

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedDir finds the folder of measuring data, which is not part of the module:
// DEREK_SHARED, or a folder "shared" beside the module or one above it.
func sharedDir(tb testing.TB) string {
	tb.Helper()
	if dir := os.Getenv("DEREK_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		shared := filepath.Join(dir, "shared")
		if _, err := os.Stat(filepath.Join(shared, "kazakh.md")); err == nil {
			return shared
		}
	}
	tb.Skip("no measuring data: set DEREK_SHARED to run this test")
	return ""
}

// readTable reads a tab-separated file; '#' lines are comments.
func readTable(tb testing.TB, path string) [][]string {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		rows = append(rows, strings.Split(line, "\t"))
	}
	if len(rows) < 2 {
		tb.Fatalf("%s: no rows", path)
	}
	return rows
}

// A goldArticle is one article of the gold set as published, with its source.
type goldArticle struct {
	ID, Script string // Script as in gold.jsonl
	Text       string
	Source     string // what it was transliterated from, without markup
	Style      string // script column of the source: cyrl, latn-a, latn-b, arab, mixed
}

// goldArticles reads the shared gold set.
func goldArticles(tb testing.TB) []goldArticle {
	tb.Helper()
	dir := filepath.Join(sharedDir(tb), "data", "gold")
	sources := goldSources(tb, dir)
	f, err := os.Open(filepath.Join(dir, "gold.jsonl"))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var arts []goldArticle
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var g struct{ ID, Script string }
		if err := json.Unmarshal(in.Bytes(), &g); err != nil {
			tb.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "texts", g.ID+".txt"))
		if err != nil {
			tb.Fatal(err)
		}
		src := sources[g.ID]
		arts = append(arts, goldArticle{g.ID, g.Script, string(text), src.Source, src.Style})
	}
	if err := in.Err(); err != nil {
		tb.Fatal(err)
	}
	if len(arts) < 81 {
		tb.Fatalf("%d gold articles, want 81", len(arts))
	}
	return arts
}

func goldSources(tb testing.TB, dir string) map[string]goldArticle {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "src", "*.src"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("gold sources: %d files, %v", len(files), err)
	}
	m := map[string]goldArticle{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		for _, block := range strings.Split("\n"+string(data), "\n=== ")[1:] {
			head, rest, _ := strings.Cut(block, "\n")
			fields := strings.Split(head, "|")
			body, _, _ := strings.Cut(rest, "\n---")
			m[strings.TrimSpace(fields[0])] = goldArticle{
				Style: strings.TrimSpace(fields[1]), Source: strings.Trim(unmark(body), "\n") + "\n",
			}
		}
	}
	return m
}

// unmark takes {p1|…} markup off.
func unmark(s string) string {
	var out strings.Builder
	for s != "" {
		switch s[0] {
		case '{':
			_, s, _ = strings.Cut(s, "|")
		case '}':
			s = s[1:]
		default:
			out.WriteByte(s[0])
			s = s[1:]
		}
	}
	return out.String()
}
