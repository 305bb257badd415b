package export

import (
	"encoding/json"

	"github.com/seed50815598/derek/pipeline"
)

// jsonlFormat writes one JSON object a line, as the contract describes it. An article
// that has an author, or was seen under several ids, says so in further fields, so that
// derek ingest loses none.
type jsonlFormat struct {
	*file
	enc *json.Encoder
}

type jsonLine struct {
	pipeline.Document
	Author  string       `json:"author,omitempty"`
	Sources []jsonSource `json:"sources,omitempty"`
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

func newJSONL(_ *run, dir folder, _ *Options) (format, error) {
	f, err := dir.create("articles.jsonl")
	if err != nil {
		return nil, err
	}
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	return &jsonlFormat{file: f, enc: enc}, nil
}

func (j *jsonlFormat) article(a *article) error {
	line := jsonLine{Document: *a.doc, Author: a.author()}
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
