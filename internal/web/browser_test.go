package web

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/desk"
)

// shotDir is where screenshots go; git ignores it.
const shotDir = "../../.cache/screenshots"

// A browser is a real one with a server to look at.
type browser struct {
	*bench
	url string
	ctx context.Context // of the browser
}

// A tab is a page in it. Whatever its console complains about fails the test.
type tab struct {
	*browser
	t    *testing.T
	ctx  context.Context // of the tab
	mu   sync.Mutex
	said []string
	// stray allows pages that are not there, of which the console complains too.
	stray bool
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes long")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("there is no chromium here; install it to look at the pages as a reader does")
	}
	b := newBench(t, Options{})
	if err := b.ingest(t, func(yield func(corpus.Article, error) bool) {
		for _, art := range append(reposts(t), hostile) {
			if !yield(art, nil) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := b.desk.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, giveUp := context.WithCancelCause(context.Background())
	t.Cleanup(func() { giveUp(nil) })
	server := httptest.NewServer(failing(b.Server, giveUp))
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.Flag("lang", "en"), chromedp.WindowSize(1280, 900))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(all, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	defer time.AfterFunc(patience, func() { giveUp(errors.New("the browser does not start")) }).Stop()
	if err := chromedp.Do(ctx); err != nil { // the first one starts it, and must have no deadline of its own
		t.Fatal(err, context.Cause(all))
	}
	return &browser{b, server.URL, ctx}
}

// patience is how long a test of a page, or the start of the browser, may take.
const patience = time.Minute

// failing ends everything when the server says that it is at fault: a page that waits for
// what cannot come would wait for long.
func failing(h http.Handler, giveUp context.CancelCauseFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(&statusWriter{w, func(status int) {
			if status >= http.StatusInternalServerError {
				giveUp(fmt.Errorf("%s: status %d", r.URL, status))
			}
		}}, r)
	})
}

// A statusWriter tells the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	tell func(status int)
}

func (w *statusWriter) WriteHeader(status int) {
	w.tell(status)
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap gives what http.ResponseController needs.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// tab opens a page as somebody who was never here.
func (b *browser) tab(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	opening := time.AfterFunc(patience, cancel)
	if err := chromedp.Do(ctx); err != nil || !opening.Stop() {
		t.Fatal("no tab: ", err, context.Cause(b.ctx))
	}
	p := &tab{browser: b, t: t}
	go p.listen(chromedp.Console(ctx))
	t.Cleanup(func() {
		for _, s := range p.complaints() {
			t.Errorf("console: %s", s)
		}
	})
	ctx, cancel = context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	p.ctx = ctx
	p.do(chromedp.EmulateViewport(1280, 900))
	return p
}

// listen keeps what the console complains about.
func (p *tab) listen(console iter.Seq2[chromedp.ConsoleMessage, error]) {
	for m, err := range console {
		if err != nil {
			return
		}
		if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException || m.Type == chromedp.ConsoleWarning {
			p.mu.Lock()
			if p.stray && strings.Contains(m.Text, "the server responded with a status of 4") {
				p.mu.Unlock()
				continue
			}
			p.said = append(p.said, string(m.Type)+": "+m.Text+" "+m.URL)
			p.mu.Unlock()
		}
	}
}

func (p *tab) allowStray() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stray = true
}

// complaints takes what was kept.
func (p *tab) complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	said := p.said
	p.said = nil
	return said
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err, context.Cause(p.ctx))
	}
}

func (p *tab) open(address string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.url + address))
}

// follow clicks what leads to another page.
func (p *tab) follow(selector string) {
	p.t.Helper()
	if _, err := chromedp.RunResponse(p.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		p.t.Fatalf("%s: %v, %v", selector, err, context.Cause(p.ctx))
	}
}

// value is what a script sees.
func value[T any](p *tab, script string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		p.t.Fatalf("%s: %v, %v", script, err, context.Cause(p.ctx))
	}
	return v
}

