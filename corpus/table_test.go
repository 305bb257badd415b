package corpus

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadTable(t *testing.T) {
	full := Article{ID: "x", URL: "https://a.kz/1", Source: "A", Title: "Т", Published: "2024-03-05", Text: "Т\n\nБір, \"екі\"\nүш; төрт"}
	for _, tt := range []struct {
		name, data string
		want       []Article
	}{
		{"commas", "id,url,source,title,published,text\nx,https://a.kz/1,A,Т,2024-03-05,\"Бір, \"\"екі\"\"\nүш; төрт\"\n", []Article{full}},
		{"semicolons", "ID;Link;Site;Headline;Date;Body;more\r\nx;https://a.kz/1;A;Т;05.03.2024;\"Бір, \"\"екі\"\"\r\nүш; төрт\";1\r\n", []Article{full}},
		{"tabs, a column without a name", "\tid\ttext\n0\ta\tБір \"екі\" үш\n\n1\tb\tЕкі\n", []Article{{ID: "a", Text: "Бір \"екі\" үш"}, {ID: "b", Text: "Екі"}}},
		{"quoted header, byte order mark", "\ufeff\"id\",\"text\"\n\"a\",\"Бір\"", []Article{{ID: "a", Text: "Бір"}}},
		{"author", "id,byline,text\na,Б. Омар,Бір\n", []Article{{ID: "a", Author: "Б. Омар", Text: "Бір"}}},
		{"html", "id,html\na,<p>Бір.</p><p>Екі.</p>\n", []Article{{ID: "a", Text: "Бір.\n\nЕкі."}}},
		{"empty fields too many", "id,text\na,Бір,,\n", []Article{{ID: "a", Text: "Бір"}}},
		{"the first of two columns that is not empty", "id,text,body\na,,Бір\n", []Article{{ID: "a", Text: "Бір"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arts, failures := content(t, tt.data)
			for i := range arts {
				arts[i].Place = ""
			}
			if diff := cmp.Diff(arts, tt.want); diff != "" || failures != nil {
				t.Errorf("failures %v, articles (-got +want):\n%s", failures, diff)
			}
		})
	}
}

func TestReadTableInLegacyEncoding(t *testing.T) {
	arts, failures := content(t, string(encode(codepages[1], "id;text\na;Қазақстан Республикасының әкімі\n")))
	if len(arts) != 1 || arts[0].Text != "Қазақстан Республикасының әкімі" {
		t.Errorf("got %v, failures %v", arts, failures)
	}
}

// A text that begins with words of the header is no table.
func TestNoTable(t *testing.T) {
	for _, data := range []string{"text, body of the law\n\nМәтін", "Тақырып, мәтін\nМәтін", "id\nМәтін"} {
		arts, failures := content(t, data)
		if len(arts) != 1 || arts[0].Text != data {
			t.Errorf("%q: got %v, failures %v", data, arts, failures)
		}
	}
}

func TestBrokenTables(t *testing.T) {
	const head = "id,title,text\n"
	long := strings.Repeat("а", 300)
	for _, tt := range []struct {
		name, rows    string
		ids, failures []string
	}{
		{"a quote inside a quoted text of several lines", "a,T,Бір\nb,T,\"Ол \"жақсы\" деді,\nқайтты, кетті, келді, көрді\"\nc,T,Үш\n", []string{"a", "c"}, []string{"-:3: a quote that is not closed, or not doubled, lines 3 to 4 are passed over"}},
		{"a quote left open at the end", "a,T,Бір\nb,T,\"Екі\n", []string{"a"}, []string{"-:3: a quote that is not closed, or not doubled"}},
		{"no other quote in the file", "a,\"T,Бір\nb,T,Екі\nc,T,Үш\n", []string{"b", "c"}, []string{"-:2: a quote that is not closed, or not doubled"}},
		{"a row over the limit", "a,T,Бір\nb,T," + long + long + "\nc,T,Үш\n", []string{"a", "c"}, []string{"-:3: larger than 1000 bytes"}},
		{"a quoted row over the limit", "a,T,Бір\nb,T,\"" + long + "\n" + long + "\"\nc,T,Үш\n", []string{"a", "c"}, []string{"-:3: larger than 1000 bytes, lines 3 to 4 are passed over"}},
		{"fields too many and too few", "a,T\nb,T,Екі,3\nc,T,Үш\n", []string{"c"}, []string{"-:2: the row has 2 fields, the header 3", "-:3: the row has 4 fields, the header 3"}},
		{"no rows", "", nil, []string{"-: the table has no row"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arts, failures := collect(t, Options{Stdin: strings.NewReader(head + tt.rows), MaxArticle: 1000}, "-")
			var ids []string
			for _, art := range arts {
				ids = append(ids, art.ID)
			}
			if diff := cmp.Diff(ids, tt.ids); diff != "" {
				t.Errorf("articles (-got +want):\n%s", diff)
			}
			if diff := cmp.Diff(failures, tt.failures); diff != "" {
				t.Errorf("failures (-got +want):\n%s", diff)
			}
		})
	}
}

// Nothing but opening quotes: each row could be the whole rest. Going back is bounded,
// so it ends soon.
func TestTableOfOpenQuotes(t *testing.T) {
	data := "id,text\n" + strings.Repeat("a,\"x\n", 1<<20)
	_, failures := collect(t, Options{Stdin: strings.NewReader(data), MaxArticle: 1 << 20}, "-")
	want := fmt.Sprintf("-:2: a quote that is not closed, or not doubled, lines 2 to %d are passed over", 1+1<<20)
	if len(failures) != 1 || failures[0] != want {
		t.Errorf("got %v, want %q", failures, want)
	}
}
