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
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	reader "github.com/fraugster/parquet-go"
	"github.com/fraugster/parquet-go/parquet"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

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
	from := bench(t)
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
				row[c.name] = strings.ReplaceAll(parquetText(t, c, values[c.name]), "\r\n", "\n")
			}
			got = append(got, row)
		}
		if diff := cmp.Diff(got, rows(t, plain, table.name)); diff != "" {
			t.Errorf("%s (-parquet +csv):\n%.2000s", table.name, diff)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
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
func TestSQLite(t *testing.T) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("there is no sqlite3 shell here")
	}
	from := bench(t)
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
		want := rows(t, plain, table.name)
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
				if v := strings.ReplaceAll(v, "\r\n", "\n"); v != strings.ReplaceAll(want[i][c.name], "\x00", "\ufffd") {
					t.Errorf("%s %d: %s is %q, want %q", table.name, i, c.name, v, want[i][c.name])
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
func TestBrat(t *testing.T) {
	from := bench(t)
	dir := exported(t, from, Options{Format: "brat"})
	line := regexp.MustCompile(`^(T\d+)\t(\w+) ([\d ;]+)\t(.*)$`)
	refs := regexp.MustCompile(`:?\b([TE]\d+)\b`)
	counts := map[byte]int{}
	docs := documents(t, from)
	for i, r := range rows(t, dir, "documents") {
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

// Each outermost mention is one run of labels, in both label sets.
func TestCoNLL(t *testing.T) {
	from := bench(t)
	want := map[string]int{}
	for _, doc := range documents(t, from) {
		for _, m := range flatten(doc.Mentions) {
			want[m.Type]++
		}
	}
	for set, names := range labelSets {
		text := read(t, exported(t, from, Options{Format: "conll", Labels: set}), "articles.conll")
		got := map[string]int{}
		for s, err := range tagger.ReadIOB(strings.NewReader(text)) { // which refuses I- without B-
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range s.Labels {
				if class, ok := strings.CutPrefix(l, "B-"); ok {
					got[class]++
				}
			}
		}
		for kind, n := range want {
			// A name over the end of a sentence begins again; one token may hold two dates.
			if d := got[names[kind]] - n; d < -1 || d > 1 {
				t.Errorf("%q: %d %s, want %d", set, got[names[kind]], names[kind], n)
			}
		}
		if n := strings.Count(text, "-DOCSTART-:"); n != 82 {
			t.Errorf("%d articles", n)
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

func TestGraphML(t *testing.T) {
	g := readGraphML(t, exported(t, bench(t), Options{Format: "graphml"}))
	if dated := checkGraphML(t, &g); len(g.Nodes) < 100 || len(g.Edges) < 100 || dated == 0 {
		t.Errorf("%d nodes, %d edges, %d of them dated", len(g.Nodes), len(g.Edges), dated)
	}
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
