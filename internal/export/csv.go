package export

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/pipeline"
)

// tables are the files of a CSV export. Every row of every table but articles
// begins with the id of its article; spans are half-open ranges of code points of
// the article's text; entity columns hold ids of entities.csv; several aliases are
// joined by "|". Names that SQL or R reserve are spelled out (start_offset).
var tables = []struct {
	name   string
	header []string
	rows   func(pipeline.Document) [][]string
}{
	{"articles", []string{"id", "url", "source", "title", "published", "lang", "script", "text"}, articles},
	{"mentions", []string{"article", "type", "start_offset", "end_offset", "text", "entity", "lemma", "rule"}, mentions},
	{"entities", []string{"article", "id", "type", "name", "aliases"}, entities},
	{"memberships", []string{
		"article", "person", "title", "organization", "place", "from", "to", "past",
		"evidence_start", "evidence_end", "rule",
	}, memberships},
	{"parents", []string{"article", "child", "parent", "evidence_start", "evidence_end"}, parents},
	{"events", []string{
		"article", "type", "modality", "person", "post", "organization", "place", "date", "votes", "percent", "turnout", "by",
		"trigger", "trigger_start", "trigger_end", "background", "evidence_start", "evidence_end", "confidence", "rule",
	}, events},
}

func articles(doc pipeline.Document) [][]string {
	return [][]string{{doc.ID, doc.URL, doc.Source, doc.Title, doc.Published, doc.Lang, doc.Script, doc.Text}}
}

func mentions(doc pipeline.Document) (rows [][]string) {
	for _, m := range doc.Mentions {
		rows = append(rows, []string{doc.ID, m.Type, strconv.Itoa(m.Start), strconv.Itoa(m.End), m.Text, m.Entity, m.Lemma, m.Rule})
	}
	return rows
}

func entities(doc pipeline.Document) (rows [][]string) {
	for _, e := range doc.Entities {
		rows = append(rows, []string{doc.ID, e.ID, e.Type, e.Name, strings.Join(e.Aliases, "|")})
	}
	return rows
}

func memberships(doc pipeline.Document) (rows [][]string) {
	for _, m := range doc.Memberships {
		rows = append(rows, []string{
			doc.ID, m.Person, m.Title, m.Organization, m.Place, m.From, m.To, strconv.FormatBool(m.Past),
			strconv.Itoa(m.Evidence.Start), strconv.Itoa(m.Evidence.End), m.Rule,
		})
	}
	return rows
}

func parents(doc pipeline.Document) (rows [][]string) {
	for _, p := range doc.Parents {
		rows = append(rows, []string{doc.ID, p.Child, p.Parent, strconv.Itoa(p.Evidence.Start), strconv.Itoa(p.Evidence.End)})
	}
	return rows
}

func events(doc pipeline.Document) (rows [][]string) {
	for _, ev := range doc.Events {
		votes := ""
		if ev.Votes != nil {
			votes = strconv.Itoa(*ev.Votes)
		}
		rows = append(rows, []string{
			doc.ID, ev.Type, ev.Modality, ev.Person, ev.Post, ev.Organization, ev.Place, ev.Date,
			votes, number(ev.Percent), number(ev.Turnout), ev.By,
			ev.Trigger.Text, strconv.Itoa(ev.Trigger.Start), strconv.Itoa(ev.Trigger.End), strconv.FormatBool(ev.Background),
			strconv.Itoa(ev.Evidence.Start), strconv.Itoa(ev.Evidence.End), number(&ev.Confidence), ev.Rule,
		})
	}
	return rows
}

// number writes a figure with as many digits as it has, nothing when it is unknown.
func number(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

// CSV writes articles.csv, mentions.csv, entities.csv, memberships.csv, parents.csv
// and events.csv (RFC 4180, UTF-8, header row, lines end in LF) into dir, which it
// makes. A file that is there already is not overwritten: the error is then
// fs.ErrExist. After an error the files are incomplete.
func CSV(ctx context.Context, dir string, docs iter.Seq2[pipeline.Document, error]) error {
	if err := writeCSV(ctx, dir, docs); err != nil {
		return fmt.Errorf("export csv: %w", err)
	}
	return nil
}

func writeCSV(ctx context.Context, dir string, docs iter.Seq2[pipeline.Document, error]) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	writers := make([]*csv.Writer, len(tables))
	for i, t := range tables {
		f, openErr := os.OpenFile(filepath.Join(dir, t.name+".csv"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if openErr != nil {
			return openErr
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		writers[i] = csv.NewWriter(f)
		if err := writers[i].Write(t.header); err != nil {
			return err
		}
	}
	for doc, err := range docs {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		for i, t := range tables {
			for _, fields := range t.rows(doc) {
				if err := writers[i].Write(fields); err != nil {
					return err
				}
			}
		}
	}
	for _, w := range writers {
		w.Flush()
		if err := w.Error(); err != nil {
			return err
		}
	}
	return nil
}
