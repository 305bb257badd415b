package kazakh

import (
	"strings"
	"testing"
)

const (
	cleanSample = "Түркістан облысында Қоғамдық келісім кеңесінің төрағасы сайланды. Отырысқа облыс әкімінің орынбасары, " +
		"«Жас Отан» жастар қанаты мен этномәдени бірлестіктердің өкілдері қатысты, деп хабарлады баспасөз қызметі – 2024 жылғы 19 наурызда.\n"
	dirtySample = "Түркiстан\u00a0облысында Қоғамдық ке\u00adлісім кеңесiнің төрағасы сайланды. ХХІ ғасыр, <<Жас Отан>> – \u200bаза\u0301мат. " +
		"Мемлекеттiк қызмет респуб-\nлика үшін.\r\n"
)

func BenchmarkNormalize(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"clean", strings.Repeat(cleanSample, 20)},
		{"latin", Write(strings.Repeat(cleanSample, 20), Latin, Lat2018)},
		{"arabic", Write(strings.Repeat(cleanSample, 20), Arabic, 0)},
		{"dirty", strings.Repeat(dirtySample, 20)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.text)))
			b.ReportAllocs()
			for b.Loop() {
				Normalize(bb.text)
			}
		})
	}
}

func BenchmarkOriginal(b *testing.B) {
	t := Normalize(strings.Repeat(dirtySample, 20))
	i := 0
	for b.Loop() {
		i = (i + 37) % len(t.Clean)
		t.Original(i)
	}
}

// benchWords calls f with the words of the sample one by one.
func benchWords(b *testing.B, text string, f func(string)) {
	b.Helper()
	list := strings.Fields(text)
	n := 0
	for _, w := range list {
		n += len(w)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		for _, w := range list {
			f(w)
		}
	}
}

func BenchmarkKey(b *testing.B) {
	b.Run("cyrl", func(b *testing.B) { benchWords(b, cleanSample, func(w string) { Key(w) }) })
	b.Run("latn", func(b *testing.B) { benchWords(b, Write(cleanSample, Latin, Lat2018), func(w string) { Key(w) }) })
	b.Run("arab", func(b *testing.B) { benchWords(b, Write(cleanSample, Arabic, 0), func(w string) { Key(w) }) })
}

func BenchmarkRead(b *testing.B) {
	b.Run("cyrl", func(b *testing.B) { benchWords(b, cleanSample, func(w string) { Read(w, Lat2018) }) })
	b.Run("latn", func(b *testing.B) {
		benchWords(b, Write(cleanSample, Latin, Lat2018), func(w string) { Read(w, Lat2018) })
	})
	b.Run("arab", func(b *testing.B) { benchWords(b, Write(cleanSample, Arabic, 0), func(w string) { Read(w, Lat2018) }) })
}

func BenchmarkCandidates(b *testing.B) {
	benchWords(b, Write(cleanSample, Arabic, 0), func(w string) { Candidates(w, Lat2018) })
}

func BenchmarkLanguage(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"cyrl", strings.Repeat(cleanSample, 20)},
		{"latn", Write(strings.Repeat(cleanSample, 20), Latin, Lat2018)},
		{"arab", Write(strings.Repeat(cleanSample, 20), Arabic, 0)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.text)))
			for b.Loop() {
				Language(bb.text)
			}
		})
	}
}
