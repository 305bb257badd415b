package kazakh

import (
	"strings"
	"testing"
)

func TestDocumentScriptOfGold(t *testing.T) {
	for _, art := range goldArticles(t) {
		if got := DocumentScript(art.Text).String(); got != art.Script {
			t.Errorf("%s: script %s (language %s), want %s", art.ID, got, Language(art.Text), art.Script)
		}
		lang := "kk"
		if art.Script == "mixed" {
			lang = "mixed"
		}
		if got := Language(art.Text); got != lang {
			t.Errorf("%s: language %s, want %s", art.ID, got, lang)
		}
	}
}

func TestScriptOf(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Script
	}{
		{"", None},
		{"2024 – №", None},
		{"Астана", Cyrillic},
		{"Astana", Latin},
		{"استانا", Arabic},
		{"KEGOC-қа", Mixed},
		{"Αθήνα", None},
		{"ٴ", Arabic},
	} {
		if got := ScriptOf(tt.in); got != tt.want {
			t.Errorf("ScriptOf(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestDocumentScript(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     Script
	}{
		{"nothing", "2024", None},
		{"latin names", "Boeing мен KEGOC өкілдері Астанада жаңа келісімге қол қойды, деп хабарлады баспасөз қызметі.", Cyrillic},
		{"both editions", "Түркістан облысында жаңа әкім тағайындалды.\nTúrkistan oblysynda jańa ákim taǵaıyndaldy.", Mixed},
		{"latin", "Túrkistan oblysynda jańa ákim taǵaıyndaldy.", Latin},
		{"russian", "Указом главы государства назначен новый аким области.", Cyrillic},
	} {
		if got := DocumentScript(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestDetectVariant(t *testing.T) {
	const text = "Түркістан облысында Қоғамдық келісім кеңесінің төрағасы сайланды. Жиынға үш жүз шақты ұйым өкілі және ғалымдар қатысты, бұл туралы баспасөз қызметі хабарлады. Орынбасар Шыңғыс Уәлиев чемпиондарды құттықтады."
	for v := Lat2018; v <= English; v++ {
		if got := DetectVariant(Write(text, Latin, v)); got != v {
			t.Errorf("%v taken for %v: %s", v, got, Write(text, Latin, v))
		}
	}
}

func TestDetectVariantOfGold(t *testing.T) {
	for _, art := range goldArticles(t) {
		want, ok := map[string]Variant{"latn-a": Lat2018, "latn-b": Lat2021}[art.Style]
		if !ok {
			continue
		}
		if got := DetectVariant(art.Text); got != want {
			t.Errorf("%s: %v, want %v", art.ID, got, want)
		}
		title, _, _ := strings.Cut(art.Text, "\n")
		if got := DetectVariant(title); got != want {
			t.Errorf("%s: title %q: %v, want %v", art.ID, title, got, want)
		}
	}
}
