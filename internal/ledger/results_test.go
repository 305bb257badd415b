package ledger

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
)

// resultsOf reads the counts and conflicts of articles that report elections.
func resultsOf(tb testing.TB, texts ...string) (conflicts []string) {
	tb.Helper()
	_, p := tables()
	r := NewReader(newNamer(tb), nil)
	var all []Count
	for i, text := range texts {
		doc := p.Annotate(corpus.Article{ID: string(rune('a' + i)), Published: "2023-11-06", Text: text})
		_, own := r.Read(&doc)
		all = append(all, own...)
	}
	for _, c := range checkCounts(all) {
		conflicts = append(conflicts, c.Kind+": "+c.What)
		if len(c.Evidence) == 0 {
			tb.Errorf("%s without evidence", c.Kind)
		}
	}
	slices.Sort(conflicts)
	return conflicts
}

const election = "Әкім сайланды\n2023 жылғы 5 қарашада Шу ауданының Бірлік ауылдық округінде әкім сайлауы өтті. "

func TestResults(t *testing.T) {
	for _, tt := range []struct {
		name  string
		texts []string
		want  []string
	}{
		{
			"shares of more than all",
			[]string{election + "Самат Ахметов 64,2 пайыз дауыс жинап, Бірлік ауылдық округінің әкімі болып сайланды. Дәурен Сейітов 48,5 пайыз дауыс алды."},
			[]string{"shares: the shares add up to 112.7 percent"},
		},
		{
			"shares of all",
			[]string{election + "Самат Ахметов 64,2 пайыз дауыс жинап, Бірлік ауылдық округінің әкімі болып сайланды. Дәурен Сейітов 35,8 пайыз дауыс алды."},
			nil,
		},
		{
			"turnout is no share",
			[]string{election + "Сайлауға сайлаушылардың 71,4 пайызы қатысты. Самат Ахметов 64,2 пайыз дауыс жинап, Бірлік ауылдық округінің әкімі болып сайланды."},
			nil,
		},
		{
			"more votes than voted",
			[]string{election + "Тізімге енген 1 000 сайлаушының 500-і дауыс беріп, қатысу көрсеткіші 50 пайызды құрады. Ержан Қасымов 612 дауыс жинап, Бірлік ауылдық округінің әкімі болып сайланды."},
			[]string{"votes: 612 votes, and 500 voted"},
		},
		{
			"votes within the turnout",
			[]string{election + "Тізімге енген 1 482 сайлаушының 1 037-сі дауыс беріп, қатысу көрсеткіші 69,97 пайызды құрады. Ержан Қасымов 612 дауыс жинап, Бірлік ауылдық округінің әкімі болып сайланды."},
			nil,
		},
		{
			"articles that differ",
			[]string{
				election + "Ержан Қасымов 612 дауыс жинап, Бірлік ауылдық округінің әкімі болып сайланды.",
				election + "Ержан Қасымов 621 дауыс жинап, Бірлік ауылдық округінің әкімі болып сайланды.",
			},
			[]string{"counts: Ержан Қасымов has 612 and 621 votes"},
		},
		{
			"shares over two articles",
			[]string{
				election + "Ержан Қасымов 61,2 пайыз дауыс жинап, Бірлік ауылдық округінің әкімі болып сайланды.",
				election + "Дәурен Сейітов 55,1 пайыз дауыс жинап, Бірлік ауылдық округінің әкімі болып сайланды.",
			},
			[]string{"shares: the shares add up to 116.3 percent"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := resultsOf(t, tt.texts...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