// sees fails unless a visible part of the page says all of that.
func (p *tab) sees(selector string, want ...string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible(chromedp.CSS(selector)))
	got := value[string](p, fmt.Sprintf("[...document.querySelectorAll(%q)].map(e => e.innerText ?? e.textContent).join('\\n')", selector))
	for _, w := range want {
		if !strings.Contains(got, w) {
			p.t.Errorf("%s: no %q in %q", selector, w, got)
		}
	}
}

// waits returns when a script says true.
func (p *tab) waits(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool](script)); err != nil {
		p.t.Fatalf("%s: %v, %v", script, err, context.Cause(p.ctx))
	}
}

func (p *tab) shot(name string) {
	p.t.Helper()
	data, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.MkdirAll(shotDir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(shotDir, name+".png"), data, 0o600)
	}
	if err != nil {
		p.t.Error(err)
	}
}

func TestBrowser(t *testing.T) {
	b := newBrowser(t)
	at := b.places(t)
	t.Run("the console is heard", func(t *testing.T) {
		p := b.tab(t)
		p.open("/help")
		p.do(chromedp.Evaluate[chromedp.Void](`console.error("here")`))
		for range 100 {
			if said := p.complaints(); len(said) > 0 {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Error("it is not")
	})
	t.Run("find a person by a Latin spelling and open the timeline", func(t *testing.T) {
		p := b.tab(t)
		p.open("/")
		p.do(chromedp.SendKeys(chromedp.CSS("#q"), "ishanov"))
		p.sees(".suggest [role=option]", "Өмірзақ Ишанов")
		// Suggestions for the first letters may come before those for all.
		p.waits(`performance.getEntriesByType("resource").some(e => e.name.endsWith("q=ishanov"))`)
		p.do(chromedp.Sleep(200*time.Millisecond), chromedp.KeyEvent(kb.ArrowDown))
		p.waits(`document.querySelector(".suggest [aria-selected=true]") !== null`)
		if _, err := chromedp.RunResponse(p.ctx, chromedp.KeyEvent("\r")); err != nil {
			t.Fatal(err)
		}
		p.sees("h1", "Өмірзақ Ишанов")
		p.sees(".timeline svg .label", "депутат, ҚР Парламенті Сенаты", "2024-11-12")
		if wide := value[float64](p, `document.querySelector(".timeline .sure").getBoundingClientRect().width`); wide < 2 {
			t.Errorf("the bar is %v wide", wide)
		}
		p.shot("person")
	})
	t.Run("filter elections of one year and export", func(t *testing.T) {
		p := b.tab(t)
		p.open("/")
		p.follow(`.facet a[href*="event=elected"]`)
		p.follow(`.facet a[href*="year=2024"]`)
		p.sees(".chosen", "Events: elected", "Years: 2024")
		total := value[int](p, `Number(document.querySelector(".count strong").textContent)`)
		lines := value[int](p, `(() => { const x = new XMLHttpRequest(); x.open("GET", document.querySelector("a[href*='format=csv']").href, false); x.send(); return x.responseText.trim().split("\n").length; })()`)
		if total < 5 || lines != total+1 {
			t.Errorf("%d articles, %d lines", total, lines)
		}
		p.shot("search")
		p.open("/events?type=elected&from=2024&to=2024&votes=true")
		p.sees("tbody tr", "Өмірзақ Ишанов", "58.6")
		p.shot("events")
	})
	t.Run("who held this post on a day", func(t *testing.T) {
		p := b.tab(t)
		p.open("/posts?conflicts=true")
		p.follow(`tbody a[href="` + at["conflict"] + `"]`)
		p.do(chromedp.SendKeys(chromedp.CSS("[name=on]"), "2024-03-06"))
		p.follow(".filters button")
		p.sees("main", "Who held it on 2024-03-06", "Әсет Болатов", "Марат Серіков", "Two")
		p.shot("post")
	})
	t.Run("open an article, ask why", func(t *testing.T) { testWhy(t, b) })
	t.Run("switch language and theme", func(t *testing.T) {
		p := b.tab(t)
		p.open("/?q=saylau")
		p.follow("button[value=kk]")
		p.sees("nav.main", "Сайлаулар")
		p.follow("button[value=dark]")
		p.waits(`document.documentElement.lang === "kk" && getComputedStyle(document.body).backgroundColor === "rgb(21, 24, 27)"`)
		if got := value[string](p, "location.search"); got != "?q=saylau" {
			t.Errorf("it led to %s", got)
		}
		p.shot("dark")
		p.open("/stats")
		p.sees("h1", "Статистика")
		p.waits(`getComputedStyle(document.body).backgroundColor === "rgb(21, 24, 27)"`)
		p.follow("button[value=ru]")
		p.sees("nav.main", "Выборы")
		p.open(at["conflict"])
		p.sees("#conflicts", "Два победителя.", "Әсет Болатов и Марат Серіков избраны одновременно")
		p.allowStray()
		p.open("/people/P-nobody")
		p.sees("main", "Не найдено", "Поищите по имени")
	})
	t.Run("reposts of an article, and what differs", func(t *testing.T) {
		p := b.tab(t)
		p.open("/article?id=002")
		p.do(chromedp.Click(chromedp.CSS(`a[href="#reposts"]`)))
		p.sees("#reposts", "Reposts 2", "a.example", "another title", "% of the shorter text in common")
		p.shot("reposts")
		p.follow("#reposts li a")
		p.sees("main", "Жаңалық: Ақжар", "Reposts: 2")
	})
	t.Run("take the data of a person along", func(t *testing.T) {
		p := b.tab(t)
		p.open(at["person"])
		p.do(chromedp.Click(chromedp.CSS(".exports summary")))
		p.sees(".exports[open] li", "Dossier", "CSV tables", "FollowTheMoney")
		p.shot("exports")
		for format, begins := range map[string]string{"dossier": "PK", "popolo": "{", "ftm": `{"`} {
			script := fmt.Sprintf(`(() => { const x = new XMLHttpRequest(); x.open("GET", document.querySelector(".exports a[href$='format=%s']").href, false); x.send(); return x.status + " " + x.responseText.slice(0, 2); })()`, format)
			if got := value[string](p, script); !strings.HasPrefix(got, "200 "+begins) {
				t.Errorf("%s: %q", format, got)
			}
		}
	})
	t.Run("events of whom one names", func(t *testing.T) {
		p := b.tab(t)
		p.open("/events?type=elected")
		p.do(chromedp.SendKeys(chromedp.CSS("[name=who]"), "ishanov"))
		p.follow(".filters button")
		p.sees(".which", "Өмірзақ Ишанов")
		p.follow(".which a")
		p.sees(".chosen", "Person: Өмірзақ Ишанов")
		p.sees("tbody tr", "58.6")
		if n := value[int](p, `[...document.querySelectorAll("tbody tr")].filter(r => !r.innerText.includes("Ишанов")).length`); n != 0 {
			t.Errorf("%d events are of others", n)
		}
	})
	t.Run("share an address", func(t *testing.T) { testShare(t, b) })
	t.Run("hostile article", func(t *testing.T) { testHostileInBrowser(t, b) })
	t.Run("keys and drawing", func(t *testing.T) { testKeys(t, b) })
	t.Run("narrow, and nothing moves", func(t *testing.T) { testNarrow(t, b, at) })
	t.Run("without script", func(t *testing.T) {
		p := b.tab(t)
		p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		}))
		p.open("/?q=saylau")
		p.sees(".hits", "айла")
		p.follow(`.facet a[href*="event=elected"]`)
		p.sees(".chosen", "elected")
		p.open("/article?id=053")
		p.follow(".card a.why")
		p.sees("#why", "сайлады")
	})
}

