package web

import (
	"cmp"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/desk"
)

// Columns are a chart of counts per month or, over a long time, per year. Coordinates
// are of a box of 1000 by 100 that is stretched to the page; what is written stands
// around it.
type columns struct {
	Bars        []column
	First, Last string
	Most        int
	Yearly      bool
}

type column struct {
	X, Y, W, H string
	Label      string // month or year
	Count      int
	Address    string // that narrows to it, "" for none
	From, To   string
}

// widest is the width of a column where there are few.
const widest = 125

// maxMonths is how many months stand side by side before years do.
const maxMonths = 120

// columnsOf draws counts per month (YYYY-MM, in order); nil for none. address is nil
// for columns that lead nowhere.
func columnsOf(months []desk.Count, address func(from, to string) string) *columns {
	months = slices.DeleteFunc(slices.Clone(months), func(c desk.Count) bool { return len(c.Name) < len("2006-01") })
	if len(months) == 0 {
		return nil
	}
	slices.SortFunc(months, func(a, b desk.Count) int { return cmp.Compare(a.Name, b.Name) })
	first, last := monthNumber(months[0].Name), monthNumber(months[len(months)-1].Name)
	c := &columns{Yearly: last-first >= maxMonths}
	at := monthNumber
	if c.Yearly {
		at = func(month string) int { return monthNumber(month) / 12 }
	}
	first, last = at(months[0].Name), at(months[len(months)-1].Name)
	if last-first > 10*maxMonths { // a year out of all order would leave nothing to see
		first = last - 10*maxMonths
	}
	counts := make([]int, last-first+1)
	for _, m := range months {
		if i := at(m.Name) - first; i >= 0 {
			counts[i] += m.Count
		}
	}
	c.Most = slices.Max(counts)
	wide := min(1000/float64(len(counts)), widest)
	for i, n := range counts {
		if n == 0 {
			continue
		}
		label := c.label(first + i)
		high := max(2, 100*float64(n)/float64(c.Most))
		bar := column{
			X: coordinate(wide * float64(i)), Y: coordinate(100 - high), W: coordinate(wide * 0.86), H: coordinate(high),
			Label: label, Count: n, From: label, To: label,
		}
		if address != nil {
			bar.Address = address(label, label)
		}
		c.Bars = append(c.Bars, bar)
	}
	c.First, c.Last = c.label(first), c.label(last)
	return c
}

func (c *columns) label(n int) string {
	if c.Yearly {
		return strconv.Itoa(n)
	}
	month := strconv.Itoa(n%12 + 1)
	if len(month) < 2 {
		month = "0" + month
	}
	return strconv.Itoa(n/12) + "-" + month
}

// monthNumber counts the months since the year 0 up to a day or month; 0 for none.
func monthNumber(day string) int {
	if len(day) < 4 {
		return 0
	}
	year, err := strconv.Atoi(day[:4])
	if err != nil {
		return 0
	}
	month := 1
	if len(day) >= 7 {
		if month, err = strconv.Atoi(day[5:7]); err != nil {
			return 0
		}
	}
	return 12*year + month - 1
}

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// A timeline is a picture of tenures, one below the other, on a common scale of years.
// Its measures are pixels.
type timeline struct {
	Width, Height, Base int // Base is where the years are written
	Rows                []stretch
	Years               []year
	More                int // tenures that have no day, or no room
}

type stretch struct {
	Top, Text      int
	X, W           string // that is sure
	MaybeX, MaybeW string // that is possible
	Label, Days    string
	Address        string
	TextX, OpenX   string
	Acting, Open   bool // Open: no end is known
	End            bool // the text ends at TextX
}

type year struct {
	X    string
	Name string
}

// Measures of a timeline.
const (
	timelineWidth = 960
	timelineRight = 44 // for the last year and an arrow
	stretchHeight = 34
	maxStretches  = 40
)

