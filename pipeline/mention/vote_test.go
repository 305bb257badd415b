package mention

import (
	"strings"
	"testing"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/tagger"
	"github.com/seed50815598/derek/pipeline/token"
)

// voting is a bench whose finder has the built-in tagger.
func voting(t *testing.T) bench {
	t.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	m, err := tagger.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	an := morph.New(lex)
	return bench{token.New(lex), an, New(lex, an, tagger.New(lex, m))}
}

func TestVotes(t *testing.T) {
	b := voting(t)
	for _, c := range []struct {
		name, text, span string
		want             Type
	}{
		{"an unknown company", "Жобаға «Қазақ Инвест» қолдау көрсетті.", "Қазақ Инвест", Org},
		{"a poet's name against a place of that name", "Кеште Абайдың өлеңдері оқылды.", "Абайдың", Person},
	} {
		text := b.text(c.text)
		found := false
		for _, m := range b.find.Find(text) {
			if m.Vote == nil {
				continue
			}
			found = true
			if got := text.Clean[m.Start:m.End]; got != c.span || m.Type != c.want {
				t.Errorf("%s: %v %q by %v, want %v %q", c.name, m.Type, got, m.Vote, c.want, c.span)
			}
			if m.Vote.Score < 0.9 || !strings.HasPrefix(m.Vote.String(), "tagger "+m.Vote.Class) {
				t.Errorf("%s: vote %v", c.name, m.Vote)
			}
		}
		if !found {
			t.Errorf("%s: no vote in %q", c.name, c.text)
		}
	}
}

// What a street, school or prize is named after is nobody of the article.
func TestNoVoteForNamesakes(t *testing.T) {
	b := voting(t)
	for _, s := range []string{
		"Жиын Қожаберген жырау атындағы колледжде өтті.",
		"Сыйлық Әлихан атындағы мектепке берілді.",
	} {
		for _, m := range b.find.Find(b.text(s)) {
			if m.Vote != nil {
				t.Errorf("%q: %v %q by %v", s, m.Type, m.Lemma, m.Vote)
			}
		}
	}
}

func TestExplainRefuses(t *testing.T) {
	b := voting(t)
	text := b.text("Министрлер жиналды. Кеше Шульц келді.\nФорумға Айгерім қатысты.")
	ms, refused := b.find.Explain(text)
	if plain := b.find.Find(text); len(plain) != len(ms) {
		t.Errorf("explaining found %d mentions, finding %d", len(ms), len(plain))
	}
	reasons := map[string]string{}
	for i, r := range refused {
		if i > 0 && r.First < refused[i-1].First {
			t.Errorf("refusals out of order: %v after %v", r, refused[i-1])
		}
		reasons[text.Words[r.First].Text] += r.Why
	}
	for word, why := range map[string]string{
		"Министрлер": "in the plural", "Форумға": "a body's head (org_heads.tsv:", "Шульц": "tagger PERSON",
	} {
		if !strings.Contains(reasons[word], why) {
			t.Errorf("%s: %q, want %q", word, reasons[word], why)
		}
	}
}
