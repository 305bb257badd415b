package resolve

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/morph"
)

var sharedNames = sync.OnceValue(func() *Names {
	lex, err := lexicon.Default()
	if err != nil {
		panic(err)
	}
	return NewNames(lex, morph.New(lex))
})

func TestPersonName(t *testing.T) {
	for _, tt := range []struct {
		names string // the first is the name, the others aliases
		want  string // given, surname, ending, patronymic, initials, gender
	}{
		{"Аңсар Өсербаев", "ansar oserba ev - - m"},
		{"Өсербаев Аңсар", "ansar oserba ev - - m"},
		{"Ańsar Óserbaev", "ansar oserba ev - - m"},
		{"اڭسار وسەرباەۆ", "ansar oserba ev - - m"},
		{"Айгүл Оспанова", "aigul ospan ov - - f"},
		{"Айгүл Оспанов", "aigul ospan ov - - f"},
		{"Нұрлан Серікұлы Ахметов", "nurlan ahmet ov serik - m"},
		{"Ахметов Нұрлан Серікұлы", "nurlan ahmet ov serik - m"},
		{"Нұрлан Серикович Ахметов", "nurlan ahmet ov serik - m"},
		{"Айгүл Серікқызы Ахметова", "aigul ahmet ov serik - f"},
		{"Нұрлан Серікұлы", "nurlan serik patronymic - - m"},
		{"А.Өсербаев", "- oserba ev - a m"},
		{"А. С. Өсербаев", "- oserba ev - as m"},
		{"Өсербаев А.С.", "- oserba ev - as m"},
		{"Өсербаев", "- oserba ev - - m"},
		{"Айгүл", "aigul - - - - f"},
		{"Нұрлан Ахмет", "nurlan ahmet - - - m"},
		{"Қасым-Жомарт Тоқаев", "kasim jomart toka ev - - m"},
		{"Мария Черновская", "maria chernov sk - - f"},
		{"Мария Цой", "maria soi - - - f"},
		{"Айтқали Нәбиев|Айтқали Серікұлы", "aitkali nabi ev serik - m"},
		{"А.Өсербаев|Аңсар Өсербаев", "ansar oserba ev - - m"},
	} {
		list := strings.Split(tt.names, "|")
		v := kazakh.English
		if kazakh.ScriptOf(list[0]) == kazakh.Latin {
			v = kazakh.DetectVariant(list[0])
		}
		n := sharedNames().Person(list[0], list[1:], v)
		var got []string
		for _, part := range []string{n.Given, n.Surname, n.Ending, n.Patronymic, n.Initials, n.Gender} {
			if part == "" {
				part = "-"
			}
			got = append(got, part)
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.names, got, tt.want)
		}
	}
}

func TestCommonAndKnown(t *testing.T) {
	for name, want := range map[string][2]bool{
		"Нұрлан Ахметов": {true, false}, "Аңсар Ахметов": {false, false}, "Айгүл Ахметова": {true, false},
		"Аңсар Өсербаев": {false, false}, "Қасым-Жомарт Тоқаев": {false, true}, "Qasym-Jomart Toqaev": {false, true},
	} {
		n := sharedNames().Person(name, nil, kazakh.English)
		if got := [2]bool{n.Common, n.Known}; got != want {
			t.Errorf("%s: got common and known %v, want %v", name, got, want)
		}
	}
}

