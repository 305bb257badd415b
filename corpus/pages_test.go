package corpus

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/seed50815598/derek/internal/golden"
)

// The pages are modelled on how Kazakh news sites are built; their content is invented.
// Each has a file of what is to be read from it.
func TestPages(t *testing.T) {
	files := golden.Glob(t, "testdata/pages/*.html")
	if len(files) < 16 {
		t.Fatalf("got %d pages, want all", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".html"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, strings.TrimSuffix(file, ".html")+".golden", []byte(readGolden(t, data)))
		})
	}
}

// readGolden writes what is read from a page.
func readGolden(t *testing.T, data []byte) string {
	t.Helper()
	arts, failures := content(t, string(data))
	var b strings.Builder
	for _, art := range arts {
		fmt.Fprintf(&b, "url: %s\nsource: %s\ntitle: %s\npublished: %s\nauthor: %s\n\n%s\n", art.URL, art.Source, art.Title, art.Published, art.Author, art.Text)
	}
	for _, f := range failures {
		fmt.Fprintf(&b, "failure: %s\n", f)
	}
	return b.String()
}

// Bytes win over what the page says of its encoding.
func TestPageEncodings(t *testing.T) {
	utf8Page, err := os.ReadFile("testdata/pages/gov.html")
	if err != nil {
		t.Fatal(err)
	}
	want := readGolden(t, utf8Page)
	for name, data := range map[string][]byte{
		"UTF-8 called windows-1251": []byte(strings.Replace(string(utf8Page), `"utf-8"`, `"windows-1251"`, 1)),
		"KZ-1048 called UTF-8":      encode(codepages[1], strings.ReplaceAll(string(utf8Page), "👁", "")),
		"PT154 without a name":      encode(codepages[2], strings.NewReplacer("👁", "", `<meta charset="utf-8">`, "").Replace(string(utf8Page))),
		"UTF-16":                    wide(string(utf8Page)),
		"a byte order mark":         append([]byte("\xef\xbb\xbf\r\n"), utf8Page...),
	} {
		if got := readGolden(t, data); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

// wide is UTF-16, the lower byte first, with a byte order mark.
func wide(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

func TestReadDateLine(t *testing.T) {
	for _, tt := range []struct {
		line, day string
		ok        bool
	}{
		{"22 қараша 2026, 14:05", "2026-11-22", true},
		{"22 Қараша 2026 ж.", "2026-11-22", true},
		{"2026 жылғы 22 қараша", "2026-11-22", true},
		{"Сейсенбі, 24 қараша 2026", "2026-11-24", true},
		{"22 Qarasha 2026", "2026-11-22", true},
		{"22 قاراشا 2026", "2026-11-22", true},
		{"۲۲ قاراشا ۲۰۲۶", "2026-11-22", true},
		{"22 қар. 2026", "2026-11-22", true},
		{"22 ноября 2026 г. в 10:30", "2026-11-22", true},
		{"November 22, 2026", "2026-11-22", true},
		{"22.11.2026", "2026-11-22", true},
		{"22.11.26", "2026-11-22", true},
		{"22/11/2026", "2026-11-22", true},
		{"14:05 | 2026-11-22", "2026-11-22", true},
		{"Жарияланған күні: 22.11.2026", "2026-11-22", true},
		{"Бүгін, 14:05", "2026-11-25", true},
		{"Кеше", "2026-11-24", true},
		{"Вчера, 10:30", "2026-11-24", true},
		{"14:05, 22 қараша", "2026-11-22", true},
		{"28 желтоқсан", "2025-12-28", true}, // the last one before the page was got
		{"14:05", "", true},
		{"03/05/2026", "", false}, // May or March
		{"31 ақпан 2026", "", false},
		{"22 қараша 2026 жиын өтті", "", false},
		{"2026", "", false},
		{"қараша", "", false},
		{"Жарияланды", "", false},
		{"12 345", "", false},
		{"99 қараша 2026", "", false},
	} {
		day, ok := readDateLine(tt.line, "2026-11-25")
		if day != tt.day || ok != tt.ok {
			t.Errorf("readDateLine(%q) = %q, %t, want %q, %t", tt.line, day, ok, tt.day, tt.ok)
		}
	}
	if day, ok := readDateLine("кеше, 10:00", ""); day != "" || !ok {
		t.Errorf("yesterday of an unknown day is %q, %t", day, ok)
	}
}

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		line string
		want verdict
	}{
		{"ПІКІР ЖАЗУ", verdict{kind: comment}},
		{"PIKIR JAZÝ", verdict{kind: comment}},
		{"پىكىر جازۋ", verdict{kind: comment}},
		{"Тағы оқыңыз:", verdict{kind: related}},
		{"Оқи отырыңыз: Ауданда мектеп ашылды", verdict{kind: related}},
		{"Facebook Twitter Telegram WhatsApp", verdict{kind: share}},
		{"↗ Бөлісу", verdict{kind: share}},
		{"1 245 рет оқылды", verdict{kind: counter}},
		{"Қаралды: 842", verdict{kind: counter}},
		{"$489.06 €536.21", verdict{kind: counter}},
		{"Авторы: Мөлдір БАҚЫТҚЫЗЫ", verdict{kind: byAuthor, author: "Мөлдір БАҚЫТҚЫЗЫ"}},
		{"Автор - Сәуле Т.", verdict{kind: byAuthor, author: "Сәуле Т."}},
		{"Дереккөз: inform.example", verdict{kind: bySource, source: "inform.example"}},
		{"Источник: https://example.kz/a", verdict{kind: bySource, source: "https://example.kz/a"}},
		{"Фото: Ақорда", verdict{kind: credit}},
		{"22 қараша 2026 | 345 рет оқылды | Авторы: А. Б.", verdict{kind: dated, day: "2026-11-22", author: "А. Б."}},
		{"Жарияланды 22 қараша 2026 | Бөлімі: Мәдениет | Автор Айжан Төлеу", verdict{kind: dated, day: "2026-11-22", author: "Айжан Төлеу"}},
		{"22.11.2026 345", verdict{kind: dated, day: "2026-11-22"}},
		{"22.11.2026 Қоғам", verdict{day: "2026-11-22", loose: true}},
		{"Жаңартылды: 22.11.2026", verdict{kind: updated}},
		// Content.
		{"Автор: бұл туралы комиссия төрағасы айтты, ол сайлау өткенін хабарлады.", verdict{}},
		{"Пікірлер екіге бөлінді.", verdict{}},
		{"Фото көрмесі ашылды.", verdict{}},
		{"2026 жылғы 22 қарашада сайлау өтті.", verdict{}},
		{"АСТАНА. 22 қараша. ҚазАқпарат — Мемлекет басшысы жиын өткізді.", verdict{}},
		{"Ескерту: бұл заң 2026 жылы күшіне енеді.", verdict{}},
	} {
		if got := loadPhrases().judge(tt.line, ""); got != tt.want {
			t.Errorf("judge(%q) = %+v, want %+v", tt.line, got, tt.want)
		}
	}
}

// A button is furniture at the end of a text, and a heading in the middle of it.
func TestTrimKeepsContent(t *testing.T) {
	for _, tt := range []struct{ name, html, want string }{
		{
			"headings that are words of furniture",
			"<p>Бірінші сөйлем.</p><h2>Пікірлер</h2><p>Сарапшының пікірі осындай болды, оны бәрі қолдады.</p><h2>Видео</h2><p>Соңғы сөйлем, ол да ұзын болып шықты, өйткені мақала бітті, енді басқа жаңалық жоқ.</p>",
			"Бірінші сөйлем.\n\nПікірлер\n\nСарапшының пікірі осындай болды, оны бәрі қолдады.\n\nВидео\n\nСоңғы сөйлем, ол да ұзын болып шықты, өйткені мақала бітті, енді басқа жаңалық жоқ.",
		},
		{
			"a list of links that the text announces",
			`<p>Комиссияға мыналар кірді:</p><ul><li>Серік Ахметов</li><li>Айгүл Омарова</li></ul><p>Жиын аяқталды.</p>`,
			"Комиссияға мыналар кірді:\n\nСерік Ахметов\nАйгүл Омарова\n\nЖиын аяқталды.",
		},
		{
			"read also in the middle",
			`<p>Бірінші сөйлем.</p><p>Тағы оқыңыз:</p><p><a href="/1">Басқа мақала туралы хабар</a></p><p>Екінші сөйлем.</p>`,
			"Бірінші сөйлем.\n\nЕкінші сөйлем.",
		},
		{
			"most of the text below a comment button",
			`<p>Бірінші сөйлем.</p><p>Пікір жазу</p><p>Екінші сөйлем осында, ол біріншіден әлдеқайда ұзын.</p>`,
			"Бірінші сөйлем.\n\nЕкінші сөйлем осында, ол біріншіден әлдеқайда ұзын.",
		},
		{"one word", "<p>Сәлем</p>", "Сәлем"},
		{"a name split by formatting", "<p><b>С</b>ерік <i>Ахметов</i> келді.</p>", "Серік Ахметов келді."},
	} {
		page, err := parsePage("<html><body>" + tt.html + "</body></html>")
		if err != nil || page.text != tt.want {
			t.Errorf("%s: got %q, %v, want %q", tt.name, page.text, err, tt.want)
		}
	}
}

func TestPageFields(t *testing.T) {
	for _, tt := range []struct {
		name, head, body string
		want             page
	}{
		{"site after the title", `<meta property="og:title" content="Тақырып осында | Aqparat.kz"><meta property="og:site_name" content="Aqparat.kz">`, "", page{title: "Тақырып осында", source: "Aqparat.kz"}},
		{"site instead of the title", `<meta property="og:title" content="Aqparat"><meta property="og:site_name" content="Aqparat">`, "<h1>Тақырып</h1>", page{title: "Тақырып", source: "Aqparat"}},
		{"a dash in the title", `<title>Әкім - халық қызметшісі</title>`, "", page{title: "Әкім - халық қызметшісі"}},
		{"escaped twice", `<meta property="og:title" content="&amp;laquo;Алаш&amp;raquo; партиясы">`, "", page{title: "«Алаш» партиясы"}},
		{"direction", "<meta property=\"og:title\" content=\"\u202eТақырып\u202c\">", "", page{title: "Тақырып"}},
		{"account for author", `<meta name="author" content="admin">`, "", page{}},
		{"site for author", `<meta name="author" content="Aqparat"><meta property="og:site_name" content="Aqparat">`, "", page{source: "Aqparat"}},
		{"two authors", `<script type="application/ld+json">{"@type":"Article","author":[{"name":"А. Б."},{"name":"В. Г."}]}</script>`, "", page{author: "А. Б., В. Г."}},
		{"broken lines in data", "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"headline\":\"Бір\n екі\"}</script>", "", page{title: "Бір екі"}},
		{"relative address", `<link rel="canonical" href="/a">`, "", page{}},
		{"address by base", `<base href="https://a.example/x/"><link rel="canonical" href="b#c">`, "", page{url: "https://a.example/x/b", source: "a.example"}},
		{"no address", `<link rel="canonical" href="javascript:alert(1)">`, "", page{}},
		{"saved by a browser", `<!-- saved from url=(0021)https://a.example/2024/05/06/b -->`, "", page{url: "https://a.example/2024/05/06/b", source: "a.example", published: "2024-05-06"}},
		{"today in the head of the page", "", `<div>Бүгін 25 қараша 2026</div><h1>Тақырып</h1><p>Кеше, 10:00</p>`, page{title: "Тақырып", published: "2026-11-24"}},
	} {
		got, err := parsePage("<html><head>" + tt.head + "</head><body>" + tt.body + "<p>Аудан әкімі жиын өткізді, оған тұрғындар қатысты.</p></body></html>")
		tt.want.text = "Аудан әкімі жиын өткізді, оған тұрғындар қатысты."
		if err != nil || got != tt.want {
			t.Errorf("%s: got %+v, %v, want %+v", tt.name, got, err, tt.want)
		}
	}
}

func FuzzPage(f *testing.F) {
	for _, file := range golden.Glob(f, "testdata/pages/*.html") {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, h := range hostile {
		f.Add([]byte(h.head + strings.Repeat(h.unit, 20) + h.tail))
	}
	f.Add([]byte(samplePage))
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, append([]byte("<!DOCTYPE html>"), data...))
		p, err := parsePage(string(data))
		if err != nil {
			return
		}
		switch {
		case strings.TrimSpace(p.text) == "", strings.ContainsRune(p.text, 0):
			t.Errorf("text %q", p.text)
		case p.published != "" && parseNumericDate(p.published) != p.published:
			t.Errorf("published %q", p.published)
		case strings.ContainsAny(p.title+p.author+p.source+p.url, "\n\x00"):
			t.Errorf("fields %+v", p)
		}
	})
}

