package pipeline_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/golden"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/fingerprint"
)

// A couple is two articles, and whether one is a repost of the other.
type couple struct {
	name   string // of the edit
	repost bool
	a, b   corpus.Article
	odd    bool // half of the set: even to choose by, odd to report
}

// An edit makes another article of a gold article; "" if it does not apply.
type edit struct {
	name   string
	repost bool
	make   func(g corpus.Gold, other corpus.Gold) string
}

const (
	lead = "Порталымыздың тілшісі осы оқиғаға қатысты толық ақпаратты оқырман назарына ұсынады. Бұл туралы ведомствоның ресми сайты жазды.\n"
	tail = "\nСуреттер ашық дереккөзден алынды. Жаңалықтарды Telegram арнамыздан оқыңыз. Материалды көшіріп басқанда сілтеме міндетті түрде берілсін."
	// boiler stands under every article of some sites.
	boiler = "\nЕске салайық, редакция авторлардың пікірімен келісе бермейді, ал жарияланған хабарландырулар мен жарнаманың мазмұнына жарнама беруші жауап береді. " +
		"Сайт материалдарын пайдалану кезінде белсенді сілтеме жасау қажет, барлық құқықтар заңмен қорғалған. Бізбен байланыс жасау үшін редакцияның поштасына жазыңыз."
)

var edits = []edit{
	{"headline and lead", true, func(g, _ corpus.Gold) string { return lead + g.Article.Text }},
	{"tail", true, func(g, _ corpus.Gold) string { return g.Article.Text + tail }},
	{"date line", true, func(g, _ corpus.Gold) string {
		return "АСТАНА. 7 қыркүйек. KAZINFORM – " + g.Article.Text
	}},
	{"first half", true, func(g, _ corpus.Gold) string { return strings.Join(firstHalf(g), " ") }},
	{"first half, lead, tail", true, func(g, _ corpus.Gold) string {
		return "Бүгінгі басты жаңалық осындай.\n" + strings.Join(firstHalf(g), " ") + "\nСуреттер ашық дереккөзден алынды."
	}},
	{"sentence order", true, func(g, _ corpus.Gold) string {
		list := sentencesOf(g.Article.Text)
		return strings.Join(append(list[len(list)/2:], list[:len(list)/2]...), " ")
	}},
	{"Latin", true, func(g, _ corpus.Gold) string { return inScript(g, kazakh.Latin) }},
	{"Arabic", true, func(g, _ corpus.Gold) string { return inScript(g, kazakh.Arabic) }},
	{"misread", true, func(g, _ corpus.Gold) string { return misread(g.Article.Text, 12) }},
	{"quotation marks", true, func(g, _ corpus.Gold) string {
		return strings.NewReplacer("«", "“", "»", "”", " – ", " - ", " — ", " - ").Replace(g.Article.Text) + tail
	}},

	{"other names", false, func(g, o corpus.Gold) string { return otherNames(g, o, len(g.Persons)) }},
	{"one other name", false, func(g, o corpus.Gold) string { return otherNames(g, o, 1) }},
	{"other post", false, func(g, _ corpus.Gold) string { return otherPost(g.Article.Text) }},
	{"other numbers", false, func(g, _ corpus.Gold) string { return otherNumbers(g.Article.Text) }},
	{"another day", false, func(g, _ corpus.Gold) string { return anotherDay(g.Article.Text) }},
	{"day report", false, func(g, _ corpus.Gold) string {
		return unlessEmpty(otherNumbers(anotherDay(g.Article.Text)), func(s string) string { return lead + s })
	}},
	{"other article", false, func(_, o corpus.Gold) string { return o.Article.Text }},
}

func unlessEmpty(s string, f func(string) string) string {
	if s == "" {
		return ""
	}
	return f(s)
}

func sentencesOf(text string) []string {
	return strings.SplitAfter(strings.TrimSpace(strings.NewReplacer(". ", ".\n", "! ", "!\n").Replace(text)), "\n")
}

func firstHalf(g corpus.Gold) []string {
	list := sentencesOf(g.Article.Text)
	n, half := utf8.RuneCountInString(g.Article.Text)/2, 0
	for i, s := range list {
		if half += utf8.RuneCountInString(s); half >= n {
			return list[:i+1]
		}
	}
	return list
}

