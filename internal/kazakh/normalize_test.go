package kazakh

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestNormalize(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"clean", "Түркістан облысында «Жас Отан» – 5,5%", "Түркістан облысында «Жас Отан» – 5,5%"},
		{"empty", "", ""},
		{"decomposed", "\u0438\u0306, \u0435\u0308, Kók", "й, ё, Kók"},
		{"stress mark", "аза\u0301мат А\u0301бай, Ka\u0301", "азамат Абай, Ká"},
		{"stress mark before breve", "и\u0301\u0306", "й"},
		{"stray breve", "нг\u0306 +\u0306", "нг +\u0306"},
		{"invisible", "\ufeffАс\u00adта\u200bна\u200d\u2060 \u200eтоп", "Астана топ"},
		{"breve behind an invisible", "и\u200b\u0306", "й"},
		{"spaces", "5\u00a0млн\u202fтеңге\tжәне\u3000бір\u2009екі", "5 млн теңге және бір екі"},
		{"line ends", "бір\r\nекі\rүш\u2028төрт\n", "бір\nекі\nүш\nтөрт\n"},
		{"control characters", "а\x00б\x7fв\u0081", "а б в "},
		{"hyphens and dashes", "іс‐шара 10‑сынып — – − ‒", "іс-шара 10-сынып — – − ‒"},
		{"divided word", "респуб-\nлика облы-\r\n  сы, сай‑\nлау", "республика облысы, сайлау"},
		{"divided word, soft hyphen", "респуб\u00ad\nлика", "республика"},
		{"compound at line end", "вице-\nминистр, қоғамдық-\nсаяси", "вице-министр, қоғамдық-саяси"},
		{"division before a suffix", "облыстық-\nтарға", "облыстықтарға"},
		{"suffix at line end", "2019-\nдың, АҚШ-\nтың, iPhone-\nды", "2019-дың, АҚШ-тың, iPhone-ды"},
		{"double name at line end", "Қасым-\nЖомарт", "Қасым-Жомарт"},
		{"no word at line end", "тізім:\n- бір\n-\nекі-\n\nүш", "тізім:\n- бір\n-\nекі-\n\nүш"},
		{"guillemets", "<<Нұр>> &laquo;Отан&raquo; a<b>c & d", "«Нұр» «Отан» a<b>c & d"},
		{"quotes", "“Нұр” „Отан“ \"Ақ жол\" ‹а›", "“Нұр” „Отан“ \"Ақ жол\" ‹а›"},
		{"apostrophes", "д’Арк, qazaqs`a, Jetisy’, ʼnorth, ‘Отан’", "д'Арк, qazaqs'a, Jetisy', ʼnorth, ‘Отан’"},
		{"latin i", "Мемлекеттiк қызмет", "Мемлекеттік қызмет"},
		{"latin capital", "Cайлау CАЙЛАУ", "Сайлау САЙЛАУ"},
		{"not repairable", "Асqар Boeingтің", "Асqар Boeingтің"},
		{"parts of a hyphenated word", "COVID-19-ға KEGOC-қа e-gov", "COVID-19-ға KEGOC-қа e-gov"},
		{"cyrillic in latin", "TÚRKІSTAN, mәslihat, Tоqaev", "TÚRKISTAN, məslihat, Toqaev"},
		{"look-alikes only", "Аcap пен oраx", "Асар пен орах"},
		{"look-alikes only, latin text", "The Cар of Qazaq people", "The Cap of Qazaq people"},
		{"capital y", "YКІМЕТ, ТYРКІСТАН, YЛТТЫҚ, КЕЛYІ", "ҮКІМЕТ, ТҮРКІСТАН, УЛТТЫҚ, КЕЛУІ"},
		{"latin initial", "A.Байтұрсынұлы, C.Сейфуллин, W.Шекспир", "А.Байтұрсынұлы, С.Сейфуллин, W.Шекспир"},
		{"roman", "XX ғасыр, ХХІ ғасыр, ІІІ шақырылым, ІV, ХІХ-XX", "XX ғасыр, XXI ғасыр, III шақырылым, IV, XIX-XX"},
		{"roman, one letter", "Х ғасыр, І бөлім, Х. Доспанова, І.Есенберлин, М. Әуезов", "X ғасыр, I бөлім, Х. Доспанова, І.Есенберлин, М. Әуезов"},
		{"not roman", "ІІМ, СІМ, СМ, ММ, ІМ-ге", "ІІМ, СІМ, СМ, ММ, ІМ-ге"},
		{"letters of neighbours", "Қазаҝстанныӊ тѳраѳасы, жаӈа", "Қазақстанның төраөасы, жаңа"},
		{"letters of neighbours, no kazakh text", "аӈӄы ѳита", "аӈӄы ѳита"},
		{"stray i in arabic script", "تiزiم", "تىزىم"},
		{"legacy font", "Ќазаќстан Республикасыныѕ аумаєындаєы жјне тїрлерін ўйымдардаєы бґлімше", "Қазақстан Республикасының аумағындағы және түрлерін ұйымдардағы бөлімше"},
		{"legacy letters, too few", "Ќазаќ їй", "Ќазаќ їй"},
		{"legacy letters beside modern ones", "Ќазаќстан ќала ќыс ќар ќой қала", "Ќазаќстан ќала ќыс ќар ќой қала"},
		{"ukrainian", "її ґанок є їжак Україна її", "її ґанок є їжак Україна її"},
		{"belarusian", "быў воўк праўда доўга заўсёды", "быў воўк праўда доўга заўсёды"},
		{"serbian", "ћирилица је љубав још ноћ моја ја", "ћирилица је љубав још ноћ моја ја"},
		{"bad bytes", "а\xffб\xd0 \xe2\x80", "а\ufffdб\ufffd \ufffd\ufffd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Normalize(tt.in)
			if got.Clean != tt.want {
				t.Errorf("Normalize(%q) = %q, want %q", tt.in, got.Clean, tt.want)
			}
			checkText(t, tt.in, got)
		})
	}
}

