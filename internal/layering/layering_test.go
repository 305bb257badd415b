// Package layering holds the architecture as a test: which package may import
// which. It parses the sources in-process, because a test that asks "go list"
// keeps passing from the test cache after a bad import was added.
package layering

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed50815598/derek/internal/golden"
)

const module = "github.com/seed50815598/derek"

// layers is a statement of policy: a package may import only packages above
// itself. Do not change it to mend a build; a package that is missing here fails.
var layers = []string{
	"internal/lru",
	"internal/kazakh",
	"lexicon",
	"corpus",
	"pipeline/token",
	"pipeline/morph",
	"internal/corpusgen", // a tool: texts to measure with
	"internal/machine",   // a tool: what was measured on
	"pipeline/tagger",
	"pipeline/mention",
	"pipeline/resolve", // before event: memberships and events speak of entities
	"pipeline/event",
	"pipeline/fingerprint", // takes words and kinds of its own; only pipeline knows what they are made of
	"pipeline",
	"internal/archive",
	"internal/ledger",
	"internal/search",
	"internal/ingest",
	"internal/export",
	"internal/register",
	"internal/desk",
	"internal/load",
	"internal/web",
	"internal/growth",
	"internal/evaluate",
	"cmd/derek",
}

// testOnly lists packages that only tests may import.
var testOnly = []string{"internal/brokeninput", "internal/golden", "internal/layering"}

// measuring is the package that any test may import: a stage's test may take scores.
const measuring = "internal/evaluate"

// stages are reached through pipeline alone from cmd/derek.
var stages = []string{"pipeline/token", "pipeline/morph", "pipeline/mention", "pipeline/resolve", "pipeline/event", "pipeline/fingerprint"}

// An edge is one import of a package of this module.
type edge struct {
	file     string // slash-separated, from the module's root
	from, to string // packages, from the module's root
}

func (e edge) test() bool { return strings.HasSuffix(e.file, "_test.go") }

// fault says what is wrong with the import, "" for nothing.
func (e edge) fault() string {
	from, to := slices.Index(layers, e.from), slices.Index(layers, e.to)
	switch {
	case slices.Contains(testOnly, e.to):
		if e.test() || slices.Contains(testOnly, e.from) {
			return ""
		}
		return "only tests may import it"
	case e.to == measuring && e.test():
		return ""
	case to < 0:
		return "it is missing from the list of layers"
	case slices.Contains(testOnly, e.from):
		return "a test-only package stands beside the layers and imports none"
	case from < 0:
		return "the importing package is missing from the list of layers"
	case e.from == "cmd/derek" && !e.test() && slices.Contains(stages, e.to):
		return "cmd/derek reaches stages through pipeline only"
	case to >= from && e.from != e.to:
		return "it does not stand above the importing package"
	}
	return ""
}

// edges parses the imports of every Go file below root. It also gives the packages
// that have files.
func edges(t *testing.T, root string) (all []edge, packages []string) {
	t.Helper()
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); name != root && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(set, name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		from := path.Dir(rel)
		packages = append(packages, from)
		for _, spec := range file.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return fmt.Errorf("%s: %w", rel, err)
			}
			if rest, ok := strings.CutPrefix(to, module); ok && (rest == "" || rest[0] == '/') {
				all = append(all, edge{rel, from, strings.TrimPrefix(rest, "/")})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(packages)
	return all, slices.Compact(packages)
}

func TestImportsPointUp(t *testing.T) {
	all, packages := edges(t, golden.Root(t))
	if len(all) < 10 || len(packages) < 5 {
		t.Fatalf("got %d imports in %d packages: the sources were not found", len(all), len(packages))
	}
	for _, p := range packages {
		if !slices.Contains(layers, p) && !slices.Contains(testOnly, p) {
			t.Errorf("package %s is missing from the list of layers", p)
		}
	}
	for _, e := range all {
		if fault := e.fault(); fault != "" {
			t.Errorf("%s imports %s: %s", e.file, e.to, fault)
		}
	}
}

func TestFault(t *testing.T) {
	for _, tt := range []struct {
		name string
		edge edge
		bad  bool
	}{
		{"up", edge{"pipeline/event/a.go", "pipeline/event", "pipeline/resolve"}, false},
		{"down", edge{"lexicon/a.go", "lexicon", "corpus"}, true},
		{"down, in a test", edge{"lexicon/a_test.go", "lexicon", "corpus"}, true},
		{"own external test", edge{"lexicon/a_test.go", "lexicon", "lexicon"}, false},
		{"test-only from a test", edge{"lexicon/a_test.go", "lexicon", "internal/golden"}, false},
		{"test-only from code", edge{"lexicon/a.go", "lexicon", "internal/golden"}, true},
		{"scores in a test", edge{"pipeline/event/a_test.go", "pipeline/event", "internal/evaluate"}, false},
		{"scores in code", edge{"pipeline/event/a.go", "pipeline/event", "internal/evaluate"}, true},
		{"unknown package", edge{"lexicon/a.go", "lexicon", "internal/util"}, true},
		{"from an unknown package", edge{"internal/util/a.go", "internal/util", "lexicon"}, true},
		{"command to a stage", edge{"cmd/derek/a.go", "cmd/derek", "pipeline/event"}, true},
		{"command to the tagger", edge{"cmd/derek/a.go", "cmd/derek", "pipeline/tagger"}, false},
		{"command to the pipeline", edge{"cmd/derek/a.go", "cmd/derek", "pipeline"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.edge.fault(); (got != "") != tt.bad {
				t.Errorf("got fault %q, want one: %t", got, tt.bad)
			}
		})
	}
}
