package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/pipeline"
)

// What a feed has is taken from it, everything else from the record, whatever the order
// in which both come.
func TestFeed(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	store := func(docs ...pipeline.Document) []archive.Entry {
		t.Helper()
		entries := entriesOf(docs...)
		if _, err := arch.Put(t.Context(), today, "lex", entries); err != nil {
			t.Fatal(err)
		}
		for i := range entries { // shows where the index has it from
			entries[i].Document.Text += " қолдан"
		}
		return entries
	}
	text := func(id string) pipeline.Document { return plainText(id, "жарыс "+id) }
	old := store(text("old"))
	feed := NewFeed()
	first := store(text("a"), text("b"))
	lost := store(text("lost"))
	twice := store(text("c"), plainText("c", "жарыс c екі рет"), text("d"))
	gone := store(plainText("b", "жарыс a")) // a copy of a: b ends
	last := store(text("e"))
	feed.Add(first)
	feed.Add(twice)
	feed.Add(gone)
	feed.Add(last)
	done := make(chan error, 1)
	go func() { done <- ix.Follow(t.Context(), feed) }()
	feed.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if old[0].Number == 0 || lost[0].Number == 0 || gone[0].Number != 0 {
		t.Errorf("numbers %d, %d, %d", old[0].Number, lost[0].Number, gone[0].Number)
	}
	all, fed := find(t, ix, Request{Query: "жарыс"}), find(t, ix, Request{Query: "қолдан"})
	slices.Sort(all)
	slices.Sort(fed)
	if got, want := fmt.Sprint(all, fed), "[a c d e lost old] [a c d e]"; got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	catchUp(t, ix, 0)
}

// A full feed takes no more; emptied, it has room again.
func TestFeedBound(t *testing.T) {
	feed := NewFeed()
	entry := func(number int64, size int) []archive.Entry {
		return []archive.Entry{{Number: number, Document: plainText("a", strings.Repeat("a", size))}}
	}
	feed.Add(entry(1, feedBytes+1))
	feed.Add(entry(2, 1))
	if _, ok := feed.take(2); ok || feed.bytes != 0 {
		t.Errorf("took change 2 from a full feed; %d bytes left", feed.bytes)
	}
	feed.Add(entry(3, feedBytes/2))
	feed.Add(entry(4, feedBytes/2))
	feed.Add(entry(5, 1))
	if feed.begins(4) || !feed.begins(3) {
		t.Error("change 3 is not the next one")
	}
	c, ok := feed.take(4)
	if !ok || c.number != 4 || feed.begins(5) || feed.bytes != 0 {
		t.Errorf("took %d, %v; %d bytes left", c.number, ok, feed.bytes)
	}
}
