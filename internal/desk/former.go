package desk

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A FormerName is a name that a body has or had at another time, as the word tables tell.
type FormerName struct {
	Name string `json:"name"`
	From string `json:"from"` // YYYY or YYYY-MM, "" when the tables do not say
	To   string `json:"to"`   // likewise; "" for the name of today
}

// formerNames are the names under which bodies went on. It is read-only.
type formerNames struct {
	listed map[string]string   // the name of the table, by the key of any name of a body
	before map[string][]string // the names of the table that one follows, or follows on others
	after  map[string]string
	known  map[string]FormerName // by the name of the table
}

// readFormerNames reads the tables. A name that two bodies have tells of neither.
func readFormerNames(lex *lexicon.Lexicon) *formerNames {
	f := &formerNames{map[string]string{}, map[string][]string{}, map[string]string{}, map[string]FormerName{}}
	for _, row := range lex.Table("org_successions").Rows {
		now := row.Get("now")
		f.before[now], f.after[row.Key] = append(f.before[now], row.Key), now
		f.known[row.Key], f.known[now] = FormerName{Name: row.Key, To: row.Get("year")}, cmp.Or(f.known[now], FormerName{Name: now})
	}
	for _, row := range lex.Table("org_names").Rows {
		if v, ok := f.known[row.Key]; ok {
			v.From = row.Get("valid_from")
			f.known[row.Key] = v
		}
		for _, name := range append(strings.Split(row.Get("aliases"), "|"), row.Key, row.Get("abbr"), row.Get("ru"), row.Get("en")) {
			key := bareKey(name)
			if owner, ok := f.listed[key]; ok && owner != row.Key {
				f.listed[key] = "" // two bodies have it
			} else if key != "" {
				f.listed[key] = row.Key
			}
		}
	}
	return f
}

// bareKey is the key of a name without quotation marks and other signs.
func bareKey(name string) string {
	return kazakh.Key(strings.Join(strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " "))
}

// of returns the other names of the body of that name, the latest first. Aliases are
// looked at when the name is not in the tables.
func (f *formerNames) of(name string, aliases []string) []FormerName {
	own := ""
	for _, n := range append([]string{name}, aliases...) {
		if own = f.listed[bareKey(n)]; own != "" {
			break
		}
	}
	list := []FormerName{}
	latest := own
	for range f.known { // a chain is no longer than the table
		latest = cmp.Or(f.after[latest], latest)
	}
	var collect func(listed string)
	collect = func(listed string) {
		if v := f.known[listed]; v.Name != "" && f.listed[bareKey(name)] != listed {
			list = append(list, v)
		}
		for _, earlier := range f.before[listed] {
			collect(earlier)
		}
	}
	collect(latest)
	slices.SortStableFunc(list, func(a, b FormerName) int { return cmp.Compare(cmp.Or(b.To, "9999"), cmp.Or(a.To, "9999")) })
	return list
}
