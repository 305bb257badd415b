package token

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/jdkato/prose/v2"
)

// pieces returns what prose makes of the first span of text, by way of its shape.
func pieces(text string) []string {
	var s shape
	var p splitter
	s.read(text, 0)
	var all []string
	at := 0
	for _, units := range p.split(&s) {
		end := s.end[units-1]
		all = append(all, text[at:end])
		at = end
	}
	return all
}

func TestPieces(t *testing.T) {
	tests := []struct{ span, want string }{
		{"сөз", "сөз"},
		{"сөз,", "сөз|,"},
		{"(сөз),", "(|сөз|)|,"},
		{"«Нұр", "«|Нұр"},
		{"Отан»,", "Отан|»|,"},
		{"'Samsung'", "'Samsung'"}, // prose alone loses the word
		{"ȺȺȺȺ's", "ȺȺȺȺ's"},       // prose alone panics
		{"İİİİ's", "İİİİ's"},       // prose alone cuts a letter in two
		{"&rsquo;", "&|rsquo|;"},   // prose alone rewrites it
		{"“Отан”", "“|Отан|”"},     // prose alone rewrites them
		{"сайлау—2024", "сайлау|—|2024"},
		{"U.S.", "U.S."},
		{"Dr.", "Dr."},
		{"Bult.", "Bult|."},
		{"сөз...", "сөз|.|.|."},
		{"$100", "$|100"},
		{"а\xffб", "а|\xff|б"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(strings.Split(tt.want, "|"), pieces(tt.span)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.span, diff)
		}
	}
}

// longShadow is the shadow of the span without the shortening that shapes do:
// what the cache of shapes has to agree with.
func longShadow(text string, s *shape) string {
	var b strings.Builder
	at := 0
	for i := range s.n {
		switch u := s.unit[i]; u {
		case wordUnit, 'a', 'A':
			for _, r := range text[at:s.end[i]] {
				if classOf(r) == apostrophe {
					r = '\u02bc'
				}
				b.WriteRune(r)
			}
		default:
			b.WriteString(shadow(string(u)))
		}
		at = s.end[i]
	}
	return b.String()
}

// FuzzShape checks that prose cuts a span as it cuts the shape of the span.
func FuzzShape(f *testing.F) {
	for _, s := range []string{"сөз,", "U.S.A.", "Dr.", "Abcd.", "(8D)", ":D", "o_O", "a.b.c", "X'y.", "$5,", "'n't", "«A.»", "-__-", "İ's"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		var s shape
		s.read(text, 0)
		if s.n == 0 {
			return
		}
		text = text[:s.end[s.n-1]]
		doc, err := prose.NewDocument(longShadow(text, &s),
			prose.WithTagging(false), prose.WithExtraction(false), prose.WithSegmentation(false))
		if err != nil {
			t.Fatal(err)
		}
		var want []int
		n := 0
		for _, tok := range doc.Tokens() {
			n += utf8.RuneCountInString(tok.Text)
			want = append(want, n)
		}
		var got []int
		n = 0
		for _, piece := range pieces(text) {
			n += utf8.RuneCountInString(piece)
			got = append(got, n)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: pieces of the span and of its shape differ (-span +shape):\n%s", text, diff)
		}
	})
}

func TestSplitterIsShared(t *testing.T) {
	tok := newTokenizer(t)
	texts := []string{"(сөз), «Нұр» 15-і...", "A.B. [x] {y}? 87,15%!", "a,b;c:d/e", strings.Repeat("«(", 500)}
	var want [][]Token
	for _, text := range texts {
		want = append(want, newTokenizer(t).Tokenize(text))
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i, text := range texts {
				if diff := cmp.Diff(want[i], tok.Tokenize(text)); diff != "" {
					t.Errorf("%q (-alone +together):\n%s", text, diff)
				}
			}
		})
	}
	wg.Wait()
}

// TestLongSpans runs over texts on which a search that goes on to the end of the
// span from every token of it would take hours.
func TestLongSpans(t *testing.T) {
	tok := newTokenizer(t)
	const size = 1 << 19
	for _, unit := range []string{
		"а", "a", "1", "\"", "«", "»", "'", ".", "…", "-", "—", "(", "!", "#", "@", "%", "/", "\xff", "😀",
		"а-", "а.", "А.", "А-", "a.b@", "a.", "т.", "т. ", "т.б.", "1.", "1-", "1-а", "15-і", "I-", "http://", "www.",
		"http://a.", "«а. ", "(А. ", "А. ", "Ол. ", "ж. ", "\n", "а\n", "\u0301", "'а", "а'", "<<", "5%-ы", "»-н",
	} {
		text := strings.Repeat(unit, size/len(unit))
		toks := tok.Tokenize(text)
		if err := lossless(text, toks); err != nil {
			t.Errorf("%q…: %v", unit, err)
		}
		if err := contiguous(toks, tok.Sentences(text, toks)); err != nil {
			t.Errorf("%q…: %v", unit, err)
		}
	}
}