func TestBody(t *testing.T) {
	inKostanai := Surroundings{Regions: []string{"kostanai/oblis"}}
	for _, tt := range []struct {
		name string
		near Surroundings
		want string
	}{
		{"Түркістан облыстық мәслихаты", Surroundings{}, "turkistan/oblis:maslihat"},
		{"Оңтүстік Қазақстан облысының мәслихаты", Surroundings{}, "turkistan/oblis:maslihat"},
		{"облыстық мәслихат", Surroundings{}, ""},
		{"Кеңес", Surroundings{}, ""},
		{"білім басқармасы", Surroundings{}, ""},
		{"№5 мектеп", Surroundings{}, ""},
		{"Бірлік ауылдық округінің әкімдігі", Surroundings{}, ""},
		{"Бірлік ауылдық округінің әкімдігі", inKostanai, "birlik/auildik okrug@kostanai:akimdik"},
		{"Абай ауданының әкімдігі", Surroundings{}, ""},
		{"«Нұр Отан» партиясы", Surroundings{}, "=amanat partiasi"},
		{"«Отан» партиясы", Surroundings{}, "=amanat partiasi"},
		{"«Сарыжаз» футбол клубы", Surroundings{}, "sarijaz futbol klub"},
		{"ҚР БҒМ", Surroundings{}, "=bilim jane gilim ministrligi"},
	} {
		if got := sharedNames().Body(sharedNames().Read(new(Words), tt.name, kazakh.English), tt.near).Key; got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// town makes profiles of invented people at random: few names, so that many meet.
func town(seed uint64, n int) []Profile {
	r := rand.New(rand.NewPCG(seed, 1))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	var all []Profile
	for i := range n {
		name := PersonName{
			Given: pick("nurlan", "ansar", "aigul", ""), Surname: pick("ahmet", "oserba"), Ending: pick("ov", "ov", ""),
			Patronymic: pick("", "", "serik", "bolat"), Gender: pick("", "m", "f"), Common: r.IntN(2) == 0,
		}
		if name.Given == "" {
			name.Initials, name.Patronymic = pick("a", "n", ""), ""
		}
		p := Profile{
			Article: fmt.Sprintf("a%d", i), Entity: "p1", Type: mention.Person, Name: name.Given + " " + name.Surname,
			Date: pick("", "2024-01-01", "2024-01-05", "2023-06-01", "2020-02-02"), Source: pick("", "x", "y"),
		}
		p.SetPerson(name)
		for range r.IntN(3) {
			place := pick("koktal", "sarijaz", "birlik")
			p.AddSeat(Seat{
				Title: pick("akim", "deputat"), Place: place + "/audan", Like: place + "/audan", PlaceAs: place, Land: r.IntN(2) == 0,
				Body: pick("", place+"/audan:maslihat"), Kind: "maslihat", BodyAs: place, Past: r.IntN(3) == 0, Sole: Sole(r.IntN(3)), From: p.Date, To: p.Date,
			})
		}
		if r.IntN(2) == 0 {
			p.Company = []Companion{{pick("x|y|ov", "z|z|ov"), "X"}}
		}
		Seeds([]Profile{p})
		one := []Profile{p}
		Seeds(one)
		all = append(all, one[0])
	}
	return all
}

func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(40) {
		profiles := town(seed, 40)
		decisions := []Decision{
			{Number: 1, Join: true, A: profiles[0].Seed, B: profiles[1].Seed},
			{Number: 2, A: profiles[2].Seed, B: profiles[3].Seed},
		}
		want := Identities(profiles, decisions)
		checkWhole(t, profiles, want)
		r := rand.New(rand.NewPCG(seed, 2))
		r.Shuffle(len(profiles), func(i, j int) { profiles[i], profiles[j] = profiles[j], profiles[i] })
		slices.Reverse(decisions)
		if diff := cmp.Diff(want, Identities(profiles, decisions)); diff != "" {
			t.Fatalf("seed %d, in another order (-want +got):\n%s", seed, diff)
		}
	}
}

// checkWhole makes sure that every profile is in one identity, and that the reasons
// tie the members of each together.
func checkWhole(t *testing.T, profiles []Profile, ids []Identity) {
	t.Helper()
	seen := map[string]bool{}
	for _, id := range ids {
		if id.ID != id.Members[0].Seed || id.Members[0].Rule != "" {
			t.Errorf("%s: first member %+v", id.ID, id.Members[0])
		}
		within := map[string]bool{}
		for _, m := range id.Members {
			within[m.Article+"/"+m.Entity] = true
			seen[m.Seed] = true
		}
		for _, m := range id.Members[1:] {
			if with := m.WithArticle + "/" + m.WithEntity; m.Rule == "" || !within[with] || with == m.Article+"/"+m.Entity {
				t.Errorf("%s: member %+v", id.ID, m)
			}
		}
	}
	if len(seen) != len(profiles) {
		t.Errorf("%d profiles, %d in identities", len(profiles), len(seen))
	}
}

// Clusters says the same as Identities but for the why.
func TestClusters(t *testing.T) {
	for seed := range uint64(40) {
		profiles := town(seed, 40)
		decisions := []Decision{{Number: 1, Join: true, A: profiles[0].Seed, B: profiles[1].Seed}, {Number: 2, A: profiles[2].Seed}}
		want := Identities(profiles, decisions)
		for k, c := range Clusters(profiles, decisions) {
			got := c.Identity(profiles)
			for n, i := range c {
				if m := want[k].Members[n]; profiles[i].Article != m.Article {
					t.Errorf("seed %d: member %d of %s is of %s, want %s", seed, n, got.ID, profiles[i].Article, m.Article)
				}
			}
			want[k].Members, want[k].Apart = nil, nil
			if diff := cmp.Diff(want[k], got); diff != "" {
				t.Fatalf("seed %d (-identities +clusters):\n%s", seed, diff)
			}
		}
	}
}

func TestOtherNamesChangeNothing(t *testing.T) {
	profiles := town(7, 30)
	before := Identities(profiles, nil)
	other := town(8, 30)
	for i := range other {
		other[i].Article = "b" + other[i].Article
		other[i].Person.Surname = "other" + other[i].Person.Surname
		other[i].SetPerson(other[i].Person)
		Seeds(other[i : i+1])
	}
	after := Identities(append(other, profiles...), nil)
	after = slices.DeleteFunc(after, func(id Identity) bool { return strings.HasPrefix(id.Members[0].Article, "b") })
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("with people of other names (-before +after):\n%s", diff)
	}
}

