package export

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// accuracyTSV is a copy of the scores that internal/evaluate keeps: layer, then
// precision, recall and F1 on the built-in articles and on the fourth set, by whose
// errors hardly a rule was made. A test compares them and, with -update,
// copies them anew.
//
//go:embed accuracy.tsv
var accuracyTSV string

// A dataPackage is datapackage.json: a Frictionless Data Package with what derek adds.
type dataPackage struct {
	Profile     string        `json:"profile"`
	Name        string        `json:"name"`
	Title       string        `json:"title"`
	Description string        `json:"description"`
	Generator   string        `json:"generator"`
	Created     string        `json:"created,omitempty"`
	Citation    string        `json:"citation"`
	Query       string        `json:"query"`
	Articles    int           `json:"articles"`
	Lexicon     string        `json:"lexicon"`
	Extraction  []string      `json:"extraction"` // versions of lexicon+model that the articles were read with
	Archive     string        `json:"archive"`
	Resources   []dataFile    `json:"resources"`
	Accuracy    []accuracyRow `json:"accuracy"`
}

type dataFile struct {
	Name      string      `json:"name"`
	Path      string      `json:"path"`
	Title     string      `json:"title,omitempty"`
	Profile   string      `json:"profile"`
	Format    string      `json:"format"`
	MediaType string      `json:"mediatype"`
	Encoding  string      `json:"encoding,omitempty"`
	Bytes     int64       `json:"bytes"`
	Hash      string      `json:"hash"`
	Rows      *int        `json:"rows,omitempty"`
	Dialect   *dialect    `json:"dialect,omitempty"`
	Schema    *dataSchema `json:"schema,omitempty"`
}

// A dialect names the table in a file of several.
type dialect struct {
	Table string `json:"table"`
}

type dataSchema struct {
	Fields        []dataField   `json:"fields"`
	MissingValues []string      `json:"missingValues"`
	PrimaryKey    []string      `json:"primaryKey,omitempty"`
	ForeignKeys   []dataForeign `json:"foreignKeys,omitempty"`
}

type dataField struct {
	Name        string          `json:"name"`
	Type        string          `json:"type"`
	Description string          `json:"description"`
	Unit        string          `json:"unit,omitempty"`
	Constraints *dataConstraint `json:"constraints,omitempty"`
}

type dataConstraint struct {
	Required bool   `json:"required,omitempty"`
	Pattern  string `json:"pattern,omitempty"`
}

type dataForeign struct {
	Fields    []string      `json:"fields"`
	Reference dataReference `json:"reference"`
}

type dataReference struct {
	Resource string   `json:"resource"`
	Fields   []string `json:"fields"`
}

// An accuracyRow is what one layer scores.
type accuracyRow struct {
	Layer          string `json:"layer"`
	Precision      string `json:"precision"`
	Recall         string `json:"recall"`
	F1             string `json:"f1"`
	OtherPrecision string `json:"other_precision"`
	OtherRecall    string `json:"other_recall"`
	OtherF1        string `json:"other_f1"`
}

func accuracy() []accuracyRow {
	var all []accuracyRow
	for line := range strings.Lines(accuracyTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) == 7 && f[0] != "layer" {
			all = append(all, accuracyRow{f[0], f[1], f[2], f[3], f[4], f[5], f[6]})
		}
	}
	return all
}

// describe writes datapackage.json and, beside a folder's files, README.md.
func (r *run) describe(k kind, dir folder, all []resource, asFile bool, target string) error {
	p, err := r.dataPackage(k)
	if err != nil {
		return err
	}
	for _, res := range all {
		own := describeFile(res)
		if asFile && own.Path == k.single {
			own.Path = filepath.Base(target)
		}
		p.Resources = append(p.Resources, own)
	}
	if !asFile {
		done, err := dir.save(readmeFile, readme(p, k, all, r.opts.BOM))
		if err != nil {
			return err
		}
		p.Resources = append(p.Resources, describeFile(resource{written: done, format: "md", media: "text/markdown", about: "what this folder holds"}))
	}
	data, err := asJSON(p)
	if err == nil {
		_, err = dir.save(packageFile, data)
	}
	return err
}

func asJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}

