package morph

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	an := testAnalyzer(t)
	for _, c := range []struct {
		text, word  string
		form, lemma string
		chain       string
		shape       Shape
		pos         POS
	}{
		{"Кеңестің төрағасы сайланды.", "төрағасы", "төрағасы", "төраға", "P3", Lower, Noun},
		{"Кеңестің төрағасы сайланды.", "Кеңестің", "кеңестің", "кеңес", "GEN", Title, Noun},
		{"Кеңестің төрағасы сайланды.", "сайланды", "сайланды", "сайла", "PASS PAST", Lower, Verb},
		{"ТҮРКІСТАН ОБЛЫСЫНДА жиын өтті", "ОБЛЫСЫНДА", "облысында", "облыс", "P3 LOC", Upper, Noun},
		{"Oblystyq máslıhattyń tóraǵasy", "máslıhattyń", "мәслихаттың", "мәслихат", "GEN", Lower, Noun},
		{"Aqtöbe oblystyq mäslihatynyñ törağasy sailandy", "sailandy", "сайланды", "сайла", "PASS PAST", Lower, Verb},
		{"ҚХА-ның кеңесі", "ҚХА-ның", "қха-ның", "қха", "GEN", Upper, Noun},
		{"мамырдың 15-інде өтті", "15-інде", "15-інде", "15", "P3 LOC", NoCase, Numeral},
		{"Жиында Twitter-дегі жазба айтылды", "Twitter-дегі", "туіттер-дегі", "twitter", "LOC REL", Title, Latin},
		{"Жиынға вице-министрдің өзі келді", "вице-министрдің", "вице-министрдің", "вице-министр", "GEN", Lower, Noun},
		{"бұл туралы айтылды", "туралы", "туралы", "туралы", "", Lower, Closed},
		{"маған жазды", "маған", "маған", "мен", "DAT", Lower, Closed},
		{"прокуратура области предъявила обвинение", "предъявила", "предъявила", "предъявила", "", Lower, Russian},
		{"Қасым-Жомарт Тоқаев", "Қасым-Жомарт", "қасым-жомарт", "қасым-жомарт", "", Title, Noun},
		{"Нұр Отан және КСРО", "КСРО", "ксро", "ксро", "", Upper, Noun},
	} {
		for _, w := range an.Words(c.text, tokenize(t, c.text)) {
			if w.Text != c.word {
				continue
			}
			best := w.Best()
			got := []any{w.Form, best.Lemma, strings.Join(tagStrings(best.Chain), " "), w.Shape, best.POS}
			want := []any{c.form, c.lemma, c.chain, c.shape, c.pos}
			if d := cmp.Diff(got, want); d != "" {
				t.Errorf("%s in %q (-got +want):\n%s", c.word, c.text, d)
			}
		}
	}
}

func TestWordQuestions(t *testing.T) {
	an := testAnalyzer(t)
	text := "кеңесінің төрағаларымыз Алматы ұлы"
	words := an.Words(text, tokenize(t, text))
	if w := words[0]; !w.HasCase(GEN) || w.Poss() != P3 || w.Plural() {
		t.Errorf("%s: case %v, possessive %v, plural %v", w.Text, w.Case(), w.Poss(), w.Plural())
	}
	if w := words[1]; w.Case() != NoTag || w.Poss() != P1P || !w.Plural() {
		t.Errorf("%s: case %v, possessive %v, plural %v", w.Text, w.Case(), w.Poss(), w.Plural())
	}
	if w := words[3]; !w.MayHave(P3) {
		t.Errorf("%s may be possessed", w.Text)
	}
	if got := (Word{}).Best(); got.Lemma != "" {
		t.Errorf("a word without analyses has the best one %v", got)
	}
}

func TestLongWord(t *testing.T) {
	an := testAnalyzer(t)
	long := strings.Repeat("сайлау", 1<<17)
	if got := an.Analyze(long); len(got) != 1 || got[0].Lemma != long {
		t.Errorf("a word of %d bytes has %d analyses", len(long), len(got))
	}
	if got := an.Stem(long); got != long {
		t.Error("a word of a megabyte has another stem")
	}
	for _, text := range []string{long, strings.Repeat("а-", 1<<19), strings.Repeat("q", 1<<20)} {
		toks := tokenize(t, text)
		an.NominativeWords(an.Words(text, toks), PersonName)
		an.Nominative(text, OrgName)
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := NewCache[int](someSlots)
	for i := range 4 * someSlots {
		c.Put(strings.Repeat("x", i%7)+string(rune('а'+i%30))+strings.Repeat("y", i/30%50)+string(rune(0x400+i%997)), i)
	}
	if len(c.slots) != someSlots {
		t.Errorf("%d places, want %d", len(c.slots), someSlots)
	}
	c.Put("key", 7)
	if got := c.Get("key"); got == nil || *got != 7 {
		t.Errorf("got %v for a key just put", got)
	}
	long := strings.Repeat("k", cacheLongest+1)
	c.Put(long, 1)
	if c.Get(long) != nil {
		t.Error("a key that is too long was kept")
	}
	if c.Clear(); c.Get("key") != nil {
		t.Error("a key was kept when all was dropped")
	}
}

// Strings that are met once do not drive out the one that is asked for again and again.
func TestCacheKeepsFrequent(t *testing.T) {
	c := NewCache[int](ways)
	c.Put("frequent", 1)
	for i := range 100 {
		if c.Get("frequent") == nil {
			t.Fatalf("gone after %d others", i)
		}
		c.Put("rare"+strings.Repeat("x", i%50)+string(rune('а'+i%30)), i)
	}
}

func TestConcurrentUse(t *testing.T) {
	an := testAnalyzer(t)
	toks := tokenize(t, sampleText)
	want := an.Words(sampleText, toks)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got := an.Words(sampleText, toks)
				for i := range got {
					if got[i].Best().Lemma != want[i].Best().Lemma {
						t.Errorf("%s: lemma %s, then %s", got[i].Text, want[i].Best().Lemma, got[i].Best().Lemma)
					}
				}
				an.Stem(got[0].Form)
				RussianStem("обязанности")
			}
		})
	}
	wg.Wait()
}

func FuzzAnalyze(f *testing.F) {
	for _, form := range []string{"сайланды", "қаласындағы", "оқиды", "вице-министрдің", "15-інде", "-", "a", "\xff\xd0", "ықыық", strings.Repeat("ыл", 32)} {
		f.Add(form)
	}
	an := testAnalyzer(f)
	f.Fuzz(func(t *testing.T, form string) {
		as := an.analyze(form)
		for _, a := range as {
			if a.Stem < 0 || a.Stem > len(form) {
				t.Errorf("%q: stem of %d bytes", form, a.Stem)
			}
			if a.Lemma == "" && form != "" && form[0] != '-' {
				t.Errorf("%q: empty lemma", form)
			}
		}
		if form != "" && len(as) == 0 {
			t.Errorf("%q: no analysis", form)
		}
		if a, b := an.Stem(form), an.Stem(form); a != b {
			t.Errorf("%q: stems %q and %q", form, a, b)
		}
	})
}
