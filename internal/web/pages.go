package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

//go:embed pages
var files embed.FS

// A view is what layout.html shows; Body is what the page itself does.
type view struct {
	Title   string // "" for the program's name alone
	Query   string // in the search box
	Kept    []pair // parameters that a search keeps
	Section string // of the navigation
	Body    any
	Here    string // address to come back to, "" for the one that was asked
	// Filled in by render.
	Tongue, Theme string
	Private       bool // there is a token, so there is a way out
}

// A pair is a parameter of an address.
type pair struct{ Name, Value string }

// A link leads somewhere. Count is 0 where nothing is counted, On says that this is
// where one is.
type link struct {
	Text, Address string
	Count         int
	On            bool
}

// pages are the templates of a language by the name of their file.
type pages map[string]*template.Template

// allPages are the pages by language.
var allPages = sync.OnceValue(func() map[string]pages {
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		panic(err)
	}
	all := map[string]pages{}
	for _, tongue := range tongues {
		said := spoken()[tongue]
		funcs := template.FuncMap{
			"t": said.say, "word": said.word, "num": grouped, "plain": plain, "asset": asset, "webAddress": webAddress,
			"tongues": func() []string { return tongues }, "themes": func() []string { return themes },
			"examples": func() []helpExample { return examples(tongue) },
		}
		shared := template.Must(template.New("").Funcs(funcs).ParseFS(files, "pages/layout.html", "pages/parts.html"))
		all[tongue] = pages{}
		for _, name := range names {
			if base := path.Base(name); base != "layout.html" && base != "parts.html" {
				all[tongue][base] = template.Must(template.Must(shared.Clone()).ParseFS(files, name))
			}
		}
	}
	return all
})

// routePages sets up what people look at.
func (s *Server) routePages() {
	for route, h := range map[string]http.HandlerFunc{
		"GET /{$}":                s.search,
		"GET /article":            s.article,
		"GET /why":                s.why,
		"GET /people":             s.names(peopleList),
		"GET /organizations":      s.names(bodyList),
		"GET /places":             s.names(placeList),
		"GET /people/{id}":        s.person,
		"GET /organizations/{id}": s.organization,
		"GET /places/{id}":        s.place,
		"GET /posts":              s.posts,
		"GET /posts/{id}":         s.post,
		"GET /events":             s.events,
		"GET /elections":          s.elections,
		"GET /stats":              s.stats,
		"GET /help":               s.still("help.html", "help"),
		"GET /saved":              s.still("saved.html", "saved"),
	} {
		s.mux.HandleFunc(route, h)
	}
	for _, name := range assets {
		s.mux.HandleFunc("GET /"+name, s.file)
	}
	s.mux.HandleFunc("POST /settings", s.settings)
	s.mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		s.loginPage(w, r, http.StatusOK, ownPath(r.URL.Query().Get("next")), false)
	})
	s.mux.HandleFunc("POST /login", s.login)
	s.mux.HandleFunc("POST /logout", s.logout)
	s.mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		s.problem(w, r, problem{Status: http.StatusNotFound, Detail: "there is no such page"})
	})
}

// render writes a page, or an error when the page fails: nothing is sent before it is
// complete.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name string, v *view) {
	v.Tongue, v.Theme, v.Private = tongueOf(r), themeOf(r), s.options.Token != ""
	v.Here = cmp.Or(v.Here, r.URL.RequestURI())
	var b bytes.Buffer
	if err := allPages()[v.Tongue][name].ExecuteTemplate(&b, "layout.html", v); err != nil {
		s.log.ErrorContext(r.Context(), "render", "page", name, "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Cookie, Accept-Language")
	s.write(w, r, status, []byte(turns.Replace(b.String())))
}

// turns takes out the signs that turn the direction of writing for what follows, with
// which a text shows otherwise than it reads. Pages tell directions by markup.
var turns = strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "", "\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "")

// text is a text in the language of a request.
func text(r *http.Request, key string) string { return spoken()[tongueOf(r)][key] }

