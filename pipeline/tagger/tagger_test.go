package tagger

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

func load(tb testing.TB) *lexicon.Lexicon {
	tb.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return lex
}

func words(tb testing.TB, lex *lexicon.Lexicon, text string) []morph.Word {
	tb.Helper()
	return morph.New(lex).Words(text, token.New(lex).Tokenize(text))
}

func builtinTagger(tb testing.TB) *Tagger {
	tb.Helper()
	m, err := Builtin()
	if err != nil {
		tb.Fatal(err)
	}
	return New(load(tb), m)
}

// The sentences are ours; the model has not seen them.
func TestBuiltinModel(t *testing.T) {
	tg := builtinTagger(t)
	for _, c := range []struct {
		text, class, span string
		hints             []Hint
	}{
		{"Кездесуге Айгүл Сейтқалиева қатысты.", "PERSON", "Айгүл Сейтқалиева", nil},
		{"Ол Қазақстанда тұрады.", "GPE", "Қазақстанда", nil},
		{"Бұл туралы Қаржы министрлігі хабарлады.", "ORGANISATION", "Қаржы министрлігі", nil},
		{"Бүгін Премьер-министр жаңа мектепті аралады.", "POSITION", "Премьер-министр", nil},
		{"Ол 2019 жылы оқуға түсті.", "DATE", "2019 жылы", nil},
	} {
		ws := words(t, load(t), c.text)
		var got []string
		for _, s := range tg.Tag(ws, c.hints) {
			if s.Score <= 0 || s.Score > 1 {
				t.Errorf("%s: %v has a probability out of range", c.text, s)
			}
			got = append(got, s.Class+" "+c.text[ws[s.First].Start:ws[s.Last-1].End])
		}
		if want := c.class + " " + c.span; !strings.Contains(strings.Join(got, "|"), want) {
			t.Errorf("%s: got %q, want %q", c.text, got, want)
		}
	}
}

// A word found again in the memo must vote as it did when it was new.
func TestMemoChangesNothing(t *testing.T) {
	tg := builtinTagger(t)
	ws := words(t, load(t), "Алматы қаласының әкімі Ерболат Досаев «Хабар» телеарнасына сұхбат берді.")
	first := tg.Tag(ws, nil)
	if len(first) == 0 {
		t.Fatal("nothing found")
	}
	for range 3 {
		if again := tg.Tag(ws, nil); !reflect.DeepEqual(first, again) {
			t.Errorf("first %v, then %v", first, again)
		}
	}
}

// The same letters read in another alphabet have other analyses, and so another record.
func TestRecordsTellAnalysesApart(t *testing.T) {
	tg := builtinTagger(t)
	w := words(t, load(t), "Ән")[0]
	other := w
	other.Analyses = append([]morph.Analysis{{Lemma: "h", POS: morph.Latin, Stem: len(w.Form)}}, w.Analyses...)
	if a, b := tg.record(&w).best, tg.record(&other).best; a.POS == morph.Latin || b.POS != morph.Latin {
		t.Errorf("the record of %v is that of %v", b, a)
	}
}

func TestHintsOutOfRange(t *testing.T) {
	tg := builtinTagger(t)
	ws := words(t, load(t), "Әкім келді.")
	plain := tg.Tag(ws, nil)
	wrong := []Hint{{First: -1, Last: 1, Kind: Org}, {First: 2, Last: 2, Kind: Title}, {First: 0, Last: 99, Kind: Title}}
	if got := tg.Tag(ws, wrong); !reflect.DeepEqual(got, plain) {
		t.Errorf("hints that do not fit changed %v to %v", plain, got)
	}
	if got := tg.Tag(nil, wrong); got != nil {
		t.Errorf("no words gave %v", got)
	}
}

// fewSamples is a small training set of our own.
func fewSamples(t *testing.T) []Sample {
	t.Helper()
	const iob = `AID1 O
Серік B-PERSON
Оспанов I-PERSON
Алматыға B-GPE
келді O

BID1 O
Серік B-PERSON
Алматыда B-GPE
тұрады O

Бүгін B-DATE
екі B-CARDINAL
адам O
келді O
`
	lex := load(t)
	var samples []Sample
	for s, err := range ReadIOB(strings.NewReader(iob)) {
		if err != nil {
			t.Fatal(err)
		}
		ws := words(t, lex, strings.Join(s.Tokens, " "))
		samples = append(samples, Sample{Words: ws, Labels: s.Labels, Group: s.Group()})
	}
	return samples
}

