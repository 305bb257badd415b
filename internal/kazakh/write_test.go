package kazakh

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// arabicComma and its like are what converters write besides letters.
var arabicComma = regexp.MustCompile(`,([^0-9])`)

func publish(text, style string) string {
	switch style {
	case "latn-a":
		return Write(text, Latin, Lat2018)
	case "latn-b":
		return Write(text, Latin, Lat2021)
	case "arab":
		text = arabicComma.ReplaceAllString(Write(text, Arabic, 0), "،$1")
		return strings.NewReplacer("?", "؟", ";", "؛").Replace(text)
	}
	return text
}

func TestWriteGoldArticles(t *testing.T) {
	for _, art := range goldArticles(t) {
		if diff := cmp.Diff(strings.TrimSpace(art.Text), strings.TrimSpace(publish(art.Source, art.Style))); diff != "" {
			t.Errorf("%s (%s): -want +got\n%s", art.ID, art.Style, diff)
		}
	}
}

func TestDocumentScriptOfGold(t *testing.T) {
	for _, art := range goldArticles(t) {
		if got := DocumentScript(art.Text).String(); got != art.Script {
			t.Errorf("%s: script %s (lang %s), want %s", art.ID, got, Language(art.Text), art.Script)
		}
	}
}

func TestNormalizeGoldIsIdentity(t *testing.T) {
	for _, art := range goldArticles(t) {
		got := Normalize(art.Text)
		if diff := cmp.Diff(art.Text, got.Clean); diff != "" {
			t.Errorf("%s: -want +got\n%s", art.ID, diff)
		}
	}
}
