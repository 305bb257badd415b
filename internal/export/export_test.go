package export

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/golden"
	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// hostile is an article with all that offsets and markup break on: characters beyond
// 16 bits, combining marks, Windows line ends, a name over a line break, quotes,
// commas, brackets, control characters, NUL among them, signs that turn the direction of
// writing, and a title that a spreadsheet would run.
func hostile() corpus.Article {
	return corpus.Article{
		ID: "x/1, \"a\" <b>", URL: "https://news.example/?a=1&b=\"2\"", Source: "Жаршы; «күнделікті»",
		Title: "=HYPERLINK(\"https://a.example\") 🎉 Сайлау \"2024\" <script>alert(1)</script>", Published: "2024-03-05",
		Text: "🎉 Сайлау \"2024\" <script>alert(1)</script>\r\n\r\n" +
			"\u202eсыз\u202c \x00\ufeff👩‍👩‍👧‍👦 Түркістан облысы Сарыағаш ауданының әкімі болып Әсет\nБолатов тағайындалды 🇰🇿. Бұл туралы, \u0001 аудан әкімдігі хабарлады & қосты.\r\n" +
			"Сайлауда Е\u0301лена Петрова мәслихат төрағасы болып сайланды, 12 482 дауыс берілді.",
	}
}

// benchFolder holds the archive that tests read.
var benchFolder string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "derek-export")
	if err != nil {
		panic(err)
	}
	benchFolder = dir
	m.Run()
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
}

var filled = sync.OnceValues(func() (Selection, error) { return fill(context.Background(), benchFolder) })

// bench is an archive of built-in articles in all scripts, the hostile one, and one
// text that was published twice. It may not be changed.
func bench(t *testing.T) Selection {
	t.Helper()
	from, err := filled()
	if err != nil {
		t.Fatal(err)
	}
	return from
}

func fill(ctx context.Context, dir string) (Selection, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return Selection{}, err
	}
	p := pipeline.New(lex, nil)
	arc, err := archive.Open(dir, archive.Options{}) //nolint:contextcheck // it waits for nothing
	if err != nil {
		return Selection{}, err
	}
	again := hostile()
	again.ID, again.URL, again.Source = "x/2", "https://other.example/", "Хабаршы"
	var entries []archive.Entry
	for _, art := range append(corpus.Builtin(), hostile(), again) {
		art.Place = "bench"
		entries = append(entries, archive.Entry{Article: art, Document: p.Annotate(art)})
	}
	_, err = arc.Put(ctx, noon, p.Version(), entries)
	if err == nil {
		_, err = arc.Identify(ctx, p)
	}
	return Selection{Archive: arc, Lexicon: lex, Pipeline: p}, err
}

// documents are all articles of an archive.
func documents(t *testing.T, from Selection) []pipeline.Document {
	t.Helper()
	var all []pipeline.Document
	for doc, err := range from.Archive.Documents(t.Context(), archive.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, doc)
	}
	return all
}

// exported writes an export into a new folder and returns it.
func exported(t *testing.T, from Selection, opts Options) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), opts.Format)
	if _, err := Write(t.Context(), dir, from, opts); err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// files reads all files below a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path) // path is below dir
			all[filepath.ToSlash(name)] = read(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rows reads a table of a CSV export as maps.
func rows(t *testing.T, dir, name string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(read(t, dir, name+".csv"))).ReadAll() // every row as long as the first
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, r := range records[1:] {
		m := map[string]string{}
		for i, v := range r {
			m[records[0][i]] = v
		}
		all = append(all, m)
	}
	return all
}

func TestSameBytes(t *testing.T) {
	from := bench(t)
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			opts := Options{Format: k.name, AsOf: "2026-11-23", Derek: "v1"}
			one, other := files(t, exported(t, from, opts)), files(t, exported(t, from, opts))
			if len(one) < 3 {
				t.Errorf("only %d files", len(one))
			}
			for name, data := range one {
				if other[name] != data {
					t.Errorf("%s differs", name)
				}
			}
			if len(other) != len(one) {
				t.Errorf("%d files, then %d", len(one), len(other))
			}
		})
	}
}

