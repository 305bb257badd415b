package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// fact reads "ARTICLE PUBLISHED PERSON KIND [DATE[..DATE]] [flags]"; "-" is no day.
// Flags: acting, elected, history.
func fact(tb testing.TB, line string) Fact {
	tb.Helper()
	w := strings.Fields(line)
	if len(w) < 4 {
		tb.Fatalf("%q: a fact is ARTICLE PUBLISHED PERSON KIND", line)
	}
	f := Fact{
		Kind: Kind(w[3]), Person: strings.ToLower(w[2]), Name: w[2], Seat: &SeatName{Key: "akim", Post: "akim"},
		Evidence: Evidence{Article: w[0], Published: strings.Trim(w[1], "-"), Quote: line, Says: Kind(w[3])},
	}
	if w[1] != "-" {
		f.Evidence.Published = w[1]
	}
	for _, x := range w[4:] {
		switch from, to, both := strings.Cut(x, ".."); {
		case x == "acting":
			f.Acting = true
		case x == "elected":
			f.Elected = true
		case x == "history":
			f.Background = true
		case x == "many":
			f.Seat.Many = true
		case both:
			f.When, f.Stated = Range{Days(from).From, Days(to).To}, from
		default:
			f.When, f.Stated = Days(x), x
		}
	}
	return f
}

func facts(tb testing.TB, lines string) []Fact {
	tb.Helper()
	var out []Fact
	for line := range strings.Lines(lines) {
		if strings.TrimSpace(line) != "" {
			out = append(out, fact(tb, line))
		}
	}
	return out
}

// drawn writes a ledger in lines: tenures, then gaps and conflicts.
func drawn(l *Ledger) string {
	var b strings.Builder
	for _, s := range l.Seats {
		for _, t := range s.Tenures {
			fmt.Fprintf(&b, "%s: %s - %s", t.Name, limit(t.Start), limit(t.End))
			if t.Acting {
				b.WriteString(" acting")
			}
			if t.LastSeen != "" {
				fmt.Fprintf(&b, " seen %s", strings.TrimPrefix(t.FirstSeen+".."+t.LastSeen, t.LastSeen+".."))
			}
			if t.Predecessor != nil {
				b.WriteString(" after " + t.Predecessor.Name)
			}
			fmt.Fprintf(&b, " [%s]\n", strings.Join(articlesOf(t.Evidence), " "))
		}
		for _, g := range s.Gaps {
			fmt.Fprintf(&b, "gap %s %s..%s before %s\n", g.Kind, g.From, g.To, g.Before.Name)
		}
	}
	for _, c := range l.Conflicts {
		fmt.Fprintf(&b, "conflict %s [%s]\n", c.Kind, strings.Join(articlesOf(c.Evidence), " "))
	}
	return b.String()
}

func limit(l Limit) string {
	if l.Date != "" {
		return l.Date
	}
	return string(l.Basis) + " " + l.From + ".." + l.To
}

func articlesOf(all []Evidence) []string {
	var out []string
	for _, e := range all {
		if !slices.Contains(out, e.Article) {
			out = append(out, e.Article)
		}
	}
	return out
}

