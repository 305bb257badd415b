package export

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed50815598/derek/pipeline"
)

// bratFormat writes standoff annotation: the text of each article as it is, and its
// mentions, relations and events with offsets in characters.
type bratFormat struct {
	dir   folder
	files *saver
	index *file
	csv   *csv.Writer
	n     int
}

// bratShelf is how many articles a folder has: more make file managers slow.
const bratShelf = 1000

// bratArguments are the roles of an event, in order.
var bratArguments = []struct {
	role string
	of   func(*pipeline.Event) string
}{
	{"Person", func(e *pipeline.Event) string { return e.Person }},
	{"Organization", func(e *pipeline.Event) string { return e.Organization }},
	{"Place", func(e *pipeline.Event) string { return e.Place }},
	{"By", func(e *pipeline.Event) string { return e.By }},
}

var eventTypes = []string{
	"elected", "reelected", "appointed", "dismissed", "resigned", "nominated", "registered", "election_scheduled", "election_held",
}

func newBrat(_ *run, dir folder, _ *Options) (format, error) {
	f, err := dir.create("documents.csv")
	if err != nil {
		return nil, err
	}
	b := &bratFormat{dir: dir, files: newSaver(dir), index: f, csv: csv.NewWriter(f)}
	return b, b.csv.Write([]string{"article", "text_file", "text_sha256", "annotation_file", "annotation_sha256"})
}

func (b *bratFormat) row(row) error { return nil }

func (b *bratFormat) article(a *article) error {
	shelf := fmt.Sprintf("%04d", b.n/bratShelf)
	if b.n%bratShelf == 0 {
		if err := os.Mkdir(b.dir.path(shelf), 0o755); err != nil {
			return err
		}
	}
	name := fmt.Sprintf("%s/%06d-%s", shelf, b.n, fileName(a.doc.ID))
	b.n++
	text, err := b.files.save(name+".txt", []byte(a.doc.Text))
	if err != nil {
		return err
	}
	ann, err := b.files.save(name+".ann", []byte(annotate(a)))
	if err != nil {
		return err
	}
	return b.csv.Write([]string{a.doc.ID, text.name, text.sha256, ann.name, ann.sha256})
}

// fileName leaves of an id what every file system and brat take, up to 40 characters.
func fileName(id string) string {
	var out strings.Builder
	for _, r := range id {
		if out.Len() == 40 {
			break
		}
		if r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' {
			r = '_'
		}
		out.WriteRune(r)
	}
	return out.String()
}

// An annotator writes the .ann file of one article.
type annotator struct {
	*article
	out        strings.Builder
	things     int // T lines so far
	relations  int
	events     int
	attributes int
	notes      int
	related    map[string]bool
}

func annotate(a *article) string {
	w := &annotator{article: a, related: map[string]bool{}}
	for _, m := range a.doc.Mentions {
		w.thing(m.Type, m.Start, m.End)
		if m.Lemma != "" {
			w.note(w.things, m.Lemma)
		}
	}
	w.aliases()
	for _, m := range a.doc.Memberships {
		person, title := w.nearest(m.Person, m.Evidence), w.titleIn(m.Title, m.Evidence)
		w.relation("Holds", "Holder", person, "Post", title)
		w.relation("Of", "Post", title, "Body", w.nearest(m.Organization, m.Evidence))
		w.relation("Of", "Post", title, "Body", w.nearest(m.Place, m.Evidence))
	}
	for _, p := range a.doc.Parents {
		w.relation("Part_of", "Child", w.nearest(p.Child, p.Evidence), "Parent", w.nearest(p.Parent, p.Evidence))
	}
	for i := range a.doc.Events {
		w.event(&a.doc.Events[i])
	}
	return w.out.String()
}

// thing writes a stretch of text. Brat wants one that goes over a line break in pieces, and
// takes CR for one.
func (w *annotator) thing(kind string, start, end int) int {
	w.things++
	var spans, words []string
	for at := start; at < end; {
		line := w.slice(at, end)
		if i := strings.IndexAny(line, "\r\n"); i >= 0 {
			line = line[:i]
		}
		size := utf8.RuneCountInString(line)
		if size > 0 {
			spans, words = append(spans, fmt.Sprintf("%d %d", at, at+size)), append(words, line)
		}
		at += size + 1
	}
	fmt.Fprintf(&w.out, "T%d\t%s %s\t%s\n", w.things, kind, strings.Join(spans, ";"), strings.Join(words, " "))
	return w.things
}

func (w *annotator) note(thing int, text string) {
	w.notes++
	fmt.Fprintf(&w.out, "#%d\tAnnotatorNotes T%d\t%s\n", w.notes, thing, oneField(text))
}

func oneField(s string) string { return strings.Join(strings.Fields(s), " ") }

// aliases joins the mentions of each entity.
func (w *annotator) aliases() {
	for _, e := range w.doc.Entities {
		var list []string
		for i, m := range w.doc.Mentions {
			if m.Entity == e.ID {
				list = append(list, "T"+strconv.Itoa(i+1))
			}
		}
		if len(list) > 1 {
			fmt.Fprintf(&w.out, "*\tAlias %s\n", strings.Join(list, " "))
		}
	}
}

