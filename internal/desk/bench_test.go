package desk

import "testing"

// BenchmarkPages measures the answers behind the pages that are asked for most, over the
// built-in articles.
func BenchmarkPages(b *testing.B) {
	d := newDesk(b)
	ctx := b.Context()
	found, err := d.Search(ctx, SearchQuery{Limit: MaxPage})
	if err != nil {
		b.Fatal(err)
	}
	people, err := d.Persons(ctx, NameQuery{Limit: MaxPage})
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for _, page := range []struct {
		name string
		ask  func() error
	}{
		{"search", func() error {
			_, err := d.Search(ctx, SearchQuery{Text: found.Hits[i%len(found.Hits)].Title, Facets: true})
			return err
		}},
		{"article", func() error {
			_, err := d.Article(ctx, found.Hits[i%len(found.Hits)].ID)
			return err
		}},
		{"person", func() error {
			_, err := d.Person(ctx, people.Names[i%len(people.Names)].ID, IdentityQuery{})
			return err
		}},
		{"events", func() error {
			_, err := d.Events(ctx, EventQuery{})
			return err
		}},
	} {
		b.Run(page.name, func(b *testing.B) {
			for b.Loop() {
				i++
				if err := page.ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
