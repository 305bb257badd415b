package corpusgen

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A stock holds what texts are made of: endless lists of nouns, people and places. A
// list begins with the rows of the lexicon, in an order of chance, and goes on with
// stems put together from the syllables of its nouns.
type stock struct {
	nouns  []string
	isNoun map[string]bool

	given  [2][]string // given names of men, of women
	female map[string]bool
	bare   []string    // surnames that do not tell men from women
	ends   [2][]string // endings that make surnames of men's given names

	kindsOf map[string]string   // of lower-case places of one word
	places  map[string][]string // by their kinds

	first, next [2][]string // syllables with back and front vowels
}

// tableOrder is the seed of the order of the lists, the same for all corpora.
const tableOrder = 0x6b6b

func newStock(lex *lexicon.Lexicon) *stock {
	s := &stock{isNoun: map[string]bool{}, female: map[string]bool{}, kindsOf: map[string]string{}, places: map[string][]string{}}
	for _, row := range lex.Table("nouns").Rows {
		if row.Get("pos") == "n" && row.Get("note") == "-" && !strings.ContainsAny(row.Key, "- ") {
			s.nouns = append(s.nouns, row.Key)
			s.isNoun[row.Key] = true
			s.syllables(row.Key)
		}
	}
	s.names(lex)
	for _, row := range lex.Table("places").Rows {
		if kinds := row.Get("kinds"); !strings.ContainsAny(row.Key, "- ") && row.Get("ambiguous") == "" {
			s.kindsOf[kazakh.Lower(row.Key)] = kinds
			s.places[kinds] = append(s.places[kinds], row.Key)
		}
	}
	for _, list := range [][]string{s.nouns, s.given[0], s.given[1], s.bare} {
		shuffle(list)
	}
	for _, list := range s.places {
		shuffle(list)
	}
	return s
}

func shuffle(list []string) {
	random := rand.New(rand.NewPCG(tableOrder, uint64(len(list))))
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// names reads given names and surnames.
func (s *stock) names(lex *lexicon.Lexicon) {
	for _, row := range lex.Table("given_names").Rows {
		switch {
		case row.Get("origin") != "kk" || strings.ContainsAny(row.Key, "- "):
		case row.Get("gender") == "f":
			s.given[1] = append(s.given[1], row.Key)
			s.female[row.Key] = true
		default:
			s.given[0] = append(s.given[0], row.Key)
		}
	}
	for _, row := range lex.Table("surnames").Rows {
		if row.Get("kind") == "bare" && !strings.ContainsAny(row.Key, "- ") {
			s.bare = append(s.bare, row.Key)
		}
	}
	for _, row := range lex.Table("name_endings").Rows {
		if slices.Contains([]string{"Russian type", "Russian type, feminine"}, row.Get("gloss")) {
			sex := slices.Index([]string{"m", "f"}, row.Get("gender"))
			if sex >= 0 {
				s.ends[sex] = append(s.ends[sex], row.Key)
			}
		}
	}
}

// syllables keeps the syllables of a word of one harmony: a syllable begins with the
// consonant before its vowel.
func (s *stock) syllables(word string) {
	var codes []byte
	for _, r := range word {
		codes = append(codes, kazakh.Code(r))
	}
	harmony := -1
	for _, c := range codes {
		if c == 0 {
			return
		}
		if h := kazakh.VowelHarmony(c); h != 0 {
			side := int(h) - 1
			if harmony >= 0 && harmony != side {
				return
			}
			harmony = side
		}
	}
	if harmony < 0 || harmony > 1 {
		return
	}
	letters, start := []rune(word), 0
	for i := 1; i < len(codes); i++ {
		if i+1 == len(codes) || !kazakh.IsVowel(codes[i]) && kazakh.IsVowel(codes[i+1]) {
			end := i
			if i+1 == len(codes) {
				end++
			}
			s.syllable(harmony, start, string(letters[start:end]))
			start = end
		}
	}
}

// syllable keeps one, by its place in the word.
func (s *stock) syllable(harmony, start int, letters string) {
	if start == 0 {
		s.first[harmony] = append(s.first[harmony], letters)
	} else {
		s.next[harmony] = append(s.next[harmony], letters)
	}
}

// tail is the exponent of the ranks: as the probability of a rank falls with its power
// of 1 + tail, the number of different ranks grows with the power 1/(1 + tail) = .6 of
// the number drawn.
const tail = 2. / 3

// rank draws from an endless list; about half of what is drawn stands among the first
// 1.8 * head.
func rank(random *rand.Rand, head float64) uint64 {
	r := head * (math.Pow(1-random.Float64(), -1/tail) - 1)
	return uint64(min(r, 1<<50))
}

// noun is the lemma of a rank.
func (s *stock) noun(rank uint64) string {
	if rank < uint64(len(s.nouns)) {
		return s.nouns[rank]
	}
	return s.invented(rank)
}

// invented is a stem that no table has, or nearly none: two to four syllables of one
// harmony.
func (s *stock) invented(rank uint64) string {
	random := rand.New(rand.NewPCG(tableOrder, rank))
	side := random.IntN(2)
	var stem strings.Builder
	stem.WriteString(pick(random, s.first[side]))
	for n := 1 + random.IntN(3); n > 0 || utf8.RuneCountInString(stem.String()) < 4; n-- {
		stem.WriteString(pick(random, s.next[side]))
	}
	return stem.String()
}

// place is the name of a rank among the places of some kinds.
func (s *stock) place(kinds string, rank uint64) string {
	if list := s.places[kinds]; rank < uint64(len(list)) {
		return list[rank]
	}
	return capital(s.invented(rank))
}

// A person bears a given name and a surname.
type person struct{ given, surname string }

// person is the bearer of a rank.
func (s *stock) person(rank uint64, female bool) person {
	sex := 0
	if female {
		sex = 1
	}
	random := rand.New(rand.NewPCG(tableOrder+1, rank))
	p := person{given: pick(random, s.given[sex])}
	switch n := random.IntN(10); {
	case n < 2:
		p.surname = pick(random, s.bare)
	case n < 9:
		p.surname = pick(random, s.given[0]) + s.ends[sex][random.IntN(len(s.ends[sex]))]
	default:
		p.surname = capital(s.invented(rank)) + s.ends[sex][random.IntN(len(s.ends[sex]))]
	}
	return p
}