func (r *run) dataPackage(k kind) (*dataPackage, error) {
	runs, err := r.from.Archive.Runs(r.ctx)
	if err != nil {
		return nil, err
	}
	p := &dataPackage{
		Profile: "data-package", Name: "derek-" + k.name, Title: "Kazakh news annotated by derek: " + k.about,
		Description: "Extracted by a program. What is not known is missing, never guessed; see README.md and accuracy for how much of it is right.",
		Generator:   strings.TrimSpace("derek " + r.opts.Derek), Query: r.opts.Query, Articles: r.report.Articles,
		Lexicon: r.from.Lexicon.Version(), Extraction: []string{}, Archive: r.from.Archive.ID(),
		Resources: []dataFile{}, Accuracy: accuracy(),
	}
	for _, run := range runs {
		if run.Changes.Added+run.Changes.Updated > 0 && !slices.Contains(p.Extraction, run.Lexicon) {
			p.Extraction = append(p.Extraction, run.Lexicon)
		}
	}
	if r.opts.AsOf != "" {
		p.Created = r.opts.AsOf + "T00:00:00Z"
	}
	p.Citation = r.citation(k)
	return p, nil
}

// citation is the line to cite an export by. It names the archive, query and versions
// that make the same bytes again.
func (r *run) citation(k kind) string {
	query := "all articles"
	if r.opts.Query != "" {
		query = fmt.Sprintf("query %q", r.opts.Query)
	}
	asOf := ""
	if r.opts.AsOf != "" {
		asOf = ", as of " + r.opts.AsOf
	}
	return fmt.Sprintf("%s (github.com/seed50815598/derek), lexicon %s: %d articles of archive %.8s, %s, as %s%s.",
		strings.TrimSpace("derek "+r.opts.Derek), r.from.Lexicon.Version(), r.report.Articles, r.from.Archive.ID(), query, k.name, asOf)
}

func describeFile(res resource) dataFile {
	f := dataFile{
		Name: strings.ToLower(strings.NewReplacer(".", "-", "/", "-").Replace(res.name)), Path: res.name, Profile: "data-resource",
		Format: res.format, MediaType: res.media, Bytes: res.bytes, Hash: "sha256:" + res.sha256, Title: res.about,
	}
	if strings.HasPrefix(res.media, "text/") {
		f.Encoding = "utf-8"
	}
	if res.table == nil {
		return f
	}
	f.Name, f.Title, f.Rows, f.Schema = res.table.name, res.table.about, &res.rows, describeTable(res.table)
	switch res.format {
	case "csv":
		f.Profile = "tabular-data-resource"
	case "sqlite":
		f.Dialect = &dialect{res.table.name}
	}
	return f
}

func describeTable(t *table) *dataSchema {
	s := &dataSchema{MissingValues: []string{""}, PrimaryKey: t.key}
	for _, c := range t.columns {
		f := dataField{Name: c.name, Type: string(c.kind), Description: c.about, Unit: c.unit}
		var limits dataConstraint
		if c.kind == aPartial {
			f.Type, limits.Pattern = "string", `\d{4}(-\d{2}(-\d{2})?)?`
		}
		if limits.Required = c.required; limits != (dataConstraint{}) {
			f.Constraints = &limits
		}
		s.Fields = append(s.Fields, f)
	}
	for _, r := range t.refs {
		if len(r.columns) > 1 && t.mayMiss(r.columns) {
			continue // which the standard has no way to say
		}
		s.ForeignKeys = append(s.ForeignKeys, dataForeign{r.columns, dataReference{r.table, r.to}})
	}
	return s
}

// readme says in words what an export holds.
func readme(p *dataPackage, k kind, all []resource, spreadsheet bool) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", p.Title, p.Description)
	fmt.Fprintf(&b, "Cite as: %s\n\n", p.Citation)
	fmt.Fprintf(&b, "* articles: %d\n* query: %s\n* archive: %s\n* lexicon that read them for this export: %s\n* lexicon and model that extracted them: %s\n",
		p.Articles, orNone(p.Query), p.Archive, p.Lexicon, orNone(strings.Join(p.Extraction, ", ")))
	if p.Created != "" {
		fmt.Fprintf(&b, "* as of: %s\n", p.Created[:10])
	}
	if notes := formatNotes[k.name]; notes != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(notes))
	}
	if spreadsheet {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(spreadsheetNotes))
	}
	fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(commonNotes))
	b.WriteString("\n## Files\n\n")
	for _, res := range all {
		if res.table == nil {
			fmt.Fprintf(&b, "* `%s`: %s\n", res.name, res.about)
			continue
		}
		fmt.Fprintf(&b, "### %s\n\n%s %d rows, in `%s`.\n\n| column | type | what it is |\n|---|---|---|\n", res.table.name, res.table.about, res.rows, res.name)
		for _, c := range res.table.columns {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.name, c.kind, strings.ReplaceAll(about(c), "|", `\|`))
		}
		b.WriteByte('\n')
	}
	b.WriteString("\n## How much of it is right\n\nPrecision, recall and F1 of this version's rules and tagger: on the articles built into derek, by which they were made,\nand on others, by whose errors hardly a rule was made. Expect the latter, and less where articles are unlike both.\n\n")
	b.WriteString("| layer | P | R | F1 | others: P | R | F1 |\n|---|---|---|---|---|---|---|\n")
	for _, a := range p.Accuracy {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", a.Layer, a.Precision, a.Recall, a.F1, a.OtherPrecision, a.OtherRecall, a.OtherF1)
	}
	return []byte(b.String())
}