var tenureCases = []struct{ name, facts, want string }{
	{
		"appointed, seen, dismissed, successor",
		`a 2021-03-05 Malik began 2021-03-04
		 b 2022-08-10 Malik holds
		 c 2023-06-16 Malik ended 2023-06-15
		 d 2023-07-02 Arman began 2023-07-01`,
		`Malik: 2021-03-04 - 2023-06-15 seen 2021-03-04..2022-08-10 [a b c]
Arman: 2023-07-01 - open .. seen 2023-07-01 after Malik [d]
gap nobody 2023-06-15..2023-07-01 before Arman
`,
	},
	{
		"an end that only the successor shows is inferred",
		`a 2021-03-05 Malik began 2021-03-04
		 b 2023-07-02 Arman began 2023-07-01`,
		`Malik: 2021-03-04 - inferred 2021-03-04..2023-07-01 seen 2021-03-04 [a]
Arman: 2023-07-01 - open .. seen 2023-07-01 after Malik [b]
`,
	},
	{
		"without days, the day of the article is a bound",
		`a 2024-02-06 Baqtiar ended
		 a 2024-02-06 Erlan began`,
		`Baqtiar: open .. - stated ..2024-02-06 [a]
Erlan: stated ..2024-02-06 - open .. seen 2024-02-06 after Baqtiar [a]
gap only_ended ..2024-02-06 before Baqtiar
`,
	},
	{
		"who has left without a day goes before who came the day before",
		`a 2024-03-12 Viktor ended
		 a 2024-03-12 Janibek began 2024-03-11`,
		`Viktor: open .. - stated ..2024-03-11 [a]
Janibek: 2024-03-11 - open .. seen 2024-03-11 after Viktor [a]
gap only_ended ..2024-03-11 before Viktor
`,
	},
	{
		"reports of one appointment are one",
		`a 2024-03-12 Janibek began 2024-03-11
		 b 2024-03-13 Janibek began
		 c 2024-04-01 Janibek began 2024-03`,
		"Janibek: 2024-03-11 - open .. seen 2024-03-11..2024-03-13 [c a b]\n",
	},
	{
		"days that differ",
		`a 2023-11-06 Talgat began 2023-11-05
		 b 2023-11-08 Talgat began 2023-11-07`,
		`Talgat: 2023-11-05 - open .. seen 2023-11-05..2023-11-07 [a b]
conflict dates [a b]
`,
	},
	{
		"appointed twice",
		`a 2019-04-02 Talgat began 2019-04-01
		 b 2023-11-06 Talgat began 2023-11-05`,
		`Talgat: 2019-04-01 - open .. seen 2019-04-01..2023-11-05 [a b]
conflict began_twice [a b]
`,
	},
	{
		"elected again is no contradiction",
		`a 2019-04-02 Talgat began 2019-04-01
		 b 2023-11-06 Talgat renewed 2023-11-05`,
		"Talgat: 2019-04-01 - open .. seen 2019-04-01..2023-11-05 [a b]\n",
	},
	{
		"back after somebody else",
		`a 2015-01-02 Talgat began 2015-01-01
		 b 2018-01-02 Arman began 2018-01-01
		 c 2020-01-02 Talgat began 2020-01-01`,
		`Talgat: 2015-01-01 - inferred 2015-01-01..2018-01-01 seen 2015-01-01 [a]
Arman: 2018-01-01 - inferred 2018-01-01..2020-01-01 seen 2018-01-01 after Talgat [b]
Talgat: 2020-01-01 - open .. seen 2020-01-01 after Arman [c]
`,
	},
	{
		"seen after somebody else came",
		`a 2015-01-02 Talgat began 2015-01-01
		 b 2018-01-02 Arman began 2018-01-01
		 c 2020-01-02 Talgat holds`,
		`Talgat: 2015-01-01 - inferred 2015-01-01..2018-01-01 seen 2015-01-01 [a]
Arman: 2018-01-01 - inferred 2018-01-01..2020-01-02 seen 2018-01-01 after Talgat [b]
Talgat: bounded ..2020-01-02 - open .. seen 2020-01-02 after Arman [c]
conflict two_holders [b c]
`,
	},
	{
		"two at a time",
		`a 2020-01-02 Talgat holds
		 b 2021-01-02 Arman holds
		 c 2022-01-02 Talgat holds
		 d 2023-01-02 Arman holds`,
		`Talgat: bounded ..2020-01-02 - open .. seen 2020-01-02..2022-01-02 [a c]
Arman: bounded ..2021-01-02 - open .. seen 2021-01-02..2023-01-02 after Talgat [b d]
conflict two_holders [b c]
`,
	},
	{
		"called by the post on one day",
		`a 2020-01-02 Talgat holds
		 b 2020-01-02 Arman holds`,
		`Arman: bounded ..2020-01-02 - open .. seen 2020-01-02 [b]
Talgat: bounded ..2020-01-02 - open .. seen 2020-01-02 [a]
conflict two_holders [a b]
`,
	},
	{
		"many hold the post",
		`a 2020-01-02 Talgat holds many
		 b 2021-01-02 Arman began many
		 c 2022-01-02 Talgat holds many`,
		`Talgat: bounded ..2020-01-02 - open .. seen 2020-01-02..2022-01-02 [a c]
Arman: stated ..2021-01-02 - open .. seen 2021-01-02 [b]
`,
	},
	{
		"two winners",
		`a 2023-11-06 Talgat began 2023-11-05 elected
		 b 2023-11-07 Bolat began 2023-11-05 elected`,
		`Bolat: 2023-11-05 - open .. seen 2023-11-05 [b]
Talgat: 2023-11-05 - open .. seen 2023-11-05 [a]
conflict two_winners [a b]
`,
	},
	{
		"two winners in undated reports",
		`a 2023-11-06 Talgat began elected
		 b 2023-11-07 Bolat began elected`,
		`Talgat: stated ..2023-11-06 - open .. seen 2023-11-06 [a]
Bolat: stated ..2023-11-07 - open .. seen 2023-11-07 [b]
conflict two_winners [a b]
`,
	},
	{
		"news are late",
		`a 2020-01-02 Talgat began 2020-01-01
		 b 2021-05-02 Talgat ended 2021-05-01
		 c 2021-05-09 Talgat holds`,
		`Talgat: 2020-01-01 - 2021-05-01 seen 2020-01-01 [a b c]
conflict seen_after [b c]
`,
	},
	{
		"left before getting it",
		`a 2021-05-02 Talgat ended 2021-05-01
		 b 2022-01-02 Talgat began 2022-01-01`,
		`Talgat: open .. - 2021-05-01 [a]
Talgat: 2022-01-01 - open .. seen 2022-01-01 [b]
gap only_ended ..2021-05-01 before Talgat
gap nobody 2021-05-01..2022-01-01 before Talgat
conflict ended_first [a b]
`,
	},
	{
		"a past tenure with years",
		`a 2024-01-02 Qayrat held 2019..2023
		 b 2023-12-08 Maulen began`,
		`Qayrat: 2019 - 2023 [a]
Maulen: stated ..2023-12-08 - open .. seen 2023-12-08 after Qayrat [b]
`,
	},
	{
		"a past tenure with years that go backwards",
		`a 2024-01-02 Qayrat held 2019..2015`,
		"conflict ended_first [a]\n",
	},
	{
		"called a former holder",
		`a 2020-01-02 Talgat began 2020-01-01
		 b 2022-05-02 Talgat held`,
		"Talgat: 2020-01-01 - bounded 2020-01-01..2022-05-02 seen 2020-01-01 [a b]\n",
	},
	{
		"a former holder of no known time follows nobody",
		`a 2020-01-02 Talgat began 2020-01-01
		 b 2022-05-02 Bolat held`,
		`Talgat: 2020-01-01 - open .. seen 2020-01-01 [a]
Bolat: open .. - bounded ..2022-05-02 [b]
`,
	},
	{
		"history without a day follows nobody",
		`a 2020-01-02 Talgat began 2020-01-01
		 b 2022-05-02 Bolat began history`,
		`Talgat: 2020-01-01 - open .. seen 2020-01-01 [a]
Bolat: stated ..2022-05-02 - open .. [b]
`,
	},
	{
		"holding it since a year",
		`a 2024-04-29 Daulet holds 2021..`,
		"Daulet: 2021 - open .. seen 2024-04-29 [a]\n",
	},
	{
		"standing in is no tenure of the post itself",
		`a 2021-03-05 Malik began 2021-03-04
		 b 2023-06-16 Malik ended 2023-06-15
		 b 2023-06-16 Serik began acting
		 c 2023-07-02 Arman began 2023-07-01`,
		`Malik: 2021-03-04 - 2023-06-15 seen 2021-03-04 [a b]
Serik: stated ..2023-06-16 - inferred 2023-06-16..2023-07-01 acting seen 2023-06-16 [b]
Arman: 2023-07-01 - open .. seen 2023-07-01 after Malik [c]
`,
	},
	{
		"a month is no day",
		`a 2024-09-03 Baqyt ended 2024-08
		 b 2024-08-20 Baqyt holds`,
		"Baqyt: bounded ..2024-08-20 - 2024-08 seen 2024-08-20 [b a]\n",
	},
	{
		"nothing tells when",
		`a - Otegen began
		 a - Rahym ended`,
		`Rahym: open .. - stated .. [a]
Otegen: stated .. - open .. [a]
`,
	},
}