// nearest finds the mention of an entity in a sentence, else the last one before it,
// else the first; 0 for none.
func (w *annotator) nearest(entity string, at pipeline.Span) int {
	before, first := 0, 0
	for i, m := range w.doc.Mentions {
		switch {
		case m.Entity != entity || entity == "":
		case m.Start >= at.Start && m.End <= at.End:
			return i + 1
		case m.End <= at.Start:
			before = i + 1
		case first == 0:
			first = i + 1
		}
	}
	if before > 0 {
		return before
	}
	return first
}

// titleIn finds the mention of a post in a sentence, 0 for none.
func (w *annotator) titleIn(title string, at pipeline.Span) int {
	for i, m := range w.doc.Mentions {
		if m.Type == "TITLE" && m.Start >= at.Start && m.End <= at.End && (m.Lemma == title || title == "") {
			return i + 1
		}
	}
	return 0
}

func (w *annotator) relation(kind, from string, a int, to string, b int) {
	line := fmt.Sprintf("%s %s:T%d %s:T%d", kind, from, a, to, b)
	if a == 0 || b == 0 || a == b || w.related[line] {
		return
	}
	w.related[line] = true
	w.relations++
	fmt.Fprintf(&w.out, "R%d\t%s\n", w.relations, line)
}

func (w *annotator) event(ev *pipeline.Event) {
	trigger := w.thing(ev.Type, ev.Trigger.Start, ev.Trigger.End)
	w.events++
	fmt.Fprintf(&w.out, "E%d\t%s:T%d", w.events, ev.Type, trigger)
	for _, arg := range bratArguments {
		if m := w.nearest(arg.of(ev), ev.Evidence); m > 0 {
			fmt.Fprintf(&w.out, " %s:T%d", arg.role, m)
		}
	}
	if m := w.titleIn(ev.Post, ev.Evidence); m > 0 && ev.Post != "" {
		fmt.Fprintf(&w.out, " Post:T%d", m)
	}
	if m := w.dateIn(ev); m > 0 {
		fmt.Fprintf(&w.out, " Date:T%d", m)
	}
	w.attributes++
	fmt.Fprintf(&w.out, "\nA%d\tModality E%d %s\n", w.attributes, w.events, ev.Modality)
	var facts []string
	for _, f := range []struct{ name, value string }{
		{"post", ev.Post}, {"date", ev.Date}, {"votes", asText(given(ev.Votes))}, {"percent", asText(given(ev.Percent))}, {"turnout", asText(given(ev.Turnout))},
	} {
		if f.value != "" {
			facts = append(facts, f.name+"="+oneField(f.value))
		}
	}
	if len(facts) > 0 {
		w.notes++
		fmt.Fprintf(&w.out, "#%d\tAnnotatorNotes E%d\t%s\n", w.notes, w.events, strings.Join(facts, "; "))
	}
}

// dateIn finds the mention of an event's day.
func (w *annotator) dateIn(ev *pipeline.Event) int {
	for i, m := range w.doc.Mentions {
		if m.Type == "DATE" && ev.Date != "" && m.Lemma == ev.Date && m.Start >= ev.Evidence.Start && m.End <= ev.Evidence.End {
			return i + 1
		}
	}
	return 0
}

// finish writes brat's configuration and the list of documents.
func (b *bratFormat) finish() ([]resource, error) {
	if err := b.files.wait(); err != nil {
		return nil, err
	}
	if b.csv.Flush(); b.csv.Error() != nil {
		return nil, b.csv.Error()
	}
	done, err := b.index.close()
	if err != nil {
		return nil, err
	}
	all := []resource{{
		written: done, format: "csv", media: "text/csv",
		about: "which article is in which files, with their SHA-256",
	}}
	done, err = b.dir.save("annotation.conf", []byte(annotationConf()))
	return append(all, resource{written: done, format: "conf", media: "text/plain", about: "types of annotation, for brat"}), err
}

func annotationConf() string {
	w := &strings.Builder{}
	fmt.Fprint(w, "[entities]\nPERSON\nTITLE\nORG\nPLACE\nFACILITY\nDATE\n\n[relations]\n")
	fmt.Fprint(w, "Holds\tHolder:PERSON, Post:TITLE\nOf\tPost:TITLE, Body:ORG|PLACE\nPart_of\tChild:ORG, Parent:ORG\n")
	fmt.Fprint(w, "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>\n\n[events]\n")
	for _, t := range eventTypes {
		fmt.Fprintf(w, "%s\tPerson?:PERSON, Organization?:ORG, Place?:PLACE, By?:PERSON|ORG|PLACE, Post?:TITLE, Date?:DATE\n", t)
	}
	fmt.Fprint(w, "\n[attributes]\nModality\tArg:<EVENT>, Value:asserted|planned|negated|conditional|reported\n")
	return w.String()
}

func (b *bratFormat) abandon() {
	b.files.wait() //nolint:errcheck // the folder is removed
	b.index.abandon()
}
