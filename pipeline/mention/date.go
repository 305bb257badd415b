package mention

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// dateRules are tried at every free word; each returns how many words its date
// takes, 0 for none. Longer patterns stand first.
var dateRules = []struct {
	name  string
	match func(sc *scan, i int) (n int, d DateVal)
}{
	{"date-numeric", numericDate},       // 06.02.2024
	{"date-year-day-month", yearFirst},  // 2024 zhylghy 2 tamyzdaghy
	{"date-day-month", dayMonth},        // 5 qarashada
	{"date-russian", russianDate},       // 11 marta 2024 goda
	{"date-month-of-day", monthThenDay}, // nauryzdyng 19-y
	{"date-years", yearSpan},            // 1920-1925 zhyldary
	{"date-year", yearOnly},             // 1953 zhyly
	{"date-month", bareMonth},           // sauir aiynda
}

func findDates(sc *scan) {
	for i := 0; i < len(sc.words); i++ {
		if sc.owner[i] != none || sc.words[i].Kind != token.Number && sc.month(i) == 0 {
			continue // every date begins with a number or a month
		}
		for _, r := range dateRules {
			n, d := r.match(sc, i)
			if n == 0 || i+n > len(sc.words) || !sc.same(i, i+n-1) {
				continue
			}
			n += sc.dateTail(i+n, d)
			iso := sc.iso(d, i)
			sc.claim(Mention{Type: Date, First: i, Last: i + n, Head: i + n - 1, Lemma: iso, Canon: iso, Date: d, Rule: r.name})
			i += n - 1
			break
		}
	}
}

// dateTail counts the words after a date that belong to it: "21 tamyz |kuni|", "2019
// zhylghy qazan |aiynan|".
func (sc *scan) dateTail(i int, d DateVal) int {
	if d.Day > 0 && i < len(sc.words) && sc.same(i-1, i) && sc.cue(i) == "day" {
		return 1
	}
	if d.Day == 0 && d.Month > 0 && i < len(sc.words) && sc.same(i-1, i) && sc.cue(i) == "month" && sc.month(i-1) > 0 {
		return 1
	}
	return 0
}

// number returns the value of word i if it is a plain whole number, and the
// suffix written after it.
func (sc *scan) number(i int) (int, bool) {
	if i < 0 || i >= len(sc.words) || sc.words[i].Kind != token.Number {
		return 0, false
	}
	w := sc.words[i]
	text := w.Text[:w.Base-w.Start]
	n, err := strconv.Atoi(text)
	return n, err == nil && len(text) <= 4
}

func isYear(n int) bool { return n >= 1000 && n <= 2100 }

func isDay(n int) bool { return n >= 1 && n <= 31 }

// month returns the number of the month that word i names, 0 for none.
func (sc *scan) month(i int) int {
	if !sc.isWord(i) {
		return 0
	}
	return sc.known[i].month
}

func numericDate(sc *scan, i int) (int, DateVal) {
	if sc.words[i].Kind != token.Number {
		return 0, DateVal{}
	}
	w := sc.words[i]
	parts := strings.Split(w.Text[:w.Base-w.Start], ".")
	if len(parts) != 3 || len(parts[2]) != 4 {
		return 0, DateVal{}
	}
	d, err1 := strconv.Atoi(parts[0])
	m, err2 := strconv.Atoi(parts[1])
	y, err3 := strconv.Atoi(parts[2])
	if err1 != nil || err2 != nil || err3 != nil || !isDay(d) || m < 1 || m > 12 || !isYear(y) {
		return 0, DateVal{}
	}
	n := 1
	if sc.same(i, i+1) && sc.cue(i+1) == "year" {
		n++
	}
	return n, DateVal{Year: y, Month: m, Day: d}
}

// yearFirst: "2024 zhylghy 2 tamyz", "2023 zhyldyng 19 nauryzy", "2021 zhylghy
// sauir", "2023-zhylghy 15-nauryz", "2023 zhyly nauryzdyng 19-y".
func yearFirst(sc *scan, i int) (int, DateVal) {
	y, n := sc.yearAt(i)
	if n == 0 || sc.isYearSpan(i) {
		return 0, DateVal{}
	}
	if k, d := dayMonth(sc, i+n); k > 0 && d.Year == 0 && sc.same(i, i+n) {
		d.Year = y
		return n + k, d
	}
	if k, d := monthThenDay(sc, i+n); k > 0 && sc.same(i, i+n) {
		d.Year = y
		return n + k, d
	}
	if sc.same(i, i+n) {
		if m := sc.month(i + n); m > 0 {
			return n + 1, DateVal{Year: y, Month: m}
		}
	}
	return 0, DateVal{}
}