func TestTenures(t *testing.T) {
	for _, tt := range tenureCases {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, drawn(Build(facts(t, tt.facts), nil))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// randomFacts makes facts of few people, posts and days, so that they meet.
func randomFacts(r *rand.Rand) []Fact {
	kinds := []Kind{Began, Renewed, Holds, Ended, Held}
	people := []string{"Asan", "Bolat", "Daulet"}
	day := func() string { return fmt.Sprintf("20%02d-%02d-%02d", 15+r.IntN(8), 1+r.IntN(12), 1+r.IntN(28)) }
	published := map[string]string{}
	for i := range 12 {
		published[string(rune('a'+i))] = day()
	}
	published["c"] = ""
	var out []Fact
	for i := range 4 + r.IntN(20) {
		person := people[r.IntN(len(people))]
		f := Fact{
			Kind: kinds[r.IntN(len(kinds))], Person: person, Name: person, Acting: r.IntN(8) == 0, Background: r.IntN(8) == 0,
			Elected: r.IntN(2) == 0,
			Evidence: Evidence{
				Article: string(rune('a' + i/2)), Published: published[string(rune('a'+i/2))], Start: 10 * i, End: 10*i + 9,
			},
		}
		seat := "seat" + string(rune('0'+r.IntN(3)))
		f.Seat = &SeatName{Key: seat, Post: seat, Many: seat == "seat2"}
		if when := day(); r.IntN(2) == 0 && when <= orLast(f.Evidence.Published) { // what is told has happened
			f.Stated = when[:[]int{4, 7, 10}[r.IntN(3)]]
			f.When = Days(f.Stated)
		}
		f.Evidence.Says = f.Kind
		out = append(out, f)
	}
	return out
}

func TestOrderOfArticlesChangesNothing(t *testing.T) {
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 1))
		all := randomFacts(r)
		want := drawn(Build(slices.Clone(all), nil))
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if diff := cmp.Diff(want, drawn(Build(all, nil))); diff != "" {
			t.Fatalf("seed %d: -in order +shuffled:\n%s", seed, diff)
		}
	}
}

