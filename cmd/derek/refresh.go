package main

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/seed50815598/derek/internal/ingest"
)

// refresh annotates anew what older tables, model or rules have made.
func (a *app) refresh(ctx context.Context, st *store, f ingestFlags) error {
	p, err := a.pipelineOf(st.lexicon)
	if err != nil {
		return err
	}
	old, all, err := st.archive.Outdated(ctx, p.Version())
	if err != nil {
		return err
	}
	show := a.newProgress(ctx, f.json, nil)
	show.articles = old
	facts := newFactSums(f.examples)
	report, err := ingest.Refresh(ctx, st.archive, st.index, p, show.options(f.workers), func(d ingest.Difference) {
		facts.add(d)
		if f.json {
			show.facts(d)
		}
	})
	show.sums = facts
	if !f.json {
		fmt.Fprintf(a.stdout, "%s of %d were made by other tables, another model or other rules; ", articles(old), all)
		fmt.Fprintf(a.stdout, "%s annotated anew, %d with other facts\n", articles(report.Read), facts.Articles)
		a.printFacts(facts)
	}
	return a.ended(show, f, nil, report, err)
}

// factSums add up differences.
type factSums struct {
	Articles int                   `json:"articles"` // with other facts
	Kinds    map[string]*kindDelta `json:"kinds"`    // by kind
	limit    int
}

// A kindDelta is what was gained and lost of one kind of facts.
type kindDelta struct {
	delta
	Types    map[string]*delta `json:"types"`
	examples []string
}

type delta struct {
	Gained int `json:"gained"`
	Lost   int `json:"lost"`
}

func (d *delta) add(gained bool) {
	if gained {
		d.Gained++
	} else {
		d.Lost++
	}
}

func newFactSums(limit int) *factSums { return &factSums{Kinds: map[string]*kindDelta{}, limit: limit} }

func (s *factSums) add(d ingest.Difference) {
	s.Articles++
	for _, f := range d.Lost {
		s.fact(d.Article, f, false)
	}
	for _, f := range d.Gained {
		s.fact(d.Article, f, true)
	}
}

func (s *factSums) fact(article string, f ingest.Fact, gained bool) {
	kind := s.Kinds[f.Kind]
	if kind == nil {
		kind = &kindDelta{Types: map[string]*delta{}}
		s.Kinds[f.Kind] = kind
	}
	if kind.Types[f.Type] == nil {
		kind.Types[f.Type] = &delta{}
	}
	kind.add(gained)
	kind.Types[f.Type].add(gained)
	if len(kind.examples) < s.limit {
		sign := "-"
		if gained {
			sign = "+"
		}
		kind.examples = append(kind.examples, fmt.Sprintf("%s %s: %s  [%s]", sign, orDash(f.Type), f.Text, article))
	}
}

// printFacts writes the sums and examples for people.
func (a *app) printFacts(s *factSums) {
	out := bufio.NewWriter(a.stdout)
	for _, kind := range []string{"event", "membership", "entity", "parent"} {
		d := s.Kinds[kind]
		if d == nil {
			continue
		}
		fmt.Fprintf(out, "\n%-12s +%d -%d\n", kind, d.Gained, d.Lost)
		if kind != "parent" && kind != "membership" { // a parent has no type, and memberships have as many as there are posts
			for _, t := range slices.Sorted(maps.Keys(d.Types)) {
				fmt.Fprintf(out, "  %-20s +%d -%d\n", orDash(t), d.Types[t].Gained, d.Types[t].Lost)
			}
		}
		for _, example := range d.examples {
			fmt.Fprintf(out, "    %s\n", oneLine(example))
		}
		if more := d.Gained + d.Lost - len(d.examples); more > 0 && len(d.examples) > 0 {
			fmt.Fprintf(out, "    and %d more; --json gives all\n", more)
		}
	}
	out.Flush() //nolint:errcheck // a closed pipe shows at the next write
}

// facts prints the facts of one difference as JSON lines.
func (p *progress) facts(d ingest.Difference) {
	for _, list := range []struct {
		change string
		facts  []ingest.Fact
	}{{"lost", d.Lost}, {"gained", d.Gained}} {
		for _, f := range list.facts {
			p.encode(struct {
				Change  string `json:"change"`
				Article string `json:"article"`
				Kind    string `json:"kind"`
				Type    string `json:"type"`
				Fact    string `json:"fact"`
			}{list.change, d.Article, f.Kind, f.Type, f.Text})
		}
	}
}