func testWhy(t *testing.T, b *browser) {
	t.Helper()
	p := b.tab(t)
	p.open("/article?id=053")
	p.sees(".card", "elected", "Рысты Мұздыбаева", "70.8")
	p.do(chromedp.Click(chromedp.CSS(".card a.why")))
	p.sees("dialog[open] #why", "Рысты Мұздыбаеваны сайлады", "as/object-accusative", ".tsv:")
	p.shot("why")
	p.do(chromedp.KeyEvent("\x1b"))
	p.waits(`document.querySelector("dialog[open]") === null`)
	if got := value[string](p, "location.pathname"); got != "/article" {
		t.Errorf("it led to %s", got)
	}
	colour := `getComputedStyle(document.querySelector("a.m.PERSON")).borderBottomColor`
	before := value[string](p, colour)
	p.do(chromedp.Click(chromedp.CSS("#show-PERSON")))
	if after := value[string](p, colour); after == before || after != "rgba(0, 0, 0, 0)" {
		t.Errorf("marks are %s and then %s", before, after)
	}
	p.do(chromedp.Reload())
	if value[bool](p, `document.querySelector("#show-PERSON").checked`) {
		t.Error("it is forgotten which marks are shown")
	}
	p.do(chromedp.Click(chromedp.CSS("#show-PERSON")))
	p.shot("article")
	p.follow("a.m.PERSON")
	p.sees("h1", "Рысты Мұздыбаева")
}