// TestArticleTakesOnlyItsOwn: without an article, no sentence of others is missing, none
// of its own is left, and seats that it says nothing of are as they were.
func TestArticleTakesOnlyItsOwn(t *testing.T) {
	for seed := range uint64(1000) {
		all := randomFacts(rand.New(rand.NewPCG(seed, 2)))
		gone := all[0].Evidence.Article
		touched := map[string]bool{}
		var rest []Fact
		for _, f := range all {
			if f.Evidence.Article == gone {
				touched[f.Seat.Key] = true
			} else {
				rest = append(rest, f)
			}
		}
		before, after := Build(all, nil), Build(rest, nil)
		if diff := cmp.Diff(evidenceOf(rest), evidenceIn(after)); diff != "" {
			t.Fatalf("seed %d: evidence, -facts +ledger:\n%s", seed, diff)
		}
		if diff := cmp.Diff(untouched(before, touched), untouched(after, touched)); diff != "" {
			t.Fatalf("seed %d: other seats, -before +after:\n%s", seed, diff)
		}
	}
}

func evidenceOf(all []Fact) []string {
	var out []string
	for _, f := range all {
		out = append(out, fmt.Sprint(f.Seat.Key, f.Person, f.Evidence))
	}
	slices.Sort(out)
	return out
}

// evidenceIn lists the evidence of tenures, each sentence once.
func evidenceIn(l *Ledger) []string {
	var out []string
	for _, s := range l.Seats {
		for _, t := range s.Tenures {
			for _, e := range t.Evidence {
				out = append(out, fmt.Sprint(s.Key, t.Person, e))
			}
		}
	}
	slices.Sort(out)
	return out
}

func untouched(l *Ledger, touched map[string]bool) string {
	rest := &Ledger{}
	for _, s := range l.Seats {
		if !touched[s.Key] {
			rest.Seats = append(rest.Seats, s)
		}
	}
	return drawn(rest)
}

// TestTenuresHold: whatever the facts, limits are in order, one who is seen is seen
// within them, and every link is mutual.
func TestTenuresHold(t *testing.T) {
	for seed := range uint64(1000) {
		l := Build(randomFacts(rand.New(rand.NewPCG(seed, 3))), nil)
		if diff := cmp.Diff(l.Seats, Seats(pointers(randomFacts(rand.New(rand.NewPCG(seed, 3))))), cmpopts.IgnoreUnexported(Seat{}, Tenure{})); diff != "" {
			t.Fatalf("seats without conflicts (-want +got):\n%s", diff)
		}
		for _, s := range l.Seats {
			for _, x := range s.Tenures {
				for _, d := range []Limit{x.Start, x.End} {
					if d.From != "" && d.To != "" && d.From > d.To {
						t.Errorf("seed %d: %s: a limit from %s to %s", seed, x.Name, d.From, d.To)
					}
				}
				if x.Start.From != "" && x.End.To != "" && x.Start.From > x.End.To {
					t.Errorf("seed %d: %s: from %s until %s", seed, x.Name, x.Start.From, x.End.To)
				}
				if x.FirstSeen != "" && x.End.To != "" && x.FirstSeen > x.End.To {
					t.Errorf("seed %d: %s: first seen %s, until %s", seed, x.Name, x.FirstSeen, x.End.To)
				}
				if len(x.Evidence) == 0 || x.FirstSeen > x.LastSeen {
					t.Errorf("seed %d: %s: seen %s..%s by %d sentences", seed, x.Name, x.FirstSeen, x.LastSeen, len(x.Evidence))
				}
				if s.Many && (x.Successor != nil || x.End.Basis == Inferred) {
					t.Errorf("seed %d: %s: something follows from a post of many", seed, x.Name)
				}
			}
		}
	}
}
