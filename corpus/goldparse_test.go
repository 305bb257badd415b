package corpus

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const goldSample = `=== a | cyrl | 2024-03-05 | news
{l|Талас ауданының} {t|әкімі} сайланды

{o1|{o2|Жастар одағы} кеңесінің} {t|төрағасы} {p1|С.Ахметов} сайланды.
---
P p1 = С.Ахметов / Серік # a comment
O o1 = Жастар одағы кеңесі
O o2 = Жастар одағы

H p1 | төраға | o1 | - | from=2020,to=2023,past
R o1 < o2
E elected | p1 | төраға | o1 | - | 2024-03 | votes=12,percent=60.5 | asserted | сайланды
`

func TestParseGold(t *testing.T) {
	got, err := ParseGold("a.src", goldSample)
	if err != nil {
		t.Fatal(err)
	}
	votes, percent := 12, 60.5
	want := []Gold{{
		Article: Article{
			ID: "a", Title: "Талас ауданының әкімі сайланды", Published: "2024-03-05", Place: "a.src:1",
			Text: "Талас ауданының әкімі сайланды\n\nЖастар одағы кеңесінің төрағасы С.Ахметов сайланды.\n",
		},
		Script: "cyrl", Genre: "news",
		Mentions: []GoldMention{
			{"PLACE", 0, 15, "Талас ауданының", ""},
			{"TITLE", 16, 21, "әкімі", ""},
			{"ORG", 32, 54, "Жастар одағы кеңесінің", "Жастар одағы кеңесі"},
			{"ORG", 32, 44, "Жастар одағы", "Жастар одағы"},
			{"TITLE", 55, 63, "төрағасы", ""},
			{"PERSON", 64, 73, "С.Ахметов", "С.Ахметов"},
		},
		Persons: []string{"С.Ахметов"},
		Orgs:    []string{"Жастар одағы кеңесі", "Жастар одағы"},
		Aliases: []GoldAlias{{"С.Ахметов", []string{"Серік"}}},
		Holds: []GoldHold{{
			Person: "С.Ахметов", Title: "төраға", Org: "Жастар одағы кеңесі", From: "2020", To: "2023", Past: true,
		}},
		Parents: []GoldParent{{"Жастар одағы кеңесі", "Жастар одағы"}},
		Events: []GoldEvent{{
			Type: "elected", Modality: "asserted", Person: "С.Ахметов", Post: "төраға", Org: "Жастар одағы кеңесі",
			Date: "2024-03", Votes: &votes, Percent: &percent, Trigger: "сайланды", TriggerStart: 74,
		}},
	}}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestParseGoldFinalNewline(t *testing.T) {
	const article = " | cyrl | - | news | no final newline\nТақырып\n\n---\n"
	got, err := ParseGold("a", "=== a"+article+"=== b"+article)
	if err != nil || len(got) != 2 || got[1].Article.Text != "Тақырып\n" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestParseGoldErrors(t *testing.T) {
	replace := func(old, now string) string { return strings.Replace(goldSample, old, now, 1) }
	for _, tt := range []struct{ name, data, want string }{
		{"not UTF-8", "\xff", "a.src: not valid UTF-8"},
		{"no header", "Мәтін\n", `a.src:1: want === id | script | published | genre, got "Мәтін"`},
		{"short header", replace(" | news", ""), "a.src:1: want ==="},
		{"unknown header field", replace("| news", "| news | x"), `a.src:1: unknown header field "x"`},
		{"script", replace("cyrl", "kiril"), `a.src:1: unknown script "kiril"`},
		{"genre", replace("| news", "| poem"), `a.src:1: unknown genre "poem"`},
		{"published", replace("2024-03-05", "2024-13-05"), `a.src:1: published "2024-13-05" is no date`},
		{"no rule", replace("---\n", ""), "a.src:1: article without a --- line"},
		{"no title", "=== a | cyrl | - | news\n---\n", "a.src:2: article without a title"},
		{"stray closing brace", replace("{p1|С.Ахметов}", "С.Ахметов}"), "a.src:4: stray closing brace"},
		{"stray opening brace", replace("{p1|", "{x|"), "a.src:4: stray opening brace"},
		{"never closed", replace("{t|төрағасы}", "{t|төрағасы"), "a.src:4: only an organization may stand"},
		{"never closed, last", replace("{p1|С.Ахметов}", "{p1|С.Ахметов"), "a.src:4: span p1 is never closed"},
		{"person in organization", replace("{o2|Жастар одағы}", "{p1|Жастар одағы}"), "a.src:4: only an organization may stand"},
		{"numbered place", replace("{l|", "{l1|"), "a.src:2: persons and organizations are numbered"},
		{"unnumbered person", replace("{p1|", "{p|"), "a.src:4: persons and organizations are numbered"},
		{"untrimmed span", replace("{t|төрағасы}", "{t|төрағасы }"), `a.src:4: span "төрағасы " is empty, untrimmed`},
		{"span marked twice", replace("{t|төрағасы}", "{t|{o1|төрағасы}}"), `a.src:4: span "төрағасы" is marked twice`},
		{"unknown line", replace("R o1", "X o1"), `a.src:11: unknown line "X o1 < o2"`},
		{"no name", replace("O o2 = Жастар одағы\n", "O o2 =\n"), "a.src:8: want reference = name"},
		{"reference twice", replace("O o2 =", "O o1 ="), `a.src:8: bad or repeated reference "o1"`},
		{"reference of another kind", replace("O o2 =", "O p2 ="), `a.src:8: bad or repeated reference "p2"`},
		{"no canonical name", replace("O o2 = Жастар одағы\n", "\n"), `a.src:11: unknown reference "o2"`},
		{"no mention", replace("R o1", "O o9 = Кеңес\nR o1"), `a.src:1: o9 ("Кеңес") has no mention`},
		{"own alias", replace("/ Серік", "/ С.Ахметов"), `a.src:6: "С.Ахметов" is its own alias`},
		{"hold without title", replace("| төраға | o1 | - | from", "| - | o1 | - | from"), "a.src:10: hold without person or title"},
		{"hold fields", replace("from=2020", "since=2020"), `a.src:10: unknown hold field "since=2020"`},
		{"open past", replace(",past", ""), "a.src:10: a tenure with an end is past"},
		{"tenure backwards", replace("from=2020", "from=2025"), "a.src:10: a tenure with an end is past"},
		{"hold twice", replace("R o1", "H p1 | төраға | o1 | -\nR o1"), "a.src:11: the hold stands twice"},
		{"parent of itself", replace("R o1 < o2", "R o1 < o1"), "a.src:11: parent o1 < o1"},
		{"event fields", replace(" | сайланды\n", "\n"), "a.src:12: an event has 9 or 10 fields, got 8"},
		{"event type", replace("E elected", "E crowned"), `a.src:12: unknown event type "crowned"`},
		{"modality", replace("asserted", "sung"), `a.src:12: unknown modality "sung"`},
		{"date", replace("2024-03 |", "2024-3 |"), `a.src:12: bad date "2024-3"`},
		{"number", replace("votes=12", "votes=1.5"), `a.src:12: unknown number "votes=1.5"`},
		{"number without digits", replace("votes=12", "votes=x"), `a.src:12: bad number "votes=x"`},
		{"trigger", replace("asserted | сайланды", "asserted | сайлан"), `a.src:12: trigger "сайлан" is no word of the text`},
		{"no post", replace("E elected | p1 | төраға", "E elected | p1 | -"), "a.src:12: only a background event may lack a post"},
		{"planned background", replace("asserted | сайланды", "planned | сайланды | background"), "a.src:12: a background event is asserted"},
		{"election with a person", replace("E elected", "E election_held"), "a.src:12: an election has no person"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseGold("a.src", tt.data)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got error %v, want one that begins %q", err, tt.want)
			}
		})
	}
}

func FuzzParseGold(f *testing.F) {
	f.Add(goldSample)
	f.Fuzz(func(t *testing.T, data string) {
		all, err := ParseGold("a.src", data)
		if err != nil {
			return
		}
		for _, g := range all {
			text := []rune(g.Article.Text)
			if !utf8.ValidString(g.Article.Text) {
				t.Fatal("the text is not valid UTF-8")
			}
			for _, m := range g.Mentions {
				if string(text[m.Start:m.End]) != m.Text {
					t.Fatalf("mention %+v does not stand where it says", m)
				}
			}
		}
	})
}
