package archive

import (
	"context"

	"github.com/seed50815598/derek/pipeline"
)

// tallies count what documents have, by kind and type: changes to the table of that
// name.
type tallies map[[2]string]int

// add counts a document, or takes it away when sign is -1.
func (c tallies) add(doc *pipeline.Document, sign int) {
	for i := range doc.Mentions {
		c[[2]string{"mention", doc.Mentions[i].Type}] += sign
	}
	for i := range doc.Entities {
		c[[2]string{"entity", doc.Entities[i].Type}] += sign
	}
	for i := range doc.Events {
		c[[2]string{"event", doc.Events[i].Type}] += sign
	}
	c[[2]string{"membership", ""}] += sign * len(doc.Memberships)
	c[[2]string{"parent", ""}] += sign * len(doc.Parents)
}

// store adds the counts to the table.
func (c tallies) store(ctx context.Context, t *transaction) error {
	for key, n := range c {
		if n == 0 {
			continue
		}
		err := t.exec(ctx, "INSERT INTO tallies VALUES (?, ?, ?) ON CONFLICT (kind, type) DO UPDATE SET n = n + excluded.n",
			key[0], key[1], n)
		if err != nil {
			return err
		}
	}
	return t.exec(ctx, "DELETE FROM tallies WHERE n = 0")
}
