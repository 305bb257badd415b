package web

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/desk"
	"github.com/seed50815598/derek/internal/export"
)

// Exports hold the articles that were chosen, in every format, as a file with a name.
func TestData(t *testing.T) {
	b := newBench(t, Options{})
	ids := b.ids(t)
	begins := map[string]string{"sqlite": "SQLite format 3", "popolo": "{", "graphml": "<?xml", "jsonl": `{"`, "ftm": `{"`, "conll": "-DOCSTART-"}
	for _, format := range export.Formats() {
		w := b.ask(t, "/articles/000/export?format="+format)
		body := w.Body.String()
		ending := export.Extension(format)
		if ending == "" {
			ending = ".zip"
			begins[format] = "PK"
		}
		if want := `attachment; filename="derek-article-` + format + ending + `"`; w.Code != http.StatusOK || w.Header().Get("Content-Disposition") != want {
			t.Errorf("%s: status %d, %q, want %q", format, w.Code, w.Header().Get("Content-Disposition"), want)
		}
		if !strings.HasPrefix(body, begins[format]) {
			t.Errorf("%s begins with %.20q", format, body)
		}
		if again := b.ask(t, "/articles/000/export?format="+format).Body.String(); again != body {
			t.Errorf("%s: twice is not the same", format)
		}
		if w.Header().Get("ETag") == "" || b.ask(t, "/articles/000/export?format="+format, "If-None-Match", w.Header().Get("ETag")).Code != http.StatusNotModified {
			t.Errorf("%s: the tag %q", format, w.Header().Get("ETag"))
		}
	}
	total := into[desk.SearchPage](t, b.ask(t, encode("/search?q=сайлау&from=2024"))).Total
	lines := strings.Count(b.ask(t, encode("/export?q=сайлау&from=2024")).Body.String(), "\n")
	if all := into[desk.SearchPage](t, b.ask(t, encode("/search?q=сайлау"))).Total; lines != total || total == 0 || total >= all {
		t.Errorf("%d articles, %d found, %d at any time", lines, total, all)
	}
	person := ids.Replace("/persons/$person")
	names := into[desk.Person](t, b.ask(t, person)).Articles
	if got := strings.Count(b.ask(t, person+"/export").Body.String(), "\n"); got != names {
		t.Errorf("%d articles of a person, %d name it", got, names)
	}
	dossier := unpack(t, b.ask(t, person+"/export?format=dossier").Body.Bytes())
	if dossier["dossier.md"] == "" || dossier["datapackage.json"] == "" {
		t.Errorf("a dossier of %d files", len(dossier))
	}
	tables := unpack(t, b.ask(t, ids.Replace("/organizations/$organization/export?format=csv")).Body.Bytes())
	if !strings.Contains(tables["datapackage.json"], ids.Replace("$organization")) || strings.Count(tables["articles.csv"], "\n") < 2 {
		t.Errorf("tables of an organization: %.300q", tables["datapackage.json"])
	}
	for address, status := range map[string]int{
		"/organizations/" + ids.Replace("$person") + "/export": http.StatusNotFound, "/articles/zz/export": http.StatusNotFound,
		"/articles/000/export?format=dossier": http.StatusBadRequest, "/export?format=": http.StatusOK, encode("/export?q=(а"): http.StatusBadRequest,
		encode("/export?format=csv&q=(а"): http.StatusBadRequest, "/export?sort=date": http.StatusBadRequest, "/export?from=x": http.StatusBadRequest,
	} {
		if w := b.ask(t, address); w.Code != status {
			t.Errorf("%s: status %d, want %d: %.200s", address, w.Code, status, w.Body)
		}
	}
}

// An export that takes too long is cut off with a word about it, and leaves no files.
func TestSlowData(t *testing.T) {
	b := newBench(t, Options{Limits: Limits{Export: time.Nanosecond}})
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, format := range []string{"csv", "jsonl", "sqlite"} {
		w := b.ask(t, "/export?format="+format)
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), errSlow.Error()) || w.Header().Get("Content-Disposition") != "" {
			t.Errorf("%s: status %d, %q: %.200s", format, w.Code, w.Header(), w.Body)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

// unpack reads a ZIP archive.
func unpack(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		files[f.Name] = b.String()
	}
	return files
}

// reposts are an article of the built-in ones as others print it.
func reposts(t *testing.T) []corpus.Article {
	t.Helper()
	for _, art := range corpus.Builtin() {
		if art.ID == "002" {
			title, text, _ := strings.Cut(art.Text, "\n")
			return []corpus.Article{
				{ID: "002a", Published: art.Published, Source: "a.example", Title: "Жаңалық: " + title, Text: "Жаңалық: " + title + "\n" + text},
				{ID: "002b", Published: "2023-11-08", Source: "b.example", Title: title, Text: title + "\n" + text + "\nТолығырақ біздің сайтта."},
			}
		}
	}
	t.Fatal("002 is gone")
	return nil
}

// testFolded asserts that what three articles state alike is one event.
func testFolded(t *testing.T, b *bench) {
	t.Helper()
	seen, folded := map[string]bool{}, 0
	for next := ""; ; {
		page := into[desk.EventPage](t, b.ask(t, "/events?limit=7&cursor="+next))
		for _, e := range page.Events {
			if !strings.HasPrefix(e.Article.ID, "002") {
				continue
			}
			key := fmt.Sprint(e.Type, e.Modality, e.Date, e.Post, e.Background)
			if e.Person != nil {
				key += e.Person.ID
			}
			if seen[key] {
				t.Errorf("listed again: %s", key)
			}
			seen[key] = true
			if e.Reposts > 0 {
				folded++
			}
		}
		if next = page.Next; next == "" {
			break
		}
	}
	if folded == 0 {
		t.Errorf("no event of reposts is folded: %v", seen)
	}
}

