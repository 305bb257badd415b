// Package corpus reads articles as they were published.
//
// It takes files, folders and streams of plain text, HTML pages, JSON lines, tables,
// feeds and WARC records, packed or not, and gives articles one by one, holding one
// at a time in memory; what an article says is left to the pipeline. Broken and
// hostile input costs what is broken, within limits. The package also holds derek's
// built-in articles with their gold annotation.
package corpus

import "time"

// An Article is one published text.
type Article struct {
	ID        string // file name without ending, the record's own id, or a hash of the content
	URL       string // "" when unknown
	Source    string // "" when unknown
	Title     string // "" when unknown
	Published string // YYYY-MM-DD, "" when unknown
	Author    string // names, set apart by commas; "" when unknown
	Text      string // valid UTF-8, title included, as read
	Place     string // where it was read: "dir/file.jsonl:12"

	// Decisions are what users of another archive have said of whom the article names;
	// only derek's own lines have any.
	Decisions []Decision
}

// A Decision says that what two articles name is one (join) or is not (apart).
type Decision struct {
	Number int64     `json:"number"` // in the archive where it was made
	Kind   string    `json:"kind"`
	A      Party     `json:"a"`
	B      Party     `json:"b"`
	Made   time.Time `json:"made"`
}

// A Party is one side of a decision: somebody in an article.
type Party struct {
	Article string `json:"article"`
	ID      string `json:"id"`
	Name    string `json:"name"`
}
