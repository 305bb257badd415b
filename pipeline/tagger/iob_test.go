package tagger

import (
	"reflect"
	"strings"
	"testing"
)

func TestReadIOB(t *testing.T) {
	const file = "\uFEFFAID7 O\nАстана B-GPE\nқаласы\tI-GPE\r\n\n\nжаңалық O"
	var got []Sentence
	for s, err := range ReadIOB(strings.NewReader(file)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	want := []Sentence{
		{ID: "AID7", Line: 2, Tokens: []string{"Астана", "қаласы"}, Labels: []string{"B-GPE", "I-GPE"}},
		{Line: 6, Tokens: []string{"жаңалық"}, Labels: []string{"O"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got[0].Group() != "7" || got[1].Group() != "line 6" {
		t.Errorf("groups %q and %q", got[0].Group(), got[1].Group())
	}
}

func TestReadIOBErrors(t *testing.T) {
	for file, want := range map[string]string{
		"а O\nб B-GPE X":                 "line 2: 3 fields",
		"а I-GPE":                        "line 1: label I-GPE follows O",
		"а B-GPE\nб I-DATE":              "line 2: label I-DATE follows B-GPE",
		"а GPE":                          `line 1: label "GPE" is not`,
		"\xff O":                         "line 1: not UTF-8",
		"AID3 O\n\nа O":                  "line 2: sentence AID3 is empty",
		strings.Repeat("а", longestLine): "line 1: ",
	} {
		var last error
		for _, err := range ReadIOB(strings.NewReader(file)) {
			last = err
		}
		if last == nil || !strings.Contains(last.Error(), want) {
			t.Errorf("%.20q: error %v, want %q", file, last, want)
		}
	}
}

// FuzzReadIOB: whatever the bytes, sentences are whole and their labels begin spans
// before they go on with them.
func FuzzReadIOB(f *testing.F) {
	f.Add("AID7 O\nАстана B-GPE\nқаласы I-GPE\n\nжаңалық O\n")
	f.Add("а B-X\nа I-X\n\n\nа O")
	f.Fuzz(func(t *testing.T, file string) {
		for s, err := range ReadIOB(strings.NewReader(file)) {
			if err != nil {
				return
			}
			if len(s.Tokens) == 0 || len(s.Tokens) != len(s.Labels) {
				t.Fatalf("%d tokens and %d labels", len(s.Tokens), len(s.Labels))
			}
			if got := iobOf(spansOf(s.Labels), len(s.Labels)); !reflect.DeepEqual(got, s.Labels) {
				t.Fatalf("labels %v became %v", s.Labels, got)
			}
		}
	})
}

// FuzzReadModel: a broken file is an error, never a crash.
func FuzzReadModel(f *testing.F) {
	small, err := (&Model{labels: labelSet{[]string{"A"}}, steps: make([]int32, 8), starts: []uint32{0}}).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := ReadModel(file)
		if err != nil {
			return
		}
		again, err := m.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadModel(again); err != nil {
			t.Fatalf("a model that was read could not be written and read again: %v", err)
		}
	})
}