func inScript(g corpus.Gold, s kazakh.Script) string {
	if g.Script != "cyrl" {
		return ""
	}
	return kazakh.Write(g.Article.Text, s, kazakh.Lat2021)
}

// misread exchanges a letter of every nth long word for one that looks like it.
func misread(text string, n int) string {
	looks := map[rune]rune{'а': 'о', 'о': 'с', 'е': 'с', 'н': 'п', 'и': 'н', 'т': 'г', 'қ': 'к', 'ң': 'н', 'л': 'п', 'р': 'п', 'ы': 'ь', 'a': 'o', 'e': 'c', 'n': 'h', 'ا': 'ل', 'ر': 'ز', 'ن': 'ت'}
	words := strings.Split(text, " ")
	k := 0
	for i, w := range words {
		if utf8.RuneCountInString(w) < 6 || strings.ContainsAny(w, "0123456789") {
			continue
		}
		if k++; k%n != 0 {
			continue
		}
		runes := []rune(w)
		for j := 3; j < len(runes); j++ {
			if r, ok := looks[runes[j]]; ok {
				runes[j] = r
				break
			}
		}
		words[i] = string(runes)
	}
	return strings.Join(words, " ")
}

// otherNames gives the first n persons of an article the names of those of another one.
func otherNames(g, o corpus.Gold, n int) string {
	if g.Script != "cyrl" || len(g.Persons) == 0 || len(o.Persons) == 0 || o.Script != "cyrl" {
		return ""
	}
	text := g.Article.Text
	for i, name := range g.Persons[:n] {
		from, to := strings.Fields(name), strings.Fields(o.Persons[i%len(o.Persons)])
		for k, word := range from {
			if utf8.RuneCountInString(word) > 3 {
				text = strings.ReplaceAll(text, word, to[min(k, len(to)-1)])
			}
		}
	}
	return changed(text, g.Article.Text)
}

func changed(text, from string) string {
	if text == from {
		return ""
	}
	return text
}

func otherPost(text string) string {
	return changed(strings.NewReplacer(
		"әкімінің орынбасары", "әкімі", "төрағасының орынбасары", "төрағасы", "әкімі ", "әкімінің орынбасары ", "төрағасы ", "хатшысы ",
		"басшысы ", "басшысының орынбасары ", "директоры ", "директорының орынбасары ", "министрі ", "вице-министрі ", "хатшысы ", "төрағасы ",
	).Replace(text), text)
}

// otherNumbers changes every number but years.
func otherNumbers(text string) string {
	var out []rune
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		end := i
		for end < len(runes) && unicode.IsDigit(runes[end]) {
			end++
		}
		if end == i {
			out = append(out, runes[i])
			continue
		}
		number := slices.Clone(runes[i:end])
		if len(number) != 4 {
			last := &number[len(number)-1]
			*last = '1' + (*last-'0'+3)%9
		}
		out = append(out, number...)
		i = end - 1
	}
	return changed(string(out), text)
}

var dayOfMonth = regexp.MustCompile(`(\d)( (?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан))`)

// anotherDay moves every day of a month on.
func anotherDay(text string) string {
	return changed(dayOfMonth.ReplaceAllStringFunc(text, func(s string) string {
		return string('0'+(s[0]-'0'+1)%10) + s[1:]
	}), text)
}

// couples makes the test set: five edits for every gold article, so that every edit
// meets articles of all files, and couples written for the purpose.
func couples(t *testing.T) []couple {
	t.Helper()
	golds, err := corpus.GoldArticles()
	if err != nil {
		t.Fatal(err)
	}
	var list []couple
	for i, g := range golds {
		other := golds[(i+1)%len(golds)]
		for k, e := range edits {
			if (i/2+k)%3 == 0 || !e.repost && (i/2+k)%3 == 1 {
				continue
			}
			text := e.make(g, other)
			if text == "" {
				continue
			}
			a, b := g.Article, g.Article
			if e.name == "date line" {
				a.Text = "Алматы, 9 қыркүйек – " + a.Text
			}
			b.ID, b.Text = g.Article.ID+"-"+e.name, text
			list = append(list, couple{e.name, e.repost, a, b, i%2 == 1})
		}
		if (i/2)%3 == 0 {
			a, b := g.Article, other.Article
			a.Text, b.Text = strings.Join(firstHalf(g), " ")+boiler, strings.Join(firstHalf(other), " ")+boiler
			list = append(list, couple{"one site's tail", false, a, b, i%2 == 1})
		}
	}
	return append(list, written(t)...)
}