func TestNotes(t *testing.T) {
	if got, want := Normalize("Асqар мен Boeingтің Мемлекеттiк").Notes, (Notes{Mixed: 2}); got != want {
		t.Errorf("notes %+v, want %+v", got, want)
	}
	if got, want := Normalize("Ќазаќ ќыз їйде ўйым ґзен").Notes, (Notes{LegacyFont: true}); got != want {
		t.Errorf("notes %+v, want %+v", got, want)
	}
}

func TestCleanTextHasNoMap(t *testing.T) {
	text := strings.Repeat("Қоғамдық келісім кеңесі, 2024 жыл. ", 10)
	if n := testing.AllocsPerRun(20, func() { Normalize(text) }); n > 1 {
		t.Errorf("%v allocations for clean text, want at most 1", n)
	}
}

// The words of clean text lead back to their own bytes of the original.
func TestOriginal(t *testing.T) {
	for _, tt := range []struct{ in, word, want string }{
		{"Ас\u00adтана қаласы", "Астана", "Ас\u00adтана"},
		{"жаңа \u200bАстана қаласы", "Астана", "Астана"},
		{"жаңа Астана\u200b қаласы", "Астана", "Астана"},
		{"«\u2060Астана\u2060» қаласы", "Астана", "Астана"},
		{"жаңа Aстaнa қаласы", "Астана", "Aстaнa"},
		{"<<Астана>>", "«Астана»", "<<Астана>>"},
		{"бұл Аста-\nна қаласы", "Астана", "Аста-\nна"},
		{"\u0438\u0306 Сеи\u0306фуллин", "Сейфуллин", "Сеи\u0306фуллин"},
		{"\xff\xffАстана", "Астана", "Астана"},
		{"Қа\u0301зақ\u00a0елі", "елі", "елі"},
	} {
		text := Normalize(tt.in)
		start := strings.Index(text.Clean, tt.word)
		if start < 0 {
			t.Errorf("%q: no %q in %q", tt.in, tt.word, text.Clean)
			continue
		}
		end := start + len(tt.word)
		if got := tt.in[text.Original(start):text.Original(end)]; got != tt.want {
			t.Errorf("%q: %q leads back to %q, want %q", tt.in, tt.word, got, tt.want)
		}
		from, to := text.Span(start, end)
		if got := tt.in[from:to]; got != tt.want {
			t.Errorf("%q: Span of %q is %q, want %q", tt.in, tt.word, got, tt.want)
		}
	}
}

