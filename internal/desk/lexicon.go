package desk

import (
	"slices"
	"strings"
)

// rows writes out the rows of tables that a fact rests on, each once.
func (d *Desk) rows(refs []string) []LexiconRow {
	list := make([]LexiconRow, 0, len(refs))
	for i, ref := range refs {
		if slices.Contains(refs[:i], ref) {
			continue
		}
		list = append(list, LexiconRow{ref, d.rowText(ref)})
	}
	return list
}

// rowText finds a row by its Ref: "title_heads.tsv:12".
func (d *Desk) rowText(ref string) string {
	name, _, _ := strings.Cut(ref, ".tsv:")
	for _, stat := range d.lexicon.Stats() {
		if stat.Name != name {
			continue
		}
		table := d.lexicon.Table(name)
		for _, row := range table.Rows {
			if row.Ref() != ref {
				continue
			}
			var fields []string
			for _, column := range table.Columns {
				if value := row.Get(column); value != "" {
					fields = append(fields, column+"="+value)
				}
			}
			return strings.Join(fields, " ")
		}
	}
	return ""
}
