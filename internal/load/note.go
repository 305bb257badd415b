package load

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"strings"
	"time"

	"github.com/seed50815598/derek/internal/machine"
)

// A Note is a report for the record: what was asked, where, and of what.
type Note struct {
	Date     string        // YYYY-MM-DD
	Machine  string        // of the readers; that of the server too, where it is the same
	Go       string        // of the readers, like Commit
	Commit   string        // the program was built from
	Readers  int           // at a time
	Every    time.Duration // between two questions of a reader
	Articles int           // of the archive
	Report   *Report
}

// NewNote says when and where a report was made, with the options of Run.
func NewNote(day time.Time, o Options, r *Report) Note {
	o = o.usual()
	return Note{
		Date: day.Format(time.DateOnly), Machine: machine.Name(), Go: runtime.Version(), Commit: machine.Commit(),
		Readers: o.Readers, Every: o.Every, Articles: r.Articles, Report: r,
	}
}

// A kindNote is how one kind of question went, in milliseconds and bytes.
type kindNote struct {
	Name   string  `json:"name"`
	Asked  int     `json:"asked"`
	Failed int     `json:"failed"`
	P50    float64 `json:"p50_ms"`
	P95    float64 `json:"p95_ms"`
	P99    float64 `json:"p99_ms"`
	Max    float64 `json:"max_ms"`
	Bytes  int64   `json:"bytes"` // of all answers
}

// JSON gives the note with times in milliseconds and memory in bytes.
func (n *Note) JSON() ([]byte, error) {
	r := n.Report
	kinds := make([]kindNote, 0, len(r.Kinds))
	for _, k := range r.Kinds {
		kinds = append(kinds, kindNote{k.Name, k.Asked, k.Failed, ms(k.P50), ms(k.P95), ms(k.P99), ms(k.Max), k.Bytes})
	}
	data, err := json.MarshalIndent(struct {
		Date     string     `json:"date"`
		Machine  string     `json:"machine"`
		Go       string     `json:"go"`
		Commit   string     `json:"commit"`
		Readers  int        `json:"readers"`
		Every    float64    `json:"every_ms"`
		Took     float64    `json:"took_ms"`
		Articles int        `json:"articles"`
		Kinds    []kindNote `json:"kinds"`
		CPU      float64    `json:"server_cpu_ms"`
		Before   float64    `json:"server_memory_before"`
		Half     float64    `json:"server_memory_half"`
		After    float64    `json:"server_memory_after"`
		Errors   []string   `json:"errors,omitempty"`
	}{
		n.Date, n.Machine, n.Go, n.Commit, n.Readers, ms(n.Every), ms(r.Took), n.Articles, kinds, ms(r.CPU),
		r.MemoryBefore, r.MemoryHalf, r.MemoryAfter, r.Errors,
	}, "", "  ")
	return append(data, '\n'), err
}

// Markdown gives the note as a table.
func (n *Note) Markdown() string {
	r := n.Report
	var out strings.Builder
	fmt.Fprintf(&out, "# Load, %s\n\nMachine: %s; %s; commit %s; %d readers, one question every %v each, for %.0f s; %d articles.\n\n",
		n.Date, n.Machine, n.Go, n.Commit, n.Readers, n.Every, r.Took.Seconds(), n.Articles)
	out.WriteString("| question | asked | failed | p50 ms | p95 ms | p99 ms | max ms | KB each |\n|---|---|---|---|---|---|---|---|\n")
	for _, k := range r.Kinds {
		fmt.Fprintf(&out, "| %s | %d | %d | %.1f | %.1f | %.1f | %.1f | %.1f |\n",
			k.Name, k.Asked, k.Failed, ms(k.P50), ms(k.P95), ms(k.P99), ms(k.Max), float64(k.Bytes)/float64(max(1, k.Asked))/1024)
	}
	fmt.Fprintf(&out, "\nServer: %.1f s of processor time; memory %.0f MB before, %.0f MB at half, %.0f MB after.\n",
		r.CPU.Seconds(), mb(r.MemoryBefore), mb(r.MemoryHalf), mb(r.MemoryAfter))
	return out.String()
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func mb(bytes float64) float64 { return math.Round(bytes / (1 << 20)) }
