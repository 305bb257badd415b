package token

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf8"
)

// shared returns the path of a file of the shared data, which is not part of the
// module. It lies in $DEREK_SHARED or in a folder "shared" beside the module.
func shared(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("DEREK_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	file := filepath.Join(root, name)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("no %s: set DEREK_SHARED to measure against the treebank", file)
	}
	return file
}

func readLines[T any](t *testing.T, file string) []T {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows []T
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var row T
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		t.Fatalf("%s: no rows", file)
	}
	return rows
}

// points converts byte offsets to code points.
func points(text string, at int) int { return utf8.RuneCountInString(text[:at]) }

// A score counts what was found against what is right.
type score struct{ right, found, gold int }

func (s score) precision() float64 { return float64(s.right) / float64(s.found) }
func (s score) recall() float64    { return float64(s.right) / float64(s.gold) }
func (s score) f1() float64 {
	p, r := s.precision(), s.recall()
	return 2 * p * r / (p + r)
}

func TestTreebankTokens(t *testing.T) {
	type row struct {
		Text   string
		Tokens [][]any
	}
	tok := newTokenizer(t)
	var total score
	for _, row := range readLines[row](t, shared(t, "data/sets/dev/ktb.dev.jsonl")) {
		gold := map[[2]int]bool{}
		for _, g := range row.Tokens {
			gold[[2]int{int(g[0].(float64)), int(g[1].(float64))}] = true
		}
		total.gold += len(gold)
		var wrong []string
		for _, got := range tok.Tokenize(row.Text) {
			total.found++
			if gold[[2]int{points(row.Text, got.Start), points(row.Text, got.End)}] {
				total.right++
			} else {
				wrong = append(wrong, row.Text[got.Start:got.End])
			}
		}
		if len(wrong) > 0 {
			t.Logf("not in the treebank: %q in %s", wrong, row.Text)
		}
	}
	t.Logf("tokens: P %.4f R %.4f (%d right, %d found, %d gold)",
		total.precision(), total.recall(), total.right, total.found, total.gold)
	if total.precision() < 0.985 || total.recall() < 0.985 {
		t.Errorf("tokens: P %.4f R %.4f, want .985", total.precision(), total.recall())
	}
}

func TestTreebankBoundaries(t *testing.T) {
	type row struct {
		Text string
		Ends []int
	}
	tok := newTokenizer(t)
	var total score
	for _, row := range readLines[row](t, shared(t, "data/sets/dev/ktb_boundary.dev.jsonl")) {
		total.gold += len(row.Ends)
		toks := tok.Tokenize(row.Text)
		var got []int
		for _, s := range tok.Sentences(row.Text, toks) {
			end := points(row.Text, s.End)
			got = append(got, end)
			total.found++
			if slices.Contains(row.Ends, end) {
				total.right++
			} else {
				t.Logf("split too much: %q", row.Text[s.Start:s.End])
			}
		}
		for _, end := range row.Ends {
			if !slices.Contains(got, end) {
				runes := []rune(row.Text)
				t.Logf("not split: %q | %q", string(runes[max(0, end-40):end]), string(runes[end:min(len(runes), end+20)]))
			}
		}
	}
	t.Logf("boundaries: F1 %.4f (%d right, %d found, %d gold)", total.f1(), total.right, total.found, total.gold)
	if total.f1() < 0.985 {
		t.Errorf("boundaries: F1 %.4f, want .985", total.f1())
	}
}