func about(c column) string {
	s := c.about
	if c.unit != "" {
		s += " (" + c.unit + ")"
	}
	if !c.required {
		s += "; may be missing"
	}
	return s
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

const commonNotes = `
Offsets count Unicode code points of the article's text, half open, as Python, R's stringi and SQLite's substr do (JavaScript
and Java count UTF-16 units: cut there by code points). Ids of people, bodies, places, posts and events are the same in every
export; those of tenures in every export of the same articles. Where people or bodies were found to be one, earlier ids lead to the present one: table redirects, or
` + "`derek archive people --archive FOLDER ID`" + `. A further id of an article that was published twice is in sources.
`

const spreadsheetNotes = `
Made for spreadsheets: files begin with a byte order mark, and a text that would be taken for a formula has an apostrophe before it.
Offsets count the text without it.
`

// formatNotes say of a format what its columns cannot.
var formatNotes = map[string]string{
	"jsonl": "One article a line, as `derek extract` prints it. `derek ingest` reads it back: id, url, source, title, published and text are\n" +
		"kept to the letter, further sources too, and what users have decided about who is who (decisions); what the text says is extracted\n" +
		"again, which with the same lexicon and model gives the same.",
	"csv": "RFC 4180, UTF-8, lines end in LF. A missing value is an empty field. Read ids as text, or 000 becomes 0: pandas.read_csv(FILE,\n" +
		"dtype=str), readr::read_csv(FILE, col_types = cols(.default = \"c\")); datapackage.json has the types of all columns.",
	"parquet": "Typed; full days are DATE, dates that may be cut short are strings; compressed with zstd.",
	"sqlite": "Views: elections (asserted elections with names), careers (tenures with posts), named_mentions. Opens in Datasette as it is:\n" +
		"`datasette derek.sqlite`. A NUL in a text, which SQLite takes for its end, is U+FFFD here.",
	"conll": "A line has a token and its label, set apart by a space; an empty line ends a sentence, a line -DOCSTART-:ID O begins\n" +
		"an article. Labels are IOB2. Where mentions nest, the longest one counts (an organization within a title or another organization is not\n" +
		"labelled). With --labels kaznerd: PERSON, TITLE as POSITION, ORG as ORGANISATION, PLACE as GPE, FACILITY, DATE. KazNERD's GPE and\n" +
		"LOCATION cannot be told apart here.",
	"brat": "One .txt and one .ann an article, a thousand articles a folder; documents.csv says which is which. Types: mentions by type, events by\n" +
		"type with Person, Post, Organization, Place and Date as arguments where the article mentions them, relations Holds (person to title),\n" +
		"Of (title to organization) and Part_of; `*` lines join mentions of one entity. annotation.conf declares them.",
	"popolo": "One object with persons, organizations, areas, posts, memberships and events, after the Popolo specification. Memberships are tenures;\n" +
		"sources are the articles that state them. Identifiers of the scheme \"" + formerScheme + "\" lead to the object that has them; Popolo has no\n" +
		"list of them for areas, there it is an addition.",
	"ftm": "FollowTheMoney entities: Person, Organization, PublicBody, Position, Occupancy, Membership, Event, Article, Mention and Address-free\n" +
		"places as names. `proof` names the article that states it; `referents` are earlier ids of people and bodies that lead to the entity.",
	"graphml": "Nodes are people, bodies and territories; edges are tenures (person to body or territory, with post and dates) and parents (body to body);\n" +
		"former_ids of a node lead to it, joined by |. For Gephi, NetworkX and igraph.",
	"dossier": "Everything rests on the articles that name the person.",
}