// written reads writtenCouples.
func written(t *testing.T) []couple {
	t.Helper()
	var list []couple
	for i, block := range strings.Split(strings.TrimSpace(writtenCouples), "\n\n") {
		lines := strings.Split(block, "\n")
		if len(lines) != 3 {
			t.Fatalf("couple %d has %d lines", i, len(lines))
		}
		name, repost := strings.CutPrefix(lines[0], "+ ")
		list = append(list, couple{
			name: strings.TrimPrefix(name, "- "), repost: repost, odd: i%2 == 1,
			a: corpus.Article{ID: fmt.Sprint("w", i, "a"), Text: lines[1]},
			b: corpus.Article{ID: fmt.Sprint("w", i, "b"), Text: lines[2]},
		})
	}
	return list
}

// A tally counts the couples of one kind.
type tally struct{ all, found, near int }

// TestSimilarScore measures how well reposts are known. "found" went through both
// steps: prints that share a passage and are near, then the comparison. "near" is the first alone.
func TestSimilarScore(t *testing.T) {
	p := newPipeline(t)
	docs := map[string]pipeline.Document{}
	annotate := func(art corpus.Article) pipeline.Document {
		key := art.ID + "\n" + art.Text
		if _, ok := docs[key]; !ok {
			docs[key] = p.Annotate(art)
		}
		return docs[key]
	}
	kinds := map[string]*tally{}
	var order []string
	var halves [2]struct{ reposts, found, right int }
	var wrong bytes.Buffer
	for _, c := range couples(t) {
		a, b := annotate(c.a), annotate(c.b)
		near := shares(p.Print(a), p.Print(b))
		v := fingerprint.Compare(p.Comparable(a), p.Comparable(b))
		if w := fingerprint.Compare(p.Comparable(b), p.Comparable(a)); w != v {
			t.Errorf("%s %s: the comparison is not the same both ways: %+v, %+v", c.a.ID, c.name, v, w)
		}
		key := map[bool]string{true: "repost", false: "other"}[c.repost] + "\t" + c.name
		if kinds[key] == nil {
			kinds[key] = &tally{}
			order = append(order, key)
		}
		k, h := kinds[key], &halves[0]
		if c.odd {
			h = &halves[1]
		}
		found := near && v.Same
		k.all++
		count(&k.near, near)
		count(&k.found, found)
		count(&h.reposts, c.repost)
		count(&h.found, found)
		count(&h.right, found && c.repost)
		if found != c.repost {
			fmt.Fprintf(&wrong, "%s\t%s\t%s\tnear %v, share %.2f, %s\n", map[bool]string{true: "missed", false: "false"}[c.repost], c.a.ID, c.name, near, v.Share, v.Differ)
		}
	}
	var out bytes.Buffer
	for i, h := range halves {
		fmt.Fprintf(&out, "%s half: %d reposts, precision %.3f, recall %.3f\n", []string{"even", "odd"}[i], h.reposts,
			float64(h.right)/float64(max(1, h.found)), float64(h.right)/float64(h.reposts))
	}
	fmt.Fprintf(&out, "\n\tcouples of\tall\tnear\tfound\n")
	for _, key := range order {
		fmt.Fprintf(&out, "%s\t%d\t%d\t%d\n", key, kinds[key].all, kinds[key].near, kinds[key].found)
	}
	fmt.Fprintf(&out, "\n%s", wrong.Bytes())
	golden.Check(t, "testdata/similar.txt", out.Bytes())
}

func count(n *int, yes bool) {
	if yes {
		*n++
	}
}

// shares is what the archive asks of two prints before it compares the texts.
func shares(a, b fingerprint.Print) bool {
	return a.Near(b) && slices.ContainsFunc(a.Passages, func(n uint32) bool { return slices.Contains(b.Passages, n) })
}
