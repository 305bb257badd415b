package web

import (
	_ "embed"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// stringTable holds what pages say, a line a text: its key, then Kazakh, Russian and
// English. %s stands for a value. helpTable holds the examples of the query help.
//
//go:embed strings.tsv
var stringTable string

//go:embed help.tsv
var helpTable string

// tongues are the languages of the pages, in the order of the tables' columns.
var tongues = []string{"kk", "ru", "en"}

// usualTongue is spoken to who asks for none of them.
const usualTongue = "en"

// texts are the texts of a language by key.
type texts map[string]string

// spoken are the texts by language.
var spoken = sync.OnceValue(func() map[string]texts {
	all := map[string]texts{}
	for i, tongue := range tongues {
		all[tongue] = texts{}
		for _, row := range rowsOf(stringTable) {
			all[tongue][row[0]] = row[i+1]
		}
	}
	return all
})

// rowsOf reads a table below its header. A malformed one is our own mistake.
func rowsOf(table string) [][]string {
	var rows [][]string
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != len(tongues)+1 {
			panic(fmt.Sprintf("web: %d columns in %q", len(row), line))
		}
		rows = append(rows, row)
	}
	return rows[1:]
}

// say returns a text; a missing one is an error, which fails the page and its test.
func (t texts) say(key string, args ...any) (string, error) {
	text, ok := t[key]
	if !ok {
		return "", fmt.Errorf("there is no text %q", key)
	}
	if len(args) > 0 {
		text = fmt.Sprintf(text, args...)
	}
	return text, nil
}

// tell returns a text with its values, "" when there is none for that many.
func (t texts) tell(key string, values []string) string {
	if strings.Count(t[key], "%s") != len(values) {
		return ""
	}
	words := strings.Split(t[key], "%s")
	for i, v := range values {
		words[i] += v
	}
	return strings.Join(words, "")
}

// fill returns a text with its value; TestStrings sees that there is one.
func (t texts) fill(key, value string) string { return strings.Replace(t[key], "%s", value, 1) }

// word returns the text of a value that the program knows, such as a type of event, and
// the value itself when it does not.
func (t texts) word(kind, value string) string {
	if text, ok := t[kind+"."+value]; ok {
		return text
	}
	return value
}

// A helpExample is a query with what it finds.
type helpExample struct{ Query, Finds string }

// examples are those of the query help in a language.
func examples(tongue string) []helpExample {
	column := slices.Index(tongues, tongue) + 1
	var list []helpExample
	for _, row := range rowsOf(helpTable) {
		list = append(list, helpExample{row[0], row[column]})
	}
	return list
}

// Cookies that keep how somebody wants the pages: nothing is kept on the server.
const (
	tongueCookie = "lang"
	themeCookie  = "theme"
)

var themes = []string{"auto", "light", "dark"}

// tongueOf is the language to answer in: the one chosen before, else the first of the
// browser's that there is.
func tongueOf(r *http.Request) string {
	if c, err := r.Cookie(tongueCookie); err == nil && slices.Contains(tongues, c.Value) {
		return c.Value
	}
	for one := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(one), ";")
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		if slices.Contains(tongues, tag) {
			return tag
		}
	}
	return usualTongue
}

func themeOf(r *http.Request) string {
	if c, err := r.Cookie(themeCookie); err == nil && slices.Contains(themes, c.Value) {
		return c.Value
	}
	return themes[0]
}

// settings keeps a choice in the browser and leads back.
func (s *Server) settings(w http.ResponseWriter, r *http.Request) {
	if !s.sameOrigin(r) {
		s.problem(w, r, problem{Status: http.StatusForbidden, Detail: "the form of another site"})
		return
	}
	if err := r.ParseForm(); err != nil {
		s.problem(w, r, problem{Status: http.StatusBadRequest, Detail: "this is no form"})
		return
	}
	for name, values := range map[string][]string{tongueCookie: tongues, themeCookie: themes} {
		if v := r.PostForm.Get(name); slices.Contains(values, v) {
			http.SetCookie(w, &http.Cookie{
				Name: name, Value: v, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
			})
		}
	}
	http.Redirect(w, r, ownPath(r.PostForm.Get("next")), http.StatusSeeOther)
}
