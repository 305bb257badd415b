package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// MinToken is the least length of a token: nobody guesses that many characters of chance.
const MinToken = 16

// sessionCookie holds what proves that its owner knew the token, not the token itself.
const sessionCookie = "derek"

// wrongTokenWait makes guessing slow.
const wrongTokenWait = 500 * time.Millisecond

// withToken lets in only who has the token, where there is one.
func (s *Server) withToken(next http.Handler) http.Handler {
	if s.options.Token == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isOpen(r.URL.Path), s.mayRead(r):
			next.ServeHTTP(w, r)
		case wantsPage(r) && r.Method == http.MethodGet:
			http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		default:
			w.Header().Set("WWW-Authenticate", `Bearer realm="derek"`)
			s.problem(w, r, problem{Status: http.StatusUnauthorized, Detail: "send the token: Authorization: Bearer TOKEN"})
		}
	})
}

// mayRead reports whether a request comes with the token or with the cookie of a login.
func (s *Server) mayRead(r *http.Request) bool {
	if scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") && s.isToken(token) {
		return true
	}
	c, err := r.Cookie(sessionCookie)
	return err == nil && hmac.Equal([]byte(c.Value), []byte(s.session()))
}

// isToken compares in a time that tells nothing about the token, its length included.
func (s *Server) isToken(token string) bool {
	got, want := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(s.options.Token))
	return hmac.Equal(got[:], want[:])
}

// session is the value of the cookie: the same for all who know the token.
func (s *Server) session() string {
	mac := hmac.New(sha256.New, []byte(s.options.Token))
	mac.Write([]byte("derek session 1"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// login takes the token from the form.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	if !s.sameOrigin(r) {
		s.problem(w, r, problem{Status: http.StatusForbidden, Detail: "the form of another site"})
		return
	}
	if err := r.ParseForm(); err != nil {
		s.problem(w, r, problem{Status: http.StatusBadRequest, Detail: "this is no form"})
		return
	}
	next := ownPath(r.PostForm.Get("next"))
	if s.options.Token == "" {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	if !s.isToken(strings.TrimSpace(r.PostForm.Get("token"))) {
		select {
		case <-time.After(wrongTokenWait):
		case <-r.Context().Done():
		}
		s.loginPage(w, r, http.StatusUnauthorized, next, true)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: s.session(), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	})
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	if !s.sameOrigin(r) {
		s.problem(w, r, problem{Status: http.StatusForbidden, Detail: "the form of another site"})
		return
	}
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// sameOrigin reports whether a form was sent by one of our pages, or by a program.
func (s *Server) sameOrigin(r *http.Request) bool {
	return http.NewCrossOriginProtection().Check(r) == nil
}

// ownPath keeps a redirection on this server.
func ownPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(next, "\\\r\n") {
		return "/"
	}
	return u.RequestURI()
}
