package growth

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func sample() Report {
	at := func(n int, cpu time.Duration) Size {
		return Size{
			Articles: n, Text: int64(n) * 3000,
			Ingest: Cost{Wall: cpu / 2, CPU: cpu, Peak: Memory{All: 300e6, Own: 200e6, Mapped: 120e6}}, Bare: Cost{Wall: cpu / 4, CPU: cpu / 2, Peak: Memory{All: 100e6}},
			Record: int64(n) * 3000, Index: int64(n) * 6000,
			Rest: Latency{Searches: 10, P50: 2 * time.Millisecond, P99: 30 * time.Millisecond, Kinds: map[string]Quantiles{"term": {P50: time.Millisecond}}},
		}
	}
	return NewReport(time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), 2, []Size{at(1000, 4*time.Second), at(2000, 10*time.Second)})
}

func TestMarkdown(t *testing.T) {
	text := sample().Markdown()
	for _, want := range []string{
		"# Growth, 2026-01-02\n",
		"| articles | 1000 | 2000 |\n",
		"| ingest to bleve alone (by processor) | 2.00 (2.00) | 2.00 (2.00) |\n",
		"| processor time per article, ms | 4.00 | 5.00 |\n",
		"| … to that of the first size | 1.00 | 1.25 |\n",
		"| peak memory of ingest, MB (own; mapped files) | 300 (200; 120) | 300 (200; 120) |\n",
		"| both | 3.00 | 3.00 |\n",
		"| search at rest, p50 / p99 ms | 2.0 / 30.0 | 2.0 / 30.0 |\n",
		"| … term: at rest; during ingest | 1.0 / 0.0; 0.0 / 0.0 |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestJSON(t *testing.T) {
	data, err := sample().JSON()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Sizes []struct {
			Articles int
			Ingest   map[string]float64
		}
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Sizes) != 2 || got.Sizes[1].Articles != 2000 || got.Sizes[1].Ingest["cpu_ms"] != 10_000 {
		t.Errorf("got %+v", got)
	}
}

func TestMemory(t *testing.T) {
	var peak Memory
	for _, status := range []string{
		"Name:\tderek\nVmHWM:\t     900 kB\nRssAnon:\t     300 kB\nRssFile:\t      70 kB\nThreads:\t9\n",
		"VmHWM:\t     900 kB\nRssAnon:\t     200 kB\nRssFile:\t     500 kB\n",
		"", // of a process that has ended
	} {
		peak.raise(status)
	}
	if want := (Memory{All: 900 << 10, Own: 300 << 10, Mapped: 500 << 10}); peak != want {
		t.Errorf("got %+v, want %+v", peak, want)
	}
}

func TestQuantiles(t *testing.T) {
	var list []time.Duration
	for i := range 100 {
		list = append(list, time.Duration(99-i))
	}
	if got := quantiles(list); got != (Quantiles{50, 99}) {
		t.Errorf("got %v", got)
	}
	if got := quantiles(nil); got != (Quantiles{}) {
		t.Errorf("of nothing: got %v", got)
	}
}

// A file that has several names takes its space once.
func TestDisk(t *testing.T) {
	r := &run{folder: t.TempDir()}
	for _, folder := range []string{"archive/index/a/work/store", "archive/index/a/gen-1/store"} {
		if err := os.MkdirAll(r.path(folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"archive/derek.db", "archive/index/a/work/store/1.zap", "archive/index/a/gen-1/other"} {
		if err := os.WriteFile(r.path(file), []byte("12345"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(r.path("archive/index/a/work/store/1.zap"), r.path("archive/index/a/gen-1/store/1.zap")); err != nil {
		t.Skip("no hard links here")
	}
	if err := r.disk(); err != nil {
		t.Fatal(err)
	}
	if r.size.Record != 5 || r.size.Index != 10 {
		t.Errorf("record %d, index %d, want 5 and 10", r.size.Record, r.size.Index)
	}
	if err := emptyFolder(filepath.Join(r.folder, "archive")); err == nil {
		t.Error("a folder that is not empty is taken")
	}
}