func testShare(t *testing.T, b *browser) {
	t.Helper()
	p := b.tab(t)
	p.open("/?q=saylau&sort=date")
	p.follow(`.facet a[href*="event=elected"]`)
	hits := value[string](p, `document.querySelector(".hits").innerText`)
	p.do(chromedp.Click(chromedp.CSS("[data-save]")))
	p.sees("[data-save]", "Saved")
	address := strings.TrimPrefix(value[string](p, "location.href"), b.url)
	other := b.tab(t)
	other.open(address)
	other.sees(".chosen", "Events: elected")
	if got := value[string](other, `document.querySelector(".hits").innerText`); got != hits || len(hits) < 100 {
		t.Errorf("another sees %q, not %q", got, hits)
	}
	p.open("/saved")
	p.sees("#saved", "saylau · Events: elected")
	p.follow("#saved a")
	if got := value[string](p, `document.querySelector(".hits").innerText`); got != hits {
		t.Errorf("kept was %q", got)
	}
	other.open("/saved")
	other.sees("#saved", "None so far")
}

// Foreign markup is text, does nothing, and turns nothing around.
func testHostileInBrowser(t *testing.T, b *browser) {
	t.Helper()
	p := b.tab(t)
	for _, address := range []string{"/?q=%D1%81%D0%B0%D0%B9%D0%BB%D0%B0%D1%83&sort=date&from=2024-03-07", "/article?id=" + encoded(hostile.ID), "/events?from=2024-03", "/stats"} {
		p.open(address)
		if n := value[int](p, `document.querySelectorAll("script:not([src^='/app.js']), img, iframe, b, svg[onload], [onerror], [onmouseover], [style], a[href^='javascript'], a[href^='data']").length`); n != 0 {
			t.Errorf("%s: %d foreign elements", address, n)
		}
		if strings.ContainsRune(value[string](p, "document.title"), '\u202e') {
			t.Errorf("%s: the title is turned around", address)
		}
	}
	p.open("/article?id=" + encoded(hostile.ID))
	p.sees("main", "<script>alert(4)</script>", `<a href="data:text/html,<script>alert(5)</script>">`, "onmouseover=alert(6)", "{{.}} ${alert(7)}", "javascript:alert(3)")
	p.shot("hostile")
}

func encoded(s string) string {
	return strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E", " ", "%20", "=", "%3D").Replace(s)
}

