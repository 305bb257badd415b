package corpus

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const rssFeed = `<?xml version="1.0" encoding="windows-1251"?>
<?xml-stylesheet href="a.xsl"?>
<!-- <item> is no item here -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Жаршы &amp; Ко</title><link>https://a.kz</link>
<image><title>Сурет</title><url>https://a.kz/i.png</url></image>
<item><title>Әкім &amp;quot;сайланды&amp;quot;</title><link>https://a.kz/1</link><guid isPermaLink="false">a-1</guid>
<pubDate>Tue, 05 Mar 2024 02:00:00 +0500</pubDate><description>Қысқаша.</description>
<content:encoded><![CDATA[<p>Бірінші бөлім.</p><p></item>Екінші бөлім.</p>]]></content:encoded></item>
<item><title>Екінші</title><link>https://a.kz/2</link><dc:creator>Айгүл Серік</dc:creator><dc:date>2024-03-06T10:00:00+05:00</dc:date><description>Мәтін &amp;amp; т.б.</description></item>
</channel></rss>`

const atomFeed = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="kk"><title type="text">Жаршы</title>
<entry><id>tag:a.kz,2024:1</id><author><name>Айгүл Серік</name><email>a@a.kz</email></author><author><name>Б. Омар</name></author><title>Әкім</title><link rel="alternate" href="https://a.kz/1"/><updated>2024-03-06T01:00:00Z</updated>
<published>2024-03-05T23:00:00+05:00</published><summary>Қысқаша.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Мәтін <b>бар</b>.</p></div></content></entry></feed>`

const rdfFeed = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://a.kz"><title>Жаршы</title><items><rdf:Seq><rdf:li resource="https://a.kz/1"/></rdf:Seq></items></channel>
<item rdf:about="https://a.kz/1"><title>Әкім</title><link>https://a.kz/1</link><description>Мәтін.</description></item></rdf:RDF>`

func TestReadFeed(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		want       []Article
	}{
		{"RSS 2.0", rssFeed, []Article{
			{
				ID: "a-1", URL: "https://a.kz/1", Source: "Жаршы & Ко", Title: `Әкім "сайланды"`, Published: "2024-03-05",
				Text: "Әкім \"сайланды\"\n\nБірінші бөлім.\n\nЕкінші бөлім.", Place: "-:1",
			},
			{
				ID: "https://a.kz/2", URL: "https://a.kz/2", Source: "Жаршы & Ко", Title: "Екінші", Published: "2024-03-06", Author: "Айгүл Серік",
				Text: "Екінші\n\nМәтін & т.б.", Place: "-:2",
			},
		}},
		{"Atom", atomFeed, []Article{{
			ID: "tag:a.kz,2024:1", URL: "https://a.kz/1", Source: "Жаршы", Title: "Әкім", Published: "2024-03-05",
			Author: "Айгүл Серік, Б. Омар", Text: "Әкім\n\nМәтін бар.", Place: "-:1",
		}}},
		{"RSS 1.0", rdfFeed, []Article{{
			ID: "https://a.kz/1", URL: "https://a.kz/1", Source: "Жаршы", Title: "Әкім", Text: "Әкім\n\nМәтін.", Place: "-:1",
		}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arts, failures := content(t, tt.data)
			if diff := cmp.Diff(arts, tt.want); diff != "" || failures != nil {
				t.Errorf("failures %v, articles (-got +want):\n%s", failures, diff)
			}
		})
	}
}

func TestReadFeedInLegacyEncoding(t *testing.T) {
	arts, failures := content(t, string(encode(codepages[1], rssFeed)))
	if len(arts) != 2 || arts[0].Source != "Жаршы & Ко" || !strings.Contains(arts[0].Text, "Екінші бөлім.") {
		t.Errorf("got %+v, failures %v", arts, failures)
	}
}

// A feed is read item by item, so its length does not matter, and neither do broken
// items.
func TestReadLongFeed(t *testing.T) {
	item := "<item><guid>%</guid><description>" + strings.Repeat("Мәтін. ", 100) + "</description></item>\n"
	var b strings.Builder
	b.WriteString("<rss><channel><title>Жаршы</title>")
	b.WriteString(strings.Repeat(item, 50))
	b.WriteString("<item><description>" + strings.Repeat("Мәтін. ", 1000) + "</description></item>")
	b.WriteString("<item><description>Мәтін.</description>")
	b.WriteString(strings.Repeat(item, 50) + "</channel></rss>")
	arts, failures := collect(t, Options{Stdin: strings.NewReader(b.String()), MaxArticle: 4000}, "-")
	if diff := cmp.Diff(failures, []string{"-:51: larger than 4000 bytes", "-:52: the item is not closed"}); diff != "" {
		t.Errorf("failures (-got +want):\n%s", diff)
	}
	if len(arts) != 100 {
		t.Errorf("got %d articles, want 100", len(arts))
	}
}
