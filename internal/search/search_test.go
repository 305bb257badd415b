package search

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/evaluate"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline"
)

// The three election notices say the same in three scripts.
func notices() []pipeline.Document {
	person := func(id, name, alias string) pipeline.Entity {
		return pipeline.Entity{ID: id, Type: "PERSON", Name: name, Aliases: []string{alias}}
	}
	return []pipeline.Document{
		{
			ID: "cyrl", Title: "Сайлау өтті", Source: "Жаршы", Published: "2024-03-05", Lang: "kk", Script: "cyrl",
			Text: "Сайлау өтті\nТөлеп ауылында әкім сайлауы өтті. Жеңіске Әсет Болатов жетті, деді Қасым-Жомарт Тоқаев.",
			Entities: []pipeline.Entity{
				person("e1", "Әсет Болатов", "Болатов"), person("e2", "Қасым-Жомарт Тоқаев", "Тоқаев"),
				{ID: "e3", Type: "PLACE", Name: "Төлеп ауылы"},
				{ID: "e4", Type: "ORG", Name: "Аумақтық сайлау комиссиясы"},
			},
			Memberships: []pipeline.Membership{{Person: "e1", Title: "әкім", Place: "e3"}},
			Events: []pipeline.Event{
				{Type: "elected", Modality: "asserted", Person: "e1", Post: "әкім", Place: "e3"},
				{Type: "appointed", Modality: "planned", Post: "ауыл әкімінің орынбасары"},
			},
		},
		{
			ID: "latn", Title: "Saılaý ótti", Source: "Qazaqparat", Published: "2024-04-01", Lang: "kk", Script: "latn",
			Text:     "Saılaý ótti\nTólep aýylynda ákim saılaýy ótti. Jeńiske Áset Bolatov jetti, dedi Qasym-Jomart Toqaev.",
			Entities: []pipeline.Entity{person("e1", "Áset Bolatov", "Bolatov"), person("e2", "Qasym-Jomart Toqaev", "Toqaev")},
		},
		{
			ID: "arab", Title: "سايلاۋ ءوتتى", Published: "2023-12-31", Lang: "kk", Script: "arab",
			Text:     "سايلاۋ ءوتتى\nتولەپ اۋىلىندا اكىم سايلاۋى ءوتتى. جەڭىسكە اسەت بولاتوۆ جەتتى، دەدى قاسىم-جومارت توقايەۆ.",
			Entities: []pipeline.Entity{person("e1", "اسەت بولاتوۆ", "بولاتوۆ"), person("e2", "قاسىم-جومارت توقايەۆ", "توقايەۆ")},
		},
		{
			ID: "russ", Title: "Выборы", Source: "Вестник", Lang: "ru", Script: "cyrl",
			Text: "Выборы\nНа выборах акима победил кандидат от партии, сообщила избирательная комиссия. Новый аким вступит в должность в апреле, и депутаты его поддержали.",
		},
		{
			ID: "engl", Title: "Elections", Lang: "other", Script: "latn",
			Text: "Elections\nThe elections were held in the village, and the new mayor was congratulated by the deputies of the council on Monday.",
		},
	}
}

func notice(t *testing.T) *Index {
	t.Helper()
	arch := newArchive(t, t.TempDir())
	put(t, arch, notices()...)
	ix := openIndex(t, arch)
	catchUp(t, ix, 5)
	return ix
}

