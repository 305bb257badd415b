package growth

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/seed50815598/derek/internal/machine"
)

// A Report is what was measured, where and of what.
type Report struct {
	Date    string // YYYY-MM-DD
	Machine string
	Go      string
	Commit  string
	Workers int
	Sizes   []Size
}

// NewReport says where the sizes were measured.
func NewReport(day time.Time, workers int, sizes []Size) Report {
	return Report{
		Date: day.Format(time.DateOnly), Machine: machine.Name(),
		Go: runtime.Version(), Commit: machine.Commit(), Workers: workers, Sizes: sizes,
	}
}

// JSON gives the report with durations in milliseconds and sizes in bytes.
func (r Report) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	return append(data, '\n'), err
}

// MarshalJSON writes milliseconds.
func (c Cost) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]float64{
		"wall_ms": ms(c.Wall), "cpu_ms": ms(c.CPU),
		"peak_bytes": float64(c.Peak.All), "peak_own_bytes": float64(c.Peak.Own), "peak_mapped_bytes": float64(c.Peak.Mapped),
	})
}

// MarshalJSON writes milliseconds.
func (q Quantiles) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]float64{"p50_ms": ms(q.P50), "p99_ms": ms(q.P99)})
}

// MarshalJSON writes milliseconds.
func (l Latency) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"searches": l.Searches, "p50_ms": ms(l.P50), "p99_ms": ms(l.P99), "kinds": l.Kinds})
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// A row of the table: what it is and its value at a size.
type row struct {
	name  string
	value func(s, first Size) string
}

var rows = []row{
	{"text, MB", func(s, _ Size) string { return fmt.Sprintf("%.1f", mb(s.Text)) }},
	{"ingest, s (processor s)", func(s, _ Size) string { return seconds(s.Ingest) }},
	{"bleve alone, s (processor s)", func(s, _ Size) string { return seconds(s.Bare) }},
	{"ingest to bleve alone (by processor)", func(s, _ Size) string {
		return fmt.Sprintf("%.2f (%.2f)", over(s.Ingest.Wall, s.Bare.Wall), over(s.Ingest.CPU, s.Bare.CPU))
	}},
	{"articles/s", func(s, _ Size) string { return fmt.Sprintf("%.0f", float64(s.Articles)/s.Ingest.Wall.Seconds()) }},
	{"processor time per article, ms", func(s, _ Size) string { return fmt.Sprintf("%.2f", perArticle(s)) }},
	{"… to that of the first size", func(s, first Size) string { return fmt.Sprintf("%.2f", perArticle(s)/perArticle(first)) }},
	{"peak memory of ingest, MB (own; mapped files)", func(s, _ Size) string {
		peak := s.Ingest.Peak
		return fmt.Sprintf("%.0f (%.0f; %.0f)", mb(peak.All), mb(peak.Own), mb(peak.Mapped))
	}},
	{"record, MB per MB of text", func(s, _ Size) string { return fmt.Sprintf("%.2f", mb(s.Record)/mb(s.Text)) }},
	{"index, MB per MB of text", func(s, _ Size) string { return fmt.Sprintf("%.2f", mb(s.Index)/mb(s.Text)) }},
	{"both", func(s, _ Size) string { return fmt.Sprintf("%.2f", mb(s.Record+s.Index)/mb(s.Text)) }},
	{"search at rest, p50 / p99 ms", func(s, _ Size) string { return span(s.Rest.P50, s.Rest.P99) }},
	{"search during ingest, p50 / p99 ms", func(s, _ Size) string { return span(s.Busy.P50, s.Busy.P99) }},
}

func mb(n int64) float64                    { return float64(n) / 1e6 }
func seconds(c Cost) string                 { return fmt.Sprintf("%.1f (%.1f)", c.Wall.Seconds(), c.CPU.Seconds()) }
func over(one, other time.Duration) float64 { return one.Seconds() / other.Seconds() }
func perArticle(s Size) float64             { return ms(s.Ingest.CPU) / float64(s.Articles) }
func span(low, high time.Duration) string   { return fmt.Sprintf("%.1f / %.1f", ms(low), ms(high)) }

// Markdown gives the report as a table, sizes side by side.
func (r Report) Markdown() string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Growth, %s\n\nMachine: %s; %s; commit %s; %d workers, as many submitters of the bare index.\n\n",
		r.Date, r.Machine, r.Go, r.Commit, r.Workers)
	out.WriteString("| articles |")
	for _, s := range r.Sizes {
		fmt.Fprintf(&out, " %d |", s.Articles)
	}
	out.WriteString("\n|---|" + strings.Repeat("---|", len(r.Sizes)) + "\n")
	for _, row := range rows {
		fmt.Fprintf(&out, "| %s |", row.name)
		for _, s := range r.Sizes {
			fmt.Fprintf(&out, " %s |", row.value(s, r.Sizes[0]))
		}
		out.WriteString("\n")
	}
	for _, k := range kinds {
		fmt.Fprintf(&out, "| … %s: at rest; during ingest |", k.name)
		for _, s := range r.Sizes {
			rest, busy := s.Rest.Kinds[k.name], s.Busy.Kinds[k.name]
			fmt.Fprintf(&out, " %s; %s |", span(rest.P50, rest.P99), span(busy.P50, busy.P99))
		}
		out.WriteString("\n")
	}
	return out.String()
}