// timelineOf draws tenures; label and address say what stands at each. nil when none
// has a day.
func timelineOf(said texts, list []desk.Tenure, label func(*desk.Tenure) (name, address string)) *timeline {
	t := &timeline{Width: timelineWidth}
	var low, high float64
	spans := make([][4]float64, 0, len(list))
	for i := range list {
		s := spanOf(&list[i])
		spans = append(spans, s)
		if s[0] == 0 {
			continue
		}
		if low == 0 || s[0] < low {
			low = s[0]
		}
		high = max(high, s[3])
	}
	if low == 0 {
		return nil
	}
	from, to := float64(int(low)), float64(int(high)+1)
	scale := float64(t.Width-10-timelineRight) / (to - from)
	x := func(y float64) float64 { return 10 + (y-from)*scale }
	for i := range list {
		s := spans[i]
		if s[0] == 0 || len(t.Rows) == maxStretches {
			t.More++
			continue
		}
		name, address := label(&list[i])
		top := 4 + len(t.Rows)*stretchHeight
		row := stretch{
			Top: top + 17, Text: top + 12, X: coordinate(x(s[1])), W: coordinate(max(3, x(s[2])-x(s[1]))),
			MaybeX: coordinate(x(s[0])), MaybeW: coordinate(max(3, x(s[3])-x(s[0]))), Label: shortened(name), Days: days(said, &list[i]), Address: address,
			TextX: coordinate(x(s[0])), OpenX: coordinate(min(x(s[3])+3, float64(t.Width-26))), Acting: list[i].Acting, Open: list[i].End.Basis == "open",
		}
		wide := row.wide()
		if row.End = x(s[0]) > float64(t.Width)/2 || x(s[0])+wide > float64(t.Width); row.End {
			row.TextX = coordinate(max(x(s[3]), min(wide, float64(t.Width))))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Base = 4 + len(t.Rows)*stretchHeight + 16
	t.Height = t.Base + 6
	step := 1
	for ; (to-from)/float64(step) > 12; step *= 2 {
	}
	for y := int(from); y <= int(to); y += step {
		t.Years = append(t.Years, year{coordinate(x(float64(y))), strconv.Itoa(y)})
	}
	return t
}

// maxLabel is what fits beside a bar at either end of the picture, in code points.
const maxLabel = 60

func shortened(label string) string {
	if runes := []rune(label); len(runes) > maxLabel {
		return string(runes[:maxLabel-1]) + "…"
	}
	return label
}

// wide is about how wide what is written at a bar is.
func (s *stretch) wide() float64 {
	const letter, smallLetter = 8.2, 6.8
	return letter*float64(utf8.RuneCountInString(s.Label)+1) + smallLetter*float64(utf8.RuneCountInString(s.Days))
}

// spanOf gives the first possible, first sure, last sure and last possible day of a
// tenure as years; all 0 when no day is known.
func spanOf(t *desk.Tenure) [4]float64 {
	var sure []float64
	for _, day := range []string{t.Start.To, t.Start.Date, t.FirstSeen, t.LastSeen, t.End.From, t.End.Date} {
		if y := yearsOf(day); y > 0 {
			sure = append(sure, y)
		}
	}
	if len(sure) == 0 {
		// Of somebody who had gone by a day, that day is all that is known.
		y := cmp.Or(yearsOf(t.End.To), yearsOf(t.Start.From))
		return [4]float64{y, y, y, y}
	}
	a, b := slices.Min(sure), slices.Max(sure)
	if y := yearsOf(t.Start.Date); y > 0 {
		a = y
	}
	if y := yearsOf(t.End.Date); y > 0 {
		b = max(a, y)
	}
	first, last := a, b
	if y := yearsOf(t.Start.From); y > 0 {
		first = min(a, y)
	}
	if y := yearsOf(t.End.To); y > 0 {
		last = max(b, y)
	}
	return [4]float64{first, a, b, last}
}

// yearsOf is a day as a number of years, 0 for none.
func yearsOf(day string) float64 {
	n := monthNumber(day)
	if n == 0 {
		return 0
	}
	y := float64(n) / 12
	if len(day) >= 10 {
		if d, err := strconv.Atoi(day[8:10]); err == nil {
			y += float64(d-1) / 372
		}
	}
	return y
}

// days writes the beginning and end of a tenure as they are known, in the words of a
// language.
func days(said texts, t *desk.Tenure) string {
	line := bound(said, t.Start, t.FirstSeen) + " – " + bound(said, t.End, "")
	if t.End.Basis == "open" && t.LastSeen != "" && t.LastSeen != t.FirstSeen {
		line += ", " + said.fill("tenure.seen", t.LastSeen)
	}
	return line
}

// bound writes one end: a stated day, the day until which it must have been, or when
// the holder was seen first.
func bound(said texts, l desk.Limit, seen string) string {
	switch {
	case l.Date != "":
		return l.Date
	case l.To != "":
		return said.fill("tenure.by", l.To)
	case seen != "":
		return said.fill("tenure.by", seen)
	}
	return "…"
}