func TestJSONLines(t *testing.T) {
	everyArchive(t, func(t *testing.T, from Selection) {
		t.Helper()
		var got []pipeline.Document
		for line := range strings.Lines(read(t, exported(t, from, Options{Format: "jsonl"}), "articles.jsonl")) {
			var doc pipeline.Document
			if err := json.Unmarshal([]byte(line), &doc); err != nil {
				t.Fatal(err)
			}
			got = append(got, doc)
		}
		if diff := cmp.Diff(got, documents(t, from)); diff != "" {
			t.Errorf("(-got +want):\n%.3000s", diff)
		}
	})
	text := read(t, exported(t, bench(t), Options{Format: "jsonl"}), "articles.jsonl")
	if !strings.Contains(text, "<script>") {
		t.Error("angle brackets are escaped")
	}
	want := `"sources":[{"id":"x/2","url":"https://other.example/","source":"Хабаршы"`
	if !strings.Contains(text, want) {
		t.Error("the second source of a text is missing")
	}
}

func TestCSV(t *testing.T) { everyArchive(t, checkCSV) }

func checkCSV(t *testing.T, from Selection) {
	t.Helper()
	dir := exported(t, from, Options{Format: "csv"})
	text := func(r map[string]string) string {
		var b strings.Builder
		for _, c := range []string{"id", "url", "source", "title", "published", "lang", "script", "text"} {
			b.WriteString(r[c] + "\x00")
		}
		return b.String()
	}
	var want, got []string
	n := map[string]int{}
	for _, doc := range documents(t, from) {
		want = append(want, text(map[string]string{
			"id": doc.ID, "url": doc.URL, "source": doc.Source, "title": doc.Title, "published": doc.Published, "lang": doc.Lang, "script": doc.Script, "text": doc.Text,
		}))
		n["mentions"] += len(doc.Mentions)
		n["entities"] += len(doc.Entities)
		n["memberships"] += len(doc.Memberships)
		n["parents"] += len(doc.Parents)
		n["events"] += len(doc.Events)
		sources, err := from.Archive.Sources(t.Context(), doc.ID)
		if err != nil {
			t.Fatal(err)
		}
		n["sources"] += len(sources)
	}
	for _, r := range exactRows(t, dir, "articles") {
		got = append(got, text(r))
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("articles (-got +want):\n%.3000s", diff)
	}
	for name, want := range n {
		if got := len(rows(t, dir, name)); got != want || got == 0 {
			t.Errorf("%s: %d rows, want %d", name, got, want)
		}
	}
	for _, table := range tables {
		exact := exactRows(t, dir, table.name)
		for _, r := range exact {
			for name, v := range r {
				r[name] = strings.ReplaceAll(v, "\r\n", "\n") // as encoding/csv does within a field
			}
		}
		if diff := cmp.Diff(rows(t, dir, table.name), exact); diff != "" || len(exact) == 0 {
			t.Errorf("%s, %d rows: encoding/csv and RFC 4180 to the letter differ (-csv +letter):\n%.2000s", table.name, len(exact), diff)
		}
	}
	checkReferences(t, dir)
}

// exactRows is rows by RFC 4180 to the letter, with line ends within fields as they are.
func exactRows(t *testing.T, dir, name string) (all []map[string]string) {
	t.Helper()
	data := read(t, dir, name+".csv")
	var header, record []string
	for data != "" {
		var field strings.Builder
		if rest, quoted := strings.CutPrefix(data, `"`); quoted {
			for more := true; more; {
				part, after, closed := strings.Cut(rest, `"`)
				if !closed {
					t.Fatalf("%s: a field has no end", name)
				}
				field.WriteString(part)
				if rest, more = strings.CutPrefix(after, `"`); more {
					field.WriteByte('"')
				}
			}
			data = rest
		} else {
			end := strings.IndexAny(data, ",\n")
			if end < 0 {
				t.Fatalf("%s: the last line has no end", name)
			}
			field.WriteString(data[:end])
			data = data[end:]
		}
		record = append(record, field.String())
		if strings.HasPrefix(data, ",") {
			data = data[1:]
			continue
		}
		if !strings.HasPrefix(data, "\n") {
			t.Fatalf("%s: %.20q after a field", name, data)
		}
		if data = data[1:]; header == nil {
			header = record
		} else {
			r := map[string]string{}
			for i, v := range record {
				r[header[i]] = v
			}
			all = append(all, r)
		}
		record = nil
	}
	return all
}

