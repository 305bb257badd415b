package archive

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline"
)

// parts writes the lists of a document as rows, entities first because the others
// refer to them.
func (p *putter) parts(ctx context.Context, n int64, doc pipeline.Document) error {
	for i, e := range doc.Entities {
		aliases, err := json.Marshal(e.Aliases)
		if err != nil {
			return err
		}
		err = p.exec(ctx, "INSERT INTO entities VALUES (?, ?, ?, ?, ?, ?, ?)",
			n, i, e.ID, e.Type, e.Name, string(aliases), kazakh.Key(e.Name))
		if err != nil {
			return fmt.Errorf("entity %d: %w", i, err)
		}
	}
	for i, m := range doc.Mentions {
		err := p.exec(ctx, "INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			n, i, m.Type, m.Start, m.End, null(m.Entity), m.Lemma, m.Rule)
		if err != nil {
			return fmt.Errorf("mention %d: %w", i, err)
		}
	}
	for i, m := range doc.Memberships {
		err := p.exec(ctx, "INSERT INTO memberships VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			n, i, null(m.Person), m.Title, null(m.Organization), null(m.Place), m.From, m.To, m.Past,
			m.Evidence.Start, m.Evidence.End, m.Rule)
		if err != nil {
			return fmt.Errorf("membership %d: %w", i, err)
		}
	}
	for i, r := range doc.Parents {
		err := p.exec(ctx, "INSERT INTO parents VALUES (?, ?, ?, ?, ?, ?)",
			n, i, null(r.Child), null(r.Parent), r.Evidence.Start, r.Evidence.End)
		if err != nil {
			return fmt.Errorf("parent %d: %w", i, err)
		}
	}
	for i, ev := range doc.Events {
		err := p.exec(ctx, "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			n, i, ev.Type, ev.Modality, null(ev.Person), ev.Post, null(ev.Organization), null(ev.Place), ev.Date,
			ev.Votes, ev.Percent, ev.Turnout, ev.By, ev.Trigger.Start, ev.Trigger.End, ev.Background,
			ev.Evidence.Start, ev.Evidence.End, ev.Confidence, ev.Rule)
		if err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
	}
	return nil
}

// null turns the contract's "" into SQL's NULL, which no foreign key minds.
func null(id string) any {
	if id == "" {
		return nil
	}
	return id
}
