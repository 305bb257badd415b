package kazakh

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Key is the cross-script key K1 of section 2.5: one string for all spellings of a
// word in Cyrillic, Arabic and any Latin alphabet, with or without the Kazakh
// letters. It is lower-case ASCII for Kazakh input; digits, punctuation and letters of
// other scripts are kept, runs of hyphens and spaces become one space, and there is
// none at the ends. In a text in [Qaz2000] w is у and x is х, which only the alphabet
// tells: take the key of the word's [Reading] there.
//
// The key merges some 5 % of Kazakh words with others ("жеті", "жетті"), which is
// fine for names and for a field beside the main one, never in its place.
func Key(s string) string {
	var buf [64]byte
	return string(AppendKey(buf[:0], s))
}

// AppendKey appends [Key] of s to dst.
func AppendKey(dst []byte, s string) []byte {
	f := folder{out: dst, start: len(dst)}
	folded, ok := f.fold(s, false)
	if !ok {
		folded, _ = f.fold(norm.NFC.String(s), true)
	}
	return folded.finish()
}

// LooseKey is K2 of section 2.5, for candidates only: K1 with ch and sh as s, o as u,
// e as i. It equates "Түркістан" and "Туркестан", and much that is not the same.
func LooseKey(s string) string {
	var buf [64]byte
	return string(AppendLooseKey(buf[:0], s))
}

// AppendLooseKey appends [LooseKey] of s to dst.
func AppendLooseKey(dst []byte, s string) []byte {
	start := len(dst)
	out := AppendKey(dst, s)
	key := out[start:]
	out = out[:start]
	for i := 0; i < len(key); i++ {
		b := key[i]
		switch {
		case (b == 'c' || b == 's') && i+1 < len(key) && key[i+1] == 'h':
			b = 's'
			i++
		case b == 'o':
			b = 'u'
		case b == 'e':
			b = 'i'
		}
		if n := len(out); n > start && out[n-1] == b && isLowerASCII(b) {
			continue
		}
		out = append(out, b)
	}
	return out
}

// A fold is what steps 2 to 4 make of one rune: up to four bytes.
type fold struct {
	n     uint8
	bytes [utf8.UTFMax]byte
}

// Values of fold.n that are no lengths.
const (
	foldSpace      uint8 = utf8.UTFMax + 1 + iota // a space or hyphen
	foldApostrophe                                // ' and what is typed for it
	foldMark                                      // a combining mark or the like
)

// folds covers all two-byte runes.
var folds = func() (t [0x800]fold) {
	for r := range rune(len(t)) {
		t[r] = foldOf(r)
	}
	return t
}()

// foldedLetters lists letters, in lower case, and what they fold to: steps 2 and 3
// of K1 and, after them, letters of neighbouring alphabets and old fonts.
var foldedLetters = func() map[rune]string {
	m := map[rune]string{}
	for group := range strings.FieldsSeq(`
		ý=u ş=sh ç=ch ŋ=n ıİ=i ə=a ɵ=o ƣ=g
		аә=a б=b в=v гғ=g д=d еэё=e ж=j з=z ийіы=i
		кқ=k л=l м=m нң=n оө=o п=p р=r сц=s т=t
		уұү=u ф=f хһ=h ч=ch шщ=sh ю=iu я=ia ъь=
		ا=a ب=b پ=p ت=t ج=j چ=ch حھه=h د=d ر=r
		ز=z س=s ش=sh ع=g ف=f قكک=k گ=g ڭن=n ل=l
		م=m و=o ۇۋ=u ۆ=v ىيی=i ە=e ءٴـ=
		أإآٱ=a ؤ=o ئ=i خہ=h
		є=e їј=i ґҕ=g ў=u ҝҡќ=k ӊӈѕ=n ѳ=o җ=j ҙ=z ҫ=s
		ҳћ=h ø=o ł=l đð=d æ=ae ß=ss ꞑ=n`) {
		letters, to, _ := strings.Cut(group, "=")
		for _, r := range letters {
			m[r] = to
		}
	}
	return m
}()

// foldOf computes what folds holds: steps 1 to 4 of K1 for one rune.
func foldOf(r rune) fold {
	if r != 'İ' {
		r = unicode.ToLower(r)
	}
	if to, ok := foldedLetters[r]; ok {
		return literalFold(to)
	}
	switch {
	case isInvisible(r):
		return fold{}
	case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r):
		return fold{n: foldSpace}
	case r == '\'', r == '`':
		return fold{n: foldApostrophe}
	case r < utf8.RuneSelf:
		return literalFold(string(r))
	}
	switch r {
	case '´', 'ʼ', '‘', '’', '′':
		return fold{n: foldApostrophe}
	}
	return decomposedFold(r)
}

// decomposedFold drops the marks of a letter (step 4).
func decomposedFold(r rune) fold {
	var buf [utf8.UTFMax]byte
	p := norm.NFC.Properties(buf[:utf8.EncodeRune(buf[:], r)])
	if !p.BoundaryBefore() {
		return fold{n: foldMark}
	}
	base, n := utf8.DecodeRune(p.Decomposition())
	if n == 0 || base == r || hasLetter(p.Decomposition()[n:]) {
		return literalFold(string(r))
	}
	return foldOf(base)
}

func hasLetter(s []byte) bool { return bytes.IndexFunc(s, unicode.IsLetter) >= 0 }

func literalFold(s string) fold {
	f := fold{n: uint8(len(s))}
	copy(f.bytes[:], s)
	return f
}

// A folder makes one key. Its methods take and return it whole: kept behind a pointer, out
// could not lie on the stack.
type folder struct {
	out   []byte
	start int    // where the key starts in out
	seen  uint32 // set of the letters a to z that may be in out
}

