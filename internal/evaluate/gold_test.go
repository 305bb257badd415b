package evaluate

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline"
)

// minGold is the least number of gold articles that a score may rest on.
const minGold = 81

func goldArticles(t *testing.T) []corpus.Gold {
	t.Helper()
	gold, err := corpus.GoldArticles()
	if err != nil {
		t.Fatal(err)
	}
	if len(gold) < minGold {
		t.Fatalf("got %d gold articles, want at least %d", len(gold), minGold)
	}
	return gold
}

const sample = `=== a | cyrl | 2024-03-05 | maslikhat
{l|Талас ауданының} {t|әкімі} сайланды

{o1|{o2|«Жастар» одағы} кеңесінің} {t|төрағасы} болып {p1|Серік Ахметов} {d|4 наурызда} сайланды. {p1|С.Ахметов} 12 дауыс алды. {l|Талас ауданының} {t|әкімі} {p2|Асан Үсенов} қызметінен кетті.
---
P p1 = Серік Ахметов / С.Ахметов
P p2 = Асан Үсенов
O o1 = «Жастар» одағы кеңесі
O o2 = «Жастар» одағы
H p1 | төраға | o1 | - | from=2024
R o1 < o2
E elected | p1 | төраға | o1 | - | 2024-03-04 | votes=12,percent=60.5 | asserted | сайланды
E resigned | p2 | әкім | - | Талас ауданы | - | - | asserted | кетті
`

func sampleGold(t *testing.T) []corpus.Gold {
	t.Helper()
	gold, err := corpus.ParseGold("sample", sample)
	if err != nil {
		t.Fatal(err)
	}
	return gold
}

func TestGoldAgainstItselfIsPerfect(t *testing.T) {
	gold := goldArticles(t)
	var docs []pipeline.Document
	for _, g := range gold {
		docs = append(docs, Document(g))
	}
	r, err := Gold(docs, gold)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range append(append([]Group{r.All}, r.Scripts...), r.Genres...) {
		for _, s := range append(g.Scores, g.EventTypes...) {
			if s.Count.FP != 0 || s.Count.FN != 0 || s.Count.F1() != 1 {
				t.Errorf("%s %s: got %+v, want no faults", g.Name, s.Name, s.Count)
			}
		}
		for _, a := range g.Attributes {
			if a.Accuracy.Right != a.Accuracy.Of {
				t.Errorf("%s %s: got %+v, want no faults", g.Name, a.Name, a.Accuracy)
			}
		}
	}
	if faults := r.Errors(); len(faults) != 0 {
		t.Errorf("got faults %v, want none", faults)
	}
	if r.All.Articles != len(gold) {
		t.Errorf("got %d articles, want %d", r.All.Articles, len(gold))
	}
}

// TestGoldCountsAreThoseOfTheFiles holds the totals that the gold files give when counted directly.
func TestGoldCountsAreThoseOfTheFiles(t *testing.T) {
	gold := goldArticles(t)
	r, err := Gold(nil, gold)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for _, g := range gold {
		want["persons"] += len(g.Persons)
		want["person+title"] += len(g.Holds)
		want["membership"] += len(g.Holds)
		want["parents"] += len(g.Parents)
		want["event modality"] += len(g.Events)
		for _, m := range g.Mentions {
			want[m.Type]++
		}
	}
	for _, s := range r.All.Scores {
		if n, ok := want[s.Name]; ok && (s.Count != Count{FN: n}) {
			t.Errorf("%s: got %+v, want %d missed", s.Name, s.Count, n)
		}
	}
}

