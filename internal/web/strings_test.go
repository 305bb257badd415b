package web

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/internal/export"
	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/internal/search"
)

// Every text is there in every language, once, in order, with the same places for
// values; and every text is used.
func TestStrings(t *testing.T) {
	rows := rowsOf(stringTable)
	var keys []string
	for _, row := range rows {
		keys = append(keys, row[0])
		for i, said := range row[1:] {
			if said == "" || said != strings.TrimSpace(said) {
				t.Errorf("%s: %q in %s", row[0], said, tongues[i])
			}
			if got, want := strings.Count(said, "%s"), strings.Count(row[1], "%s"); got != want {
				t.Errorf("%s: %d values in %s, %d in %s", row[0], got, tongues[i], want, tongues[0])
			}
		}
		if !strings.HasPrefix(row[0], "tongue.") && strings.ContainsFunc(row[3], func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			t.Errorf("%s: %q is not English", row[0], row[3])
		}
	}
	if !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
		t.Error("the keys are not sorted, or one stands twice")
	}
	used := usedKeys(t)
	for _, key := range keys {
		kind, _, _ := strings.Cut(key, ".")
		if !used[key] && !used[kind+".*"] {
			t.Errorf("%s is never said", key)
		}
	}
	for key := range used {
		if _, ok := spoken()["kk"][key]; !ok && !strings.HasSuffix(key, ".*") {
			t.Errorf("%s has no text", key)
		}
	}
	if n := len(examples("kk")); n < 10 {
		t.Errorf("%d examples", n)
	}
}

// What failures say is told by their own texts, which must be those of the readers.
func TestFailures(t *testing.T) {
	names, err := filepath.Glob("../../corpus/*.go")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	var sources strings.Builder
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sources.Write(data)
	}
	n := 0
	for key, english := range spoken()["en"] {
		if reason, ok := strings.CutPrefix(key, "failure."); ok {
			n++
			if reason != english || !strings.Contains(sources.String(), strconv.Quote(reason)) {
				t.Errorf("no reader gives the reason %q", reason)
			}
		}
	}
	if got := spoken()["kk"].word("failure", "the file is empty"); n < 20 || got != "файл бос" {
		t.Errorf("%d reasons, %q", n, got)
	}
}

// Every reason of a contradiction and every mistake in a query is told in every language,
// with its values.
func TestReasons(t *testing.T) {
	for code, english := range ledger.Reasons() {
		for _, tongue := range tongues {
			if said := spoken()[tongue]["reason."+code]; strings.Count(said, "%s") != strings.Count(english, "%s") {
				t.Errorf("%s in %s: %q, in the ledger %q", code, tongue, said, english)
			}
		}
	}
	for code, english := range search.Mistakes() {
		for _, tongue := range tongues {
			if said := spoken()[tongue]["mistake."+code]; strings.Count(said, "%s") != strings.Count(english, "%s") {
				t.Errorf("%s in %s: %q, in the search %q", code, tongue, said, english)
			}
		}
	}
	if got := spoken()["ru"].tell("mistake.no_filter", []string{"%s", "b"}); got != "Такого фильтра нет: %s. Есть: b" {
		t.Errorf("got %q", got)
	}
	conflicts := []desk.Conflict{
		{Kind: "two_holders", Reason: "held_at_once", Values: []string{"A", "B"}, What: "A and B hold the post at the same time"},
		{Kind: "votes", Reason: "unheard_of", Values: []string{"3"}, What: "3 of something"},
	}
	views := conflictsOf(spoken()["ru"], conflicts, map[string]entry{"B": {"B", "/people/P-b"}})
	want := []entry{{}, {Name: "A"}, {Name: " и "}, {"B", "/people/P-b"}, {Name: " занимают должность одновременно"}}
	if !slices.Equal(views[0].Parts, want) || views[0].English != "" {
		t.Errorf("got %+v", views[0])
	}
	if views[1].English != "3 of something" || views[1].Parts != nil {
		t.Errorf("of no known reason: %+v", views[1])
	}
}