func TestTrainIsDeterministicAndLearns(t *testing.T) {
	lex, samples := load(t), fewSamples(t)
	var files [2][]byte
	for i := range files {
		var err error
		if files[i], err = Train(lex, samples, Options{Epochs: 30, Data: "three\nsentences"}).MarshalBinary(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two trainings gave two models")
	}
	m, err := ReadModel(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if m.Data != "three sentences" || m.Lexicon != lex.Version() || m.Version() == "" {
		t.Errorf("head: %q, %q, %q", m.Data, m.Lexicon, m.Version())
	}
	tg := New(lex, m)
	want := [][]string{
		{"B-PERSON", "I-PERSON", "B-GPE", "O"},
		{"B-PERSON", "B-GPE", "O"},
		{"B-DATE", "O", "O", "O"}, // numbers are learnt, but not given
	}
	for i, s := range samples {
		if got := tg.Predict(s.Words, nil); !reflect.DeepEqual(got, want[i]) {
			t.Errorf("sentence %d: got %v, want %v", i, got, want[i])
		}
	}
}

func TestFoldsKeepVariantsTogether(t *testing.T) {
	samples := fewSamples(t)
	if samples[0].Group != samples[1].Group || samples[0].Group == samples[2].Group {
		t.Errorf("groups %q, %q, %q", samples[0].Group, samples[1].Group, samples[2].Group)
	}
	found := CrossValidate(load(t), samples, 2, Options{Epochs: 2})
	for i, s := range samples {
		if len(found[i]) != len(s.Labels) {
			t.Errorf("sentence %d has %d labels, want %d", i, len(found[i]), len(s.Labels))
		}
	}
}

func TestReadModelRefuses(t *testing.T) {
	whole := append([]byte(nil), builtin...)
	at := func(i int) []byte {
		b := append([]byte(nil), whole...)
		b[i] ^= 0x40
		return b
	}
	for name, file := range map[string][]byte{
		"empty": nil, "another file": []byte("PNG\n"), "head only": []byte(magic),
		"cut off": whole[:len(whole)/2], "one bit": at(len(whole) / 2), "checksum": at(len(whole) - 6),
	} {
		if _, err := ReadModel(file); !errors.Is(err, ErrModel) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestBuiltinIsWhatItsLicenceAsks(t *testing.T) {
	m, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.Data, "KazNERD") || !strings.Contains(m.Licence, "CC BY 4.0") {
		t.Errorf("the built-in model does not name its data: %q, %q", m.Data, m.Licence)
	}
	if size := len(builtin); size > 8<<20 {
		t.Errorf("the built-in model takes %d bytes, at most 8 MB are allowed", size)
	}
	again, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := ReadModel(again); err != nil || !reflect.DeepEqual(n.votes, m.votes) || !reflect.DeepEqual(n.steps, m.steps) {
		t.Errorf("written and read again the model is another one (error %v)", err)
	}
}

// The sums over all paths by dynamic programming must be those of trying them all.
func TestLatticeAgainstBruteForce(t *testing.T) {
	l := labelSet{[]string{"A", "B"}}
	const n = 3
	var lat lattice
	lat.reset(l, n)
	for k := range lat.step {
		lat.step[k] = math.Exp(math.Sin(float64(k + 1)))
	}
	emit := func(i, y int) float64 { return math.Cos(float64(3*i + 5*y)) }
	for i := range n {
		lat.score(i, 0, 1, func(y int) float64 { return emit(i, y) })
	}
	lat.run()
	total, marginal := 0.0, [n][16]float64{}
	span := 0.0 // of class B over all three tokens
	eachPath(l, n, func(ys []uint8) {
		p := 1.0
		for i, y := range ys {
			p *= math.Exp(emit(i, int(y)))
			if i > 0 {
				p *= lat.step[l.transition(ys[i-1], y)]
			}
		}
		total += p
		for i, y := range ys {
			marginal[i][y] += p
		}
		if reflect.DeepEqual(l.spansByClass(ys), []Span{{First: 0, Last: 3, Class: "B"}}) {
			span += p
		}
	})
	for i := range n {
		for y := range l.count() {
			if got, want := lat.probability(i, uint8(y)), marginal[i][y]/total; math.Abs(got-want) > 1e-9 {
				t.Errorf("token %d label %d: %g, want %g", i, y, got, want)
			}
		}
	}
	if got := lat.spanProbability(0, 3, 1); math.Abs(got-span/total) > 1e-9 {
		t.Errorf("span: %g, want %g", got, span/total)
	}
}

// spansByClass gives the spans of a path, whatever their class.
func (l labelSet) spansByClass(ys []uint8) []Span {
	var spans []Span
	first := 0
	for i, y := range ys {
		if y == 0 {
			continue
		}
		if p := partOf(y); p == begin || p == single {
			first = i
		}
		if p := partOf(y); p == last || p == single {
			spans = append(spans, Span{First: first, Last: i + 1, Class: l.classes[classOf(y)]})
		}
	}
	return spans
}

// eachPath calls f with every sequence of n labels that makes whole spans.
func eachPath(l labelSet, n int, f func([]uint8)) {
	ys := make([]uint8, n)
	open := func(y uint8) bool { return y > 0 && (partOf(y) == begin || partOf(y) == inner) }
	var walk func(int)
	walk = func(i int) {
		if i == n {
			if !open(ys[n-1]) {
				f(ys)
			}
			return
		}
		for y := range uint8(l.count()) {
			goesOn := y > 0 && (partOf(y) == inner || partOf(y) == last)
			was := i > 0 && open(ys[i-1])
			if goesOn != was || was && classOf(ys[i-1]) != classOf(y) {
				continue
			}
			ys[i] = y
			walk(i + 1)
		}
	}
	walk(0)
}

func TestScores(t *testing.T) {
	gold := [][]string{{"B-GPE", "O", "B-PERSON", "I-PERSON"}, {"B-CARDINAL", "B-DATE"}}
	found := [][]string{{"B-LOCATION", "O", "B-PERSON", "O"}, {"O", "B-DATE"}}
	scores := Scores(gold, found)
	all := scores[len(scores)-1]
	if all != (Score{Class: "all", Right: 2, Gold: 3, Found: 3}) {
		t.Errorf("all: %+v", all)
	}
	if table := Table(scores); !strings.Contains(table, "GPE+LOCATION   100.00") {
		t.Errorf("a place of the other class is right too:\n%s", table)
	}
}
