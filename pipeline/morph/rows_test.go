package morph

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed50815598/derek/internal/kazakh"
)

// readTSV reads a table of testdata: comment lines, a header, rows.
func readTSV(tb testing.TB, name string) [][]string {
	tb.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	defer closeFile(tb, f)
	var rows [][]string
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		if line := sc.Text(); line != "" && !strings.HasPrefix(line, "#") {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	if err := sc.Err(); err != nil {
		tb.Fatal(err)
	}
	if len(rows) < 2 {
		tb.Fatalf("testdata/%s has no rows", name)
	}
	return rows[1:]
}

// knownMisses are the forms of the brief's rows that derek is known to get wrong.
func knownMisses(tb testing.TB) map[string]bool {
	tb.Helper()
	misses := map[string]bool{}
	data, err := os.ReadFile(filepath.Join("testdata", "known_misses.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			misses[line] = true
		}
	}
	return misses
}

// check fails for a miss that is not listed and for a listed one that is no more.
func check(t *testing.T, misses map[string]bool, form string, ok bool, complaint string) {
	t.Helper()
	switch {
	case !ok && !misses[form]:
		t.Error(complaint)
	case ok && misses[form]:
		t.Errorf("%s is no longer missed: take it off testdata/known_misses.txt", form)
	}
}

// rowChain reads an analysis of the brief: "PASS+PAST.3" and "P3+ABL *".
func rowChain(analysis string) []string {
	analysis = strings.TrimSpace(strings.TrimSuffix(analysis, "*"))
	if analysis == "-" {
		return nil
	}
	var tags []string
	for part := range strings.SplitSeq(analysis, "+") {
		tag, person, _ := strings.Cut(part, ".")
		tags = append(tags, tag)
		switch {
		case person == "3" && tag == "AOR":
			tags = append(tags, "S3")
		case person == "1S":
			tags = append(tags, "S1")
		case person == "1P":
			tags = append(tags, "PL1")
		}
	}
	return tags
}

func tagStrings(chain []Tag) []string {
	var tags []string
	for _, t := range chain {
		name := t.String()
		if t == S3 && len(tags) > 0 && tags[len(tags)-1] == "EVID" { // the brief leaves it out
			continue
		}
		tags = append(tags, name)
	}
	return tags
}

func TestBriefWords(t *testing.T) {
	an, misses := testAnalyzer(t), knownMisses(t)
	first := 0
	rows := readTSV(t, "words.tsv")
	for _, row := range rows {
		form, lemma, pos, want := kazakh.Lower(row[0]), kazakh.Lower(row[1]), row[2], rowChain(row[3])
		as := an.Analyze(form)
		if len(as) == 0 {
			t.Errorf("%s: no analysis", form)
			continue
		}
		if as[0].Lemma == lemma {
			first++
		} else {
			t.Logf("%s: the first lemma is %s %v, not %s", form, as[0].Lemma, as[0].Chain, lemma)
		}
		ok := slices.ContainsFunc(as, func(a Analysis) bool {
			if strings.Contains(row[3], "name") {
				return a.Lemma == lemma && a.Case() == DAT && !a.Has(P3)
			}
			return a.Lemma == lemma && (a.POS == Verb) == (pos == "V") && slices.Equal(tagStrings(a.Chain), want)
		})
		check(t, misses, form, ok, form+": no analysis "+lemma+" "+row[3])
	}
	t.Logf("%d of %d lemmas come first", first, len(rows))
	if first*100 < len(rows)*97 {
		t.Errorf("%d of %d lemmas come first, want 97 %%", first, len(rows))
	}
}

// derivedLemmas are the lemmas that a row of derived.tsv allows: "облыс(тық)" stands
// for облыс and облыстық, "2023 + жыл" for two words.
func derivedLemmas(cell string) []string {
	if stem, rest, ok := strings.Cut(cell, "("); ok {
		rest = strings.TrimSuffix(rest, ")")
		return []string{kazakh.Lower(stem), kazakh.Lower(stem + rest)}
	}
	parts := strings.Split(cell, " + ")
	last := kazakh.Lower(parts[len(parts)-1])
	return []string{last, strings.NewReplacer(".", ",", " ", "").Replace(last)}
}

func TestBriefDerived(t *testing.T) {
	an, misses := testAnalyzer(t), knownMisses(t)
	before := []string(nil)
	for _, row := range readTSV(t, "derived.tsv") {
		text, lemmas := row[0], derivedLemmas(row[1])
		var want []string
		for _, f := range strings.FieldsFunc(row[2], func(r rune) bool { return r == '+' || r == ' ' || r == '/' }) {
			if tag := tagByName[f]; tag != NoTag && tag != LYK {
				want = append(want, f)
			}
		}
		if strings.HasPrefix(row[2], "same") {
			want = before
		}
		before = want
		words := an.Words(text, tokenize(t, text))
		if last := len(words) - 1; strings.HasPrefix(words[last].Text, "-") { // the suffix of a quoted name
			words[last-2].Analyses = []Analysis{{Lemma: words[last-2].Form, Chain: words[last].Best().Chain}}
		}
		ok := slices.ContainsFunc(words, func(w Word) bool {
			return slices.ContainsFunc(w.Analyses, func(a Analysis) bool {
				return slices.Contains(lemmas, a.Lemma) && slices.Equal(tagStrings(a.Chain), want)
			})
		})
		var got []string
		for _, w := range words {
			got = append(got, w.Best().Lemma+" "+strings.Join(tagStrings(w.Best().Chain), "+"))
		}
		check(t, misses, text, ok, text+": got "+strings.Join(got, ", ")+", want "+row[1]+" "+strings.Join(want, "+"))
	}
}

// neverChain is the analysis that a row of never.tsv forbids: "*қара+PFV+ACC".
func neverChain(cell string) (stem string, chain []string) {
	parts := strings.Split(strings.Fields(strings.TrimPrefix(cell, "*"))[0], "+")
	return parts[0], parts[1:]
}

func TestBriefNever(t *testing.T) {
	an, misses := testAnalyzer(t), knownMisses(t)
	for _, row := range readTSV(t, "never.tsv") {
		form := kazakh.Lower(row[0])
		stem, chain := neverChain(row[1])
		got := an.Analyze(form)[0]
		ok := !slices.Equal(tagStrings(got.Chain), chain) || got.Lemma != stem && form[:got.Stem] != stem
		if form != "өткен" && form != "сайланбақ" {
			ok = ok && got.Lemma == form // each of the others is a word of its own
		}
		check(t, misses, form, ok, form+": read as "+got.Lemma+" "+strings.Join(tagStrings(got.Chain), "+"))
	}
}

// TestTraps holds the lists of section 3.8 of the brief: words that must stay whole
// and forms that must come apart.
func TestTraps(t *testing.T) {
	an := testAnalyzer(t)
	whole := `Қазақстан Дағыстан Астана Алматы Қарағанды Атырау Ақтау Семей Сырым Асылым Ерсін Айдана Жанар Нартай Қанатай
		Тілеуберді Құдайберді Құдайберген Еліберген Жұмаділда Сайлаубек кеңес облыс халық бірлік құрылтай сайлау мәжіліс сенат
		отбасы елбасы орындық жексенбі бүгін ертең келесі негізі себебі шілде тамыз қараша басқарма ұсыныс шешім білім жағдай
		маусым өндіріс кәсіпорын бойынша туралы арқылы сияқты үшін кейін дейін бері жанындағы құрамындағы атындағы жөніндегі
		тарапынан барысында кезінде аясында негізінде ретінде нәтижесінде мақсатында`
	for word := range strings.FieldsSeq(whole) {
		if got := an.Analyze(kazakh.Lower(word))[0]; got.Lemma != kazakh.Lower(word) || len(got.Chain) > 0 {
			t.Errorf("%s is read as %s %v", word, got.Lemma, got.Chain)
		}
	}
	for form, want := range map[string]string{
		"еліміздің": "ел P1P GEN", "облысындағылар": "облыс P3 LOC REL PL", "сайланғандығы": "сайла PASS PFV LYK P3",
		"сайланыппын": "сайла PASS EVID S1", "сайлаушылар": "сайлаушы PL", "кәсіпорны": "кәсіпорын P3",
		"сайланбай": "сайла PASS NEG CVA", "сайланғалы": "сайла PASS CVG", "сайланбас": "сайла PASS NFUT",
		"төрағамын": "төраға COP", "мектебіміз": "мектеп P1P", "министрлігінікі": "министрлік P3 KI",
		"болмайынша": "бол NEG UNL", "келісімен": "кел CVS", "айтпақшы": "айт INT",
	} {
		if !slices.ContainsFunc(an.Analyze(form), func(a Analysis) bool {
			return strings.TrimSpace(a.Lemma+" "+strings.Join(tagStrings(a.Chain), " ")) == want
		}) {
			t.Errorf("%s is not read as %s", form, want)
		}
	}
}

// TestVerbKeys holds the forms of one verb to one search key and its agent to another.
func TestVerbKeys(t *testing.T) {
	an := testAnalyzer(t)
	for form, want := range map[string]string{
		"сайлау": "сайла", "сайлауы": "сайла", "сайлауға": "сайла", "сайланды": "сайла", "сайлады": "сайла",
		"сайланбақ": "сайла", "сайланған": "сайла", "сайланып": "сайла", "сайланғандығы": "сайла",
		"сайлаушы": "сайлаушы", "сайлаушылардың": "сайлаушы", "басқарушысы": "басқарушы",
		"тағайындалуына": "тағайында", "оқиды": "оқы", "қояды": "қой", "тауып": "тап", "екінші": "екінші",
	} {
		if got := an.Stem(form); got != want {
			t.Errorf("%s: key %s, want %s", form, got, want)
		}
	}
}