func testKeys(t *testing.T, b *browser) {
	t.Helper()
	p := b.tab(t)
	p.open("/?q=saylau")
	p.do(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"), chromedp.KeyEvent("j"))
	title := value[string](p, `document.querySelectorAll(".hits li")[1].querySelector("a").innerText`)
	if got := value[string](p, `document.querySelector(".here a").innerText`); got != title {
		t.Errorf("at %q, not %q", got, title)
	}
	if _, err := chromedp.RunResponse(p.ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	p.sees("h1", title)
	p.do(chromedp.KeyEvent("/"))
	p.waits(`document.activeElement.id === "q"`)
	p.open("/?q=saylau")
	box := value[[]float64](p, `(() => { const r = document.querySelector(".bars").getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()`)
	y := box[1] + box[3]/2
	if _, err := chromedp.RunResponse(p.ctx, chromedp.DragAndDropXY(box[0]+box[2]*0.6, y, box[0]+box[2]*0.9, y, 8)); err != nil {
		t.Fatal(err)
	}
	p.sees(".chosen", "Days: 202")
	if got := value[string](p, "location.search"); !regexp.MustCompile(`from=\d{4}-\d\d&.*to=\d{4}-\d\d`).MatchString(got) {
		t.Errorf("drawn was %s", got)
	}
}

// At 360 pixels nothing has to be scrolled sideways, and no page moves as it loads.
func testNarrow(t *testing.T, b *browser, at map[string]string) {
	t.Helper()
	p := b.tab(t)
	p.allowStray()
	addresses := []string{"/?q=saylau", "/article?id=053", "/events?votes=true", "/elections", "/stats", "/posts", "/people", "/help", "/saved", "/nothing", "/?q=(a", "/?q=zzzzqq", "/article?id=002", "/events?who=sen", "/why?id=053&kind=mention&index=0"}
	for _, address := range at {
		addresses = append(addresses, address)
	}
	for _, width := range []int64{360, 1280} {
		p.do(chromedp.EmulateViewport(width, 740))
		if width == 360 { // the longest words
			p.open("/")
			p.follow("button[value=kk]")
		}
		for _, address := range addresses {
			p.open(address)
			if got := value[int64](p, "document.documentElement.scrollWidth"); got > width {
				t.Errorf("%s is %d wide at %d", address, got, width)
			}
			moved, err := chromedp.Run(p.ctx, chromedp.Evaluate[float64](`new Promise(done => { let sum = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) sum += e.value; }).observe({ type: "layout-shift", buffered: true }); setTimeout(() => done(sum), 50); })`, chromedp.EvalAwaitPromise))
			if err != nil || moved > 0.001 {
				t.Errorf("%s moves by %v at %d, %v", address, moved, width, err)
			}
		}
		if width == 360 {
			p.open("/?q=saylau")
			p.shot("narrow")
		}
	}
}

// The script is there only to help; the desk's own limits hold in suggestions too.
func TestSuggestions(t *testing.T) {
	b := newBench(t, Options{})
	found := into[suggestions](t, b.ask(t, "/suggest?q=ishanov"))
	if len(found.Suggestions) == 0 || found.Suggestions[0].Kind != desk.SuggestPerson || pageOf(found.Suggestions[0].ID) == "" {
		t.Errorf("%+v", found)
	}
}

// A page that fails ends the tests at once.
func TestBrowserGivesUp(t *testing.T) {
	ctx, giveUp := context.WithCancelCause(t.Context())
	h := failing(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bad" {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}), giveUp)
	for _, path := range []string{"/good", "/bad"} {
		if err := ctx.Err(); err != nil {
			t.Errorf("before %s: %v", path, context.Cause(ctx))
		}
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
	}
	if err := context.Cause(ctx); err == nil || !strings.Contains(err.Error(), "/bad: status 500") {
		t.Errorf("it goes on: %v", err)
	}
}
