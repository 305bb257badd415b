package resolve

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
	"github.com/seed50815598/derek/pipeline/token"
)

// entities runs the stages on a text and writes its persons and organizations as
// "name = alias / alias (mentions)".
func entities(t *testing.T, text string) []string {
	t.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	an, tk := morph.New(lex), token.New(lex)
	toks := tk.Tokenize(text)
	r := Article(mention.New(lex, an, nil).Find(&mention.Text{
		Clean: text, Words: an.Words(text, toks), Sentences: tk.Sentences(text, toks), Script: kazakh.ScriptOf(text),
	}))
	var out []string
	for i, e := range r.Entities {
		if e.Type == mention.Place {
			continue
		}
		line := e.Name
		if len(e.Aliases) > 0 {
			line += " = " + strings.Join(e.Aliases, " / ")
		}
		for _, m := range e.Mentions {
			if r.Of[m] != i {
				t.Errorf("mention %d of %s points to entity %d", m, e.Name, r.Of[m])
			}
		}
		out = append(out, line)
	}
	return out
}

func TestMerges(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{
			"initials follow the full name",
			"Жиынды Аңсар Өсербаев ашты. А.Өсербаев сөз сөйледі.",
			[]string{"Аңсар Өсербаев = А.Өсербаев"},
		},
		{
			"initials before the full name",
			"А.Өсербаев сөз сөйледі. Аңсар Өсербаев жиынды жапты.",
			[]string{"Аңсар Өсербаев = А.Өсербаев"},
		},
		{
			"other initials, other person",
			"Жиынды Аңсар Өсербаев ашты. Б.Өсербаев сөз сөйледі.",
			[]string{"Аңсар Өсербаев", "Б.Өсербаев"},
		},
		{
			"given name and patronymic",
			"Айтқали Нәбиев келді. Айтқали Серікұлы сөйледі.",
			[]string{"Айтқали Нәбиев = Айтқали Серікұлы"},
		},
		{
			"given name and patronymic of somebody with the name of a given name",
			"Марат Сапар келді. Марат Серікұлы сөйледі.",
			[]string{"Марат Сапар = Марат Серікұлы"},
		},
		{
			"initials of given name and patronymic",
			"Басшы Ғ.М. Қасенов келді. Кейін Ғани Мұратұлы сөйледі.",
			[]string{"Ғ.М. Қасенов = Ғани Мұратұлы"},
		},
		{
			"another patronymic in the initials, another person",
			"Жиынды Айша Серікқызы Қасенова ашты. А.М. Қасенова қарсы болды.",
			[]string{"Айша Серікқызы Қасенова", "А.М. Қасенова"},
		},
		{
			"another letter before the same surname, another person",
			"Айша Қасенова сайланды. Орнын Ә. Қ. Қасенова босатты.",
			[]string{"Айша Қасенова", "Ә. Қ. Қасенова"},
		},
		{
			"surname with a small word",
			"Йохан ван Берген келді. Й. ван Берген сөйледі. Кеше ван Бергенді құттықтады.",
			[]string{"Йохан ван Берген = Й. ван Берген / ван Берген"},
		},
		{
			"surname alone goes to the nearest before",
			"Самат Ахметов келді. Ахметовті құттықтады.",
			[]string{"Самат Ахметов = Ахметов"},
		},
		{
			"feminine surname is another person",
			"Самат Ахметов келді. Сәуле Ахметова кетті.",
			[]string{"Самат Ахметов", "Сәуле Ахметова"},
		},
		{
			"short form of a body",
			"Көктал аудандық мәслихатының сессиясы өтті. Аудандық мәслихаттың депутаттары келді.",
			[]string{"Көктал аудандық мәслихаты = аудандық мәслихат"},
		},
		{
			"another level, another body",
			"Көктал аудандық мәслихаты жиналды. Облыстық мәслихат қолдады.",
			[]string{"Көктал аудандық мәслихаты", "облыстық мәслихат"},
		},
		{
			"quoted name alone",
			"«Сарыжаз» футбол клубы жеңді. Кеше «Сарыжаз» ұтылды.",
			[]string{"«Сарыжаз» футбол клубы = Сарыжаз"},
		},
		{
			"national body and its branch",
			"Қазақстан халқы Ассамблеясы жиналды. Көктал облыстық Қазақстан халқы Ассамблеясы қолдады.",
			[]string{"Қазақстан халқы Ассамблеясы", "Көктал облыстық Қазақстан халқы Ассамблеясы"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, entities(t, tt.text)); diff != "" {
				t.Errorf("entities (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNominatives(t *testing.T) {
	for name, want := range map[string]string{"Нуржана": "nurjan", "Казыбаеву": "kazibaev", "Ахмедовой": "ahmedova", "Ирины": "irina"} {
		if got := nominatives(name); !slices.Contains(got, want) {
			t.Errorf("nominatives(%q) = %v, want %q among them", name, got, want)
		}
	}
}