// yearAt reads "2024 zhylghy" or "2024-zhylghy" and returns the year and its
// number of words.
func (sc *scan) yearAt(i int) (year, words int) {
	if i >= len(sc.words) || sc.words[i].Kind != token.Number {
		return 0, 0
	}
	y, ok := sc.number(i)
	if !ok || !isYear(y) {
		return 0, 0
	}
	if n := sc.hyphen(i + 1); n > 0 && sc.isYearForm(i+2) { // 2023-zhylghy
		return y, 3
	}
	if sc.same(i, i+1) && sc.isWord(i+1) && sc.isYearForm(i+1) {
		return y, 2
	}
	return 0, 0
}

// isYearForm reports whether word i is a form of the noun for year.
func (sc *scan) isYearForm(i int) bool { return sc.facts(i).year }

// hyphen counts the tokens of a hyphen at word i that ties its neighbours together.
func (sc *scan) hyphen(i int) int {
	if sc.same(i-1, i+1) && sc.words[i].Text == "-" && sc.words[i-1].End == sc.words[i].Start && sc.words[i].End == sc.words[i+1].Start && sc.isWord(i+1) {
		return 1
	}
	return 0
}

func dayMonth(sc *scan, i int) (int, DateVal) {
	if i >= len(sc.words) {
		return 0, DateVal{}
	}
	d, ok := sc.number(i)
	if !ok || !isDay(d) {
		return 0, DateVal{}
	}
	at := i + 1 + sc.hyphen(i+1) // 15-nauryzda
	if !sc.same(i, at) {
		return 0, DateVal{}
	}
	m := sc.month(at)
	if m == 0 {
		return 0, DateVal{}
	}
	if y, n := sc.yearAt(at + 1); n > 0 && sc.same(i, at+1) {
		return at + 1 - i + n, DateVal{Year: y, Month: m, Day: d}
	}
	return at + 1 - i, DateVal{Month: m, Day: d}
}

// monthThenDay: "nauryzdyng 19-y(nda)".
func monthThenDay(sc *scan, i int) (int, DateVal) {
	m := sc.month(i)
	if m == 0 || !sc.same(i, i+1) || sc.form(i) == "" {
		return 0, DateVal{}
	}
	d, ok := sc.number(i + 1)
	if !ok || !isDay(d) || sc.words[i+1].Base == sc.words[i+1].End {
		return 0, DateVal{}
	}
	return 2, DateVal{Month: m, Day: d}
}

func russianDate(sc *scan, i int) (int, DateVal) {
	d, ok := sc.number(i)
	if !ok || !isDay(d) || !sc.same(i, i+1) {
		return 0, DateVal{}
	}
	m := sc.Finder.words.russianMonths[sc.form(i+1)]
	if m == 0 {
		return 0, DateVal{}
	}
	if y, n := sc.yearAt(i + 2); n > 0 && sc.same(i, i+2) {
		return 2 + n, DateVal{Year: y, Month: m, Day: d}
	}
	return 2, DateVal{Month: m, Day: d}
}

// isYearSpan reports whether word i is the second year of a span.
func (sc *scan) isYearSpan(i int) bool {
	_, ok := sc.number(i - 2)
	return ok && sc.same(i-2, i) && sc.words[i-1].Kind == token.Dash
}

// yearSpan: "1920-1925 zhyldary", written as one token or as three.
func yearSpan(sc *scan, i int) (int, DateVal) {
	if sc.words[i].Kind != token.Number {
		return 0, DateVal{}
	}
	if from, to, ok := splitYears(sc.words[i].Text); ok {
		if sc.same(i, i+1) && sc.isWord(i+1) && sc.isYearForm(i+1) {
			return 2, DateVal{Year: from, YearTo: to}
		}
		return 0, DateVal{}
	}
	from, ok1 := sc.number(i)
	to, ok2 := sc.number(i + 2)
	if !ok1 || !ok2 || !sc.same(i, i+3) || !isYear(from) || !isYear(to) || !isRangeMark(sc.words[i+1].Text) {
		return 0, DateVal{}
	}
	if sc.isWord(i+3) && sc.isYearForm(i+3) {
		return 4, DateVal{Year: from, YearTo: to}
	}
	return 0, DateVal{}
}

