package corpus

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// What derek export writes describes itself in datapackage.json, or, a file by itself,
// in a file of that ending beside it. Of an export in JSON lines the articles are read
// and nothing beside them; the other formats are not for reading back.
const (
	descriptionFile  = "datapackage.json"
	exportedArticles = "articles.jsonl"
	maxDescription   = 4 << 20 // bytes
)

// A description is the part of it that tells the format, such as derek-jsonl.
type description struct {
	Name      string `json:"name"`
	Generator string `json:"generator"`
}

// describedBy reads a description; ok is false when derek has not written it.
func describedBy(path string) (d description, ok bool) {
	f, err := os.Open(path)
	if err != nil {
		return d, false
	}
	defer f.Close() //nolint:errcheck // opened for reading: nothing can be lost
	if err := json.NewDecoder(io.LimitReader(f, maxDescription)).Decode(&d); err != nil {
		return d, false
	}
	return d, d.Generator == "derek" || strings.HasPrefix(d.Generator, "derek ")
}

// readExport reads an export in place of the files of a folder.
func (y yielder) readExport(dir, format string, read func(path string) bool) bool {
	if format == "jsonl" {
		return read(filepath.Join(dir, exportedArticles))
	}
	return y.fail(dir, "an export of derek as "+format+", which is not for reading back", "export the archive as jsonl", nil)
}