// The articles that print one text again stand beside it with what differs, in the API
// and on the page, and count once.
func TestReposts(t *testing.T) {
	b := newBench(t, Options{})
	err := b.ingest(t, func(yield func(corpus.Article, error) bool) {
		for _, art := range reposts(t) {
			if !yield(art, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	w := b.ask(t, "/articles/002")
	newChecker(t).check(t, "/articles/{id}", w)
	testFolded(t, b)
	a := into[desk.Article](t, w)
	if len(a.Reposts) != 2 {
		t.Fatalf("%+v", a.Reposts)
	}
	for i, want := range []string{"002a title,source,length", "002b day,source,length"} {
		r := a.Reposts[i]
		if got := r.ID + " " + strings.Join(r.Differs, ","); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if r.Like == "" || r.Share < 80 || r.Length == 0 || r.LikeLength == 0 {
			t.Errorf("%+v", r)
		}
	}
	for _, n := range a.Neighbours {
		if n.ID == "002a" || n.ID == "002b" {
			t.Errorf("the repost %s is a neighbour too", n.ID)
		}
	}
	for _, s := range a.Similar {
		if s.ID == "002a" || s.ID == "002b" {
			t.Errorf("the repost %s is similar too", s.ID)
		}
	}
	_, page := b.page(t, "/article?id=002", "en")
	for _, want := range []string{`<a href="#reposts">Reposts: 2</a>`, `<section id="reposts">`, `href="/article?id=002a"`, "% of the shorter text in common", "another title · another source", "a.example"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if _, page := b.page(t, encode("/?q=Ақжар"), "en"); !strings.Contains(page, `href="/article?id=002#reposts">Reposts: 2</a>`) {
		t.Error("a hit does not tell of its reposts")
	}
	var s desk.Stats
	if err := json.Unmarshal(b.ask(t, "/stats").Body.Bytes(), &s); err != nil || s.Distinct != s.Articles-2 {
		t.Errorf("%d articles, %d without reposts, %v", s.Articles, s.Distinct, err)
	}
}

// A body that was renamed tells its other names.
func TestFormerNames(t *testing.T) {
	b := newBench(t, Options{})
	err := b.ingest(t, func(yield func(corpus.Article, error) bool) {
		_ = yield(corpus.Article{ID: "n1", Published: "2020-02-01", Text: "Төраға сайланды\n2020 жылғы 31 қаңтарда «Нұр Отан» партиясының төрағасы болып Әсет Болатов сайланды."}, nil) &&
			yield(corpus.Article{ID: "n2", Published: "2023-02-01", Text: "Жаңа төраға\n2023 жылғы 30 қаңтарда AMANAT партиясының төрағасы болып Марат Серіков сайланды."}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	found := into[desk.NamePage](t, b.ask(t, encode("/organizations?q=Нұр Отан"))).Names
	if len(found) == 0 {
		t.Fatal("the party is not found by its earlier name")
	}
	o := into[desk.Organization](t, b.ask(t, "/organizations/"+found[0].ID))
	if len(o.Former) != 2 || o.Former[0].Name != "«Нұр Отан» партиясы" || o.Former[0].To != "2022" || o.Former[1].Name != "«Отан» партиясы" {
		t.Errorf("%s: %+v", o.Name, o.Former)
	}
	_, page := b.page(t, pageOf(o.ID), "ru")
	if !strings.Contains(page, "Названия в другое время") || !strings.Contains(page, "(2006-12–2022)") {
		t.Error(page)
	}
}

// What leads nowhere says so in the reader's language, and leads on.
func TestDeadEnds(t *testing.T) {
	b := newBench(t, Options{})
	tests := []struct {
		address string
		status  int
		want    []string
	}{
		{"/people/P-zz", http.StatusNotFound, []string{"<h1>Не найдено</h1>", `<a href="/people">Люди</a>`, "Поищите по имени"}},
		{"/nothing", http.StatusNotFound, []string{"<h1>Не найдено</h1>", `<a href="/help">`}},
		{"/posts/s1?on=x", http.StatusBadRequest, []string{"Дату пишут так: 2024, 2024-03 или 2024-03-15.", `<a href="/posts">Должности</a>`}},
		{"/events?type=zz", http.StatusBadRequest, []string{"<h1>Запрос непонятен</h1>", `<a href="/events">События</a>`}},
		{encode("/?q=сайлау (әкім"), http.StatusBadRequest, []string{"Запрос непонятен.", "Эта скобка не закрыта.", "сайлау <mark>(</mark>әкім", `&#43;%D3%99%D0%BA%D1%96%D0%BC">Искать только сами слова</a>`}},
		{"/?q=zzzz&event=elected&exact=true", http.StatusOK, []string{"Ничего не найдено.", `<a href="/?q=zzzz">Убрать все фильтры</a>`, `<a href="/?event=elected&amp;q=zzzz">Искать все формы слов</a>`}},
		{encode("/people?q=жоқадам"), http.StatusOK, []string{"Ничего не найдено.", `<a href="/people">Показать все</a>`}},
		{"/events?from=1900&to=1901", http.StatusOK, []string{"Ничего не найдено.", `<a href="/events">Показать все</a>`}},
	}
	for _, tt := range tests {
		w, body := b.page(t, tt.address, "ru")
		if w.Code != tt.status {
			t.Errorf("%s: status %d", tt.address, w.Code)
		}
		for _, want := range tt.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %q in\n%s", tt.address, want, body)
			}
		}
	}
}
