package morph

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/seed50815598/derek/internal/kazakh"
)

// The development sets stay outside of the checkout; these tests measure with them
// where they are and are skipped where they are not.

// A lemmaGroup is the forms of one lemma.
type lemmaGroup struct {
	lemma string
	forms []string
}

// readGroups reads lemma, form, features; forms of two lemmas are left out.
func readGroups(tb testing.TB, name string) []lemmaGroup {
	tb.Helper()
	f, err := os.Open(devFile(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	defer closeFile(tb, f)
	index, owners := map[string]int{}, map[string]int{}
	var groups []lemmaGroup
	seen := map[[2]string]bool{}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		fields := strings.Split(sc.Text(), "\t")
		if len(fields) < 2 {
			continue
		}
		lemma, form := fields[0], kazakh.Lower(fields[1])
		i, ok := index[lemma]
		if !ok {
			i = len(groups)
			index[lemma] = i
			groups = append(groups, lemmaGroup{lemma: lemma})
		}
		if !seen[[2]string{lemma, form}] {
			seen[[2]string{lemma, form}] = true
			groups[i].forms = append(groups[i].forms, form)
			owners[form]++
		}
	}
	if err := sc.Err(); err != nil {
		tb.Fatal(err)
	}
	for i := range groups {
		kept := groups[i].forms[:0]
		for _, form := range groups[i].forms {
			if owners[form] == 1 {
				kept = append(kept, form)
			}
		}
		groups[i].forms = kept
	}
	return groups
}

// A conflation is how well keys put the forms of a lemma together (Paice 1994).
type conflation struct {
	sameKey float64 // groups with one key that no other group has
	under   float64 // pairs of one lemma with different keys
	over    float64 // pairs of different lemmas with the same key
}

func measure(groups []lemmaGroup, key func(string) string) conflation {
	total := 0
	uses, owners := map[string]int{}, map[string]map[int]bool{}
	for i, g := range groups {
		total += len(g.forms)
		for _, form := range g.forms {
			k := key(form)
			uses[k]++
			if owners[k] == nil {
				owners[k] = map[int]bool{}
			}
			owners[k][i] = true
		}
	}
	var same int
	var dmt, dnt, umt, wmt float64
	for _, g := range groups {
		n := float64(len(g.forms))
		counts := map[string]int{}
		for _, form := range g.forms {
			counts[key(form)]++
		}
		dmt += n * (n - 1) / 2
		dnt += n * (float64(total) - n) / 2
		pure := len(counts) == 1
		for k, c := range counts {
			umt += float64(c) * (n - float64(c)) / 2
			wmt += float64(c) * float64(uses[k]-c) / 2
			pure = pure && len(owners[k]) == 1
		}
		if pure {
			same++
		}
	}
	return conflation{sameKey: float64(same) / float64(len(groups)), under: umt / dmt, over: wmt / dnt}
}

func TestDevStems(t *testing.T) {
	an := testAnalyzer(t)
	for _, set := range []struct {
		name    string
		sameKey float64
		over    float64
	}{
		{"morph_noun.dev.tsv", 0.88, 0.15e-3},
		{"morph_chain.dev.tsv", 0.88, 0.15e-3},
		{"morph_verb.dev.tsv", 0.80, 1},
		{"morph_syncope.dev.tsv", 0.90, 1},
	} {
		t.Run(set.name, func(t *testing.T) {
			got := measure(readGroups(t, set.name), an.Stem)
			t.Logf("same key %.3f, understemming %.4f, overstemming %.3fe-3", got.sameKey, got.under, got.over*1e3)
			if got.sameKey < set.sameKey || got.over > set.over {
				t.Errorf("same key %.3f, want %.2f; overstemming %.3fe-3, want at most %.3fe-3", got.sameKey, set.sameKey, got.over*1e3, set.over*1e3)
			}
		})
	}
}

// A treebankToken is a word of the treebank with its lemma.
type treebankToken struct{ form, lemma, pos string }

func readTreebank(tb testing.TB) []treebankToken {
	tb.Helper()
	f, err := os.Open(devFile(tb, "ktb.dev.jsonl"))
	if err != nil {
		tb.Fatal(err)
	}
	defer closeFile(tb, f)
	var toks []treebankToken
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var s struct {
			Text   string   `json:"text"`
			Tokens [][4]any `json:"tokens"`
		}
		if err := json.Unmarshal(sc.Bytes(), &s); err != nil {
			tb.Fatal(err)
		}
		text := []rune(s.Text)
		for _, tok := range s.Tokens {
			start, end := int(tok[0].(float64)), int(tok[1].(float64))
			toks = append(toks, treebankToken{
				form: kazakh.Lower(string(text[start:end])), lemma: kazakh.Lower(tok[2].(string)), pos: tok[3].(string),
			})
		}
	}
	if err := sc.Err(); err != nil {
		tb.Fatal(err)
	}
	return toks
}

func lemmaAccuracy(an *Analyzer, toks []treebankToken, pos ...string) (float64, int) {
	n, ok := 0, 0
	for _, tok := range toks {
		if !strings.Contains(" "+strings.Join(pos, " ")+" ", " "+tok.pos+" ") {
			continue
		}
		n++
		if as := an.Analyze(tok.form); len(as) > 0 && as[0].Lemma == tok.lemma {
			ok++
		}
	}
	return float64(ok) / float64(n), n
}

func TestDevLemmas(t *testing.T) {
	an, toks := testAnalyzer(t), readTreebank(t)
	for _, c := range []struct {
		name string
		pos  []string
		want float64
	}{
		{"nouns and names", []string{"NOUN", "PROPN"}, 0.92},
		{"verbs", []string{"VERB", "AUX"}, 0.84},
	} {
		got, n := lemmaAccuracy(an, toks, c.pos...)
		t.Logf("%s: lemma of %.3f of %d", c.name, got, n)
		if got < c.want {
			t.Errorf("%s: lemma of %.3f, want %.2f", c.name, got, c.want)
		}
	}
}

func TestDevNames(t *testing.T) {
	an := testAnalyzer(t)
	data, err := os.ReadFile(devFile(t, "names.dev.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	n, ok := map[string]int{}, map[string]int{}
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) < 4 {
			continue
		}
		kind := PersonName
		if f[0] == "ORGANISATION" {
			kind = OrgName
		}
		n[f[0]]++
		if got := an.Nominative(f[1], kind); got == f[2] {
			ok[f[0]]++
		} else {
			t.Logf("%s %s: got %s, want %s", f[0], f[1], got, f[2])
		}
	}
	for _, c := range []struct {
		kind string
		want float64
	}{{"PERSON", 0.99}, {"ORGANISATION", 0.97}} {
		got := float64(ok[c.kind]) / float64(n[c.kind])
		t.Logf("%s: %d of %d", c.kind, ok[c.kind], n[c.kind])
		if got < c.want {
			t.Errorf("%s: nominative of %.4f, want %.2f", c.kind, got, c.want)
		}
	}
}
