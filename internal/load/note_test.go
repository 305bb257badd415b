package load

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestNote(t *testing.T) {
	r := &Report{
		Kinds: []Kind{
			{Name: "all", Asked: 4, P50: 2 * time.Millisecond, P95: 150 * time.Millisecond, P99: time.Second, Max: time.Second, Bytes: 8 << 10},
			{Name: "search", Asked: 3, Failed: 1, P50: time.Millisecond},
		},
		Errors: []string{"/x: status 503"}, Took: time.Minute, Articles: 50_000, CPU: 3 * time.Second, MemoryBefore: 100 << 20, MemoryHalf: 110 << 20, MemoryAfter: 120 << 20,
	}
	n := NewNote(time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), Options{Readers: 50}, r)
	text := n.Markdown()
	for _, want := range []string{
		"# Load, 2026-01-02\n", "; 50 readers, one question every 1s each, for 60 s; 50000 articles.\n",
		"| all | 4 | 0 | 2.0 | 150.0 | 1000.0 | 1000.0 | 2.0 |\n", "| search | 3 | 1 |",
		"Server: 3.0 s of processor time; memory 100 MB before, 110 MB at half, 120 MB after.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	data, err := n.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Readers, Articles int
		Machine, Commit   string
		Kinds             []struct {
			Name string
			P95  float64 `json:"p95_ms"`
		}
		After float64 `json:"server_memory_after"`
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Readers != 50 || got.Articles != 50_000 || got.Machine == "" || got.Commit == "" || len(got.Kinds) != 2 || got.Kinds[0].P95 != 150 || got.After != 120<<20 {
		t.Errorf("got %+v", got)
	}
}
