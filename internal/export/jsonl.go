package export

import (
	"encoding/json"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/pipeline"
)

// jsonlFormat writes one JSON object a line, as the contract describes it. An article
// that has an author, was seen under several ids, or names somebody of whom a user has
// decided who it is, says so in further fields, so that derek ingest loses nothing.
type jsonlFormat struct {
	*file
	enc     *json.Encoder
	decided map[string][]archive.Decision // by the article of the first party
}

type jsonLine struct {
	pipeline.Document
	Author    string             `json:"author,omitempty"`
	Sources   []jsonSource       `json:"sources,omitempty"`
	Decisions []archive.Decision `json:"decisions,omitempty"`
}

// A jsonSource is a further id under which the text was seen.
type jsonSource struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Source    string `json:"source"`
	Title     string `json:"title"`
	Published string `json:"published"`
	Author    string `json:"author,omitempty"`
}

func newJSONL(r *run, dir folder, _ *Options) (format, error) {
	list, err := r.from.Archive.Decisions(r.ctx)
	if err != nil {
		return nil, err
	}
	decided := map[string][]archive.Decision{}
	for _, d := range list {
		decided[d.A.Article] = append(decided[d.A.Article], d)
	}
	f, err := dir.create("articles.jsonl")
	if err != nil {
		return nil, err
	}
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	return &jsonlFormat{file: f, enc: enc, decided: decided}, nil
}

func (j *jsonlFormat) article(a *article) error {
	line := jsonLine{Document: *a.doc, Author: a.author(), Decisions: j.decided[a.doc.ID]}
	for _, s := range a.sources {
		if s.ID != a.doc.ID {
			line.Sources = append(line.Sources, jsonSource{s.ID, s.URL, s.Source, s.Title, s.Published, s.Author})
		}
	}
	return j.enc.Encode(line)
}

func (j *jsonlFormat) row(row) error { return nil }

func (j *jsonlFormat) finish() ([]resource, error) {
	done, err := j.close()
	return []resource{{written: done, format: "jsonl", media: "application/x-ndjson", about: "annotated articles"}}, err
}
