package pipeline

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/resolve"
)

func newPipeline(t *testing.T) *Pipeline {
	t.Helper()
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	return New(lex, nil)
}

// profilesOf annotates articles written as "DATE text"; their ids are a, b and so on.
func profilesOf(t *testing.T, p *Pipeline, articles []string) []resolve.Profile {
	t.Helper()
	var all []resolve.Profile
	for i, line := range articles {
		date, text, _ := strings.Cut(line, " ")
		if date == "-" {
			date = ""
		}
		art := corpus.Article{ID: string(rune('a' + i)), Text: text, Published: date, Source: "source " + string(rune('a'+i))}
		doc := p.Annotate(art)
		all = p.AppendProfiles(all, &doc)
	}
	return all
}

// told writes the identities of a type with more than one member, or kept apart from
// another, one a line: name, the article of each member with its rule, what was kept
// apart.
func told(ids []resolve.Identity, kind string) []string {
	var out []string
	for _, id := range ids {
		if id.Type.String() != kind || len(id.Members) == 1 && len(id.Apart) == 0 {
			continue
		}
		line := id.Name + ":"
		for _, m := range id.Members {
			line += " " + m.Article
			if m.Rule != "" {
				line += " (" + m.Rule
				if m.Evidence != "" {
					line += ": " + m.Evidence
				}
				line += ")"
			}
		}
		var apart []string
		for _, a := range id.Apart {
			apart = append(apart, a.Reason)
		}
		slices.Sort(apart)
		for _, reason := range slices.Compact(apart) {
			line += "; not another: " + reason
		}
		out = append(out, lineOf.ReplaceAllString(line, ".tsv"))
	}
	slices.Sort(out)
	return out
}

// lineOf is the number of a row, which changes with its table.
var lineOf = regexp.MustCompile(`\.tsv:\d+`)