func TestSearch(t *testing.T) {
	ix := notice(t)
	tests := []struct{ query, want string }{ // ids by name
		{"", "arab cyrl engl latn russ"},
		{"сайлау", "arab cyrl latn"},
		{"Saılaýda", "arab cyrl latn"},
		{"saylau", "arab cyrl latn"},
		{"sailau", "arab cyrl latn"},
		{"سايلاۋدا", "arab cyrl latn"},
		{"тоқаевтың", "arab cyrl latn"},
		{"Tokayev", "arab cyrl latn"},
		{`"Қасым Жомарт Тоқаев"`, "arab cyrl latn"},
		{"Қасым-Жомарт", "arab cyrl latn"},
		{`"Жомарт Қасым"`, ""},
		{`"әкімнің сайлауы"`, "arab cyrl latn"},
		{`"сайлау әкім"`, ""},
		{"=сайлауы", "cyrl"},
		{"=saılaýy", "latn"},
		{"=сайлауға", ""},
		{`="әкім сайлауы"`, "cyrl"},
		{`="әкімі сайлауы"`, ""},
		{"сайла*", "arab cyrl latn"},
		{"саил*", "arab cyrl latn"},
		{"сайлоу~", "arab cyrl latn"},
		{"әкім AND болатов", "arab cyrl latn"},
		{"выбор OR тоқаев", "arab cyrl latn russ"},
		{"выборы комиссией", "russ"},
		{"election", "engl"},
		{"deputy", "engl"},
		{"тоқаев -сайлау", ""},
		{"NOT тоқаев", "engl russ"},
		{"-(тоқаев OR выборы)", "engl"},
		{"(тоқаев OR выборы) AND NOT source:жаршы", "arab latn russ"},
		{"тоқаев жоқсөз", "arab cyrl latn"},
		{"тоқаев AND жоқсөз", ""},
		{"жоқсөз", ""},
		{"person:болатов", "arab cyrl latn"},
		{"person:Bolatov", "arab cyrl latn"},
		{`person:"Әсет Болатов"`, "arab cyrl latn"},
		{`person:"Қасым-Жомарт Болатов"`, ""},
		{"person:бол*", "arab cyrl latn"},
		{"person:болатов source:qazaqparat", "latn"},
		{"person:болатов OR source:вестник", "arab cyrl latn russ"},
		{"place:төлеп", "cyrl"},
		{"org:комиссия", "cyrl"},
		{"title:әкім", "cyrl"},
		{"title:орынбасар", "cyrl"},
		{"event:elected", "cyrl"},
		{"event:appointed", ""},
		{"event:appointed/planned", "cyrl"},
		{"event:appointed*", "cyrl"},
		{"year:2024", "cyrl latn"},
		{"year:2023..2024", "arab cyrl latn"},
		{"date:2024-03", "cyrl"},
		{"date:2023-12-31..2024-03", "arab cyrl"},
		{"date:2024-04..", "latn"},
		{"date:..2024-03-04", "arab"},
		{"выборы date:2024..", ""},
		{"сайлау year:2024 -title:әкім", "latn"},
		{"тоқаев « » —", "arab cyrl latn"},
	}
	for _, tt := range tests {
		got := find(t, ix, Request{Query: tt.query})
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.query, diff)
		}
	}
}

func TestSearchErrors(t *testing.T) {
	ix := notice(t)
	var wrong *QueryError
	for _, query := range []string{"(", "—", `"..."`} {
		if _, err := ix.Search(t.Context(), Request{Query: query}); !errors.As(err, &wrong) {
			t.Errorf("%s: got %v", query, err)
		}
	}
	for _, req := range []Request{
		{From: -1}, {Size: -1}, {From: MaxHits}, {Facets: []string{"body"}}, {Filters: map[string][]string{"body": {"x"}}},
	} {
		if _, err := ix.Search(t.Context(), req); err == nil || errors.As(err, &wrong) {
			t.Errorf("%+v: got %v", req, err)
		}
	}
}

func TestPlain(t *testing.T) {
	ix := notice(t)
	for query, want := range map[string]string{
		`-сайлау (тоқаев" person:x`: "arab cyrl latn",
		"Сайлау-да кім жеңді?":      "arab cyrl latn",
		"":                          "arab cyrl engl latn russ",
	} {
		got := find(t, ix, Request{Query: query, Plain: true})
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, want %s", query, got, want)
		}
	}
	if _, err := ix.Search(t.Context(), Request{Query: "?!", Plain: true}); err == nil {
		t.Error("no words: no error")
	}
}

func TestFacets(t *testing.T) {
	ix := notice(t)
	res, err := ix.Search(t.Context(), Request{Query: "тоқаев", Facets: facetFields, FacetSize: 2})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]archive.Count{
		"person": {{Name: "Qasym-Jomart Toqaev", N: 1}, {Name: "Áset Bolatov", N: 1}},
		"org":    {{Name: "Аумақтық сайлау комиссиясы", N: 1}},
		"title":  {{Name: "ауыл әкімінің орынбасары", N: 1}, {Name: "әкім", N: 1}},
		"event":  {{Name: "appointed/planned", N: 1}, {Name: "elected", N: 1}},
		"place":  {{Name: "Төлеп ауылы", N: 1}},
		"source": {{Name: "Qazaqparat", N: 1}, {Name: "Жаршы", N: 1}},
		"year":   {{Name: "2024", N: 2}, {Name: "2023", N: 1}},
	}
	if diff := cmp.Diff(want, res.Facets); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got := find(t, ix, Request{Query: "тоқаев", Filters: map[string][]string{"year": {"2024"}, "person": {"Áset Bolatov"}}})
	if !slices.Equal(got, []string{"latn"}) {
		t.Errorf("chosen values: got %v", got)
	}
	if got := find(t, ix, Request{Filters: map[string][]string{"person": {"bolatov"}}}); got != nil {
		t.Errorf("a value in part: got %v", got)
	}
}

