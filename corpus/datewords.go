package corpus

import (
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// dateWords are the words that the date line of an article is made of, by key, so that
// they are known in every script.
type dateWords struct {
	months map[string]time.Month
	days   map[string]int  // today, yesterday: days from the day on which the page was got
	other  map[string]bool // days of the week, "year", "published"
}

var loadDateWords = sync.OnceValue(func() *dateWords {
	w := &dateWords{months: map[string]time.Month{}, days: map[string]int{}, other: map[string]bool{}}
	lex, err := lexicon.Default()
	if err != nil {
		return w // the tables are part of the program and their tests say what is wrong
	}
	for _, table := range []string{"months", "ru_months"} {
		for _, row := range lex.Table(table).Rows {
			if n, err := strconv.Atoi(row.Get("number")); err == nil {
				w.months[kazakh.Key(row.Key)] = time.Month(n)
			}
		}
	}
	for m := time.January; m <= time.December; m++ {
		w.months[kazakh.Key(m.String())] = m
	}
	for _, row := range lex.Table("relative_days").Rows {
		if n, err := strconv.Atoi(row.Get("offset")); err == nil && row.Get("unit") == "day" && !strings.Contains(row.Key, " ") {
			w.days[kazakh.Key(row.Key)] = n
		}
	}
	for _, row := range lex.Table("weekdays").Rows {
		w.other[kazakh.Key(row.Key)] = true
	}
	for _, row := range lex.Table("noise").Rows {
		switch row.Get("kind") {
		case "date":
			for word := range strings.FieldsSeq(strings.Trim(row.Key, ":.")) {
				w.other[kazakh.Key(word)] = true
			}
		case "today":
			w.days[kazakh.Key(row.Key)] = 0
		case "yesterday":
			w.days[kazakh.Key(row.Key)] = -1
		}
	}
	return w
})

// month knows whole names and what is left of one before a full stop.
func (w *dateWords) month(key string, cut bool) time.Month {
	if m, ok := w.months[key]; ok {
		return m
	}
	if !cut || len(key) < 3 {
		return 0
	}
	var found time.Month
	for name, m := range w.months {
		if strings.HasPrefix(name, key) {
			if found != 0 && found != m {
				return 0
			}
			found = m
		}
	}
	return found
}

// A dateReader reads one line as a date.
type dateReader struct {
	*dateWords
	today            string // YYYY-MM-DD, "" when unknown
	year, day        int
	month            time.Month
	relative, timely bool
	offset           int
}

// readDateLine reads a line that says nothing but a date or a time of day, in words or in
// numbers, and reports whether it is one. The day is "" when the line does not tell it:
// "14:05", "today" and "22 November" need to know on which day the page was got, and today
// is that day or "".
func readDateLine(s, today string) (day string, ok bool) {
	if len(s) > maxDateLine {
		return "", false
	}
	r := dateReader{dateWords: loadDateWords(), today: today}
	if !r.read(s) {
		return "", false
	}
	return r.result()
}

const maxDateLine = 160 // bytes

// read takes all words and numbers of a line and reports whether all belong to a date.
func (r *dateReader) read(s string) bool {
	for s != "" {
		first, size := firstRune(s)
		switch {
		case unicode.IsDigit(first):
			n := runLen(s, func(c rune) bool { return unicode.IsDigit(c) || strings.ContainsRune(".:/-", c) })
			if !r.number(strings.TrimRight(s[:n], ".:/-")) {
				return false
			}
			s = s[n:]
		case unicode.IsLetter(first):
			n := runLen(s, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsMark(c) })
			if !r.word(s[:n], strings.HasPrefix(s[n:], ".")) {
				return false
			}
			s = s[n:]
		default:
			s = s[size:]
		}
	}
	return true
}

func firstRune(s string) (rune, int) {
	for _, r := range s {
		return r, len(string(r))
	}
	return 0, 0
}

// runLen is the number of bytes of the runes at the head of s that in accepts.
func runLen(s string, in func(rune) bool) int {
	if n := strings.IndexFunc(s, func(r rune) bool { return !in(r) }); n >= 0 {
		return n
	}
	return len(s)
}

func (r *dateReader) word(word string, cut bool) bool {
	key := kazakh.Key(word)
	if m := r.dateWords.month(key, cut); m != 0 {
		again := r.month != 0
		r.month = m
		return !again
	}
	if n, ok := r.days[key]; ok {
		r.relative, r.offset = true, n
		return true
	}
	return r.other[key] || key == "t" || key == "z" // as in 2026-11-22T14:05Z
}

// number reads what is written in digits: a day, a year, a time of day, a whole date.
func (r *dateReader) number(s string) bool {
	s = asciiDigits(s)
	if strings.Contains(s, ":") {
		r.timely = true
		return len(s) <= len("14:05:06")
	}
	parts := strings.FieldsFunc(s, func(c rune) bool { return c < '0' || c > '9' })
	var n [3]int
	if len(parts) > 3 || len(parts) == 2 {
		return false
	}
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil || len(p) > 4 {
			return false
		}
	}
	switch {
	case len(parts) == 3 && len(parts[0]) == 4 && len(parts[1]) == 2 && len(parts[2]) == 2:
		return r.whole(n[0], n[1], n[2])
	case len(parts) == 3 && len(parts[2]) == 2 && strings.Contains(s, "."):
		return r.whole(2000+n[2], n[1], n[0])
	case len(parts) == 3 && strings.Contains(s, "/") && n[0] <= 12 && n[1] <= 12 && n[0] != n[1]:
		return false // which one is the month?
	case len(parts) == 3 && len(parts[2]) == 4:
		return r.whole(n[2], n[1], n[0])
	case len(parts[0]) == 4 && r.year == 0:
		r.year = n[0]
	case len(parts[0]) <= 2 && r.day == 0:
		r.day = n[0]
	default:
		return false
	}
	return true
}

func (r *dateReader) whole(year, month, day int) bool {
	if r.year != 0 || r.month != 0 || r.day != 0 || month < 1 || month > 12 {
		return false
	}
	r.year, r.month, r.day = year, time.Month(month), day
	return true
}

// asciiDigits rewrites the digits of other scripts.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x660 && r <= 0x669:
			return r - 0x660 + '0'
		case r >= 0x6f0 && r <= 0x6f9:
			return r - 0x6f0 + '0'
		}
		return r
	}, s)
}

// result puts together what was read.
func (r *dateReader) result() (day string, ok bool) {
	today, err := time.Parse(time.DateOnly, r.today)
	known := err == nil
	switch {
	case r.day > 0 && r.month > 0 && r.year > 0 && r.relative:
		return "", true // today's date in the head of a page
	case r.day > 0 && r.month > 0 && r.year > 0:
		return validDay(r.year, r.month, r.day)
	case r.day > 0 && r.month > 0:
		if !known {
			return "", true
		}
		day, ok := validDay(today.Year(), r.month, r.day)
		if day > r.today { // a page cannot be got before it is written
			return validDay(today.Year()-1, r.month, r.day)
		}
		return day, ok
	case r.day > 0 || r.month > 0 || r.year > 0:
		return "", false
	case !r.relative && !r.timely:
		return "", false // words alone
	case r.relative && known:
		return today.AddDate(0, 0, r.offset).Format(time.DateOnly), true
	}
	return "", true
}

// validDay refuses the 31st of February and years in which there was no page.
func validDay(year int, month time.Month, day int) (string, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if year < 1900 || year > 2199 || t.Day() != day {
		return "", false
	}
	return t.Format(time.DateOnly), true
}
