package corpus

import (
	"strings"
	"time"
)

// parseDate reads the day of a date as it is written: YYYY-MM-DD and dd.mm.yyyy,
// alone or with a time of day after it, or a date in Kazakh, Russian or English words.
// Everything else is "": an unknown date does less harm than a guessed one.
func parseDate(s string) string {
	s = strings.TrimSpace(s)
	if day := parseNumericDate(s); day != "" {
		return day
	}
	day, _ := readDateLine(s, "")
	return day
}

func parseNumericDate(s string) string {
	if len(s) < len(time.DateOnly) {
		return ""
	}
	day, rest := s[:len(time.DateOnly)], s[len(time.DateOnly):]
	if rest != "" && !strings.ContainsRune("Tt ,", rune(rest[0])) {
		return ""
	}
	for _, layout := range []string{time.DateOnly, "02.01.2006"} {
		if t, err := time.Parse(layout, day); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}
