package event

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/golden"
)

// An item is one thing that a layer counts.
func items(g corpus.Gold) map[string][]string {
	out := map[string][]string{}
	add := func(layer string, parts ...string) {
		out[layer] = append(out[layer], strings.ToLower(strings.Join(parts, " | ")))
	}
	for _, h := range g.Holds {
		body := h.Org
		if body == "" {
			body = "@" + h.Place
		}
		past := ""
		if h.Past {
			past = "past"
		}
		add("hold person+title", h.Person, h.Title)
		add("hold person+title+body", h.Person, h.Title, body)
		add("hold full", h.Person, h.Title, h.Org, h.Place, h.From, h.To, past)
	}
	for _, p := range g.Parents {
		add("parent", p.Child, p.Parent)
	}
	for _, e := range g.Events {
		body := e.Org
		if body == "" {
			body = "@" + e.Place
		}
		background := ""
		if e.Background {
			background = "background"
		}
		if e.Modality == "asserted" {
			add("event type+person", e.Type, e.Person)
			add("event +post+body", e.Type, e.Person, e.Post, body)
		}
		add("event modality", e.Type, e.Person, e.Modality)
		add("event +trigger", e.Type, e.Person, e.Modality, e.Trigger)
		add("event date", e.Type, e.Person, e.Modality, e.Date)
		if e.Votes != nil || e.Percent != nil || e.Turnout != nil {
			add("event numbers", e.Type, e.Person, numbers(e.Votes, e.Percent, e.Turnout))
		}
		add("event full", e.Type, e.Person, e.Modality, e.Post, e.Org, e.Place, e.Date, numbers(e.Votes, e.Percent, e.Turnout), background)
	}
	return out
}

func numbers(votes *int, percent, turnout *float64) string {
	s := ""
	if votes != nil {
		s += fmt.Sprintf("v%d ", *votes)
	}
	if percent != nil {
		s += fmt.Sprintf("p%g ", *percent)
	}
	if turnout != nil {
		s += fmt.Sprintf("t%g ", *turnout)
	}
	return s
}

// asGold renders facts in gold's terms.
func (r goldRun) asGold() corpus.Gold {
	name := func(i int) string {
		if i < 0 {
			return ""
		}
		return r.result.Entities[i].Name
	}
	var g corpus.Gold
	for _, m := range r.facts.Memberships {
		g.Holds = append(g.Holds, corpus.GoldHold{
			Person: name(m.Person), Title: m.Title, Org: name(m.Organization), Place: name(m.Place),
			From: m.From, To: m.To, Past: m.Past,
		})
	}
	for _, p := range r.facts.Parents {
		g.Parents = append(g.Parents, corpus.GoldParent{Child: name(p.Child), Parent: name(p.Parent)})
	}
	for _, e := range r.facts.Events {
		g.Events = append(g.Events, corpus.GoldEvent{
			Type: string(e.Type), Modality: string(e.Modality), Person: name(e.Person), Post: e.Post,
			Org: name(e.Organization), Place: name(e.Place), Date: e.Date, Votes: e.Votes, Percent: e.Percent, Turnout: e.Turnout,
			Trigger: r.text.Clean[e.Trigger.Start:e.Trigger.End], Background: e.Background,
		})
	}
	return g
}

type score struct{ right, got, want int }

func (c *score) add(got, want []string) (extra, missing []string) {
	left := map[string]int{}
	for _, w := range want {
		left[w]++
	}
	for _, s := range got {
		if left[s] > 0 {
			left[s]--
			c.right++
		} else {
			extra = append(extra, s)
		}
	}
	for _, w := range want {
		if left[w] > 0 {
			left[w]--
			missing = append(missing, w)
		}
	}
	c.got += len(got)
	c.want += len(want)
	return extra, missing
}

func (c *score) String() string {
	p, r := ratio(c.right, c.got), ratio(c.right, c.want)
	f := 0.0
	if p+r > 0 {
		f = 2 * p * r / (p + r)
	}
	return fmt.Sprintf("P %.3f R %.3f F1 %.3f  (%d of %d found, %d in gold)", p, r, f, c.right, c.got, c.want)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

var layers = []string{
	"event type+person", "event +post+body", "event modality", "event +trigger", "event date", "event numbers", "event full",
	"hold person+title", "hold person+title+body", "hold full", "parent",
}

// TestOracle measures the rules on gold mentions. The scores and all errors stand in
// testdata/oracle.txt, which a change of the rules must update.
func TestOracle(t *testing.T) {
	o := newOracle(t)
	all, err := corpus.GoldArticles()
	if err != nil {
		t.Fatal(err)
	}
	sums := make([]score, len(layers))
	var errors strings.Builder
	for _, g := range all {
		run := o.run(t, g)
		got, want := items(run.asGold()), items(g)
		for n, l := range layers {
			extra, missing := sums[n].add(got[l], want[l])
			if l != "event full" && l != "hold full" && l != "parent" {
				continue
			}
			for _, s := range extra {
				fmt.Fprintf(&errors, "%s %s: + %s\n", g.Article.ID, l, s)
			}
			for _, s := range missing {
				fmt.Fprintf(&errors, "%s %s: - %s\n", g.Article.ID, l, s)
			}
		}
	}
	var report strings.Builder
	for n, l := range layers {
		fmt.Fprintf(&report, "%-24s%s\n", l, &sums[n])
	}
	golden.Check(t, "testdata/oracle.txt", []byte(report.String()+"\n"+errors.String()))
}

// TestSeed: the founding release states one election and eight memberships.
func TestSeed(t *testing.T) {
	o := newOracle(t)
	all, err := corpus.GoldArticles()
	if err != nil {
		t.Fatal(err)
	}
	run := o.run(t, all[0])
	got, want := items(run.asGold()), items(all[0])
	for _, layer := range layers {
		slices.Sort(got[layer])
		slices.Sort(want[layer])
		if diff := cmp.Diff(got[layer], want[layer]); diff != "" {
			t.Errorf("article %s, %s (-got +want):\n%s", all[0].Article.ID, layer, diff)
		}
	}
	if e, h := len(run.facts.Events), len(run.facts.Memberships); e != 1 || h != 8 {
		t.Errorf("got %d events and %d memberships, want 1 and 8", e, h)
	}
}
