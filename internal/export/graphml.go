package export

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// graphmlFormat writes people, bodies and the posts of territories as nodes; tenures
// and parents as edges. A tenure leads from the person to the body of the post; where
// the articles know the post of a territory alone, to the post.
type graphmlFormat struct {
	dir    folder
	parts  *parts   // nodes, edges
	node   []string // element of the last identity, which waits for its earlier ids
	former []string
	post   string // label of the last post
	role   string
	target string // node that its tenures lead to
}

// graphmlKeys are the attributes of nodes and edges.
var graphmlKeys = []struct{ id, of, name, kind string }{
	{"label", "node", "label", "string"},
	{"type", "node", "type", "string"},
	{"kind", "node", "kind", "string"},
	{"aliases", "node", "aliases", "string"},
	{"entities", "node", "entities", "int"},
	{"former", "node", "former_ids", "string"},
	{"relation", "edge", "relation", "string"},
	{"post", "edge", "post", "string"},
	{"role", "edge", "role", "string"},
	{"start", "edge", "start", "string"},
	{"start_basis", "edge", "start_basis", "string"},
	{"end", "edge", "end", "string"},
	{"end_basis", "edge", "end_basis", "string"},
	{"first_seen", "edge", "first_seen", "string"},
	{"last_seen", "edge", "last_seen", "string"},
	{"acting", "edge", "acting", "boolean"},
	{"weight", "edge", "weight", "int"},
}

func newGraphML(_ *run, dir folder, _ *Options) (format, error) {
	p, err := newParts(dir, "nodes", "edges")
	return &graphmlFormat{dir: dir, parts: p}, err
}

func (g *graphmlFormat) article(*article) error { return nil }

// element writes a node or an edge with what is known of it, in pairs.
func element(w io.Writer, head string, data ...string) error {
	var b strings.Builder
	b.WriteString("    <" + head + ">")
	for i := 0; i < len(data); i += 2 {
		if data[i+1] == "" {
			continue
		}
		fmt.Fprintf(&b, `<data key="%s">`, data[i])
		if err := xml.EscapeText(&b, []byte(data[i+1])); err != nil {
			return err
		}
		b.WriteString("</data>")
	}
	name, _, _ := strings.Cut(head, " ")
	b.WriteString("</" + name + ">\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (g *graphmlFormat) row(r row) error {
	nodes, edges := g.parts.files[0], g.parts.files[1]
	switch r.table {
	case redirectsTable:
		g.former = append(g.former, r.text("id"))
	case identitiesTable:
		if err := g.flush(); err != nil {
			return err
		}
		if t := r.text("type"); t != "PERSON" && t != "ORG" {
			return nil
		}
		if parent := r.text("parent_id"); isBody(parent) && r.text("type") == "ORG" {
			head := fmt.Sprintf(`edge source="%s" target="%s"`, r.text("id"), parent)
			if err := element(edges, head, "relation", "parent"); err != nil {
				return err
			}
		}
		g.node = []string{
			fmt.Sprintf(`node id="%s"`, r.text("id")), "label", r.text("name"), "type", r.text("type"),
			"kind", r.text("kind"), "aliases", r.text("aliases"), "entities", r.text("entities"),
		}
	case postsTable:
		if err := g.flush(); err != nil {
			return err
		}
		g.post, g.role = postLabel(r), r.text("post")
		if g.target = r.text("organization_id"); isBody(g.target) {
			return nil
		}
		g.target = r.text("id")
		return element(nodes, fmt.Sprintf(`node id="%s"`, g.target), "label", g.post, "type", "POST")
	case tenuresTable:
		if r.text("person_id") == "" {
			return nil
		}
		head := fmt.Sprintf(`edge id="%s" source="%s" target="%s"`, r.text("id"), r.text("person_id"), g.target)
		return element(edges, head, "relation", "post", "post", g.post, "role", g.role,
			"start", r.text("start"), "start_basis", r.text("start_basis"), "end", r.text("end"), "end_basis", r.text("end_basis"),
			"first_seen", r.text("first_seen"), "last_seen", r.text("last_seen"), "acting", r.text("acting"), "weight", r.text("statements"))
	}
	return nil
}

// flush writes the node that waits.
func (g *graphmlFormat) flush() error {
	node, former := g.node, g.former
	g.node, g.former = nil, nil
	if node == nil {
		return nil
	}
	return element(g.parts.files[0], node[0], append(node[1:], "former", strings.Join(former, "|"))...)
}

const graphmlHead = xml.Header + `<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
`

func (g *graphmlFormat) finish() ([]resource, error) {
	if err := g.flush(); err != nil {
		return nil, err
	}
	out, err := g.dir.create("graph.graphml")
	if err != nil {
		return nil, err
	}
	var head strings.Builder
	head.WriteString(graphmlHead)
	for _, k := range graphmlKeys {
		fmt.Fprintf(&head, "  <key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", k.id, k.of, k.name, k.kind)
	}
	head.WriteString("  <graph id=\"derek\" edgedefault=\"directed\">\n")
	if _, err := io.WriteString(out, head.String()); err != nil {
		return nil, err
	}
	for i := range g.parts.files {
		if err := g.parts.join(out, i); err != nil {
			return nil, err
		}
	}
	if _, err := io.WriteString(out, "  </graph>\n</graphml>\n"); err != nil {
		return nil, err
	}
	done, err := out.close()
	return []resource{{written: done, format: "graphml", media: "application/graphml+xml", about: "people, bodies and their ties"}}, err
}

func (g *graphmlFormat) abandon() { g.parts.abandon() }
