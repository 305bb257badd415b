package token

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/lexicon"
)

// The classes of abbreviations.tsv.
const (
	prefixAbbr = 'A' // something must follow: never ends a sentence
	finalAbbr  = 'B' // may end a sentence
	unitAbbr   = 'U' // a unit, by the norm without a full stop: before a capital the stop is the sentence's
	middleAbbr = 'C' // a year, a street, an acting officer: ends a sentence only before an opener
	wordAbbr   = 'W' // also a word: an abbreviation only beside a number or before a lower-case letter
)

// An abbreviation is one row of the table.
type abbreviation struct {
	key    string
	class  byte
	single bool // one letter and a full stop
}

// Longest part of a key before its first stop, in bytes: longer words are not looked up.
const maxHead = 24

// abbreviations finds listed abbreviations. Candidates share the letters before
// the first stop, slash or hyphen ("т" for т., т.б. and т.с.с.), longest first.
type abbreviations map[string][]abbreviation

func compileAbbreviations(table *lexicon.Table) abbreviations {
	all := abbreviations{}
	for _, row := range table.Rows {
		head := row.Key[:skip(row.Key, 0, len(row.Key), letters)]
		if head == "" || head == row.Key || len(head) > maxHead {
			continue
		}
		class := byte(prefixAbbr)
		if c := row.Get("class"); c != "" {
			class = c[0]
		}
		all[head] = append(all[head], abbreviation{
			key: row.Key, class: class,
			single: row.Key[len(head):] == "." && utf8.RuneCountInString(head) == 1,
		})
	}
	for _, rows := range all {
		slices.SortFunc(rows, func(a, b abbreviation) int { return len(b.key) - len(a.key) })
	}
	return all
}

// heads returns the candidates for the word text[at:end].
func (a abbreviations) heads(text string, at, end int) []abbreviation {
	if end-at > maxHead {
		return nil
	}
	if rows, ok := a[text[at:end]]; ok {
		return rows
	}
	if c, n := decode(text, at); c == upper {
		var buf [maxHead + utf8.UTFMax]byte
		head := append(utf8.AppendRune(buf[:0], lowerAt(text, at)), text[at+n:end]...)
		return a[string(head)]
	}
	return nil
}

// lookup returns the row of an abbreviation token as written.
func (a abbreviations) lookup(text string) (abbreviation, bool) {
	for _, row := range a.heads(text, 0, skip(text, 0, len(text), letters)) {
		if row.matchEnd(text, 0) == len(text) {
			return row, true
		}
	}
	return abbreviation{}, false
}

// matchEnd returns where the abbreviation that begins at text[at] ends, or -1. A
// space may follow each inner stop ("т. б."); the first letter may be a capital.
func (a abbreviation) matchEnd(text string, at int) int {
	i, k := at, 0
	for k < len(a.key) {
		r, n := utf8.DecodeRuneInString(a.key[k:])
		if i >= len(text) {
			return -1
		}
		got, size := utf8.DecodeRuneInString(text[i:])
		if got != r && (k > 0 || a.single || unicode.ToLower(got) != r) {
			return -1
		}
		i, k = i+size, k+n
		if r == '.' && k < len(a.key) && i < len(text) && text[i] == ' ' {
			i++
		}
	}
	if a.key[len(a.key)-1] != '.' && wordInner.has(classAt(text, i)) {
		return -1
	}
	return i
}

func lowerAt(text string, i int) rune {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.ToLower(r)
}

// words is a set of lower-case words, for whole columns of a table.
type words map[string]struct{}

func compileWords(table *lexicon.Table, columns []string) words {
	set := words{}
	for _, row := range table.Rows {
		for _, column := range columns {
			if w := row.Get(column); w != "" && w != "-" {
				set[w] = struct{}{}
			}
		}
	}
	return set
}

// has reports whether the set holds the word whatever its case.
func (w words) has(word string) bool {
	if _, ok := w[word]; ok || len(word) > 2*maxHead {
		return ok
	}
	var buf [2*maxHead + utf8.UTFMax]byte
	lowered := buf[:0]
	for _, r := range word {
		lowered = utf8.AppendRune(lowered, unicode.ToLower(r))
	}
	_, ok := w[string(lowered)]
	return ok
}
