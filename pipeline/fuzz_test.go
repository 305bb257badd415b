package pipeline_test

import (
	"strings"
	"testing"

	"github.com/seed50815598/derek/corpus"
)

func FuzzAnnotate(f *testing.F) {
	for i, art := range corpus.Builtin() {
		if i%8 == 0 { // all scripts, few enough for a start
			f.Add(art.Text, art.Published)
		}
	}
	for _, text := range []string{
		"",
		" \n\t ",
		"\xff\xfe\x80әкім\xd3",
		"Ⱥ's İ's 'S 'M",
		"ӘКІМ Қ.К. ТОҚАЕВ «Нұр Отан» партиясының төрағасы болып сайланды.",
		"2024 жылғы 31 ақпанда 99 999 999 999 999 999 999 дауыс, 1000,5 % даусымен сайланды",
		strings.Repeat("«", 50) + "кеңесінің" + strings.Repeat("»", 50),
		strings.Join(hostile, "әкімі"),
	} {
		f.Add(text, "2024-03-05")
	}
	p := newPipeline(f)
	f.Fuzz(func(t *testing.T, text, published string) {
		art := corpus.Article{ID: "fuzz", Published: published, Text: text}
		p.Annotate(art) // corpus gives valid UTF-8 only; anything else must do no harm
		art.Text = strings.ToValidUTF8(text, "\ufffd")
		checkDocument(t, art, p.Annotate(art))
	})
}
