package token

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// lossless checks what Tokenize promises.
func lossless(text string, toks []Token) error {
	at, valid := 0, utf8.ValidString(text)
	for i, tok := range toks {
		if tok.Start < at || tok.Base <= tok.Start || tok.End < tok.Base || tok.End > len(text) {
			return fmt.Errorf("token %d is [%d,%d,%d) after %d in a text of %d bytes", i, tok.Start, tok.Base, tok.End, at, len(text))
		}
		if err := blank(text[at:tok.Start]); err != nil {
			return fmt.Errorf("before token %d: %w", i, err)
		}
		if valid && (!utf8.ValidString(text[tok.Start:tok.Base]) || !utf8.ValidString(text[tok.Base:tok.End])) {
			return fmt.Errorf("token %d cuts a rune", i)
		}
		at = tok.End
	}
	return blank(text[at:])
}

func blank(s string) error {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) }) {
		return fmt.Errorf("%q is in no token", s)
	}
	return nil
}

// contiguous checks what Sentences promises.
func contiguous(toks []Token, sents []Sentence) error {
	next := 0
	for i, s := range sents {
		if s.First != next || s.Last <= s.First || s.Last > len(toks) {
			return fmt.Errorf("sentence %d has the tokens [%d,%d), want from %d", i, s.First, s.Last, next)
		}
		if s.Start != toks[s.First].Start || s.End != toks[s.Last-1].End {
			return fmt.Errorf("sentence %d is [%d,%d), its tokens are not", i, s.Start, s.End)
		}
		next = s.Last
	}
	if next != len(toks) {
		return errors.New("tokens are left over")
	}
	return nil
}

func seed(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.SplitSeq(string(data), "\n\n") {
			f.Add(line)
		}
	}
	for _, s := range []string{"ȺȺȺȺ's", "İİİİ's 'Samsung' 'Mercury'", "\xd0\xff\x00 а\xcc", "&rsquo; &lt;", "8D :) (╯°□°）╯︵┻━┻", "a.b.c. U.S. Dr."} {
		f.Add(s)
	}
}

func FuzzTokenize(f *testing.F) {
	seed(f)
	tok := newTokenizer(f)
	f.Fuzz(func(t *testing.T, text string) {
		if err := lossless(text, tok.Tokenize(text)); err != nil {
			t.Error(err)
		}
	})
}

func FuzzSentences(f *testing.F) {
	seed(f)
	tok := newTokenizer(f)
	f.Fuzz(func(t *testing.T, text string) {
		toks := tok.Tokenize(text)
		sents := tok.Sentences(text, toks)
		if err := contiguous(toks, sents); err != nil {
			t.Error(err)
		}
		ends := map[int]bool{}
		for _, b := range tok.Boundaries(text, toks) {
			if b.Split {
				ends[b.At] = true
			}
		}
		for i, s := range sents {
			if ends[s.End] != (i < len(sents)-1) {
				t.Errorf("sentence %d ends at %d, boundaries say %v", i, s.End, ends[s.End])
			}
		}
	})
}