// For a spreadsheet files have a byte order mark and no cell is a formula; all else is
// as in other files.
func TestSpreadsheet(t *testing.T) {
	from := bench(t)
	plain, with := exported(t, from, Options{Format: "csv"}), exported(t, from, Options{Format: "csv", BOM: true})
	if data := read(t, with, "events.csv"); !strings.HasPrefix(data, "\ufeffarticle,type,") {
		t.Errorf("no byte order mark: %.20q", data)
	}
	if !strings.Contains(read(t, with, readmeFile), "an apostrophe before it") {
		t.Error("the README does not say so")
	}
	guarded := 0
	for _, table := range tables {
		want, got := rows(t, plain, table.name), rows(t, with, table.name)
		for i := range want {
			want[i]["\ufeff"+table.columns[0].name] = want[i][table.columns[0].name]
			delete(want[i], table.columns[0].name)
			for name, v := range got[i] {
				if strings.HasPrefix(v, "'") && strings.ContainsAny(v[1:2], "=+-@\t\r") {
					guarded++
					v = v[1:]
				}
				if v != want[i][name] || strings.IndexByte("=+-@", (v + " ")[0]) >= 0 && got[i][name] == v {
					t.Errorf("%s %d: %s is %q, in plain files %q", table.name, i, name, got[i][name], want[i][name])
				}
			}
		}
	}
	if guarded == 0 {
		t.Error("no text that begins as a formula does")
	}
}

// Every mention, trigger and piece of evidence is what its offsets cut out of the text.
func TestOffsets(t *testing.T) {
	dir := exported(t, bench(t), Options{Format: "csv"})
	scripts := map[string]int{}
	for _, r := range rows(t, dir, "articles") {
		scripts[r["script"]]++
	}
	for _, s := range []string{"cyrl", "latn", "arab", "mixed"} {
		if scripts[s] == 0 {
			t.Errorf("no article in %s", s)
		}
	}
	if n := len(rows(t, dir, "mentions")); n < 1000 {
		t.Errorf("only %d mentions", n)
	}
	everyArchive(t, checkOffsets)
}

func checkOffsets(t *testing.T, from Selection) {
	t.Helper()
	dir := exported(t, from, Options{Format: "csv"})
	text := map[string][]rune{}
	for _, r := range exactRows(t, dir, "articles") {
		text[r["id"]] = []rune(r["text"])
	}
	cut := func(r map[string]string, start, end string) string {
		var a, b int
		if _, err := fmt.Sscan(r[start]+" "+r[end], &a, &b); err != nil {
			t.Fatal(err)
		}
		return string(text[r["article"]][a:b])
	}
	same := func(got, want string) bool {
		return strings.Join(strings.Fields(got), " ") == strings.Join(strings.Fields(want), " ")
	}
	for _, r := range exactRows(t, dir, "mentions") {
		if got := cut(r, "start_offset", "end_offset"); got != r["text"] {
			t.Errorf("%q: %q is not %q", r["article"], got, r["text"])
		}
	}
	for _, r := range exactRows(t, dir, "events") {
		if got := cut(r, "trigger_start", "trigger_end"); got != r["trigger"] {
			t.Errorf("%q: trigger %q is not %q", r["article"], got, r["trigger"])
		}
	}
	for _, name := range []string{"events", "memberships", "parents", "tenure_evidence"} {
		for _, r := range exactRows(t, dir, name) {
			if got := cut(r, "evidence_start", "evidence_end"); !same(got, r["evidence"]) || got == "" {
				t.Errorf("%s %q: evidence %q is not %q", name, r["article"], got, r["evidence"])
			}
		}
	}
}