// said are the texts in the language of a request.
func said(r *http.Request) texts { return spoken()[tongueOf(r)] }

// word is the text of a value that the program knows.
func word(r *http.Request, kind, value string) string {
	return spoken()[tongueOf(r)].word(kind, value)
}

// still makes a handler of a page that says the same always.
func (s *Server) still(name, section string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.render(w, r, http.StatusOK, name, &view{Title: text(r, "nav."+section), Section: section})
	}
}

// An errorBody is what error.html shows.
type errorBody struct {
	Detail  string // in English, as programs get it
	Told    string // what is wrong, "" where only Detail tells
	Advice  string // what to do about it, "" for nothing
	Section *link  // the list in which to look instead, nil for none
}

// errorPage tells a person what went wrong.
func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, p problem) {
	said := said(r)
	b := errorBody{Detail: p.Detail, Advice: said["advice."+strconv.Itoa(p.Status)], Told: said.tell("mistake."+p.Code, p.Values)}
	section, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if name, ok := said["nav."+section]; ok && section != "" {
		b.Section = &link{Text: name, Address: "/" + section}
	}
	s.render(w, r, p.Status, "error.html", &view{Title: cmp.Or(said["error."+strconv.Itoa(p.Status)], p.Title), Body: b})
}

// loginPage asks for the token.
func (s *Server) loginPage(w http.ResponseWriter, r *http.Request, status int, next string, wrong bool) {
	w.Header().Set("Cache-Control", "no-store")
	here := "/login?" + url.Values{"next": {next}}.Encode() // and no token that somebody put into the address
	s.render(w, r, status, "login.html", &view{Title: text(r, "login.enter"), Here: here, Body: struct {
		Next  string
		Wrong bool
	}{next, wrong}})
}

// assets are the files that pages load; they need no token.
var assets = []string{"style.css", "app.js", "icon.svg"}

// assetVersion names the state of pages and assets: a new program is not taken for the
// old one.
var assetVersion = sync.OnceValue(func() string {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(name)
		sum.Write(data)
		return err
	})
	if err != nil {
		panic(err)
	}
	sum.Write([]byte(stringTable + helpTable))
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:9])
})

// asset is the address of a file that a page loads.
func asset(name string) string { return "/" + name + "?v=" + assetVersion() }

func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == assetVersion() {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeFileFS(w, r, files, "pages"+r.URL.Path)
}

// The addresses of a page with one parameter changed, at the head of its list.

func with(at string, params url.Values, name, value string) string {
	return change(at, params, func(p url.Values) { p.Set(name, value) })
}

func plus(at string, params url.Values, name, value string) string {
	return change(at, params, func(p url.Values) { p.Add(name, value) })
}

// without takes away a value of a parameter, or all of them when value is "".
func without(at string, params url.Values, name, value string) string {
	return change(at, params, func(p url.Values) {
		kept := p[name][:0]
		for _, v := range p[name] {
			if value != "" && v != value {
				kept = append(kept, v)
			}
		}
		p[name] = kept
	})
}

func change(at string, params url.Values, edit func(url.Values)) string {
	p := url.Values{}
	for name, values := range params {
		if name != "cursor" {
			p[name] = append([]string(nil), values...)
		}
	}
	edit(p)
	if len(p) == 0 {
		return at
	}
	return at + "?" + p.Encode()
}

// onward is the address of the next page, "" for none.
func onward(at string, params url.Values, cursor string) string {
	if cursor == "" {
		return ""
	}
	return with(at, params, "cursor", cursor)
}

// grouped writes a whole number in groups of three digits.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// decimal writes what an article states of a share, "" for nothing.
func decimal(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64) + "\u00a0%"
}

// whole writes a stated count, "" for nothing.
func whole(v *int) string {
	if v == nil {
		return ""
	}
	return grouped(*v)
}

// plain takes all signs of direction out of a foreign text: in titles and attributes
// nothing keeps them in bounds.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

// webAddress tells whether an address may be a link: articles bring addresses that run
// scripts.
func webAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}
