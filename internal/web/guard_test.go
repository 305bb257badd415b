package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const token = "0123456789abcdef"

// send sends a request with headers, and cookies if there are any.
func send(t *testing.T, h http.Handler, method, address, body string, headers map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestToken(t *testing.T) {
	s := newServer(t)
	s = New(Options{Desk: s.desk, Token: token})
	const site = "http://127.0.0.1"
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
	for _, tt := range []struct {
		name, method, path, body string
		headers                  map[string]string
		status                   int
		location                 string
	}{
		{"page without", "GET", "/?q=a", "", nil, http.StatusSeeOther, "/login?next=%2F%3Fq%3Da"},
		{"API without", "GET", "/api/v1/stats", "", nil, http.StatusUnauthorized, ""},
		{"metrics without", "GET", "/metrics", "", nil, http.StatusUnauthorized, ""},
		{"health without", "GET", "/healthz", "", nil, http.StatusOK, ""},
		{"login form", "GET", "/login", "", nil, http.StatusOK, ""},
		{"with", "GET", "/api/v1/stats", "", map[string]string{"Authorization": "Bearer " + token}, http.StatusOK, ""},
		{"metrics with", "GET", "/metrics", "", map[string]string{"Authorization": "bearer " + token}, http.StatusOK, ""},
		{"wrong", "GET", "/api/v1/stats", "", map[string]string{"Authorization": "Bearer " + token + "0"}, http.StatusUnauthorized, ""},
		{"empty", "GET", "/api/v1/stats", "", map[string]string{"Authorization": "Bearer "}, http.StatusUnauthorized, ""},
		{"other scheme", "GET", "/api/v1/stats", "", map[string]string{"Authorization": "Basic " + token}, http.StatusUnauthorized, ""},
		{"wrong cookie", "GET", "/api/v1/stats", "", map[string]string{"Cookie": "derek=" + token}, http.StatusUnauthorized, ""},
		{"wrong form", "POST", "/login", "token=x", form, http.StatusUnauthorized, ""},
		{"form", "POST", "/login", "token=" + token + "&next=%2F%3Fq%3Da", form, http.StatusSeeOther, "/?q=a"},
		{"form leading away", "POST", "/login", "token=" + token + "&next=%2F%2Fevil.example", form, http.StatusSeeOther, "/"},
		{"form of another site", "POST", "/login", "token=" + token, map[string]string{"Content-Type": form["Content-Type"], "Sec-Fetch-Site": "cross-site"}, http.StatusForbidden, ""},
		{"form by address", "GET", "/login?token=" + token, "", nil, http.StatusOK, ""},
	} {
		w := send(t, s, tt.method, site+tt.path, tt.body, tt.headers)
		if w.Code != tt.status || w.Header().Get("Location") != tt.location {
			t.Errorf("%s: status %d to %q, want %d to %q", tt.name, w.Code, w.Header().Get("Location"), tt.status, tt.location)
		}
		if strings.Contains(w.Body.String(), token) {
			t.Errorf("%s: the answer tells the token", tt.name)
		}
		if got := w.Header().Get("Set-Cookie"); (got != "") != (tt.method == "POST" && tt.status == http.StatusSeeOther) {
			t.Errorf("%s: cookie %q", tt.name, got)
		}
	}
	w := send(t, s, "POST", site+"/login", url.Values{"token": {token}}.Encode(), form)
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || strings.Contains(cookie.Value, token) {
		t.Errorf("cookie %+v", cookie)
	}
	if w := send(t, s, "GET", site+"/", "", map[string]string{"Cookie": cookie.Name + "=" + cookie.Value}); w.Code != http.StatusOK {
		t.Errorf("with the cookie: status %d", w.Code)
	}
	if w := send(t, s, "POST", site+"/logout", "", form); w.Result().Cookies()[0].MaxAge >= 0 {
		t.Errorf("logout: %+v", w.Result().Cookies())
	}
}

func TestOwnPath(t *testing.T) {
	for next, want := range map[string]string{
		"/?q=a&b=c": "/?q=a&b=c", "": "/", "x": "/", "//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/", "/a\r\nb": "/",
		"javascript:alert(1)": "/", "/%2f/evil.example": "/", "///evil.example": "/",
	} {
		if got := ownPath(next); got != want {
			t.Errorf("%q: got %q, want %q", next, got, want)
		}
	}
}

func TestLawful(t *testing.T) {
	s := newServer(t)
	for _, tt := range []struct {
		name, method, address, body string
		headers                     map[string]string
		status                      int
	}{
		{"another site reads", "GET", "http://localhost/api/v1/stats", "", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, http.StatusForbidden},
		{"another site links", "GET", "http://localhost/", "", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, http.StatusOK},
		{"rebound name", "GET", "http://evil.example/api/v1/stats", "", nil, http.StatusForbidden},
		{"other machine", "GET", "http://192.168.1.1/", "", nil, http.StatusForbidden},
		{"post", "POST", "http://localhost/api/v1/stats", "", nil, http.StatusMethodNotAllowed},
		{"delete", "DELETE", "http://localhost/", "", nil, http.StatusMethodNotAllowed},
		{"head", "HEAD", "http://localhost/api/v1/stats", "", nil, http.StatusOK},
		{"long address", "GET", "http://localhost/?q=" + strings.Repeat("a", 9000), "", nil, http.StatusRequestURITooLong},
		{"large body", "POST", "http://localhost/login", strings.Repeat("a", 20_000), nil, http.StatusRequestEntityTooLarge},
	} {
		w := send(t, s, tt.method, tt.address, tt.body, tt.headers)
		if w.Code != tt.status {
			t.Errorf("%s: status %d, want %d", tt.name, w.Code, tt.status)
		}
		for name, value := range headers {
			if w.Header().Get(name) != value {
				t.Errorf("%s: %s is %q", tt.name, name, w.Header().Get(name))
			}
		}
	}
	for _, forbidden := range []string{"unsafe-inline", "unsafe-eval", "*", "http:", "https:", "data:"} {
		if strings.Contains(policy, forbidden) {
			t.Errorf("the policy allows %s", forbidden)
		}
	}
}

// What takes too long is cut off, with a word.
func TestSlow(t *testing.T) {
	s := newServer(t)
	s = New(Options{Desk: s.desk, Limits: Limits{Query: time.Nanosecond, Export: time.Nanosecond}})
	for _, path := range []string{"/api/v1/search?q=a", "/api/v1/stats", "/api/v1/search/export", "/api/v1/events", "/?q=a"} {
		w := send(t, s, "GET", "http://localhost"+path, "", nil)
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), errSlow.Error()) || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: status %d: %s", path, w.Code, w.Body)
		}
	}
}