// What stands at the ends of the text is in no word's span.
func TestSpanAtTheEnds(t *testing.T) {
	const in = "\ufeffАстана\u200b"
	text := Normalize(in)
	from, to := text.Span(0, len(text.Clean))
	if got := in[from:to]; got != "Астана" {
		t.Errorf("Span leads back to %q", got)
	}
	if from, to := text.Original(0), text.Original(len(text.Clean)); from != 0 || to != len(in) {
		t.Errorf("Original of the ends is %d, %d, want 0, %d", from, to, len(in))
	}
}

// checkText holds what is true of every normalized text.
func checkText(tb testing.TB, original string, text *Text) {
	tb.Helper()
	if !utf8.ValidString(text.Clean) || !norm.NFC.IsNormalString(text.Clean) {
		tb.Errorf("Normalize(%q) = %q, not valid in NFC", original, text.Clean)
	}
	if again := Normalize(text.Clean).Clean; again != text.Clean {
		tb.Errorf("Normalize(%q) = %q, and that gives %q", original, text.Clean, again)
	}
	if got := text.Original(0); got != 0 {
		tb.Errorf("Original(0) = %d", got)
	}
	prev := 0
	for i := range len(text.Clean) + 1 {
		off := text.Original(i)
		if off < prev || off > len(original) {
			tb.Fatalf("%q: Original(%d) = %d after %d, of %d", original, i, off, prev, len(original))
		}
		prev = off
		from, to := text.Span(i, min(i+3, len(text.Clean)))
		if from > to || from < 0 || to > len(original) {
			tb.Fatalf("%q: Span(%d, +3) = %d, %d", original, i, from, to)
		}
	}
	if prev != len(original) && text.Clean != "" {
		tb.Errorf("%q: the end leads back to %d, want %d", original, prev, len(original))
	}
}

func TestHomoglyphSet(t *testing.T) {
	rows := readTable(t, filepath.Join(sharedDir(t), "data", "sets", "dev", "homoglyph.dev.tsv"))
	wrong := 0
	for _, row := range rows {
		if got := Normalize(row[0]).Clean; got != row[1] {
			wrong++
			t.Logf("Normalize(%q) = %q, want %q", row[0], got, row[1])
		}
	}
	t.Logf("%d of %d forms right", len(rows)-wrong, len(rows))
	if wrong > 0 {
		t.Errorf("%d of %d forms wrong", wrong, len(rows))
	}
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{
		"", "Мемлекеттiк қызмет", "\ufeffАс\u00ad\nтана", "и\u200b\u0306\u0301", "<<<<>>>>&laquo;", "ХХІ \u0406V", "\xff\xc3",
		"Ќазаќстан ўйымдардаєы бґлімше їй", "a\u0301-\r\nб\u2028", "aбв'гд’", "\u1100\u1161\u11a8", "تiزiم", "yу\u030b", "бy\u0306\u030b",
		"\xad\xc2\u0081AЁ\x81\u00adAЁ\xd0", "облыс-\nтық", "A.Б", "IIM Х ІІ", "\u0344\u0f73", "ﬁ\ufb1d",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkText(t, s, Normalize(s)) })
}
