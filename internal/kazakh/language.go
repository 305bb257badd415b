package kazakh

import (
	"strings"
	"unicode/utf8"
)

// languageShare is the share of the letters, in percent, from which Kazakh and
// Russian both count, so that the text is mixed. A Russian quotation of one sentence
// in a short article has about a quarter, names and titles of bodies none.
const languageShare = 15

// Language names the language of a text as the contract does: "kk", "ru", "mixed"
// for Kazakh with Russian passages, "other" for anything else. It goes sentence by
// sentence and quotation by quotation, by the letters of section 2.1 and, where a
// sentence has no telling letter, by function words and endings. Kazakh is known in
// all three scripts, also when it is written without its letters.
func Language(text string) string {
	census := countLetters(text)
	return languageIn(text, &census)
}

// languageIn is Language for a text whose letters are counted.
func languageIn(text string, census *letterCensus) string {
	switch census.mainScript() {
	case Latin:
		return latinLanguage(text)
	case Arabic:
		return arabicLanguage(text)
	case None:
		return "other"
	case Cyrillic, Mixed:
	}
	n := tallyCyrillic(text, census.isNeighbour())
	known := n.kazakh + n.russian + n.other
	switch {
	case known == 0 || n.other > n.kazakh && n.other > n.russian:
		return "other"
	case n.kazakh*100 >= known*languageShare && n.russian*100 >= known*languageShare:
		return "mixed"
	case n.kazakh >= n.russian:
		return "kk"
	}
	return "ru"
}

// A tally counts evidence, or letters, by language.
type tally struct{ kazakh, russian, other int }

// tallyCyrillic counts the letters of the passages in each language; a passage whose
// words say nothing does not count. In a neighbour's language nothing is Kazakh.
func tallyCyrillic(text string, neighbour bool) tally {
	var sum tally
	for text != "" {
		passage := firstPassage(text)
		text = text[len(passage):]
		score, letters := judgeWords(passage)
		if neighbour {
			score.other += score.kazakh
			score.kazakh = 0
		}
		switch {
		case score.other > score.kazakh && score.other > score.russian:
			sum.other += letters
		case score.russian > score.kazakh:
			sum.russian += letters
		case score.kazakh > score.russian:
			sum.kazakh += letters
		}
	}
	return sum
}

// Telling Cyrillic letters.
const (
	// steppeLetters are those of Kazakh that Russian does not have, і aside; Kyrgyz,
	// Tatar, Uzbek, Uyghur and Mongolian have some of them but no і.
	steppeLetters  = "әғқңөұүһ"
	russianLetters = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
)

// neighbourMin is how many letters of one kind a text has to have before the lack of
// the other kind means something: in Kazakh і is half as frequent as steppeLetters.
const neighbourMin = 6

// isNeighbour reports whether the text is in a language that shares letters with
// Kazakh: it has і but no other Kazakh letter (Ukrainian, Belarusian), or others but
// neither і nor ұ nor қ and ғ beside ы (Kyrgyz, Tatar, Uzbek, Uyghur, Mongolian), or
// letters that neither Kazakh nor Russian has, or the ъ of Bulgarian.
func (n *letterCensus) isNeighbour() bool {
	traits, all := &n.traits, 0
	for _, k := range traits {
		all += k
	}
	steppe := traits[traitSteppe] + traits[traitUvular] + traits[traitBarred]
	switch {
	case traits[traitAlien]*100 >= all && traits[traitAlien]*4 > traits[traitDotted]+steppe:
		return true
	case steppe == 0:
		return traits[traitDotted] >= neighbourMin || traits[traitHard] > 2 && traits[traitHard] > traits[traitYery]
	}
	return traits[traitDotted] == 0 && traits[traitBarred] == 0 && steppe >= neighbourMin && (traits[traitUvular] == 0 || traits[traitYery] == 0)
}

// A trait is what a Cyrillic letter tells of a language.
type trait uint8

const (
	traitNone   trait = iota
	traitDotted       // і
	traitBarred       // ұ, which only Kazakh has
	traitUvular       // қ ғ
	traitSteppe       // another one of steppeLetters
	traitAlien        // neither Kazakh nor Russian
	traitHard         // ъ
	traitYery         // ы, э
	numTraits
)

// letterTraits covers U+0400 to U+04FF, see cyrillicAt.
var letterTraits = func() (t [0x100]trait) {
	for i := range t {
		switch r := lowerRune(rune(0x400 + i)); {
		case r == 'і':
			t[i] = traitDotted
		case r == 'ұ':
			t[i] = traitBarred
		case r == 'қ', r == 'ғ':
			t[i] = traitUvular
		case strings.ContainsRune(steppeLetters, r):
			t[i] = traitSteppe
		case r == 'ъ':
			t[i] = traitHard
		case r == 'ы', r == 'э':
			t[i] = traitYery
		case !strings.ContainsRune(russianLetters, r):
			t[i] = traitAlien
		}
	}
	return t
}()

// firstPassage is the beginning of text up to the next sentence end, line end or
// quotation mark, that one included. It is not empty unless text is.
func firstPassage(text string) string {
	for i := 0; i < len(text); {
		b := text[i]
		switch {
		case b == '\n', b == '!', b == '?', b == '"', b == ';':
			return text[:i+1]
		case b == '.' && i+1 < len(text) && text[i+1] == ' ':
			return text[:i+1]
		case b >= 0xE2 || b == 0xC2: // « » and the quotation marks above U+2000
			r, n := utf8.DecodeRuneInString(text[i:])
			if IsQuoteOpen(r) || IsQuoteClose(r) || r == '…' {
				return text[:i+n]
			}
			i += n
			continue
		}
		i++
	}
	return text
}

// judgeWords weighs the words of a passage and counts its letters. Lower-case words
// weigh two, names one: "Указом … Қайрат Әбдіқұлов назначен" is Russian.
func judgeWords(passage string) (score tally, letters int) {
	var buf [64]byte
	for passage != "" {
		w, runes, own := cutTelling(passage)
		passage = passage[len(w):]
		if runes == 0 {
			continue
		}
		letters += runes
		weight := 2
		if k, _ := kindAt(w, 0); k&upper != 0 && !isUpperWord(w) {
			weight = 1
		}
		switch own {
		case traitSteppe, traitDotted, traitBarred, traitUvular:
			score.kazakh += weight
		case traitAlien:
			score.other += weight
		case traitNone, traitHard, traitYery, numTraits:
			score.judgeRussianLetters(appendLower(buf[:0], w), weight)
		}
	}
	return score, letters
}

// judgeRussianLetters weighs a lower-case word without a letter that Russian does not
// have: by the lists of function words, and by its ending unless it is a name.
func (t *tally) judgeRussianLetters(w []byte, weight int) {
	switch functionWords[string(w)] {
	case sayRussian:
		t.russian += 2
		return
	case sayKazakh:
		t.kazakh += 2
		return
	case sayNothing:
	}
	if weight == 1 {
		return
	}
	switch endingOf(w) {
	case sayRussian:
		t.russian++
	case sayKazakh:
		t.kazakh++
	case sayNothing:
	}
}

// cutTelling cuts the first run of letters off s, with its number of letters and its
// telling trait: that of the first letter that is not Russian, else traitNone. Where s
// begins with another rune, it cuts that one and letters is 0.
func cutTelling(s string) (w string, letters int, own trait) {
	i := 0
	for i < len(s) {
		c, n := cyrillicAt(s, i)
		k := kinds[firstCyrillic+c]
		if n == 0 {
			k, n = kindAt(s, i)
		} else if t := letterTraits[c]; own == traitNone && t != traitHard && t != traitYery {
			own = t
		}
		if k&anyLetter == 0 {
			if i == 0 {
				i = n
			}
			break
		}
		letters++
		i += n
	}
	return s[:i], letters, own
}

// cutWord cuts the first run of letters off s, or the first other rune, for which
// word is "".
func cutWord(s string) (word, rest string) {
	w, letters, _ := cutTelling(s)
	if letters == 0 {
		return "", s[len(w):]
	}
	return w, s[len(w):]
}

// What a word or an ending says of the language.
type saying uint8

const (
	sayNothing saying = iota
	sayKazakh
	sayRussian
)

// sayings maps words to what they say; what both lists hold is Russian.
func sayings(russian, kazakh string) map[string]saying {
	m := map[string]saying{}
	for w := range strings.FieldsSeq(kazakh) {
		m[w] = sayKazakh
	}
	for w := range strings.FieldsSeq(russian) {
		m[w] = sayRussian
	}
	return m
}

// shortestEnding is how many bytes the endings have at least: two Cyrillic letters.
const shortestEnding = 4

// A tellingEnding is what an ending says.
type tellingEnding struct {
	text string
	says saying
}

// byTail lists endings by their last bytes: most words have none of them, which one
// look-up tells.
func byTail(endings map[string]saying) map[[shortestEnding]byte][]tellingEnding {
	m := map[[shortestEnding]byte][]tellingEnding{}
	for text, says := range endings {
		tail := [shortestEnding]byte([]byte(text[len(text)-shortestEnding:]))
		m[tail] = append(m[tail], tellingEnding{text, says})
	}
	return m
}