// When all slots are taken a request waits a little, and is refused.
func TestBusy(t *testing.T) {
	s := newServer(t)
	s = New(Options{Desk: s.desk, Limits: Limits{Requests: 1, Wait: 10 * time.Millisecond}})
	s.slots <- struct{}{}
	if w := send(t, s, "GET", "http://localhost/api/v1/stats", "", nil); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if w := send(t, s, "GET", "http://localhost/healthz", "", nil); w.Code != http.StatusOK {
		t.Errorf("health: status %d", w.Code)
	}
	<-s.slots
	if w := send(t, s, "GET", "http://localhost/api/v1/stats", "", nil); w.Code != http.StatusOK {
		t.Errorf("afterwards: status %d", w.Code)
	}
}

// A panic costs one answer; breaking off an answer is none.
func TestPanic(t *testing.T) {
	s := newServer(t)
	s.mux.HandleFunc("GET /api/v1/broken", func(http.ResponseWriter, *http.Request) { panic("secret") })
	s.mux.HandleFunc("GET /api/v1/aborted", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	w := send(t, s, "GET", "http://localhost/api/v1/broken", "", nil)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("recovered %v", err)
		}
	}()
	send(t, s, "GET", "http://localhost/api/v1/aborted", "", nil)
}

// Told to stop, the server lets running requests end.
func TestGraceful(t *testing.T) {
	s := newServer(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	s.mux.HandleFunc("GET /api/v1/waiting", func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-leave
		if _, err := io.WriteString(w, "whole"); err != nil {
			t.Error(err)
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ln, err := Listen(ctx, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, ln) }()
	got := make(chan string, 1)
	go func() {
		body, err := fetch(t.Context(), "http://"+ln.Addr().String()+"/api/v1/waiting")
		if err != nil {
			body = err.Error()
		}
		got <- body
	}()
	<-entered
	stop()
	time.Sleep(20 * time.Millisecond)
	close(leave)
	if body := <-got; body != "whole" {
		t.Errorf("got %q", body)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func fetch(ctx context.Context, address string) (body string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	data, err := io.ReadAll(res.Body)
	return string(data), err
}

// FuzzQuery asks with any parameters: nothing breaks, and what is wrong is the asker's.
func FuzzQuery(f *testing.F) {
	b := newBench(f, Options{})
	paths := []string{"/search", "/suggest", "/persons", "/posts", "/events", "/elections", "/search/export", "/events/export", "/articles/000/explain", "/persons/P-x", "/posts/s0"}
	for i := range paths {
		f.Add(i, "q", "сайлау (", "cursor", "W10")
		f.Add(i, "from", "2024-13", "limit", "-1")
		f.Add(i, "person", "%_\x00", "sort", "date")
	}
	f.Add(0, "q", `person:"`, "cursor", "WyIiLCIxIiwiIl0")
	f.Add(3, "q", "100%_\\", "cursor", "eyJmIjotMX0")
	f.Add(1, "q", "=а* ~", "limit", "99999999999999999999")
	f.Add(8, "kind", "mention", "index", "-1")
	f.Fuzz(func(t *testing.T, path int, n1, v1, n2, v2 string) {
		if path < 0 {
			return
		}
		w := b.ask(t, paths[path%len(paths)]+"?"+url.Values{n1: {v1}, n2: {v2}}.Encode())
		switch w.Code {
		case http.StatusOK, http.StatusBadRequest, http.StatusNotFound, http.StatusRequestURITooLong:
		default:
			t.Errorf("%s %q=%q %q=%q: status %d: %s", paths[path%len(paths)], n1, v1, n2, v2, w.Code, w.Body)
		}
		if kind := w.Header().Get("Content-Type"); strings.HasPrefix(kind, "text/html") {
			t.Errorf("the API answers in %s", kind)
		}
	})
}