func TestGoldCountsFaults(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*pipeline.Document)
		want   map[string]Count // layers that are not perfect
	}{
		{"nothing", func(*pipeline.Document) {}, map[string]Count{}},
		{"letter case and spaces do not count", func(d *pipeline.Document) {
			d.Entities[0].Name = "СЕРІК  Ахметов"
			d.Events[0].Post = "Төраға"
		}, map[string]Count{}},
		{"kind of quotation marks does not count", func(d *pipeline.Document) {
			d.Entities[3].Name = "“Жастар” одағы"
		}, map[string]Count{}},
		{"organization without its quotes", func(d *pipeline.Document) {
			d.Entities[3].Name = "Жастар одағы"
		}, map[string]Count{
			"orgs": {1, 1, 1}, "parents": {0, 1, 1}, "link ORG": {1, 1, 1},
		}},
		{"alias missed, another made up", func(d *pipeline.Document) {
			d.Entities[0].Aliases = []string{"Серік"}
		}, map[string]Count{"aliases": {0, 1, 1}}},
		{"title wrong", func(d *pipeline.Document) {
			d.Memberships[0].Title = "басшы"
		}, map[string]Count{"person+title": {0, 1, 1}, "person+title+body": {0, 1, 1}, "membership": {0, 1, 1}}},
		{"organization of the post missed", func(d *pipeline.Document) {
			d.Memberships[0].Organization = ""
		}, map[string]Count{"person+title+body": {0, 1, 1}, "membership": {0, 1, 1}}},
		{"year missed", func(d *pipeline.Document) {
			d.Memberships[0].From = ""
		}, map[string]Count{"membership": {0, 1, 1}}},
		{"membership said twice", func(d *pipeline.Document) {
			d.Memberships = append(d.Memberships, d.Memberships[0])
		}, map[string]Count{"person+title": {1, 1, 0}, "person+title+body": {1, 1, 0}, "membership": {1, 1, 0}}},
		{"modality wrong", func(d *pipeline.Document) {
			d.Events[0].Modality = "planned"
		}, map[string]Count{
			"event type+person": {1, 0, 1}, "event +post+body": {1, 0, 1},
			"event modality": {1, 1, 1}, "event full": {1, 1, 1},
		}},
		{"place of a territorial post wrong", func(d *pipeline.Document) {
			d.Events[1].Place = ""
		}, map[string]Count{"event +post+body": {1, 1, 1}, "event full": {1, 1, 1}}},
		{"span one letter short", func(d *pipeline.Document) {
			d.Mentions[0].End--
		}, map[string]Count{"PLACE": {1, 1, 1}}},
		{"facilities are not in gold", func(d *pipeline.Document) {
			d.Mentions = append(d.Mentions, pipeline.Mention{Type: "FACILITY", Start: 1, End: 2})
		}, map[string]Count{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			gold := sampleGold(t)
			doc := Document(gold[0])
			tt.change(&doc)
			r, err := Gold([]pipeline.Document{doc}, gold)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]Count{}
			for _, s := range r.All.Scores {
				if s.Count.FP+s.Count.FN > 0 {
					got[s.Name] = s.Count
				}
			}
			if diff := cmp.Diff(got, tt.want); diff != "" {
				t.Errorf("layers with faults (-got +want):\n%s", diff)
			}
		})
	}
}

func TestGoldAttributes(t *testing.T) {
	gold := sampleGold(t)
	doc := Document(gold[0])
	doc.Events[0].Date = "2024-03"
	doc.Events[0].Votes = nil
	doc.Events[1].Date = "2024"
	r, err := Gold([]pipeline.Document{doc}, gold)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Accuracy{}
	for _, a := range r.All.Attributes {
		got[a.Name] = a.Accuracy
	}
	want := map[string]Accuracy{
		"post": {2, 2}, "organization": {1, 1}, "place": {1, 1}, "date": {0, 2}, "votes": {0, 1},
		"percent": {1, 1}, "turnout": {}, "background": {}, "trigger": {2, 2},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("attributes (-got +want):\n%s", diff)
	}
}