// Every format of exports has a name.
func TestFormatNames(t *testing.T) {
	for _, format := range append(export.Formats(), desk.DossierFormat) {
		if _, ok := spoken()["en"]["format."+format]; !ok {
			t.Errorf("%s has none", format)
		}
	}
}

// usedKeys are the keys that templates and code ask for; kind.* for those of values.
func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	var sources []string
	for _, pattern := range []string{"pages/*.html", "*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		sources = append(sources, names...)
	}
	used := map[string]bool{"type.*": true, "event.*": true, "language.*": true, "script.*": true} // kinds of statistics
	forms := []*regexp.Regexp{
		regexp.MustCompile(`\bt "([a-z_.]+)"`), regexp.MustCompile(`text\(r, "([a-z_.]+[a-z_])"`), regexp.MustCompile(`"(stats\.[a-z]+)", "`),
		regexp.MustCompile(`said\.fill\("([a-z_.]+)"`),
	}
	kinds := []*regexp.Regexp{
		regexp.MustCompile(`\bword "([a-z]+)"`), regexp.MustCompile(`word\(r, "([a-z]+)"`), regexp.MustCompile(`\(print "([a-z]+)\."`), regexp.MustCompile(`text\(r, "([a-z]+)\."\+`),
		regexp.MustCompile(`said\["([a-z]+)\."\+`), regexp.MustCompile(`said\.tell\("([a-z]+)\."\+`),
	}
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range forms {
			for _, m := range form.FindAllSubmatch(data, -1) {
				used[string(m[1])] = true
			}
		}
		for _, kind := range kinds {
			for _, m := range kind.FindAllSubmatch(data, -1) {
				used[string(m[1])+".*"] = true
			}
		}
	}
	return used
}

// What pages load is small, and says nothing of its own.
func TestAssets(t *testing.T) {
	err := fs.WalkDir(files, "pages", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(name)
		if strings.HasSuffix(name, ".js") && len(data) > 30_000 {
			t.Errorf("%s has %d bytes", name, len(data))
		}
		if strings.ContainsFunc(string(data), func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			t.Errorf("%s has words that belong into strings.tsv", name)
		}
		if regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<style|javascript:|https?://`).MatchString(strings.ReplaceAll(string(data), "http://www.w3.org/2000/svg", "")) {
			t.Errorf("%s has inline style or script, or leads elsewhere", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Everything that is read stands out from what it stands on, in both themes: at least
// 4.5 to 1 for text, 3 to 1 for marks and frames of fields.
func TestContrast(t *testing.T) {
	css, err := files.ReadFile("pages/style.css")
	if err != nil {
		t.Fatal(err)
	}
	colours := map[string][2]float64{}
	for _, m := range regexp.MustCompile(`--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`).FindAllStringSubmatch(string(css), -1) {
		colours[m[1]] = [2]float64{luminance(t, m[2]), luminance(t, m[3])}
	}
	if len(colours) < 14 {
		t.Fatalf("%d colours", len(colours))
	}
	for _, m := range regexp.MustCompile(`var\(--([a-z]+)\)`).FindAllStringSubmatch(string(css), -1) {
		if _, ok := colours[m[1]]; !ok {
			t.Errorf("there is no colour %s", m[1])
		}
	}
	needed := map[string]float64{"text": 4.5, "soft": 4.5, "link": 4.5, "bad": 4.5, "person": 4.5, "title": 4.5, "org": 4.5, "place": 4.5, "date": 4.5, "bar": 3}
	for name, least := range needed {
		for _, ground := range []string{"page", "card", "said"} {
			for theme, dark := range []string{"light", "dark"} {
				if got := contrast(colours[name][theme], colours[ground][theme]); got < least {
					t.Errorf("%s on %s, %s: %.2f, at least %.1f is needed", name, ground, dark, got, least)
				}
			}
		}
	}
	for theme := range 2 {
		if got := contrast(colours["text"][theme], colours["mark"][theme]); got < 4.5 {
			t.Errorf("a match: %.2f", got)
		}
		if got := contrast(colours["page"][theme], colours["link"][theme]); got < 4.5 {
			t.Errorf("a number: %.2f", got)
		}
	}
}

// luminance is the relative luminance of a colour as WCAG 2 defines it.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }
