package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	reader "github.com/fraugster/parquet-go"
	"github.com/fraugster/parquet-go/parquet"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/seed50815598/derek/pipeline"
	"github.com/seed50815598/derek/pipeline/tagger"
)

// zstdCodec lends the reader the compression that it does not bring.
type zstdCodec struct{}

// CompressBlock implements reader.BlockCompressor.
func (zstdCodec) CompressBlock([]byte) ([]byte, error) { return nil, io.ErrUnexpectedEOF }

// DecompressBlock implements reader.BlockCompressor.
func (zstdCodec) DecompressBlock(block []byte) ([]byte, error) {
	d, err := zstd.NewReader(nil)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.DecodeAll(block, nil)
}

// Another library than the one that wrote them reads the Parquet files, and finds what
// the CSV files say.
func TestParquet(t *testing.T) {
	reader.RegisterBlockCompressor(parquet.CompressionCodec_ZSTD, zstdCodec{})
	everyArchive(t, checkParquet)
}

func checkParquet(t *testing.T, from Selection) {
	t.Helper()
	dir, plain := exported(t, from, Options{Format: "parquet"}), exported(t, from, Options{Format: "csv"})
	for _, table := range tables {
		f, err := os.Open(filepath.Join(dir, table.name+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := reader.NewFileReader(f)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range r.GetSchemaDefinition().RootColumn.Children {
			if want := table.columns[i].name; c.SchemaElement.Name != want {
				t.Errorf("%s: column %d is %s, want %s", table.name, i, c.SchemaElement.Name, want)
			}
		}
		var got []map[string]string
		for {
			values, err := r.NextRow()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", table.name, err)
			}
			row := map[string]string{}
			for _, c := range table.columns {
				row[c.name] = parquetText(t, c, values[c.name])
			}
			got = append(got, row)
		}
		if diff := cmp.Diff(got, exactRows(t, plain, table.name)); diff != "" {
			t.Errorf("%s (-parquet +csv):\n%.2000s", table.name, diff)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Tables of several row groups are read whole, and nothing of what waited for them is left.
func TestParquetGroups(t *testing.T) {
	reader.RegisterBlockCompressor(parquet.CompressionCodec_ZSTD, zstdCodec{})
	dir := folder{dir: t.TempDir()}
	p, err := newParquet(nil, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	const rows, size = 70, 1 << 20
	for i := range rows {
		text := strings.Repeat(string(rune('а'+i%30)), size/2)
		if err := p.row(row{articlesTable, []any{strconv.Itoa(i), nil, nil, nil, nil, "kk", "cyrl", text}, nil}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.finish(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir.path(pagesName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("pages are left: %v", err)
	}
	f, err := os.Open(dir.path("articles.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := reader.NewFileReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if want := rows * size / groupBytes; r.RowGroupCount() != want+1 {
		t.Errorf("%d row groups, want %d", r.RowGroupCount(), want+1)
	}
	for i := range rows {
		values, err := r.NextRow()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := values["text"].([]byte)
		if id, _ := values["id"].([]byte); string(id) != strconv.Itoa(i) || len(text) != size || !strings.HasPrefix(string(text), string(rune('а'+i%30))) {
			t.Errorf("row %d: %s, %d bytes of text", i, id, len(text))
		}
	}
	if _, err := r.NextRow(); !errors.Is(err, io.EOF) {
		t.Errorf("after the last row: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// parquetText writes a value as CSV does; its type must be that of the column.
func parquetText(t *testing.T, c column, v any) string {
	t.Helper()
	switch v := v.(type) {
	case nil:
		if !c.required {
			return ""
		}
	case []byte:
		if c.kind == aText || c.kind == aPartial {
			return string(v)
		}
	case int64:
		if c.kind == anInt {
			return strconv.FormatInt(v, 10)
		}
	case int32:
		if c.kind == aDate {
			return time.Unix(int64(v)*86400, 0).UTC().Format(time.DateOnly)
		}
	case float64:
		if c.kind == aNumber {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	case bool:
		if c.kind == aBool {
			return strconv.FormatBool(v)
		}
	}
	t.Errorf("%s (%s) is a %T", c.name, c.kind, v)
	return ""
}

// The sqlite3 shell reads the database, finds it whole, and the same rows as the CSV
// files.
func TestSQLite(t *testing.T) { everyArchive(t, checkSQLite) }

func checkSQLite(t *testing.T, from Selection) {
	t.Helper()
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("there is no sqlite3 shell here")
	}
	dir, plain := exported(t, from, Options{Format: "sqlite"}), exported(t, from, Options{Format: "csv"})
	query := func(sql string) string {
		out, err := exec.CommandContext(t.Context(), shell, "-json", filepath.Join(dir, sqliteName), sql).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", sql, err, out)
		}
		return string(out)
	}
	if got := query("PRAGMA foreign_key_check"); got != "" {
		t.Errorf("foreign keys: %s", got)
	}
	if got := query("PRAGMA integrity_check"); !strings.Contains(got, `"ok"`) {
		t.Errorf("integrity: %s", got)
	}
	for _, table := range tables {
		var got []map[string]any
		if err := json.Unmarshal([]byte(query("SELECT * FROM "+quoted(table.name)+" ORDER BY rowid")), &got); err != nil {
			t.Fatal(err)
		}
		want := exactRows(t, plain, table.name)
		if len(got) != len(want) {
			t.Errorf("%s: %d rows, want %d", table.name, len(got), len(want))
			continue
		}
		for i, row := range got {
			for _, c := range table.columns {
				v := asText(row[c.name])
				if c.kind == aBool {
					v = strconv.FormatBool(v == "1")
				}
				if v != strings.ReplaceAll(want[i][c.name], "\x00", "\ufffd") {
					t.Errorf("%s %d: %s is %.300q, want %.300q", table.name, i, c.name, v, want[i][c.name])
				}
			}
		}
	}
	for _, view := range []string{"elections", "careers", "named_mentions"} {
		if got := query("SELECT * FROM " + view + " LIMIT 1"); got == "" {
			t.Errorf("%s is empty", view)
		}
	}
	if got := query("SELECT count(*) AS n FROM mentions m JOIN articles a ON a.id = m.article WHERE substr(a.text, start_offset+1, end_offset-start_offset) <> m.text"); !strings.Contains(got, `"n":0`) {
		t.Errorf("mentions that substr does not cut out: %s", got)
	}
}

// datapackage.json tells sizes, hashes and rows as they are, of every file.
func TestDataPackage(t *testing.T) {
	from := bench(t)
	for _, k := range kinds {
		dir := exported(t, from, Options{Format: k.name, Query: "q", AsOf: "2026-11-23", Derek: "v1"})
		var p dataPackage
		if err := json.Unmarshal([]byte(read(t, dir, packageFile)), &p); err != nil {
			t.Fatal(err)
		}
		if p.Query != "q" || p.Created != "2026-11-23T00:00:00Z" || p.Articles != 82 || p.Lexicon == "" || len(p.Extraction) != 0 && p.Extraction[0] == "" {
			t.Errorf("%s: %+v", k.name, p)
		}
		left := files(t, dir)
		delete(left, packageFile)
		names := map[string]bool{}
		for _, r := range p.Resources {
			data := read(t, dir, r.Path)
			sum := sha256.Sum256([]byte(data))
			if r.Bytes != int64(len(data)) || r.Hash != "sha256:"+hex.EncodeToString(sum[:]) {
				t.Errorf("%s %s: size or hash is wrong", k.name, r.Path)
			}
			if names[r.Name] || !regexp.MustCompile(`^[-a-z0-9._]+$`).MatchString(r.Name) {
				t.Errorf("%s: name %q", k.name, r.Name)
			}
			names[r.Name] = true
			delete(left, r.Path)
			if k.name == "csv" && r.Schema != nil && (r.Rows == nil || *r.Rows != len(rows(t, dir, r.Name))) {
				t.Errorf("%s: rows of %s", k.name, r.Name)
			}
		}
		for name := range left {
			if k.name != "brat" || !strings.HasPrefix(name, "0000/") {
				t.Errorf("%s: %s is not listed", k.name, name)
			}
		}
		readme := read(t, dir, readmeFile)
		for _, want := range []string{"Cite as: derek v1", "## How much of it is right", "| persons | ", "as of: 2026-11-23"} {
			if !strings.Contains(readme, want) {
				t.Errorf("%s: the README does not say %q", k.name, want)
			}
		}
	}
}

// The offsets of brat count characters, and everything that refers to something finds
// it.
func TestBrat(t *testing.T) { everyArchive(t, checkBrat) }

func checkBrat(t *testing.T, from Selection) {
	t.Helper()
	dir := exported(t, from, Options{Format: "brat"})
	line := regexp.MustCompile(`^(T\d+)\t(\w+) ([\d ;]+)\t(.*)$`)
	refs := regexp.MustCompile(`:?\b([TE]\d+)\b`)
	counts := map[byte]int{}
	docs := documents(t, from)
	for i, r := range exactRows(t, dir, "documents") {
		text := []rune(read(t, dir, r["text_file"]))
		if string(text) != docs[i].Text || r["article"] != docs[i].ID {
			t.Errorf("%s: another text", r["article"])
		}
		defined := map[string]bool{}
		ann := read(t, dir, r["annotation_file"])
		for l := range strings.Lines(ann) {
			l = strings.TrimSuffix(l, "\n")
			counts[l[0]]++
			name, rest, _ := strings.Cut(l, "\t")
			m := line.FindStringSubmatch(l)
			if l[0] == 'T' && m == nil {
				t.Fatalf("%s: %q", r["article"], l)
			}
			if m == nil {
				if l[0] == '#' {
					rest, _, _ = strings.Cut(rest, "\t")
				}
				for _, ref := range refs.FindAllStringSubmatch(rest, -1) {
					if !defined[ref[1]] {
						t.Errorf("%s: %q refers to nothing", r["article"], l)
					}
				}
				defined[name] = true
				continue
			}
			defined[m[1]] = true
			var words []string
			for piece := range strings.SplitSeq(m[3], ";") {
				var start, end int
				if _, err := fmt.Sscan(piece, &start, &end); err != nil {
					t.Fatal(err)
				}
				words = append(words, string(text[start:end]))
			}
			if got := strings.Join(words, " "); got != m[4] || strings.ContainsAny(got, "\r\n") {
				t.Errorf("%s: %q cut out of the text is %q", r["article"], m[4], got)
			}
		}
	}
	for _, kind := range []byte("TREA#*") {
		if counts[kind] == 0 {
			t.Errorf("no line of %c", kind)
		}
	}
	sum := sha256.Sum256([]byte(read(t, dir, rows(t, dir, "documents")[0]["text_file"])))
	if rows(t, dir, "documents")[0]["text_sha256"] != hex.EncodeToString(sum[:]) {
		t.Error("the hash of a text is wrong")
	}
}

// Tokens are all of a text but white space and what cannot be seen, in order, and have the labels of the
// outermost mentions, in both label sets.
func TestCoNLL(t *testing.T) {
	everyArchive(t, func(t *testing.T, from Selection) {
		t.Helper()
		for set, names := range labelSets {
			checkCoNLL(t, from, set, names)
		}
	})
}

func checkCoNLL(t *testing.T, from Selection, set string, names map[string]string) {
	t.Helper()
	docs := documents(t, from)
	visible := []*unicode.RangeTable{unicode.L, unicode.N, unicode.P, unicode.S}
	n := -1 // of docs
	var text []rune
	at := 0 // in text
	var mentions []pipeline.Mention
	labelled := map[string]int{}
	for s, err := range tagger.ReadIOB(strings.NewReader(read(t, exported(t, from, Options{Format: "conll", Labels: set}), "articles.conll"))) { // which refuses I- without B-
		if err != nil {
			t.Fatal(err)
		}
		last := -1 // the mention of the token before
		for i, token := range s.Tokens {
			if strings.HasPrefix(token, "-DOCSTART-:") && i == 0 && len(s.Tokens) == 1 && n+1 < len(docs) && token == "-DOCSTART-:"+oneWord(docs[n+1].ID) {
				if rest := string(text[at:]); strings.ContainsFunc(rest, func(r rune) bool { return unicode.In(r, visible...) }) {
					t.Errorf("article %d: %.100q has no tokens", n, rest)
				}
				n++
				text, at, mentions = []rune(docs[n].Text), 0, flatten(docs[n].Mentions)
				continue
			}
			size := len([]rune(token))
			fits := func() bool { return at+size <= len(text) && oneWord(string(text[at:at+size])) == token }
			for at < len(text) && !fits() && !unicode.In(text[at], visible...) {
				at++
			}
			end := at + size
			if !fits() {
				t.Fatalf("article %d: token %.100q is not in the text at %d: %.40q", n, token, at, string(text[at:]))
			}
			own := slices.IndexFunc(mentions, func(m pipeline.Mention) bool { return m.End > at && m.Start < end })
			want := "O"
			if own >= 0 {
				if want = "B-" + names[mentions[own].Type]; own == last {
					want = "I-" + names[mentions[own].Type]
				}
			}
			if s.Labels[i] != want {
				t.Errorf("article %d: %.100q at %d is %s, want %s", n, token, at, s.Labels[i], want)
			}
			labelled[want]++
			at, last = end, own
		}
	}
	if n != len(docs)-1 {
		t.Errorf("%d articles, want %d", n+1, len(docs))
	}
	for _, name := range names {
		if labelled["B-"+name] == 0 {
			t.Errorf("nothing is %s", name)
		}
	}
}

// A graphML is what encoding/xml makes of the file.
type graphML struct {
	Keys []struct {
		ID string `xml:"id,attr"`
	} `xml:"key"`
	Nodes []struct {
		ID   string     `xml:"id,attr"`
		Data []graphKey `xml:"data"`
	} `xml:"graph>node"`
	Edges []struct {
		Source string     `xml:"source,attr"`
		Target string     `xml:"target,attr"`
		Data   []graphKey `xml:"data"`
	} `xml:"graph>edge"`
}

type graphKey struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

func readGraphML(t *testing.T, dir string) (g graphML) {
	t.Helper()
	if err := xml.Unmarshal([]byte(read(t, dir, "graph.graphml")), &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// The graph is well-formed XML whose nodes and edges say what the tables say. What XML
// cannot have is U+FFFD.
func TestGraphML(t *testing.T) {
	everyArchive(t, func(t *testing.T, from Selection) {
		t.Helper()
		g := readGraphML(t, exported(t, from, Options{Format: "graphml"}))
		checkGraphML(t, &g)
		labels := map[string]string{}
		for _, n := range g.Nodes {
			for _, d := range n.Data {
				if d.Key == "label" {
					labels[n.ID] = d.Value
				}
			}
		}
		dir := exported(t, from, Options{Format: "csv"})
		for _, r := range exactRows(t, dir, "identities") {
			if want := xmlText(r["name"]); (r["type"] == "PERSON" || r["type"] == "ORG") && labels[r["id"]] != want {
				t.Errorf("%s is %.200q, want %.200q", r["id"], labels[r["id"]], want)
			}
		}
		edges := map[string]bool{}
		for _, e := range g.Edges {
			edges[e.Source] = true
		}
		for _, r := range exactRows(t, dir, "tenures") {
			if r["person_id"] != "" && !edges[r["person_id"]] {
				t.Errorf("%s has no edge", r["person_id"])
			}
		}
	})
	g := readGraphML(t, exported(t, bench(t), Options{Format: "graphml"}))
	if dated := checkGraphML(t, &g); len(g.Nodes) < 100 || len(g.Edges) < 100 || dated == 0 {
		t.Errorf("%d nodes, %d edges, %d of them dated", len(g.Nodes), len(g.Edges), dated)
	}
}

// xmlText is a text without the characters that XML 1.0 does not have.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 {
			return r
		}
		return '\ufffd'
	}, s)
}

// checkGraphML checks that ids, ends of edges and keys are there, and counts edges with
// a beginning.
func checkGraphML(t *testing.T, g *graphML) (dated int) {
	t.Helper()
	keys, nodes := map[string]bool{}, map[string]bool{}
	for _, k := range g.Keys {
		keys[k.ID] = true
	}
	for _, n := range g.Nodes {
		if nodes[n.ID] {
			t.Errorf("node %s twice", n.ID)
		}
		nodes[n.ID] = true
		for _, d := range n.Data {
			if !keys[d.Key] {
				t.Errorf("key %s", d.Key)
			}
		}
	}
	for _, e := range g.Edges {
		if !nodes[e.Source] || !nodes[e.Target] {
			t.Errorf("edge from %s to %s", e.Source, e.Target)
		}
		for _, d := range e.Data {
			if d.Key == "start" {
				dated++
			}
			if !keys[d.Key] {
				t.Errorf("key %s", d.Key)
			}
		}
	}
	return dated
}

// A dossier shows what the tables say of the person, and nothing of an article as
// markup.
func TestDossier(t *testing.T) {
	from := bench(t)
	dir := exported(t, from, Options{Format: "csv"})
	i := slices.IndexFunc(rows(t, dir, "events"), func(r map[string]string) bool { return strings.HasPrefix(r["article"], "x/1") && r["person_id"] != "" })
	if i < 0 {
		t.Fatal("the hostile article has no event of a person")
	}
	ev := rows(t, dir, "events")[i]
	from.IDs = chosen(hostile().ID)
	own := exported(t, from, Options{Format: "dossier", Person: ev["person_id"], AsOf: "2026-11-23"})
	page, md := read(t, own, "dossier.html"), read(t, own, "dossier.md")
	if strings.Contains(page, "<script") || strings.Contains(strings.ReplaceAll(md, `\<`, ""), "<script") {
		t.Error("a script went through")
	}
	for _, want := range []string{ev["person_name"], ev["post"], ev["evidence"], "as of 2026-11-23"} {
		if !strings.Contains(html.UnescapeString(page), want) {
			t.Errorf("%q is missing in the page", want)
		}
		if !strings.Contains(md, escapeMarkdown(want)) && !strings.Contains(md, want) {
			t.Errorf("%q is missing in Markdown", want)
		}
	}
	if want := "<span class=\"when\">2024-03-05</span>"; !strings.Contains(page, "<h2>Timeline</h2>") || !strings.Contains(page, want) {
		t.Error("the timeline is missing")
	}
	if !strings.Contains(page, `href="https://news.example/?a=1&amp;b=%222%22"`) {
		t.Error("no link to the article")
	}
	dec := xml.NewDecoder(bytes.NewReader([]byte(page)))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if got := escapeMarkdown("[a](b) *c*\n# d"); got != `\[a\]\(b\) \*c\* \# d` {
		t.Errorf("Markdown: %q", got)
	}
	if got := escapeLink("javascript:alert(1)"); got != "#" {
		t.Errorf("link: %q", got)
	}
}