// endingOf tells what the endings of a lower-case word say that has more than one
// letter before them; a Russian ending outweighs a Kazakh one.
func endingOf(w []byte) saying {
	said := sayNothing
	if len(w) < shortestEnding {
		return said
	}
	for _, e := range endings[[shortestEnding]byte(w[len(w)-shortestEnding:])] {
		if n := len(w) - len(e.text); n > 2 && string(w[n:]) == e.text {
			said = max(said, e.says)
		}
	}
	return said
}

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// Function words and endings that tell Kazakh and Russian apart; words of both
// languages are left out (да, не, он, от, ту, ал, бар, кем). The Kazakh ones are
// spelled without Kazakh letters, as the passages are that they are looked up for.
var (
	functionWords = sayings(`а без был была были было быть в вам вас весь во вот все всего всех вы где для до его ее её если есть
		еще ещё же за и из или им их к как какой когда который которая которые кто между меня мне мы на над нам нас
		него нее неё нет ни них но о об однако она они оно очень перед по под после при про с сам свой себя со
		словам также того только том тоже три у уже хотя через что чтобы эта эти это этого этой этом этот я года году лет`,
		`баска бен бир бирак болады болган болды болса болып болу бойынша бул дейди деген деди деп
		еди екен емес ен ески етеди етти жана жане жатыр жок жыл жылгы жылы канша кашан кандай керек ким колы кун
		мен мына немесе неге неше ол олар осы пен сайын сиз солай сондай тагы туралы турган уш ушин халык
		шыгып айтты ала алды арасында арналган айналды аркылы ма ме ба бе пе каржы жас сайлау сайланды`)
	endings = byTail(sayings(`ого его ому ему ыми ими ая яя ые ие ый ий ой ую юю ом ем ями ах ях ть ться лся лась лись
		ется ются ает ают ила ило ала али ости остью ение ения ении ением ание ания анием ции цию цией
		ным ной ных теля ского скому ском`,
		`нын нин дын дин тын тин лар лер дар дер тар тер лары лери дары дери тары тери ында инде
		нда нде ына ине сына сине ганда генде ган ген кан кен ды ди ты ти ады еди йды йди ып ка ке га ге лык лик дык дик
		тык тик мыз миз`))
)

// latinLanguage tells Kazakh in any Latin alphabet from everything else.
func latinLanguage(text string) string {
	kazakh, other, letters := 0, 0, 0
	var buf [64]byte
	for text != "" {
		var w string
		w, text = cutWord(text)
		if w == "" {
			continue
		}
		letters += len(w)
		own := strings.ContainsAny(w, "ǵǴńŃūŪ")
		low := Lower(w)
		switch {
		case own:
			kazakh++
		case otherLatinWords[low]:
			other += 2
		case kazakhKeys[string(AppendKey(buf[:0], w))]:
			kazakh += 2
		case strings.Contains(low, "q") && !strings.Contains(low, "qu"), strings.Contains(low, "ñ") && strings.ContainsAny(low, "yı"):
			kazakh++
		}
	}
	if kazakh > other {
		return "kk"
	}
	return "other"
}

// kazakhKeys are the keys of frequent Kazakh words that other languages in Latin
// script do not have.
var kazakhKeys = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`және үшін болып болды болған болады туралы бойынша деп деді дейді деген еді екен емес ол олар осы
		жылы жылғы жыл жаңа керек немесе арқылы кейін дейін қазақ қазақстан республикасының облысы облыстық ауданы аудандық қаласы
		қалалық әкімі әкім төрағасы төраға сайлау сайланды тағайындалды мәжіліс мәслихат басшысы халқы халық қызмет қызметі атты
		бұл бүгін оның оны ұлттық мемлекеттік қоғамдық бірінші барлық арасында өтті айтты бірге сондай тағы бір кеңес кеңесі жоқ`) {
		m[Key(w)] = true
	}
	return m
}()

// otherLatinWords are function words of English, German, French, Spanish, Turkish,
// Azerbaijani, Uzbek and Tatar.
var otherLatinWords = wordSet(`the of and in to is was were for on with that by at from as are an be this has have had it its his
	der die das und ist von mit den ein eine le la les des du et est que pour dans el los las del una por con y
	ve bir bu için ile olarak olan çok ama ancak sonra kadar değil gibi daha en və üçün ilə olaraq edib bilən
	va bilan uchun bu ham yil yilda oʻzbekiston emas lekin hem belän öçen`)

// arabicLanguage tells Kazakh from Uyghur, Kurdish, Persian and Arabic.
func arabicLanguage(text string) string {
	all, kazakh, other := 0, 0, 0
	for _, r := range text {
		switch r {
		case 'ە', 'ۇ', 'ڭ', 'ۆ', 'ٴ':
			kazakh++
		case 'ې', 'ۈ', 'ئ', 'ێ', 'ڵ', 'ڕ', 'ة', 'ث', 'ذ', 'ص', 'ض', 'ط', 'ظ', 'غ', 'ژ', 'أ':
			other++
		}
		if isLetter(r) {
			all++
		}
	}
	if kazakh*100 >= all*4 && kazakh > 3*other {
		return "kk"
	}
	return "other"
}
