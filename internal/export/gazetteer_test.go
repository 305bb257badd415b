package export

import (
	"testing"

	"github.com/seed50815598/derek/pipeline"
)

// Where bodies and places lie, in all scripts: by the name itself, by the table, by
// the article, and not at all for bodies of the state.
func TestRegion(t *testing.T) {
	from := bench(t)
	g := newGazetteer(from.Lexicon, from.Pipeline.Key)
	doc := &pipeline.Document{
		Entities: []pipeline.Entity{{ID: "l1", Type: "PLACE", Name: "Павлодар облысы"}, {ID: "o1", Type: "ORG", Name: "аудандық мәслихат"}},
		Events:   []pipeline.Event{{}},
	}
	s := g.setting(newArticle(doc, nil, nil))
	for _, c := range []struct{ place, body, want string }{
		{"Түркістан облысы", "", "Түркістан облысы"},
		{"", "Түркістан облыстық мәслихаты", "Түркістан облысы"},
		{"", "Túrkistan oblystyq máslıhaty", "Түркістан облысы"},
		{"ۇلىتاۋ وبلىسى", "", "Ұлытау облысы"},
		{"Солтүстік Қазақстан облысы", "", "Солтүстік Қазақстан облысы"},
		{"Сарқан ауданы", "", "Жетісу облысы"},
		{"Шымкент қаласы", "", "Шымкент қаласы"},
		{"Шымкент", "", "Шымкент қаласы"},
		{"Ақтөбе қаласы", "", "Ақтөбе облысы"},
		{"Абай ауданы", "", ""}, // there are several, none of them known to lie where the article says
		{"", "аудандық мәслихат", "Павлодар облысы"},
		{"", "Парламент Мәжілісі", ""},
		{"", "«Жетісу» футбол клубы", ""},
		{"", "", ""},
	} {
		if got := s.region(c.place, c.body); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.place, c.body, got, c.want)
		}
	}
	for name, want := range map[string]string{
		"Сарыағаш аудандық мәслихаты": "gov", "аумақтық сайлау комиссиясы": "elect", "«Amanat» партиясы": "party", "Kazinform": "",
	} {
		if got := g.kind(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
