package corpus

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const samplePage = `<!DOCTYPE html>
<html lang="kk"><head><meta charset="utf-8">
<title>Талас ауданының әкімі сайланды - Aqparat.kz</title>
<meta property="og:title" content="Талас ауданының әкімі сайланды">
<meta property="og:site_name" content="Aqparat.kz">
<meta property="article:published_time" content="2024-03-05T09:30:00+05:00">
<link rel="canonical" href="https://aqparat.kz/news/1">
<style>p { color: red }</style></head>
<body><header><time datetime="2026-01-01">бүгін</time><nav><a href="/">Басты бет</a> <a href="/sport">Спорт</a></nav></header>
<article><h1>Талас ауданының әкімі сайланды</h1>
<p>Талас ауданында әкім сайлауы өтті, оған он екі мың сайлаушы қатысты, деп хабарлады аудандық комиссия.</p>
<p>Дауыс беру қорытындысы бойынша әкім болып Серік Ахметов сайланды, оған сайлаушылардың жартысынан көбі дауыс берді.</p>
<script>track("x")</script></article>
<aside><a href="/2">Басқа жаңалық</a></aside><footer>Барлық құқықтар қорғалған</footer></body></html>`

func TestReadPage(t *testing.T) {
	arts, failures := content(t, samplePage)
	if len(arts) != 1 {
		t.Fatalf("got %v, failures %v, want one article", arts, failures)
	}
	want := Article{
		URL: "https://aqparat.kz/news/1", Source: "Aqparat.kz", Title: "Талас ауданының әкімі сайланды",
		Published: "2024-03-05", Place: "-", ID: arts[0].ID,
		Text: "Талас ауданының әкімі сайланды\n\n" +
			"Талас ауданында әкім сайлауы өтті, оған он екі мың сайлаушы қатысты, деп хабарлады аудандық комиссия.\n\n" +
			"Дауыс беру қорытындысы бойынша әкім болып Серік Ахметов сайланды, оған сайлаушылардың жартысынан көбі дауыс берді.",
	}
	if diff := cmp.Diff(arts[0], want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestPageDates(t *testing.T) {
	for _, tt := range []struct{ name, head, want string }{
		{"meta", `<meta name="date" content="05.03.2024">`, "2024-03-05"},
		{"linked data", `<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2024-03-05"}]}</script>`, "2024-03-05"},
		{"meta before linked data", `<script type="application/ld+json">{"datePublished":"2023-01-01"}</script><meta itemprop="datePublished" content="2024-03-05">`, "2024-03-05"},
		{"broken linked data", `<script type="application/ld+json">{</script>`, ""},
		{"a time outside of the article", `<time datetime="2024-03-05">бүгін</time>`, ""},
		{"the article's time", `<article><time datetime="2024-03-05T10:00">кеше</time></article>`, "2024-03-05"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, err := parsePage("<!DOCTYPE html><html>" + tt.head + "<p>Мәтін бар.</p></html>")
			if err != nil || page.published != tt.want {
				t.Errorf("got %q, %v, want %q", page.published, err, tt.want)
			}
		})
	}
}

func TestReadPageInLegacyEncoding(t *testing.T) {
	raw := encode(codepages[1], strings.ReplaceAll(samplePage, "utf-8", "windows-1251"))
	arts, failures := content(t, string(raw))
	if len(arts) != 1 || !strings.Contains(arts[0].Text, "Дауыс беру қорытындысы") {
		t.Errorf("got %+v, failures %v", arts, failures)
	}
}

func TestReadDeepPage(t *testing.T) {
	arts, failures := content(t, "<html>"+strings.Repeat("<div>", 100_000)+"Мәтін")
	if len(arts)+len(failures) != 1 {
		t.Errorf("got %d articles and %d failures, want one of either", len(arts), len(failures))
	}
}