func BenchmarkPage(b *testing.B) {
	for _, file := range golden.Glob(b, "testdata/pages/*.html") {
		data, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		source := string(data)
		b.Run(strings.TrimSuffix(filepath.Base(file), ".html"), func(b *testing.B) {
			b.SetBytes(int64(len(source)))
			b.ReportAllocs()
			for b.Loop() {
				_, _ = parsePage(source)
			}
		})
	}
	long := strings.Replace(samplePage, "</article>", strings.Repeat("<p>Аудан әкімі жиын өткізді, оған тұрғындар мен кәсіпкерлер қатысты, деп хабарлады баспасөз қызметі.</p>\n", 400)+"</article>", 1)
	b.Run("long", func(b *testing.B) {
		b.SetBytes(int64(len(long)))
		b.ReportAllocs()
		for b.Loop() {
			_, _ = parsePage(long)
		}
	})
}

// A page that holds no article says why, and what to do.
func TestPageFailures(t *testing.T) {
	many := "<html>" + strings.Repeat("<i>а</i><p>б", maxNodes)
	for _, tt := range []struct {
		html string
		want error
	}{
		{`<html><script>app()</script><div id="root"></div></html>`, errOnlyScript},
		{`<html><h1>Жаңалықтар</h1>` + strings.Repeat(`<p><a href="/1">Аудан әкімі жиын өткізді, тұрғындар қатысты</a></p>`, 6), errListPage},
		{`<html><p>Бөлісу</p><p>ПІКІР ЖАЗУ</p></html>`, errNoMainText},
		{many, errManyTags},
	} {
		_, err := parsePage(tt.html)
		if !errors.Is(err, tt.want) || pageAdvice(err) == "" {
			t.Errorf("%.60s: got %v with advice %q, want %v", tt.html, err, pageAdvice(err), tt.want)
		}
	}
}