func TestDecisions(t *testing.T) {
	akim := func(article, date, place string) Profile {
		p := Profile{Article: article, Entity: "p1", Type: mention.Person, Name: "Аңсар Өсербаев", Date: date}
		p.SetPerson(PersonName{Given: "ansar", Surname: "oserba", Ending: "ev"})
		p.AddSeat(Seat{Title: "akim", Land: true, Sole: AlwaysSole, Place: place + "/audan", Like: place + "/audan", PlaceAs: place, From: date, To: date})
		one := []Profile{p}
		Seeds(one)
		return one[0]
	}
	ps := []Profile{akim("a", "2024-01-01", "koktal"), akim("b", "2024-01-01", "sarijaz"), akim("c", "2024-02-01", "koktal")}
	for _, tt := range []struct {
		name      string
		decisions []Decision
		want      []string
	}{
		{"rules alone", nil, []string{"a c", "b"}},
		{"joined", []Decision{{1, true, ps[0].Seed, ps[1].Seed}}, []string{"a b c"}},
		{"kept apart", []Decision{{1, false, ps[2].Seed, ps[0].Seed}}, []string{"a", "b", "c"}},
		{"joined, then apart", []Decision{{1, true, ps[0].Seed, ps[1].Seed}, {2, false, ps[1].Seed, ps[0].Seed}}, []string{"a c", "b"}},
		{"apart, then joined to another", []Decision{{1, false, ps[2].Seed, ps[0].Seed}, {2, true, ps[2].Seed, ps[1].Seed}}, []string{"a", "b c"}},
		{"of an article that is gone", []Decision{{1, true, ps[0].Seed, "P-gone"}}, []string{"a c", "b"}},
	} {
		var got []string
		for _, id := range Identities(ps, tt.decisions) {
			var members []string
			for _, m := range id.Members {
				members = append(members, m.Article)
			}
			got = append(got, strings.Join(members, " "))
		}
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestAddSeat(t *testing.T) {
	now, past := Seat{Title: "akim", From: "2024"}, Seat{Title: "akim", Past: true}
	for _, tt := range []struct{ seats, want []Seat }{
		{[]Seat{now, now}, []Seat{now}},
		{[]Seat{now, past}, []Seat{now}},
		{[]Seat{past, now, past}, []Seat{past, now}},
	} {
		var p Profile
		for _, s := range tt.seats {
			p.AddSeat(s)
		}
		if diff := cmp.Diff(tt.want, p.Seats); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.seats, diff)
		}
	}
}