func TestGoldRefuses(t *testing.T) {
	gold := sampleGold(t)
	doc := Document(gold[0])
	other := doc
	other.Text += " "
	for _, tt := range []struct {
		name string
		docs []pipeline.Document
		gold []corpus.Gold
		want string
	}{
		{"no gold", []pipeline.Document{doc}, nil, "no gold"},
		{"two documents with one id", []pipeline.Document{doc, doc}, gold, "two documents"},
		{"another text", []pipeline.Document{other}, gold, "texts differ"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Gold(tt.docs, tt.gold); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestErrorsAndRules(t *testing.T) {
	gold := sampleGold(t)
	doc := Document(gold[0])
	doc.Mentions[0].End--
	doc.Mentions[0].Rule = "short"
	r, err := Gold([]pipeline.Document{doc}, gold)
	if err != nil {
		t.Fatal(err)
	}
	got := r.Errors()
	around := "Талас ауданының әкімі сайланды «Жастар» одағы кеңесін"
	want := []Fault{
		{"PLACE", "spurious", "a", 0, 14, "Талас ауданының", around, "short"},
		{"PLACE", "missed", "a", 0, 15, "Талас ауданының", around + "і", ""},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("errors (-got +want):\n%s", diff)
	}
	var place []RuleCount
	for _, c := range r.Rules() {
		if c.Layer == "PLACE" {
			place = append(place, c)
		}
	}
	if diff := cmp.Diff(place, []RuleCount{{"PLACE", "gold", 1, 0}, {"PLACE", "short", 0, 1}}); diff != "" {
		t.Errorf("rules (-got +want):\n%s", diff)
	}
}

func TestAlike(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{
		{"талас ауданы мәслихаты", "талас аудандық мәслихаты", 2.0 / 3},
		{"баспасөз қызметі", "облыс әкімінің баспасөз қызметі", 2.0 / 3},
		{"ассамблеясы", "түркістан облыстық қазақстан халқы ассамблеясы", 0.5},
		{"түркістан", "түркістан облыстық қазақстан халқы ассамблеясы", 0},
		{`"ордабасы" клубы`, "ордабасы", 2.0 / 3},
		{"әділет департаменті", "қаржы басқармасы", 0},
		{"", "қаржы басқармасы", 0},
	} {
		if got := alike(tt.a, tt.b); got != tt.want {
			t.Errorf("alike(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
		if got := alike(tt.b, tt.a); got != tt.want {
			t.Errorf("alike(%q, %q) = %v, want %v", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestLenientMatchesOneToOne(t *testing.T) {
	gold := sampleGold(t)
	doc := Document(gold[0])
	// The second found name resembles both gold names; each is matched once.
	doc.Entities[2].Name = "«Жастар» одағының кеңесі"
	doc.Entities[3].Name = "Жастар"
	r, err := Gold([]pipeline.Document{doc}, gold)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.All.Scores {
		want := Count{2, 0, 0}
		if s.Name == "orgs" {
			want = Count{0, 2, 2}
		}
		if strings.HasPrefix(s.Name, "orgs") && s.Count != want {
			t.Errorf("%s: got %+v, want %+v", s.Name, s.Count, want)
		}
	}
}

func TestTextAndJSON(t *testing.T) {
	gold := sampleGold(t)
	r, err := Gold([]pipeline.Document{Document(gold[0])}, gold)
	if err != nil {
		t.Fatal(err)
	}
	text := r.Text()
	for _, want := range []string{
		"articles 1\n\nlayer              right  wrong  missed      P      R     F1\npersons                2      0       0  1.000  1.000  1.000\n",
		"\nturnout             0   0      -\n", "\nF1 by script       cyrl (1)\n", "\nF1 by genre        maslikhat (1)\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"all":{"name":"all","articles":1,"scores":[{"name":"persons","count":{"tp":2,"fp":0,"fn":0,"precision":1,"recall":1,"f1":1}}`
	if !strings.HasPrefix(string(data), want) {
		t.Errorf("got JSON %s, want it to begin %s", data, want)
	}
}
