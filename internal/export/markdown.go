package export

import (
	"bytes"
	"strings"
	"text/template"
)

// markdown writes the page as Markdown. Everything that articles say is escaped.
func (d *dossierFormat) markdown() (written, error) {
	page := template.New("dossier.md").Funcs(template.FuncMap{"md": escapeMarkdown, "link": escapeLink})
	page, err := page.ParseFS(dossierFiles, "dossier.md")
	if err != nil {
		return written{}, err
	}
	var b bytes.Buffer
	if err := page.Execute(&b, d.page); err != nil {
		return written{}, err
	}
	return d.dir.save("dossier.md", b.Bytes())
}

// escapeMarkdown makes text stand for itself, on one line.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if strings.ContainsRune("\\`*_{}[]<>()#+-.!|~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// escapeLink keeps an address within its brackets. Only the web's are links.
func escapeLink(s string) string {
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return "#"
	}
	return strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\n", "", "\\", "%5C").Replace(s)
}