func TestPost(t *testing.T) {
	for title, want := range map[string]Sole{
		"әкім": AlwaysSole, "ákim": AlwaysSole, "мәслихат депутаты": NotSole, "депутат": AlwaysSole, "мүше": NotSole,
		"төраға": MostlySole, "әкімнің орынбасары": MostlySole, "маман": NotSole,
	} {
		if got := sharedNames().Post(title, kazakh.Lat2018); got.Sole != want || got.Land != (kazakh.Key(title) == "akim") {
			t.Errorf("%s: got %+v, want %v", title, got, want)
		}
	}
}

// One misspelled patronymic must not keep apart all who are plainly one.
func TestClearMajority(t *testing.T) {
	var ps []Profile
	add := func(patronymic string) {
		p := Profile{Article: fmt.Sprint(len(ps)), Entity: "p1", Type: mention.Person, Name: "Аңсар Өсербаев"}
		p.SetPerson(PersonName{Given: "ansar", Surname: "oserba", Ending: "ev", Patronymic: patronymic, PatronymicAs: patronymic})
		one := []Profile{p}
		Seeds(one)
		ps = append(ps, one[0])
	}
	for range 20 {
		add("serik")
	}
	add("bolat")
	add("")
	if ids := Identities(ps, nil); len(ids) != 2 || max(len(ids[0].Members), len(ids[1].Members)) != 21 {
		t.Errorf("got %d identities, want one of 21 members and one of 1", len(ids))
	}
	if ids := Identities(ps[18:], nil); len(ids) != 3 {
		t.Errorf("two against one: got %d identities, want 3", len(ids))
	}
}

// A Census says the same of the members of a body as Identities, in whatever order it
// hears of them.
func TestCensus(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 3))
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		var ps []Profile
		for i := range 1 + r.IntN(12) {
			p := Profile{
				Article: fmt.Sprint("a", i), Entity: "o1", Type: mention.Org, Name: pick("Мәслихат", "Maslihat", "мәслихат", "Кеңес"),
				Aliases: []string{pick("Мәслихат", "ОМ")}, Date: pick("", "2024-01-01", "2024-02-02"), Title: pick("", "", "", "Б", "А"),
			}
			if seed%2 == 0 {
				p.Title = ""
			}
			p.SetKey("maslihat")
			one := []Profile{p}
			Seeds(one)
			ps = append(ps, one[0])
		}
		all := Identities(ps, nil)
		r.Shuffle(len(ps), func(i, j int) { ps[i], ps[j] = ps[j], ps[i] })
		var c Census
		for i := range ps {
			c.Add(&ps[i])
		}
		want := all[0]
		want.Members = nil
		if diff := cmp.Diff(want, c.Identity()); len(all) != 1 || diff != "" || c.Members != len(ps) {
			t.Fatalf("seed %d: %d identities, %d members (-identities +census):\n%s", seed, len(all), c.Members, diff)
		}
	}
}

// BenchmarkIdentities settles people of a few names, with posts and company: mostly few,
// sometimes half a thousand. Clusters leaves out why they are one.
func BenchmarkIdentities(b *testing.B) {
	for _, n := range []int{8, 500} {
		profiles := town(1, n)
		for i := range profiles {
			for k := range 4 {
				key := fmt.Sprintf("x|%d|ov", (i*7+k*k*13)%n)
				profiles[i].Company = append(profiles[i].Company, Companion{key, key})
			}
		}
		b.Run(fmt.Sprintf("identities/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Identities(profiles, nil)
			}
		})
		b.Run(fmt.Sprintf("clusters/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Clusters(profiles, nil)
			}
		})
	}
}