func TestIdentities(t *testing.T) {
	p := newPipeline(t)
	for _, tt := range []struct {
		name, kind string
		articles   []string
		want       []string
	}{
		{
			"one person in three scripts", "PERSON",
			[]string{
				"2024-03-01 Көктал ауданының әкімі Аңсар Өсербаев жиын өткізді.",
				"2024-03-02 Kóktal aýdanynyń ákimi Ańsar Óserbaev jıyn ótkizdi.",
				"2024-03-03 كوكتال اۋدانىنىڭ اكىمى اڭسار وسەرباەۆ جيىن وتكىزدى.",
			},
			[]string{
				"Аңсар Өсербаев: a b (same name, same post and place: әкім, Көктал ауданы) c (same name, same post and place: әкім, Көктал ауданы)",
			},
		},
		{
			"two people of one name in two regions", "PERSON",
			[]string{
				"2024-03-01 Қостанай облысы Көктал ауданының әкімі Аңсар Өсербаев жиын өткізді.",
				"2024-03-01 Маңғыстау облысы Сарыжаз ауданының әкімі Аңсар Өсербаев тұрғындармен кездесті.",
				"2024-04-01 Көктал ауданының әкімі Аңсар Өсербаев халыққа есеп берді.",
				"2024-05-01 Сарыжаз ауданының әкімі Аңсар Өсербаев мектеп ашты.",
				"2024-06-01 Аңсар Өсербаев кітап жазды.",
			},
			[]string{
				"Аңсар Өсербаев: a c (same name, same post and place: әкім, Көктал ауданы); not another: fits several people of the name; not another: the same post in two places at one time: Көктал ауданы / Сарыжаз ауданы",
				"Аңсар Өсербаев: b d (same name, same post and place: әкім, Сарыжаз ауданы); not another: fits several people of the name; not another: the same post in two places at one time: Көктал ауданы / Сарыжаз ауданы",
				"Аңсар Өсербаев: e; not another: fits several people of the name",
			},
		},
		{
			"patronymics tell people apart", "PERSON",
			[]string{
				"2024-03-01 Нұрлан Серікұлы Ахметов мәслихат депутаты болып сайланды.",
				"2024-03-02 Ахметов Нұрлан Серікұлы жиналысқа қатысты.",
				"2024-03-03 Нұрлан Болатұлы Ахметов мектеп директоры болып тағайындалды.",
			},
			[]string{
				"Ахметов Нұрлан Серікұлы: a b (same name and patronymic: Нұрлан Серікұлы Ахметов); not another: different patronymics: Болатұлы / Серікұлы",
				"Нұрлан Болатұлы Ахметов: c; not another: different patronymics: Болатұлы / Серікұлы",
			},
		},
		{
			"a common name needs more than the name", "PERSON",
			[]string{
				"2024-03-01 Нұрлан Ахметов жиынға қатысты.",
				"2024-05-02 Нұрлан Ахметов кітап жазды.",
				"2024-03-03 Көктал аудандық мәслихатының төрағасы Нұрлан Ахметов сөз сөйледі.",
				"2024-09-04 Көктал аудандық мәслихатының депутаты Нұрлан Ахметов ұсыныс айтты.",
			},
			[]string{
				"Нұрлан Ахметов: a; not another: a common name, and nothing in common",
				"Нұрлан Ахметов: b; not another: a common name, and nothing in common",
				"Нұрлан Ахметов: c d (same name, same body: Көктал аудандық мәслихаты); not another: a common name, and nothing in common",
			},
		},
		{
			"a member of two councils is one, an akim of two districts is not", "PERSON",
			[]string{
				"2024-03-01 Көктал аудандық қоғамдық кеңесінің мүшесі Зейнеп Төребекова сөйледі. Жиынға Ғарифолла Өтеғалиев келді.",
				"2024-03-01 «Сарыжаз» қоғамдық кеңесінің мүшесі Зейнеп Төребекова сөйледі.",
				"2024-03-01 Көктал ауданының әкімі Дархан Нәбиев келді.",
				"2024-03-01 Сарыжаз ауданының әкімі Дархан Нәбиев келді.",
			},
			[]string{
				"Дархан Нәбиев: c; not another: the same post in two places at one time: Көктал ауданы / Сарыжаз ауданы",
				"Дархан Нәбиев: d; not another: the same post in two places at one time: Көктал ауданы / Сарыжаз ауданы",
				"Зейнеп Төребекова: a b (rare name)",
			},
		},
		{
			"initials", "PERSON",
			[]string{
				"2024-03-01 Көктал ауданының әкімі Аңсар Өсербаев жиын өткізді.",
				"2024-03-02 Көктал ауданының әкімі А.Өсербаев есеп берді.",
				"2024-03-02 Көктал ауданының әкімі Б.Өсербаев есеп берді.",
				"2024-03-05 Сарыжаз ауданының әкімі А.Өсербаев жол салды.",
			},
			[]string{
				"Аңсар Өсербаев: a b (surname and initials, same post and body: әкім, Көктал ауданы)",
			},
		},
		{
			"a woman with both forms of her surname", "PERSON",
			[]string{
				"2024-03-01 Көктал ауданының әкімі Гүлсара Төребекова жиын өткізді.",
				"2024-03-02 Көктал ауданының әкімі Гүлсара Төребеков есеп берді.",
				"2024-03-05 Көктал ауданының әкімі Г.Төребекова жол салды.",
				"2024-03-05 Көктал ауданының әкімі Ғани Төребеков жол салды.",
			},
			[]string{
				"Гүлсара Төребекова: a b (same name, same post and place: әкім, Көктал ауданы) c (surname and initials, same post and body: әкім, Көктал ауданы)",
			},
		},
		{
			"a renamed oblast", "ORG",
			[]string{
				"2017-03-01 Оңтүстік Қазақстан облыстық мәслихатының сессиясы өтті.",
				"2019-03-02 Түркістан облыстық мәслихатының сессиясы өтті.",
				"2019-03-02 Túrkistan oblystyq máslıhatynyń sessııasy ótti.",
				"2019-03-02 Облыстық мәслихаттың сессиясы өтті.",
				"2019-03-02 Түркістан облысының мәслихаты жиналды.",
			},
			[]string{
				"Түркістан облыстық мәслихаты: a b (same full name: places.tsv) c (same full name: places.tsv) e (same full name: places.tsv)",
			},
		},
		{
			"a renamed party and abbreviations", "ORG",
			[]string{
				"2017-03-01 «Нұр Отан» партиясының съезі өтті.",
				"2023-03-02 «AMANAT» партиясының съезі өтті.",
				"2023-03-02 ҚР Білім және ғылым министрлігі хабарлады. Бұл туралы БҒМ мәлімдеді.",
				"2015-03-02 Қазақстан Республикасының Білім және ғылым министрлігі хабарлады.",
			},
			[]string{
				"AMANAT партиясы: a b (same full name: AMANAT партиясы, org_names.tsv)",
				"Білім және ғылым министрлігі: d c (same full name: Білім және ғылым министрлігі, org_names.tsv) c (same full name: Білім және ғылым министрлігі, org_names.tsv)",
			},
		},
		{
			"villages of one name", "PLACE",
			[]string{
				"2024-03-01 Қостанай облысы Көктал ауданы Бірлік ауылында мектеп ашылды.",
				"2024-03-02 Көктал ауданы Бірлік ауылында клуб ашылды.",
				"2024-03-03 Маңғыстау облысы Сарыжаз ауданы Бірлік ауылында мектеп ашылды.",
				"2024-03-04 Бірлік ауылында мектеп ашылды.",
			},
			[]string{
				"Бірлік ауылы: a b (same full name)",
				"Көктал ауданы: a b (same full name)",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			profiles := profilesOf(t, p, tt.articles)
			ids := resolve.Identities(profiles, nil)
			if diff := cmp.Diff(tt.want, told(ids, tt.kind)); diff != "" {
				t.Errorf("identities (-want +got):\n%s", diff)
			}
			rand.New(rand.NewPCG(1, 2)).Shuffle(len(profiles), func(i, j int) { profiles[i], profiles[j] = profiles[j], profiles[i] })
			if diff := cmp.Diff(ids, resolve.Identities(profiles, nil)); diff != "" {
				t.Errorf("in another order (-want +got):\n%s", diff)
			}
		})
	}
}