// The tenures, put together seat by seat from the disk, are those of the ledger.
func TestTenures(t *testing.T) {
	from := bench(t)
	var doc string
	ids := map[string]string{}
	for m, err := range from.Archive.EntityMembers(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids[m.Article+"/"+m.Entity] = m.Identity
	}
	reader := ledger.NewReader(ledger.NewNamer(from.Lexicon, from.Pipeline.Key), func(article, entity string) string {
		doc = article
		return ids[article+"/"+entity]
	})
	book, err := ledger.Gather(t.Context(), from.Archive.Documents(t.Context(), archive.Filter{}), reader)
	if err != nil || doc == "" {
		t.Fatal(err)
	}
	var want, got []string
	for _, s := range book.Seats {
		for _, x := range s.Tenures {
			want = append(want, strings.Join([]string{
				s.Post, s.Body, s.Place, strings.Join(s.Names, "|"), x.Person, x.Name, string(x.Start.Basis), x.Start.Date, x.Start.To,
				string(x.End.Basis), x.End.Date, x.End.To, x.FirstSeen, x.LastSeen, fmt.Sprint(len(x.Evidence)),
			}, ";"))
		}
	}
	dir := exported(t, from, Options{Format: "csv"})
	posts := map[string]map[string]string{}
	for _, r := range rows(t, dir, "posts") {
		posts[r["id"]] = r
	}
	for _, r := range rows(t, dir, "tenures") {
		s := posts[r["post_id"]]
		got = append(got, strings.Join([]string{
			s["post"], s["organization"], s["place"], s["names"], r["person_id"], r["person"], r["start_basis"], r["start"], r["start_to"],
			r["end_basis"], r["end"], r["end_to"], r["first_seen"], r["last_seen"], r["statements"],
		}, ";"))
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

// chosen selects some articles.
func chosen(ids ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, id := range ids {
			if !yield(id, nil) {
				return
			}
		}
	}
}

// What is exported alone has the same ids as among all, and refers to nothing that is
// missing.
func TestStableIDs(t *testing.T) {
	from := bench(t)
	whole := exported(t, from, Options{Format: "csv"})
	from.IDs = chosen("000", "020", "064", "gone")
	part := exported(t, from, Options{Format: "csv", Query: "some"})
	for _, table := range tables {
		if table.key == nil || table == tenuresTable || table == evidenceTable { // which rest on all articles
			continue
		}
		known := map[string]bool{}
		key := func(r map[string]string) string {
			var k []string
			for _, c := range table.key {
				k = append(k, r[c])
			}
			return strings.Join(k, "/")
		}
		for _, r := range rows(t, whole, table.name) {
			if known[key(r)] {
				t.Errorf("%s: %s twice", table.name, key(r))
			}
			known[key(r)] = true
		}
		some := rows(t, part, table.name)
		for _, r := range some {
			if !known[key(r)] {
				t.Errorf("%s: %s is new", table.name, key(r))
			}
		}
		if len(some) == 0 || len(some) >= len(known) {
			t.Errorf("%s: %d of %d rows", table.name, len(some), len(known))
		}
	}
	checkReferences(t, whole)
	checkReferences(t, part)
}

// checkReferences looks up every reference of a CSV export.
func checkReferences(t *testing.T, dir string) {
	t.Helper()
	values := func(r map[string]string, columns []string) string {
		var k []string
		for _, c := range columns {
			if r[c] == "" {
				return ""
			}
			k = append(k, r[c])
		}
		return strings.Join(k, "\x00")
	}
	for _, table := range tables {
		for _, ref := range table.refs {
			there := map[string]bool{"": true}
			for _, r := range rows(t, dir, ref.table) {
				there[values(r, ref.to)] = true
			}
			for _, r := range rows(t, dir, table.name) {
				if v := values(r, ref.columns); !there[v] {
					t.Errorf("%s: %v %q is not in %s", table.name, ref.columns, v, ref.table)
				}
			}
		}
	}
}

// When two people are found to be one, the id that ceases leads to the one that stays.
func TestRedirects(t *testing.T) {
	from, err := fill(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := from.Archive.Close(); err != nil {
			t.Error(err)
		}
	})
	people, err := from.Archive.FindIdentities(t.Context(), "PERSON", "", 2, false)
	if err != nil || len(people) != 2 {
		t.Fatal(people, err)
	}
	if _, err := from.Archive.Join(t.Context(), noon, people[0].ID, people[1].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := from.Archive.Identify(t.Context(), from.Pipeline); err != nil {
		t.Fatal(err)
	}
	dir := exported(t, from, Options{Format: "csv"})
	stays := map[string]bool{}
	for _, r := range rows(t, dir, "identities") {
		stays[r["id"]] = true
	}
	if stays[people[0].ID] && stays[people[1].ID] {
		t.Error("both stayed")
	}
	leads := map[string]string{}
	for _, r := range rows(t, dir, "redirects") {
		if leads[r["id"]] = r["identity"]; !stays[r["identity"]] || stays[r["id"]] {
			t.Errorf("%s leads to %s", r["id"], r["identity"])
		}
	}
	for _, p := range people {
		if !stays[p.ID] && !stays[leads[p.ID]] {
			t.Errorf("%s leads nowhere", p.ID)
		}
	}
	for _, k := range redirecting {
		t.Run(k.format, func(t *testing.T) {
			got := k.leads(t, exported(t, from, Options{Format: k.format}))
			want := maps.Clone(leads)
			maps.DeleteFunc(want, func(id, _ string) bool { return !strings.Contains(k.of, id[:1]) })
			if !maps.Equal(got, want) || len(got) < 3 {
				t.Errorf("%d redirects, want %d", len(got), len(want))
			}
		})
	}
}

// redirecting are the formats that have redirects in their own way, what they have them
// of, and how they are read.
var redirecting = []struct {
	format, of string
	leads      func(t *testing.T, dir string) map[string]string
}{
	{"popolo", "POL", func(t *testing.T, dir string) map[string]string {
		t.Helper()
		leads := map[string]string{}
		lists := readPopolo(t, dir)
		for _, o := range slices.Concat(lists["persons"], lists["organizations"], lists["areas"]) {
			list, _ := o["identifiers"].([]any) // some have none
			for _, i := range list {
				i, _ := i.(map[string]any) // by the schema
				if former, _ := i["identifier"].(string); i["scheme"] == formerScheme {
					leads[former], _ = o["id"].(string) // likewise
				}
			}
		}
		return leads
	}},
	{"ftm", "PO", func(t *testing.T, dir string) map[string]string {
		t.Helper()
		leads := map[string]string{}
		for _, e := range readFtM(t, dir) {
			for _, former := range e.Referents {
				leads[former] = e.ID
			}
		}
		return leads
	}},
	{"graphml", "PO", func(t *testing.T, dir string) map[string]string {
		t.Helper()
		leads := map[string]string{}
		for _, n := range readGraphML(t, dir).Nodes {
			for _, d := range n.Data {
				for former := range strings.SplitSeq(d.Value, "|") {
					if d.Key == "former" {
						leads[former] = n.ID
					}
				}
			}
		}
		return leads
	}},
}

// An archive without articles, or with failures alone, gives an export without rows in
// every format.
func TestNothing(t *testing.T) {
	from := bench(t)
	arc, err := archive.Open(t.TempDir(), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := arc.Close(); err != nil {
			t.Error(err)
		}
	})
	from.Archive = arc
	for _, failed := range []bool{false, true} {
		if failed {
			if err := arc.AddFailure(t.Context(), archive.Failure{Place: "a.png", Stage: "read", Reason: "no text", Last: noon}); err != nil {
				t.Fatal(err)
			}
		}
		for _, k := range kinds {
			dir := filepath.Join(t.TempDir(), k.name)
			report, err := Write(t.Context(), dir, from, Options{Format: k.name})
			if err != nil || report != (Report{}) {
				t.Errorf("%s: %+v, %v", k.name, report, err)
			}
			var p dataPackage
			if err := json.Unmarshal([]byte(read(t, dir, packageFile)), &p); err != nil || len(p.Resources) == 0 {
				t.Errorf("%s: %d files, %v", k.name, len(p.Resources), err)
			}
			for _, r := range p.Resources {
				if r.Rows != nil && *r.Rows != 0 {
					t.Errorf("%s: %d rows of %s", k.name, *r.Rows, r.Name)
				}
			}
		}
		if got := len(rows(t, exported(t, from, Options{Format: "csv"}), "articles")); got != 0 {
			t.Errorf("%d articles", got)
		}
	}
}