// fold runs steps 1 to 4. It reports false when it meets a mark in text that is not
// known to be composed: steps 2 and 3 know ý, ş and й only as one letter.
func (f folder) fold(s string, composed bool) (folder, bool) {
	out, seen := f.out, f.seen
	var prev rune
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		i += n
		var to fold
		if int(r) < len(folds) {
			to = folds[r]
		} else {
			to = foldOf(r)
		}
		switch to.n {
		case foldSpace:
			out = append(out, ' ')
		case foldApostrophe:
			out = apostrophe(out, prev)
			seen |= setOf("uh")
		case foldMark:
			if !composed {
				return f, false
			}
			if !unicode.Is(unicode.M, r) {
				out = utf8.AppendRune(out, r)
			}
		default:
			for _, b := range to.bytes[:to.n] {
				out = append(out, b)
				if isLowerASCII(b) {
					seen |= 1 << (b - 'a')
				}
			}
		}
		prev = r
	}
	return folder{out, f.start, seen}, true
}

func isLowerASCII(b byte) bool { return b >= 'a' && b <= 'z' }

// apostrophe folds y', s', c' of the alphabet of 2017; other apostrophes vanish.
func apostrophe(out []byte, prev rune) []byte {
	switch prev {
	case 'y', 'Y':
		out[len(out)-1] = 'u'
	case 's', 'S', 'c', 'C':
		out = append(out, 'h')
	}
	return out
}

// digraphs are step 5, in order. Each runs over the whole key before the next.
var digraphs = [...]struct {
	from, to string
	letters  uint32 // set of letters in from
}{
	{"shch", "sh", setOf("shc")},
	{"zh", "j", setOf("zh")},
	{"dj", "j", setOf("dj")},
	{"kh", "h", setOf("kh")},
	{"gh", "g", setOf("gh")},
	{"ts", "s", setOf("ts")},
	{"q", "k", setOf("q")},
	{"x", "ks", setOf("x")},
	{"ph", "f", setOf("ph")},
	{"w", "v", setOf("w")},
	{"y", "i", setOf("y")},
	{"ng", "n", setOf("ng")},
}

func setOf(s string) (set uint32) {
	for i := range len(s) {
		set |= 1 << (s[i] - 'a')
	}
	return set
}

// finish runs steps 5 and 6 and returns the whole of out.
func (f folder) finish() []byte {
	for i := range digraphs {
		d := &digraphs[i]
		if f.seen&d.letters != d.letters {
			continue
		}
		var found bool
		if f.out, found = replace(f.out, f.start, d.from, d.to); found {
			f.seen |= setOf(d.to)
		}
	}
	key := f.out[f.start:]
	if f.seen&setOf("h") != 0 && f.seen&setOf("sc") != 0 {
		key = collapsePairs(key)
	}
	key = collapse(key)
	if f.seen&setOf("ie") == setOf("ie") {
		key = collapse(dropGlides(key))
	}
	return f.out[:f.start+len(trimSpaces(key))]
}

// replace puts to in the place of from, left to right after start, and reports whether it
// did.
func replace(all []byte, start int, from, to string) ([]byte, bool) {
	key := all[start:]
	i := index(key, from, 0)
	if i < 0 {
		return all, false
	}
	if len(to) > len(from) { // x
		return append(all[:start], grow(key, from[0], to)...), true
	}
	out := i
	for i < len(key) {
		if string(key[i:min(i+len(from), len(key))]) == from {
			out += copy(key[out:], to)
			i += len(from)
			continue
		}
		key[out] = key[i]
		out++
		i++
	}
	return all[:start+out], true
}

func index(key []byte, s string, from int) int {
	for i := from; i+len(s) <= len(key); i++ {
		if string(key[i:i+len(s)]) == s {
			return i
		}
	}
	return -1
}

func grow(key []byte, from byte, to string) []byte {
	var out []byte
	for _, b := range key {
		if b == from {
			out = append(out, to...)
		} else {
			out = append(out, b)
		}
	}
	return out
}

// collapsePairs writes repeated sh and ch once.
func collapsePairs(key []byte) []byte {
	out := key[:0]
	for i := range key {
		n := len(out)
		if key[i] == 'h' && n >= 3 && out[n-2] == 'h' && out[n-3] == out[n-1] && (out[n-1] == 's' || out[n-1] == 'c') {
			out = out[:n-1]
			continue
		}
		out = append(out, key[i])
	}
	return out
}

// collapse writes doubled letters and spaces once.
func collapse(key []byte) []byte {
	out := key[:0]
	for _, b := range key {
		if n := len(out); n > 0 && out[n-1] == b && (isLowerASCII(b) || b == ' ') {
			continue
		}
		out = append(out, b)
	}
	return out
}

// dropGlides takes out the i of an initial ie and that between a, e, o, u and e.
func dropGlides(key []byte) []byte {
	out := key[:0]
	var prev byte = ' ' // of the key as it was
	for i, b := range key {
		if b == 'i' && i+1 < len(key) && key[i+1] == 'e' {
			switch {
			case prev == 'a' || prev == 'e' || prev == 'o' || prev == 'u', prev < utf8.RuneSelf && !isLowerASCII(prev):
				prev = b
				continue
			}
		}
		out = append(out, b)
		prev = b
	}
	return out
}

func trimSpaces(key []byte) []byte {
	from, to := 0, len(key)
	for from < to && key[from] == ' ' {
		from++
	}
	for to > from && key[to-1] == ' ' {
		to--
	}
	return key[:copy(key, key[from:to])]
}
