package corpus

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// encode writes text in a one-byte encoding.
func encode(c *codepage, text string) []byte {
	var out []byte
	for _, r := range text {
		if r < 0x80 {
			out = append(out, byte(r))
			continue
		}
		for i, x := range c {
			if x == r {
				out = append(out, byte(i+0x80))
			}
		}
	}
	return out
}

const kazakhSample = "Қазақстан Республикасының Үкіметі\n\n«Өңір» ұйымының төрағасы Ғани Һамитов – бүгін сайланды. ҮКІМЕТ ҚАУЛЫСЫ №5."

func TestDecodeLegacy(t *testing.T) {
	for _, tt := range []struct {
		name string
		page int
		text string
	}{
		{"Russian in windows-1251", 0, "Аким области Ерлан Ким назначен «вчера» – об этом сообщил объём №5."},
		{"Ukrainian in windows-1251", 0, "Вибори міського голови відбулися, її обрано. Є рішення."},
		{"Kazakh in KZ-1048", 1, kazakhSample},
		{"Kazakh in PT154", 2, kazakhSample},
		{"short KZ-1048", 1, "Әкім Қасым"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw := encode(codepages[tt.page], tt.text)
			got, err := decode(raw)
			if err != nil || got != tt.text {
				t.Errorf("got %q, %v, want %q", got, err, tt.text)
			}
		})
	}
}

// TestDecodeGold writes every Cyrillic gold article in every codepage that has its
// letters and reads it back.
func TestDecodeGold(t *testing.T) {
	for _, g := range gold(t) {
		if g.Script != "cyrl" && g.Script != "mixed" {
			continue
		}
		for i, c := range codepages[1:] {
			raw := encode(c, g.Article.Text)
			if len(raw) != len([]rune(g.Article.Text)) {
				continue // a character that the codepage does not have
			}
			if got, err := decode(raw); err != nil || got != g.Article.Text {
				t.Errorf("article %s in codepage %d: got error %v or another text", g.Article.ID, i+1, err)
			}
		}
	}
}

func TestReadUTF16(t *testing.T) {
	text := "Сайлау өтті\n\nТалас ауданының әкімі сайланды.\n"
	wide := func(text string, high, low int) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune(text)) {
			pair := [2]byte{}
			pair[high], pair[low] = byte(u>>8), byte(u)
			b.Write(pair[:])
		}
		return b.String()
	}
	for _, tt := range []struct{ name, data string }{
		{"little-endian with mark", wide("\ufeff"+text, 1, 0)},
		{"big-endian with mark", wide("\ufeff"+text, 0, 1)},
		{"little-endian", wide(text, 1, 0)},
		{"big-endian", wide(text, 0, 1)},
		{"UTF-8 with mark", "\ufeff" + text},
		{"UTF-8", text},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arts, failures := content(t, tt.data)
			if len(arts) != 1 || arts[0].Text != text || arts[0].Title != "Сайлау өтті" {
				t.Errorf("got %+v, failures %v", arts, failures)
			}
		})
	}
	t.Run("records", func(t *testing.T) {
		arts, failures := content(t, wide("\ufeff"+`{"id":"1","text":"Мәтін"}`+"\n"+`{"id":"2","text":"Мәтін"}`, 1, 0))
		if len(arts) != 2 {
			t.Errorf("got %+v, failures %v, want two articles", arts, failures)
		}
	})
	t.Run("half a character at the end", func(t *testing.T) {
		arts, failures := content(t, wide("\ufeff"+text, 1, 0)+"\x10")
		if len(arts) != 0 || len(failures) != 1 || !strings.Contains(failures[0], "broken UTF-16") {
			t.Errorf("got %v, failures %v", arts, failures)
		}
	})
}