// What a killed export left is removed an hour later, not what somebody works on.
func TestSweep(t *testing.T) {
	from := bench(t)
	from.IDs = chosen("000")
	parent := t.TempDir()
	made, err := os.Stat(parent)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]time.Duration{
		".out.part-1": 2 * time.Hour, ".out.part-2": time.Minute, ".out.part-3.old": 2 * time.Hour, ".other.part-4": 2 * time.Hour,
	}
	for name, age := range left {
		dir := filepath.Join(parent, name)
		file := filepath.Join(dir, "articles.jsonl")
		when := made.ModTime().Add(-age)
		if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(file, []byte("{"), 0o600), os.Chtimes(file, when, when), os.Chtimes(dir, when, when)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Write(t.Context(), filepath.Join(parent, "out"), from, Options{Format: "jsonl"}); err != nil {
		t.Fatal(err)
	}
	for name := range left {
		_, err := os.Stat(filepath.Join(parent, name))
		if gone := errors.Is(err, os.ErrNotExist); gone != (name == ".out.part-1") {
			t.Errorf("%s: gone is %v", name, gone)
		}
	}
}

// errFull is what a disk without room says.
var errFull = errors.New("no space left on device")

// A filling disk takes so many bytes.
type filling struct {
	w    io.Writer
	left int
}

func (f *filling) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return f.w.Write(p)
}

