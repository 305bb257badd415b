package tagger

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// Outside is the label of a token that belongs to no span.
const Outside = "O"

// A Sentence is one sentence of training data, cut into tokens by its makers.
type Sentence struct {
	ID     string   // such as "AID283875"; empty if the data has none
	Line   int      // line of its first token, from 1
	Tokens []string // never empty, without white space
	Labels []string // IOB2: "O", "B-PERSON", "I-PERSON"; as many as tokens
}

// Group names what a sentence shares with its variants: KazNERD renders a sentence
// with numbers in words and in digits (AID7, BID7), which must not be told apart
// when data is split. A sentence without an ID is a group of its own.
func (s Sentence) Group() string {
	if i := strings.Index(s.ID, "ID"); i >= 0 {
		return s.ID[i+2:]
	}
	return fmt.Sprintf("line %d", s.Line)
}

// longestLine is the longest line that ReadIOB takes, in bytes.
const longestLine = 1 << 16

var utf8BOM = []byte("\uFEFF")

// ReadIOB reads the sentences of an IOB2 file: a token and its label on each line,
// set apart by a space or tab, and an empty line after each sentence. The first
// line of a sentence may name it ("AID283875 O") instead of holding a token. The
// first error is the last pair; it names the line. The result can be read once.
func ReadIOB(r io.Reader) iter.Seq2[Sentence, error] {
	return func(yield func(Sentence, error) bool) {
		p := iobParser{}
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 4096), longestLine)
		for lines.Scan() {
			p.line++
			line := lines.Bytes()
			if p.line == 1 {
				line = bytes.TrimPrefix(line, utf8BOM)
			}
			done, err := p.take(string(bytes.TrimRight(line, " \t\r")))
			if err != nil {
				yield(Sentence{}, fmt.Errorf("line %d: %w", p.line, err))
				return
			}
			if len(done.Tokens) > 0 && !yield(done, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(Sentence{}, fmt.Errorf("line %d: %w", p.line+1, err))
			return
		}
		last, err := p.take("")
		if err != nil {
			yield(Sentence{}, fmt.Errorf("line %d: %w", p.line, err))
		} else if len(last.Tokens) > 0 {
			yield(last, nil)
		}
	}
}

// An iobParser gathers the lines of a sentence.
type iobParser struct {
	line int // lines taken so far
	s    Sentence
}

// take reads one line and gives the sentence that it ends, if any.
func (p *iobParser) take(line string) (Sentence, error) {
	if line == "" {
		done := p.s
		p.s = Sentence{}
		if done.ID != "" && len(done.Tokens) == 0 {
			return Sentence{}, fmt.Errorf("sentence %s is empty", done.ID)
		}
		return done, nil
	}
	if !utf8.ValidString(line) {
		return Sentence{}, errors.New("not UTF-8")
	}
	fields := strings.Fields(line)
	if len(fields) != 2 {
		return Sentence{}, fmt.Errorf("%d fields, want a token and a label", len(fields))
	}
	tok, label := fields[0], fields[1]
	if len(p.s.Tokens) == 0 && p.s.ID == "" && label == Outside && isSentenceID(tok) {
		p.s.ID = tok
		return Sentence{}, nil
	}
	if err := p.checkLabel(label); err != nil {
		return Sentence{}, err
	}
	if len(p.s.Tokens) == 0 {
		p.s.Line = p.line
	}
	p.s.Tokens = append(p.s.Tokens, tok)
	p.s.Labels = append(p.s.Labels, label)
	return Sentence{}, nil
}

func (p *iobParser) checkLabel(label string) error {
	if label == Outside {
		return nil
	}
	prefix, class, ok := strings.Cut(label, "-")
	if !ok || class == "" || prefix != "B" && prefix != "I" {
		return fmt.Errorf("label %q is not O, B-CLASS or I-CLASS", label)
	}
	if prefix == "B" {
		return nil
	}
	before := Outside
	if n := len(p.s.Labels); n > 0 {
		before = p.s.Labels[n-1]
	}
	if before != "B-"+class && before != label {
		return fmt.Errorf("label %s follows %s", label, before)
	}
	return nil
}

// isSentenceID reports whether a token is capitals that end in "ID", then digits.
func isSentenceID(tok string) bool {
	number := strings.TrimLeft(tok, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	letters := tok[:len(tok)-len(number)]
	return strings.HasSuffix(letters, "ID") && number != "" && strings.Trim(number, "0123456789") == ""
}
