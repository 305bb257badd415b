package morph

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed50815598/derek/lexicon"
)

func TestGenerate(t *testing.T) {
	for _, c := range []struct {
		lemma, chain string
		want         string
	}{
		{"кітап", "P3", "кітабы"},
		{"кітап", "P1S DAT", "кітабыма"},
		{"кітап", "PL P1P LOC REL", "кітаптарымыздағы"},
		{"халық", "P3 GEN", "халқының"},
		{"халық", "GEN", "халықтың"},
		{"ауыл", "P3", "аулы ауылы"},
		{"банк", "P3", "банкі"},
		{"округ", "GEN", "округтің"},
		{"процесс", "P3 DAT", "процесіне"},
		{"съезд", "LOC", "съезде"},
		{"журналист", "PL", "журналистер"},
		{"автомобиль", "P3", "автомобилі"},
		{"автомобиль", "PL", "автомобильдер"},
		{"тоқаев", "DAT", "тоқаевқа"},
		{"бектенов", "GEN", "бектеновтің"},
		{"ассамблея", "P3 GEN", "ассамблеясының"},
		{"мұратқызы", "ACC", "мұратқызыны мұратқызын"},
		{"жыл", "REL", "жылғы"},
		{"тарих", "LOC", "тарихта"},
		{"министр", "KI", "министрдікі"},
		{"сайла", "PASS PAST", "сайланды"},
		{"сайла", "PASS NEG PAST", "сайланбады"},
		{"сайла", "PASS INT", "сайланбақ сайланбақшы"},
		{"сайла", "PASS NFUT", "сайланбас"},
		{"сайла", "PFV LYK P3", "сайлағандығы"},
		{"сайла", "NEG UNL", "сайламайынша"},
		{"тағайында", "PASS VN P3 DAT", "тағайындалуына"},
		{"мақұлда", "PASS PAST", "мақұлданды"},
		{"ал", "PASS PFV", "алынған"},
		{"босат", "PASS CVP", "босатылып"},
		{"тап", "CVP", "тауып"},
		{"тап", "PASS AOR S3", "табылады"},
		{"шық", "AOR S3", "шығады"},
		{"оқы", "AOR S3", "оқиды"},
		{"оқы", "VN", "оқу"},
		{"оқы", "AGT PL", "оқушылар"},
		{"қой", "AOR S3", "қояды"},
		{"қой", "VN", "қою"},
		{"жи", "AOR S3", "жияды"},
		{"жи", "VN", "жию"},
		{"көбей", "VN", "көбею"},
		{"көбей", "AOR S3", "көбейеді"},
		{"сайла", "PAST P3", ""},
		{"кеңес", "GEN PL", ""},
		{"сайла", "AOR", ""}, // a person has to follow
	} {
		got := strings.Join(Generate(c.lemma, parseChain(c.chain)), " ")
		if got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.lemma, c.chain, got, c.want)
		}
	}
	if got := Generate("дом и сад", []Tag{PL}); got != nil {
		t.Errorf("more than one word gives %q", got)
	}
}

// randomChain walks from the state through suffixes that writers use.
func randomChain(rng *rand.Rand, inv *inventory, at state) []Tag {
	var chain []Tag
	for len(chain) < 6 {
		if at&accepting != 0 && len(chain) > 0 && rng.IntN(3) == 0 {
			return chain
		}
		var next []*suffix
		for i := range inv.rows {
			if row := &inv.rows[i]; row.after&at != 0 && row.cond != condLax {
				next = append(next, row)
			}
		}
		if len(next) == 0 {
			break
		}
		row := next[rng.IntN(len(next))]
		chain = append(chain, row.tag)
		at = row.to
	}
	return chain
}

// TestAnalyzeReadsWhatGenerateWrites is the property that the brief asks of analysis
// by synthesis: for all lemmas and chains the analyses hold the one that a form was
// made by.
func TestAnalyzeReadsWhatGenerateWrites(t *testing.T) {
	an := testAnalyzer(t)
	lex, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	tried := 0
	for _, source := range []struct {
		table string
		start state
	}{{"nouns", stateNoun}, {"places", stateNoun}, {"verbs", stateV0}} {
		rows := lex.Table(source.table).Rows
		for range 20000 {
			lemma := strings.ToLower(rows[rng.IntN(len(rows))].Key)
			chain := randomChain(rng, an.suffixes, source.start)
			for _, form := range an.Generate(lemma, chain) {
				if len(form) > 100 || an.stock.closed[form] != nil {
					continue
				}
				tried++
				ok := slices.ContainsFunc(an.Analyze(form), func(a Analysis) bool {
					return a.Lemma == lemma && slices.Equal(a.Chain, chain)
				})
				if !ok {
					t.Errorf("%s of %s %v is not among its analyses", form, lemma, chain)
				}
			}
		}
	}
	t.Logf("%d forms", tried)
	if tried < 30000 {
		t.Errorf("only %d forms were tried", tried)
	}
	if bits.Len32(uint32(stateEnd)) > len(stateNames) {
		t.Error("a state has no name")
	}
}