// What does not come to its end leaves nothing, and what was there before stays.
func TestUnfinished(t *testing.T) {
	from := bench(t)
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			parent := t.TempDir()
			target := filepath.Join(parent, "out")
			full := folder{wrap: func(w io.Writer) io.Writer { return &filling{w, 5000} }}
			r := &run{ctx: t.Context(), from: from, opts: &Options{Format: k.name}}
			if err := r.publish(k, target, full); k.name != "sqlite" && !errors.Is(err, errFull) || err == nil && k.name != "sqlite" {
				t.Errorf("full disk: %v", err)
			}
			if k.name == "sqlite" { // whose file is not written by us
				os.RemoveAll(target) //nolint:errcheck // it is looked for below
			}
			nothing(t, parent)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := Write(ctx, target, from, Options{Format: k.name}); !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled: %v", err)
			}
			nothing(t, parent)
			ctx, cancel = context.WithCancel(t.Context())
			some := from
			some.IDs = func(yield func(string, error) bool) {
				_ = yield("000", nil) && yield("001", nil)
				cancel() // in the middle
				_ = yield("002", nil) && yield("003", nil)
			}
			if _, err := Write(ctx, target, some, Options{Format: k.name}); !errors.Is(err, context.Canceled) {
				t.Errorf("stopped: %v", err)
			}
			nothing(t, parent)
			broken := errors.New("broken")
			some.IDs = func(yield func(string, error) bool) { _ = yield("000", nil) && yield("", broken) }
			if _, err := Write(t.Context(), target, some, Options{Format: k.name}); !errors.Is(err, broken) {
				t.Errorf("broken: %v", err)
			}
			nothing(t, parent)
		})
	}
}

func nothing(t *testing.T, dir string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		t.Errorf("%s is left", e.Name())
	}
}

func TestExists(t *testing.T) {
	from := bench(t)
	from.IDs = chosen("000")
	dir := t.TempDir()
	write := func(name string, opts Options) error {
		_, err := Write(t.Context(), filepath.Join(dir, name), from, opts)
		return err
	}
	for _, name := range []string{"folder", "file.jsonl"} {
		if err := write(name, Options{Format: "jsonl"}); err != nil {
			t.Fatal(err)
		}
		if err := write(name, Options{Format: "jsonl"}); !errors.Is(err, ErrExists) {
			t.Errorf("%s again: %v", name, err)
		}
		before := files(t, dir)
		if err := write(name, Options{Format: "jsonl", Force: true, Query: "other"}); err != nil {
			t.Errorf("%s by force: %v", name, err)
		}
		if cmp.Equal(before, files(t, dir)) {
			t.Errorf("%s was not replaced", name)
		}
	}
	for name := range files(t, dir) {
		if !strings.HasPrefix(name, "folder/") && name != "file.jsonl" && name != "file.jsonl.datapackage.json" {
			t.Errorf("%s is left", name)
		}
	}
	home := filepath.Join(dir, "home")
	if err := errors.Join(os.Mkdir(home, 0o755), os.WriteFile(filepath.Join(home, "letter"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	if err := write("home", Options{Format: "jsonl", Force: true}); !errors.Is(err, ErrExists) {
		t.Errorf("somebody's folder: %v", err)
	}
	if err := write("new", Options{Format: "xls"}); err == nil || !strings.Contains(err.Error(), "there are jsonl, csv") {
		t.Errorf("unknown format: %v", err)
	}
	if _, err := Stream(t.Context(), io.Discard, from, Options{Format: "csv"}); err == nil {
		t.Error("csv went to a pipe")
	}
}

// The scores that exports tell are those that internal/evaluate keeps.
func TestAccuracy(t *testing.T) {
	out := "layer\tprecision\trecall\tf1\tother precision\tother recall\tother f1\n"
	others := scores(t, "fourth.txt")
	for _, line := range scores(t, "score.txt") {
		for _, other := range others {
			if other[0] == line[0] {
				out += strings.Join(append(slices.Clone(line), other[1:]...), "\t") + "\n"
			}
		}
	}
	golden.Check(t, "accuracy.tsv", []byte(out))
	if len(accuracy()) < 15 {
		t.Errorf("only %d layers", len(accuracy()))
	}
}

// scores reads the first table of a score file: layer, precision, recall, F1.
func scores(t *testing.T, name string) [][]string {
	t.Helper()
	var all [][]string
	_, table, _ := strings.Cut(read(t, "..", "evaluate", "testdata", name), "\n\n")
	table, _, _ = strings.Cut(table, "\n\n")
	for line := range strings.Lines(table) {
		if f := strings.Fields(line); f[0] != "layer" {
			n := len(f) - 6
			all = append(all, append([]string{strings.Join(f[:n], " ")}, f[n+3:]...))
		}
	}
	return all
}
