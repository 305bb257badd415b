package evaluate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/pipeline"
)

// The expected numbers of these tests are those that the reference scorers in
// Python give for the same (made-up) data.

func near(got, want float64) bool { return math.Abs(got-want) < 1e-12 }

func readSentences(t *testing.T, file string) []EventSentence {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // opened for reading
	all, err := ReadEventSentences(f)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEventSentences(t *testing.T) {
	gold := readSentences(t, "testdata/sentences.gold.jsonl")
	predicted := readSentences(t, "testdata/sentences.predicted.jsonl")
	got, err := EventSentences(gold, predicted)
	if err != nil {
		t.Fatal(err)
	}
	want := SentenceReport{
		Type: Count{4, 3, 1}, TypePerson: Count{4, 3, 1},
		Attributes: []Attribute{
			{"person", Accuracy{4, 4}},
			{"post", Accuracy{3, 4}},
			{"org", Accuracy{4, 4}},
			{"place", Accuracy{4, 4}},
			{"date", Accuracy{3, 4}},
			{"modality", Accuracy{3, 4}},
		},
		PostHead: Accuracy{3, 3},
		Recall: []Attribute{
			{"appointed", Accuracy{1, 1}},
			{"dismissed", Accuracy{1, 1}},
			{"elected", Accuracy{1, 1}},
			{"nominated", Accuracy{1, 1}},
			{"resigned", Accuracy{0, 1}},
		},
		FalseAlarms: Accuracy{1, 2},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	if p, r, f := got.Type.Precision(), got.Type.Recall(), got.Type.F1(); !near(p, 4.0/7) || !near(r, 0.8) || !near(f, 2.0/3) {
		t.Errorf("got P %v R %v F1 %v", p, r, f)
	}
	if text := got.Text(); !strings.Contains(text, "false alarms on sentences without events: 1 of 2\n") {
		t.Errorf("got text\n%s", text)
	}
}

func TestEventSentencesRefuses(t *testing.T) {
	if _, err := EventSentences(nil, nil); err == nil {
		t.Error("no gold must be an error")
	}
	for _, data := range []string{"{", `{"sent_id":"a"}` + "\n\n" + `{"sent_id":"a"}`} {
		if _, err := ReadEventSentences(strings.NewReader(data)); err == nil || !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%q: got error %v, want one with its line", data, err)
		}
	}
}

func TestSentenceEventsOfADocument(t *testing.T) {
	got := SentenceEvents(Document(sampleGold(t)[0]))
	p := func(s string) *string { return &s }
	want := []SentenceEvent{
		{
			Type: "elected", Person: p("Серік Ахметов"), Post: p("төраға"), Org: p("«Жастар» одағы кеңесі"),
			Date: p("2024-03-04"), Modality: p("asserted"),
		},
		{Type: "resigned", Person: p("Асан Үсенов"), Post: p("әкім"), Place: p("Талас ауданы"), Modality: p("asserted")},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestStem(t *testing.T) {
	forms, err := os.ReadFile("testdata/forms.tsv")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Stem(bytes.NewReader(forms), func(form string) string {
		if form == "қолдар" {
			return "қолд"
		}
		r := []rune(form)
		return string(r[:min(3, len(r))])
	})
	if err != nil {
		t.Fatal(err)
	}
	want := StemScore{
		Groups: 5, Forms: 9, UI: 0.125, OI: 2.0 / 7, SW: 16.0 / 7,
		OneKey: Accuracy{3, 5}, Pure: Accuracy{3, 5}, SameKey: Accuracy{1, 5}, PairF1: 14.0 / 23,
	}
	near := cmp.Comparer(near)
	if diff := cmp.Diff(got, want, near); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	text := "groups 5 forms 9 UI 0.1250 OI 285.714e-3 SW 2.2857 one_key 0.600 pure 0.600 same_key_acc 0.200 pairF1 0.609\n"
	if got.Text() != text {
		t.Errorf("got %q, want %q", got.Text(), text)
	}
}

func TestStemRefuses(t *testing.T) {
	for _, data := range []string{"", "бала\n"} {
		if _, err := Stem(strings.NewReader(data), strings.ToLower); err == nil {
			t.Errorf("%q: want an error", data)
		}
	}
}

func TestNames(t *testing.T) {
	const data = "PERSON\tАбайдың\tАбай\tGEN\tx\nPERSON\tАбайға\tАбай\tDAT\tx\nORGANISATION\tСенаттың\tСенат\tGEN\tx\n"
	got, err := Names(strings.NewReader(data), func(_, surface string) string { return strings.TrimSuffix(surface, "дың") })
	if err != nil {
		t.Fatal(err)
	}
	want := NameScore{
		All:   Accuracy{1, 3},
		Types: []Attribute{{"ORGANISATION", Accuracy{0, 1}}, {"PERSON", Accuracy{1, 2}}},
		Cases: []Attribute{{"DAT", Accuracy{0, 1}}, {"GEN", Accuracy{1, 2}}},
		Wrong: []NameMiss{
			{2, "PERSON", "Абайға", "DAT", "Абайға", "Абай"},
			{3, "ORGANISATION", "Сенаттың", "GEN", "Сенаттың", "Сенат"},
		},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	if text := got.Text(); !strings.HasPrefix(text, "names         right  of  share\nall               1   3  0.333\n") {
		t.Errorf("got text\n%s", text)
	}
}

// cutSpaces cuts tokens at spaces and sentences after full stops.
func cutSpaces(text string) (sentences, tokens []pipeline.Span) {
	start, sentence, pos := 0, 0, 0
	for i, r := range text {
		last := i+utf8.RuneLen(r) == len(text)
		if r == ' ' || last {
			end := pos
			if last {
				end++
			}
			tokens = append(tokens, pipeline.Span{Start: start, End: end})
			start = pos + 1
		}
		if r == '.' {
			sentences = append(sentences, pipeline.Span{Start: sentence, End: pos + 1})
			sentence = pos + 2
		}
		pos++
	}
	return sentences, tokens
}

func TestTokens(t *testing.T) {
	const data = `{"text":"Ол ж. Абай келді.","tokens":[[0,2,"ол","PRON"],[3,5,"ж.","X"],[6,10,"Абай","PROPN"],[11,16,"кел","VERB"],[16,17,".","PUNCT"]]}` + "\n" +
		`{"text":"Ол ж. Абай. Иә. Жоқ.","ends":[11,15,20]}` + "\n"
	got, err := Tokens(strings.NewReader(data), cutSpaces)
	if err != nil {
		t.Fatal(err)
	}
	want := TokenScore{
		Texts: 2, Tokens: Count{3, 1, 2}, Ends: Count{2, 1, 0},
		Wrong: []TokenMiss{
			{1, "spurious token", "келді."},
			{1, "missed token", "келді"},
			{1, "missed token", "."},
			{2, "spurious end", "Ол ж. Абай. Иә. Жоқ."},
		},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	if text := got.Text(); !strings.HasPrefix(text, "texts 2\n\nlayer          right") {
		t.Errorf("got text\n%s", text)
	}
}

func TestTokensRefuses(t *testing.T) {
	for _, data := range []string{"", "{", `{"text":"a","tokens":[[1]]}`, `{"text":"a","tokens":[["a",2]]}`} {
		if _, err := Tokens(strings.NewReader(data), cutSpaces); err == nil {
			t.Errorf("%q: want an error", data)
		}
	}
}

// run writes results in TREC form, last line first: the ranks decide, not the lines.
func run(topic string, docs ...string) string {
	var b strings.Builder
	for i, doc := range slices.Backward(docs) {
		fmt.Fprintf(&b, "%s Q0 %s %d %f derek\n", topic, doc, i+1, 1/float64(i+1))
	}
	return b.String()
}

func TestRetrieval(t *testing.T) {
	qrels := "t1 0 a 1\nt1 0 b 1\nt1 0 c 0\nt2 0 d 1\n"
	for i := range 12 {
		qrels += fmt.Sprintf("t3\t0\tr%d\t1\n", i)
	}
	others := strings.Fields("n0 n1 n2 n3 n4 n5 n6 n7 n8 n9 d")
	first := run("t1", "x", "a", "c", "b", "a")
	third := run("t3", "r0", "r1", "r2")
	for _, tt := range []struct {
		name, run, topics string
		want              RetrievalScore
	}{
		{"all", first + run("t2", others...) + third, "", RetrievalScore{3, 0.3733070077092691, 0.5, 0.75}},
		{"a topic without results", first + third, "", RetrievalScore{3, 0.3733070077092691, 0.5, 0.4166666666666667}},
		{"some topics", first + third, "t3\tсұрақ\nt1\tсұрақ\n", RetrievalScore{2, 0.5599605115639037, 0.75, 0.625}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := Retrieval{Run: strings.NewReader(tt.run), Qrels: strings.NewReader(qrels)}
			if tt.topics != "" {
				e.Topics = strings.NewReader(tt.topics)
			}
			got, err := e.Score()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, tt.want, cmp.Comparer(near)); diff != "" {
				t.Errorf("(-got +want):\n%s", diff)
			}
		})
	}
	if got, want := (RetrievalScore{3, 0.5, 0.25, 1}).Text(), "topics 3 nDCG@10 0.5000 MRR@10 0.2500 R@100 1.0000\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRetrievalRefuses(t *testing.T) {
	for _, tt := range []struct{ name, run, qrels, topics, want string }{
		{"no topics", "", "", "", "no topics"},
		{"short run line", "t1 Q0 a 1 0.5\n", "t1 0 a 1\n", "", "run: line 1: 5 fields, want 6"},
		{"rank", "t1 Q0 a x 0.5 derek\n", "t1 0 a 1\n", "", "run: line 1"},
		{"short judgment", "", "t1 a 1\n", "", "judgments: line 1: 3 fields, want 4"},
		{"nothing relevant", "", "t1 0 a 0\n", "", `topic "t1" has no relevant document`},
		{"unknown topic", "", "t1 0 a 1\n", "t2\tсұрақ\n", `topic "t2" has no relevant document`},
		{"topic twice", "", "t1 0 a 1\n", "t1\tа\nt1\tб\n", "topics: line 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := Retrieval{Run: strings.NewReader(tt.run), Qrels: strings.NewReader(tt.qrels)}
			if tt.topics != "" {
				e.Topics = strings.NewReader(tt.topics)
			}
			if _, err := e.Score(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestReportsMarshal(t *testing.T) {
	data, err := json.Marshal(SentenceReport{Type: Count{1, 1, 0}, PostHead: Accuracy{1, 3}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"type":{"tp":1,"fp":1,"fn":0,"precision":0.5,"recall":1,"f1":0.6667}`, `"post_head":{"right":1,"of":3,"share":0.3333}`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("got %s, want it to hold %s", data, want)
		}
	}
}
