package corpus

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// hostile are pages that are made, or happen, to break readers of HTML. Each unit is
// repeated up to the size of the test.
var hostile = []struct{ name, head, unit, tail string }{
	{"nested div", "<html>", "<div>", "Сөз бар осында."},
	{"nested div with text", "<html>", "<div>сөз ", ""},
	{"nested tables", "<html>", "<table><tr><td>", "Сөз бар."},
	{"nested lists", "<html>", "<ul><li>", "Сөз бар."},
	{"nested links", "<html>", "<a href=x>сілтеме", ""},
	{"formatting without end", "<html>" + strings.Repeat("<font color=1 size=2>", 400), "<p>а", ""},
	{"different formatting", "<html>", "<b><i><u><p>а</b>", ""},
	{"short paragraphs", "<html>", "<p>а", ""},
	{"paragraphs", "<html>", "<p>Аудан әкімі жиын өткізді, оған тұрғындар қатысты.</p>", ""},
	{"many divs", "<html>", "<div>Аудан әкімі жиын өткізді, оған тұрғындар қатысты.</div>", ""},
	{"lines", "<html><div>", "Аудан әкімі жиын өткізді.<br>", "</div>"},
	{"no breaks", "<html><p>", "сөз", ""},
	{"ends without starts", "<html>", "а</x>", ""},
	{"end tags", "<html>", "</div>", "Сөз бар."},
	{"table without cells", "<html>", "<table>а<tr>ә", "Сөз бар."},
	{"many attributes", "<html><p ", "a=1 ", ">Сөз бар."},
	{"many tags with attributes", "<html>", "<p class=x id=y style=z>а", ""},
	{"giant attribute", `<html><p title="`, "ұзын ", `">Сөз бар.`},
	{"open attribute", `<html><p title="`, "ұзын ", ""},
	{"open comment", "<html><!--", "ескерту ", ""},
	{"comments", "<html>", "а<!--x-->", ""},
	{"open script", "<html><script>", "var x=1;", ""},
	{"scripts", "<html>", "<script>1</script>а", ""},
	{"open title", "<html><title>", "тақырып ", ""},
	{"titles", "<html>", "<title>тақырып</title><h1>тақырып</h1>", "<p>Сөз бар."},
	{"entities", "<html><p>", "&amp;&#1171;&nbsp;", ""},
	{"broken entities", "<html><p>", "&", ""},
	{"data", "<html>", `<script type="application/ld+json">{"@type":"NewsArticle","author":[`, ""},
	{"nested data", `<html><script type="application/ld+json">`, "[", "</script><p>Сөз бар."},
	{"select", "<html>", "<select><option>а", "Сөз бар."},
	{"svg", "<html>", "<svg><p><math>", "Сөз бар."},
	{"templates", "<html>", "<template>", "Сөз бар."},
	{"forms", "<html>", "<form><input><button>", "Сөз бар."},
	{"hidden", "<html>", `<p style="display:none">жасырын</p>`, ""},
	{"meta", "<html>", `<meta property="og:title" content="а - б">`, "<p>Сөз бар."},
	{"spans", "<html><p>", "<span>а</span>", ""},
	{"headings", "<html>", "<h2>Тақырып</h2>", ""},
	{"furniture", "<html><p>Сөз бар бар.</p>", "<p>Бөлісу | Facebook | 22 қараша 2026</p>", ""},
	{"bars", "<html><p>", "| 1 ", ""},
	{"bold lines", "<html>", "<b>22.11.2026</b><br>", ""},
	{"nested blockquote", "<html>", "<blockquote>а", ""},
	{"articles", "<html>", "<article><h2><a href=x>Тақырып осында</a></h2></article>", ""},
	{"direction", "<html><p>", "\u202eсөз\u202c\u200b ", "."},
	{"pre", "<html><pre>", "а\n", ""},
}

// Eight megabytes of any of them, the limit of an article, took 3.2 seconds at most beside
// other work, and half a gigabyte allocated in all. The bounds are wide: other tests may
// be running.
func TestHostilePages(t *testing.T) {
	for _, h := range hostile {
		// As many elements as readability is asked about, and a quarter of what an article may hold.
		sizes := []int{tooLarge / 2, DefaultMaxArticle / 4 / len(h.unit)}
		if testing.Short() {
			sizes = []int{tooLarge / 20}
		}
		for _, units := range sizes {
			t.Run(fmt.Sprintf("%s/%d", h.name, units), func(t *testing.T) {
				tryHostile(t, h.head+strings.Repeat(h.unit, units)+h.tail)
			})
		}
	}
}

func tryHostile(t *testing.T, source string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now() //nolint:forbidigo // a test may look at the clock
	p, err := parsePage(source)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	allocated := after.TotalAlloc - before.TotalAlloc
	t.Logf("%d KB: %.2f s, %d MB allocated, %v, text of %d bytes", len(source)>>10, took.Seconds(), allocated>>20, err, len(p.text))
	if took > 20*time.Second || allocated > 2<<30 {
		t.Errorf("took %v and %d MB for %d bytes", took, allocated>>20, len(source))
	}
	if err == nil && (p.text == "" || !utf8.ValidString(p.text)) {
		t.Errorf("got text of %d bytes", len(p.text))
	}
}
