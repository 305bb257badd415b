package corpus

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/internal/brokeninput"
)

// warcRecord is one record with the lines of its header.
func warcRecord(header, block string) string {
	return fmt.Sprintf("WARC/1.1\r\n%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", strings.ReplaceAll(header, "\n", "\r\n"), len(block), block)
}

// answer is a record of an HTTP response.
func answer(id, header, body string) string {
	return warcRecord("WARC-Type: response\nWARC-Record-ID: <urn:uuid:"+id+">\nWARC-Target-URI: https://a.kz/"+id+
		"\nContent-Type: application/http;msgtype=response", strings.ReplaceAll(header, "\n", "\r\n")+"\r\n\r\n"+body)
}

const warcPage = "<html><body><p>Мәтін бар.</p></body></html>"

var wideWARC = warcRecord("WARC-Type: warcinfo\nContent-Type: application/warc-fields", "software: x") +
	warcRecord("WARC-Type: request\nContent-Type: application/http", "GET / HTTP/1.1\r\n\r\n") +
	answer("plain", "HTTP/1.1 200 OK\ncontent-type: text/plain; charset=utf-8", "Тақырып\nМәтін.") +
	answer("chunked", "HTTP/1.1 200 OK\nContent-Type: text/html\nTransfer-Encoding: chunked",
		fmt.Sprintf("%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", 12, warcPage[:12], len(warcPage)-12, warcPage[12:])) +
	answer("unchunked", "HTTP/1.1 200 OK\nContent-Type: text/html\nTransfer-Encoding: chunked", warcPage) +
	answer("gzip", "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: gzip", string(brokeninput.Gzip([]byte(warcPage)))) +
	answer("zstd", "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: zstd", string(brokeninput.Zstd([]byte(warcPage)))) +
	answer("ungzip", "HTTP/1.1 200 OK\nContent-Type: application/xhtml+xml\nContent-Encoding: gzip", warcPage) +
	answer("missing", "HTTP/1.1 404 Not Found\nContent-Type: text/html", warcPage) +
	answer("image", "HTTP/1.1 200 OK\nContent-Type: image/png", "\x89PNG\x00") +
	answer("robots.txt", "HTTP/1.1 200 OK\nContent-Type: text/plain", "User-agent: *") +
	warcRecord("WARC-Type: resource\nWARC-Target-URI: metadata://gnu.org/software/wget/warc/wget.log\nContent-Type: text/plain", "a log") +
	warcRecord("WARC-Type: resource\nWARC-Record-ID: <urn:uuid:resource>\nContent-Type: text/html", "<html><link rel=canonical href='https://b.kz/r'><p>Мәтін бар.</p></html>") +
	warcRecord("WARC-Type: conversion\nWARC-Target-URI: <https://a.kz/c>\nContent-Type: text/plain", "Мәтін бар.")

func TestReadWARC(t *testing.T) {
	arts, failures := content(t, wideWARC)
	var got []string
	for _, art := range arts {
		got = append(got, fmt.Sprintf("%s %s %s %q", art.Place, art.ID, art.URL, art.Text))
	}
	want := []string{
		`-:3 plain https://a.kz/plain "Тақырып\nМәтін."`,
		`-:4 chunked https://a.kz/chunked "Мәтін бар."`,
		`-:5 unchunked https://a.kz/unchunked "Мәтін бар."`,
		`-:6 gzip https://a.kz/gzip "Мәтін бар."`,
		`-:7 zstd https://a.kz/zstd "Мәтін бар."`,
		`-:8 ungzip https://a.kz/ungzip "Мәтін бар."`,
		`-:13 resource https://b.kz/r "Мәтін бар."`,
		`-:14 ` + Article{Text: "Мәтін бар."}.named().ID + ` https://a.kz/c "Мәтін бар."`,
	}
	if diff := cmp.Diff(got, want); diff != "" || failures != nil {
		t.Errorf("failures %v, articles (-got +want):\n%s", failures, diff)
	}
}

func TestBrokenWARC(t *testing.T) {
	a, b := string(brokeninput.WARC(1, "a")), string(brokeninput.WARC(2, "b"))
	head := "HTTP/1.1 200 OK\nContent-Type: text/html"
	for _, tt := range []struct{ name, middle, want string }{
		{"rubbish", "rubbish\nmore\n", "-:2: no record begins where the one before it ends"},
		{"no HTTP header", warcRecord("WARC-Type: response\nContent-Type: application/http", "rubbish"), "-:2: a broken HTTP header"},
		{"broken gzip", answer("x", head+"\nContent-Encoding: gzip", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00\xffrubbish"), "-:2: damaged gzip data"},
		{"brotli", answer("x", head+"\nContent-Encoding: br", "\x8b\x02"), "-:2: packed as br, which derek cannot unpack"},
		{"broken chunks", answer("x", head+"\nTransfer-Encoding: chunked", "5\r\nab\r\n9999999999999999999\r\n"), "-:2: damaged chunked data"},
		{"too large", answer("x", head, strings.Repeat("a", 2000)), "-:2: larger than 1000 bytes"},
		{"no text", answer("x", head, "<html></html>"), "-:2: no article text was found in the HTML page"},
		{"negative length", "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\nxxxxx\r\n\r\n", "-:2: the record has no right length"},
		{"no type", "WARC/1.0\r\nContent-Length: 5\r\n\r\nxxxxx\r\n\r\n", "-:2: the record has no type"},
		{"endless header", "WARC/1.0\r\nWARC-Type: response\r\n" + strings.Repeat("X: y\r\n", 20_000) + "\r\n", "-:2: no record begins where the one before it ends"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arts, failures := collect(t, Options{Stdin: strings.NewReader(a + tt.middle + b), MaxArticle: 1000}, "-")
			if len(failures) != 1 || failures[0] != tt.want {
				t.Errorf("got failures %q, want %q", failures, tt.want)
			}
			if len(arts) != 2 {
				t.Errorf("got %d articles, want both neighbours: %v", len(arts), arts)
			}
		})
	}
}

// Damage in the middle of a gzip member may lead the decoder on into the next ones. In
// a file derek goes back to where the member began.
func TestBrokenWARCMembers(t *testing.T) {
	const records = 40
	whole := make([][]byte, records)
	for i := range whole {
		whole[i] = brokeninput.Gzip(brokeninput.WARC(i, fmt.Sprint(i)))
	}
	for at := 10; at < len(whole[7]); at += 9 {
		bad := bytes.Clone(whole[7])
		bad[at] ^= 0x55
		data := bytes.Join([][]byte{bytes.Join(whole[:7], nil), bad, bytes.Join(whole[8:], nil)}, nil)
		file := filepath.Join(t.TempDir(), "a.warc.gz")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		arts, failures := collect(t, Options{}, file)
		if len(arts) != records-1 || len(failures) != 1 {
			t.Errorf("byte %d: got %d articles and failures %v, want %d and one", at, len(arts), failures, records-1)
		}
	}
}
