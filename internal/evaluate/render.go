package evaluate

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Text renders the report as plain aligned tables: all layers with raw counts, the
// event types, the fields of matched events, then F1 by script and by genre.
func (r Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "articles %d\n\n", r.All.Articles)
	writeScores(&b, "layer", r.All.Scores)
	writeScores(&b, "event type", r.All.EventTypes)
	writeAttributes(&b, "matched events", r.All.Attributes)
	writeGroups(&b, "F1 by script", r.Scripts)
	writeGroups(&b, "F1 by genre", r.Genres)
	return strings.TrimSuffix(b.String(), "\n")
}

// ErrorText renders Errors and Rules as plain aligned tables.
func (r Report) ErrorText() string {
	var b strings.Builder
	rows := [][]string{{"layer", "article", "kind", "at", "rule", "what", "around"}}
	for _, f := range r.Errors() {
		rows = append(rows, []string{f.Layer, f.Article, f.Kind, fmt.Sprint(f.Start), f.Rule, f.What, f.Around})
	}
	writeTable(&b, rows)
	rows = [][]string{{"layer", "rule", "right", "wrong"}}
	for _, c := range r.Rules() {
		rows = append(rows, []string{c.Layer, c.Rule, fmt.Sprint(c.Right), fmt.Sprint(c.Wrong)})
	}
	writeTable(&b, rows)
	return strings.TrimSuffix(b.String(), "\n")
}

func writeScores(b *strings.Builder, title string, scores []Score) {
	rows := [][]string{{title, "right", "wrong", "missed", "P", "R", "F1"}}
	for _, s := range scores {
		c := s.Count
		rows = append(rows, []string{
			s.Name, fmt.Sprint(c.TP), fmt.Sprint(c.FP), fmt.Sprint(c.FN),
			score(c.Precision(), c.TP+c.FP), score(c.Recall(), c.TP+c.FN), score(c.F1(), c.TP+c.FP+c.FN),
		})
	}
	writeTable(b, rows)
}

func writeAttributes(b *strings.Builder, title string, attributes []Attribute) {
	rows := [][]string{{title, "right", "of", "share"}}
	for _, a := range attributes {
		rows = append(rows, []string{
			a.Name, fmt.Sprint(a.Accuracy.Right), fmt.Sprint(a.Accuracy.Of), score(a.Accuracy.Share(), a.Accuracy.Of),
		})
	}
	writeTable(b, rows)
}

// writeGroups writes a column of F1 for each group, with its size in the head.
func writeGroups(b *strings.Builder, title string, groups []Group) {
	if len(groups) == 0 {
		return
	}
	head := []string{title}
	for _, g := range groups {
		head = append(head, fmt.Sprintf("%s (%d)", g.Name, g.Articles))
	}
	rows := [][]string{head}
	for i, name := range Layers() {
		row := []string{name}
		for _, g := range groups {
			c := g.Scores[i].Count
			row = append(row, score(c.F1(), c.TP+c.FP+c.FN))
		}
		rows = append(rows, row)
	}
	writeTable(b, rows)
}

// score writes a score to three digits, a dash when it rests on nothing.
func score(f float64, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", f)
}

// writeTable aligns columns, all but the first text columns to the right when they
// hold numbers, and ends with an empty line.
func writeTable(b *strings.Builder, rows [][]string) {
	width := make([]int, len(rows[0]))
	numeric := make([]bool, len(rows[0]))
	for n, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
			if n == 1 {
				numeric[i] = true
			}
			if n > 0 && strings.Trim(cell, "0123456789.-") != "" {
				numeric[i] = false
			}
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if i > 0 {
				line.WriteString("  ")
			}
			if numeric[i] {
				line.WriteString(pad + cell)
			} else {
				line.WriteString(cell + pad)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	b.WriteString("\n")
}