func TestOrder(t *testing.T) {
	docs := []pipeline.Document{
		plainText("1", "Жаңалық\nБүгін облыста жарыс болды, оған барлық ауданның спортшылары қатысты."),
		plainText("2", "Жаңалық\nБүгін облыста жарысты өткізді, оған барлық ауданның спортшылары қатысты."),
		plainText("3", "Жарыс\nБүгін облыста жарысқа барлық ауданның спортшылары қатысты."),
		plainText("4", "Жаңалық\nБүгін облыста ештеңе болған жоқ."),
	}
	for i := range docs {
		docs[i].Title, _, _ = strings.Cut(docs[i].Text, "\n")
		docs[i].Published = []string{"2024-01-02", "2024-01-03", "", "2024-01-01"}[i]
	}
	arch := newArchive(t, t.TempDir())
	put(t, arch, docs...)
	ix := openIndex(t, arch)
	catchUp(t, ix, 4)
	for _, tt := range []struct {
		name string
		req  Request
		want string
	}{
		{"title first, then the very form", Request{Query: "жарыс"}, "3 1 2"},
		{"the very form", Request{Query: "жарысты"}, "3 2 1"},
		{"both words first", Request{Query: "ештеңе жаңалық"}, "4 1 2"},
		{"without words newest first, undated last", Request{Query: ""}, "2 1 4 3"},
		{"only filters: newest first", Request{Query: "-ештеңе"}, "2 1 3"},
		{"by date", Request{Query: "жарыс", Sort: ByDate}, "2 1 3"},
	} {
		if got := strings.Join(find(t, ix, tt.req), " "); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	res, err := ix.Search(t.Context(), Request{From: 1, Size: 2})
	if err != nil || len(res.Hits) != 2 || res.Hits[0].ID != "1" || res.Total != 4 {
		t.Errorf("second page: got %+v, %v", res, err)
	}
}

// Whatever an article names is found by its name, in each script, and in the article.
func TestGold(t *testing.T) {
	gold, err := corpus.GoldArticles()
	if err != nil {
		t.Fatal(err)
	}
	arch := newArchive(t, t.TempDir())
	var docs []pipeline.Document
	for _, g := range gold {
		docs = append(docs, evaluate.Document(g))
	}
	put(t, arch, docs...)
	ix := openIndex(t, arch)
	catchUp(t, ix, len(docs))
	quote := func(s string) string {
		return `"` + strings.NewReplacer(`"`, " ", "«", " ", "»", " ", "“", " ", "”", " ").Replace(s) + `"`
	}
	var names, missed int
	for _, doc := range docs {
		if doc.Title != "" && !slices.Contains(find(t, ix, Request{Query: quote(doc.Title)}), doc.ID) {
			t.Errorf("%s is not found by its title %s", doc.ID, quote(doc.Title))
		}
		for _, e := range doc.Entities {
			if e.Type != "PERSON" {
				continue
			}
			for _, name := range []string{e.Name, spell(e.Name, kazakh.Latin), spell(e.Name, kazakh.Arabic)} {
				names++
				if !slices.Contains(find(t, ix, Request{Query: "person:" + quote(name)}), doc.ID) {
					missed++
					t.Logf("%s is not found by %s", doc.ID, name)
				}
			}
		}
	}
	if names < 300 || missed*50 > names {
		t.Errorf("%d of %d names missed", missed, names)
	}
}

// spell writes a Cyrillic name in another script, and leaves others as they are.
func spell(name string, s kazakh.Script) string {
	if kazakh.ScriptOf(name) != kazakh.Cyrillic {
		return name
	}
	return kazakh.Write(kazakh.Lower(name), s, kazakh.Lat2021)
}
