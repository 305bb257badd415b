package ledger

import (
	"cmp"
	"time"
)

// A Range is the days between two, both included, as YYYY-MM-DD; "" is open.
type Range struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Days gives the days that a date of the contract may mean: YYYY-MM-DD, YYYY-MM, YYYY
// or "". Anything else gives the open range.
func Days(date string) Range {
	for _, f := range []struct {
		layout       string
		years, month int
		days         int
	}{{time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.Parse(f.layout, date); err == nil {
			last := t.AddDate(f.years, f.month, f.days).AddDate(0, 0, -1)
			return Range{t.Format(time.DateOnly), last.Format(time.DateOnly)}
		}
	}
	return Range{}
}

// known reports whether both ends are.
func (r Range) known() bool { return r.From != "" && r.To != "" }

// meets reports whether some day may lie in both.
func (r Range) meets(o Range) bool {
	return (r.To == "" || o.From == "" || o.From <= r.To) && (o.To == "" || r.From == "" || r.From <= o.To)
}

// and is the days that lie in both, if any do.
func (r Range) and(o Range) Range {
	out := Range{max(r.From, o.From), r.To}
	if r.To == "" || o.To != "" && o.To < r.To {
		out.To = o.To
	}
	return out
}

// later moves a day by some days; "" stays.
func later(day string, days int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// firstOf and lastOf take no notice of days that are not known.
func firstOf(a, b string) string {
	if a == "" || b == "" {
		return cmp.Or(a, b)
	}
	return min(a, b)
}

func lastOf(a, b string) string { return max(a, b) }