func isRangeMark(s string) bool { return s == "-" || s == "–" || s == "—" }

func splitYears(s string) (from, to int, ok bool) {
	for _, sep := range []string{"-", "–", "—"} {
		a, b, found := strings.Cut(s, sep)
		if !found {
			continue
		}
		from, err1 := strconv.Atoi(a)
		to, err2 := strconv.Atoi(b)
		return from, to, err1 == nil && err2 == nil && isYear(from) && isYear(to)
	}
	return 0, 0, false
}

func yearOnly(sc *scan, i int) (int, DateVal) {
	y, n := sc.yearAt(i)
	return n, DateVal{Year: y}
}

// bareMonth: a month by itself, only where the word cannot mean anything else:
// before "end of", "in the month", in the genitive before an edge noun, or in a
// case of time ("tamyzda") if the word means nothing but the month.
func bareMonth(sc *scan, i int) (int, DateVal) {
	m := sc.month(i)
	if m == 0 || !sc.same(i, i+1) {
		return 0, DateVal{}
	}
	if c := sc.words[i].Best().Case(); sc.onlyMonth(i) && (c == morph.LOC || c == morph.ABL || c == morph.DAT) {
		return 1, DateVal{Month: m}
	}
	switch sc.cue(i + 1) {
	case "month":
		return 2, DateVal{Month: m}
	case "edge":
		return 1, DateVal{Month: m}
	}
	for _, a := range sc.analysesOf(i + 1) {
		switch sc.Finder.words.entry(a.Lemma).cue {
		case "month":
			return 2, DateVal{Month: m}
		case "edge":
			return 1, DateVal{Month: m}
		}
	}
	return 0, DateVal{}
}

// onlyMonth reports whether the month word i has no other meaning.
func (sc *scan) onlyMonth(i int) bool {
	lemma := sc.words[i].Best().Lemma
	if sc.capital(i) && !sc.starts(i) {
		return false // the feast of Nauryz
	}
	_, only := sc.Finder.words.clearMonths[lemma]
	return only
}

func (sc *scan) analysesOf(i int) []morph.Analysis {
	if !sc.isWord(i) {
		return nil
	}
	return sc.analyses(i)
}

// iso writes a date; a missing year comes from the publication date: the nearest
// day in the past, or in the future if the sentence speaks of the future.
func (sc *scan) iso(d DateVal, at int) string {
	year := d.Year
	if year == 0 && d.Month > 0 {
		year = nearestYear(d, sc.text.Published, sc.future(at))
	}
	switch {
	case year == 0:
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", year, d.Month)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", year, d.Month, d.Day)
	}
}

// nearestYear picks the year that puts a month and day before (or, for the
// future, after) the publication date; 0 when that is not known. A result more
// than 300 days away is put on the other side.
func nearestYear(d DateVal, published string, future bool) int {
	if len(published) < 10 {
		return 0
	}
	y, err1 := strconv.Atoi(published[:4])
	m, err2 := strconv.Atoi(published[5:7])
	day, err3 := strconv.Atoi(published[8:10])
	if err1 != nil || err2 != nil || err3 != nil {
		return 0
	}
	diff := (d.Month-m)*31 + d.Day - day
	if d.Day == 0 {
		diff = (d.Month - m) * 31
	}
	switch {
	case future && diff < 0 && diff > -65: // "until 1 October" said on 12 October is past all the same
		return y
	case future && diff < 0:
		return y + 1
	case !future && diff > 300:
		return y - 1
	case !future && diff > 0 && diff < 300:
		return yearBefore(diff, y)
	default:
		return y
	}
}

// yearBefore decides a date later in the year than the publication: a near one
// lies ahead whatever the tense says, a far one lies in the year before.
func yearBefore(diff, year int) int {
	if diff <= 180 {
		return year
	}
	return year - 1
}

// future reports whether the finite verb of the sentence of word i speaks of the
// future or of a plan.
func (sc *scan) future(i int) bool {
	s := sc.text.Sentences[sc.sentence[i]]
	for j := s.Last - 1; j >= i; j-- {
		if !sc.isWord(j) {
			continue
		}
		a := sc.words[j].Best()
		if a.POS != morph.Verb {
			continue
		}
		return a.Has(morph.AOR) || a.Has(morph.INT) || a.Has(morph.IMP3) || a.Has(morph.HAB)
	}
	return false
}
