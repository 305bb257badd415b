package export

import (
	"slices"
	"strings"

	"github.com/seed50815598/derek/internal/archive"
	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/internal/ledger"
	"github.com/seed50815598/derek/pipeline"
)

// The tables. A column is defined once: its name, type and meaning, and where its values
// come from; all formats, schemas and READMEs follow from that.
//
// Every table that is not late has rows of single articles and begins with the
// article's id; entity columns hold ids of that article's entities, and columns that
// end in _id those of identities, which are the same in all articles. Several values
// of one column are joined by "|".

// What rows are made from, table by table, beside articles.
type (
	sourceOf struct {
		*article
		archive.Source
	}
	mentionOf struct {
		*article
		*pipeline.Mention
	}
	entityOf struct {
		*article
		*pipeline.Entity
	}
	membershipOf struct {
		*article
		*pipeline.Membership

		id string
	}
	parentOf struct {
		*article
		*pipeline.Parent

		id string
	}
	eventOf struct {
		*article
		*pipeline.Event

		id string
	}
	identityOf struct {
		archive.Identity

		kind, parent string
		entities     int
		former       []string // ids that lead to it, in order
	}
	redirectOf struct {
		id, identity string
	}
	postOf struct {
		*ledger.Seat
		*seat

		id string
	}
	tenureOf struct {
		*ledger.Tenure

		id, post string
	}
	evidenceOf struct {
		*ledger.Evidence

		tenure string
		number int
		proof  proof
	}
)

var articlesTable = (&table{
	name: "articles", about: "One row per text.", key: []string{"id"},
	columns: columns(
		must("id", aText, "stable id of the article", func(a *article) any { return a.doc.ID }),
		may("url", aText, "address at which it was published", func(a *article) any { return a.doc.URL }),
		may("source", aText, "who published it", func(a *article) any { return a.doc.Source }),
		may("title", aText, "title as published", func(a *article) any { return a.doc.Title }),
		may("published", aDate, "day of publication", func(a *article) any { return a.doc.Published }),
		must("lang", aText, "kk, ru, mixed or other", func(a *article) any { return a.doc.Lang }),
		must("script", aText, "cyrl, latn, arab or mixed", func(a *article) any { return a.doc.Script }),
		must("text", aText, "the article exactly as read, title included; all offsets count its characters", func(a *article) any { return a.doc.Text }),
	),
}).indexed()

var sourcesTable = (&table{
	name: "sources", about: "Every id and address under which a text was seen, the article's own included.", key: []string{"id"},
	columns: columns(
		must("article", aText, "id of the article that has the text", func(s *sourceOf) any { return s.doc.ID }),
		must("id", aText, "id under which the text was seen; leads to the article", func(s *sourceOf) any { return s.ID }),
		may("url", aText, "address there", func(s *sourceOf) any { return s.URL }),
		may("source", aText, "who published it there", func(s *sourceOf) any { return s.Source.Source }),
		may("title", aText, "title there", func(s *sourceOf) any { return s.Title }),
		may("published", aDate, "day of publication there", func(s *sourceOf) any { return s.Published }),
		may("author", aText, "who wrote it, names set apart by commas", func(s *sourceOf) any { return s.Author }),
	),
	refs: []reference{ofArticle},
}).indexed()

var mentionsTable = (&table{
	name: "mentions", about: "Stretches of text that name something. An ORG may lie within an ORG or a TITLE; nothing else overlaps.",
	columns: columns(
		must("article", aText, "id of the article", func(m *mentionOf) any { return m.doc.ID }),
		must("type", aText, "PERSON, TITLE, ORG, PLACE, FACILITY or DATE", func(m *mentionOf) any { return m.Type }),
		span("start_offset", "end_offset", "the mention", func(m *mentionOf) pipeline.Span { return pipeline.Span{Start: m.Start, End: m.End} }),
		must("text", aText, "the mention as it stands", func(m *mentionOf) any { return m.Text }),
		may("entity", aText, "entity of the article, none for TITLE and DATE", func(m *mentionOf) any { return m.Entity }),
		may("lemma", aText, "dictionary form; of a DATE the ISO value", func(m *mentionOf) any { return m.Lemma }),
		may("rule", aText, "who decided: a rule, or the tagger", func(m *mentionOf) any { return m.Rule }),
	),
	refs: []reference{ofArticle, ofEntity("entity")},
}).indexed()

var entitiesTable = (&table{
	name: "entities", about: "People, organizations, places and facilities of single articles.", key: []string{"article", "id"},
	columns: columns(
		must("article", aText, "id of the article", func(e *entityOf) any { return e.doc.ID }),
		must("id", aText, "id within the article", func(e *entityOf) any { return e.ID }),
		must("type", aText, "PERSON, ORG, PLACE or FACILITY", func(e *entityOf) any { return e.Type }),
		must("name", aText, "name in the nominative", func(e *entityOf) any { return e.Name }),
		may("aliases", aText, "other forms of the name in the article, joined by |", func(e *entityOf) any { return strings.Join(e.Aliases, "|") }),
		may("identity", aText, "who or what it is across articles", func(e *entityOf) any { return e.who[e.ID].Identity }),
	),
	refs: []reference{ofArticle, ofIdentity("identity")},
}).indexed()

var membershipsTable = (&table{
	name: "memberships", about: "Statements of single articles that a person holds, or held, a post.", key: []string{"id"},
	columns: columns(
		must("article", aText, "id of the article", func(m *membershipOf) any { return m.doc.ID }),
		may("person", aText, "entity of the article", func(m *membershipOf) any { return m.Person }),
		must("title", aText, "post in the dictionary form, lower case", func(m *membershipOf) any { return m.Title }),
		may("organization", aText, "entity of the article", func(m *membershipOf) any { return m.Organization }),
		may("place", aText, "entity of the article", func(m *membershipOf) any { return m.Place }),
		may("from", aPartial, "when the post was taken up, as stated", func(m *membershipOf) any { return m.From }),
		may("to", aPartial, "when it was left, as stated", func(m *membershipOf) any { return m.To }),
		must("past", aBool, "the article says that the post is no longer held", func(m *membershipOf) any { return m.Past }),
		span("evidence_start", "evidence_end", "the sentence that says so", func(m *membershipOf) pipeline.Span { return m.Evidence }),
		must("rule", aText, "who decided", func(m *membershipOf) any { return m.Rule }),
		must("id", aText, "stable id of the statement", func(m *membershipOf) any { return m.id }),
		across("person", func(m *membershipOf) (*article, string) { return m.article, m.Person }),
		across("organization", func(m *membershipOf) (*article, string) { return m.article, m.Organization }),
		across("place", func(m *membershipOf) (*article, string) { return m.article, m.Place }),
		may("region", aText, aboutRegion, func(m *membershipOf) any { return m.places.region(m.name(m.Place), m.name(m.Organization)) }),
		must("evidence", aText, "the sentence", func(m *membershipOf) any { return m.sentence(m.Evidence) }),
	),
	refs: []reference{
		ofArticle, ofEntity("person"), ofEntity("organization"), ofEntity("place"),
		ofIdentity("person_id"), ofIdentity("organization_id"), ofIdentity("place_id"),
	},
}).indexed()

var parentsTable = (&table{
	name: "parents", about: "Statements of single articles that one organization belongs to another.",
	key: []string{"id"},
	columns: columns(
		must("article", aText, "id of the article", func(p *parentOf) any { return p.doc.ID }),
		must("child", aText, "entity of the article", func(p *parentOf) any { return p.Child }),
		must("parent", aText, "entity of the article", func(p *parentOf) any { return p.Parent.Parent }),
		span("evidence_start", "evidence_end", "the sentence that says so", func(p *parentOf) pipeline.Span { return p.Evidence }),
		must("id", aText, "stable id of the statement", func(p *parentOf) any { return p.id }),
		across("child", func(p *parentOf) (*article, string) { return p.article, p.Child }),
		across("parent", func(p *parentOf) (*article, string) { return p.article, p.Parent.Parent }),
		must("evidence", aText, "the sentence", func(p *parentOf) any { return p.sentence(p.Evidence) }),
	),
	refs: []reference{
		ofArticle, ofEntity("child"), ofEntity("parent"),
		ofIdentity("child_id"), ofIdentity("parent_id"),
	},
}).indexed()

var eventsTable = (&table{
	name: "events", about: "Elections, appointments and the like as single articles state them; the same event may be stated by several.",
	key: []string{"id"},
	columns: columns(
		must("article", aText, "id of the article", func(e *eventOf) any { return e.doc.ID }),
		must("type", aText, "elected, reelected, appointed, dismissed, resigned, nominated, registered, election_scheduled or election_held", func(e *eventOf) any { return e.Type }),
		must("modality", aText, "asserted, planned, negated, conditional or reported; only asserted ones have happened", func(e *eventOf) any { return e.Modality }),
		may("person", aText, "entity of the article", func(e *eventOf) any { return e.Person }),
		may("post", aText, "post in the dictionary form, lower case", func(e *eventOf) any { return e.Post }),
		may("organization", aText, "entity of the article", func(e *eventOf) any { return e.Organization }),
		may("place", aText, "entity of the article", func(e *eventOf) any { return e.Place }),
		may("date", aPartial, "when it happened, as stated", func(e *eventOf) any { return e.Date }),
		may("votes", anInt, "votes for the person", func(e *eventOf) any { return given(e.Votes) }).in("votes"),
		may("percent", aNumber, "share of the votes for the person", func(e *eventOf) any { return given(e.Percent) }).in("percent"),
		may("turnout", aNumber, "share of the voters who came", func(e *eventOf) any { return given(e.Turnout) }).in("percent"),
		may("by", aText, "who elected or appointed: an entity of the article, or its words", func(e *eventOf) any { return e.By }),
		must("trigger", aText, "the word that states the event", func(e *eventOf) any { return e.Trigger.Text }),
		span("trigger_start", "trigger_end", "that word", func(e *eventOf) pipeline.Span { return pipeline.Span{Start: e.Trigger.Start, End: e.Trigger.End} }),
		must("background", aBool, "told as history, not as news", func(e *eventOf) any { return e.Background }),
		span("evidence_start", "evidence_end", "the sentence that says so", func(e *eventOf) pipeline.Span { return e.Evidence }),
		must("confidence", aNumber, "how sure derek is, from 0 to 1", func(e *eventOf) any { return e.Confidence }),
		must("rule", aText, "who decided", func(e *eventOf) any { return e.Rule }),
		must("id", aText, "stable id of the event as this article states it", func(e *eventOf) any { return e.id }),
		across("person", func(e *eventOf) (*article, string) { return e.article, e.Person }),
		across("organization", func(e *eventOf) (*article, string) { return e.article, e.Organization }),
		across("place", func(e *eventOf) (*article, string) { return e.article, e.Place }),
		may("region", aText, aboutRegion, func(e *eventOf) any { return e.places.region(e.name(e.Place), e.name(e.Organization)) }),
		may("year", anInt, "year of the event; where that is not stated, of the article, save for history", func(e *eventOf) any { return yearOf(e.Event, e.doc.Published) }).in("year"),
		must("evidence", aText, "the sentence", func(e *eventOf) any { return e.sentence(e.Evidence) }),
		may("published", aDate, "day of the article", func(e *eventOf) any { return e.doc.Published }),
		may("url", aText, "address of the article", func(e *eventOf) any { return e.doc.URL }),
		may("post_key", aText, aboutPostKey, func(e *eventOf) any { return kazakh.Key(e.Post) }),
	),
	refs: []reference{
		ofArticle, ofEntity("person"), ofEntity("organization"), ofEntity("place"),
		ofIdentity("person_id"), ofIdentity("organization_id"), ofIdentity("place_id"),
	},
}).indexed()

var identitiesTable = (&table{
	name: "identities", late: true, about: "People, organizations, places and facilities across articles.", key: []string{"id"},
	columns: columns(
		must("id", aText, "stable id", func(i *identityOf) any { return i.ID }),
		must("type", aText, "PERSON, ORG, PLACE or FACILITY", func(i *identityOf) any { return i.Type }),
		may("kind", aText, "of an ORG, by its head noun: gov, elect, party, public, biz, edu, med, cult, media, sport, relig or mil", func(i *identityOf) any { return i.kind }),
		must("name", aText, "name in the nominative", func(i *identityOf) any { return i.Name }),
		may("aliases", aText, "all spellings, joined by |", func(i *identityOf) any { return strings.Join(i.Aliases, "|") }),
		must("entities", anInt, "entities of the exported articles that it is", func(i *identityOf) any { return i.entities }).in("entities"),
		may("parent_id", aText, "body that it belongs to, as most of the exported articles say", func(i *identityOf) any { return i.parent }),
	),
	refs: []reference{ofIdentity("parent_id")},
}).indexed()

// otherNames are the spellings of a row of identities, but the name, one by one.
func (r row) otherNames() []string {
	id, ok := r.from.(*identityOf)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(id.Aliases), func(a string) bool { return a == id.Name || a == "" })
}

var postsTable = (&table{
	name: "posts", late: true, about: "Posts of one body or territory, under all their names.", key: []string{"id"},
	columns: columns(
		must("id", aText, "stable id", func(p *postOf) any { return p.id }),
		must("post", aText, "post in the dictionary form, lower case", func(p *postOf) any { return p.Post }),
		may("organization", aText, "name of the body that it belongs to", func(p *postOf) any { return p.Body }),
		may("place", aText, "name of the territory that it belongs to", func(p *postOf) any { return p.Place }),
		may("organization_id", aText, "identity of that body, as most statements have it", func(p *postOf) any { return p.orgs.most() }),
		may("place_id", aText, "identity of that territory, as most statements have it", func(p *postOf) any { return p.lands.most() }),
		may("region", aText, aboutRegion, func(p *postOf) any { return p.regions.most() }),
		must("many", aBool, "several people may hold it at a time", func(p *postOf) any { return p.Many }),
		may("names", aText, "other names that articles have for it, joined by |", func(p *postOf) any { return strings.Join(p.Names, "|") }),
		must("post_key", aText, aboutPostKey, func(p *postOf) any { return kazakh.Key(p.Post) }),
	),
	refs: []reference{ofIdentity("organization_id"), ofIdentity("place_id")},
}).indexed()

var tenuresTable = (&table{
	name: "tenures", late: true, about: "Times for which one person held a post, put together from all exported articles. What no sentence states is left open.",
	key: []string{"id"},
	columns: columns(
		must("id", aText, "stable id", func(t *tenureOf) any { return t.id }),
		must("post_id", aText, "the post", func(t *tenureOf) any { return t.post }),
		may("person_id", aText, "the person; missing where only this article knows the name", func(t *tenureOf) any { return identityKey(t.Person) }),
		must("person", aText, "name of the person", func(t *tenureOf) any { return t.Name }),
		must("acting", aBool, "for the time being", func(t *tenureOf) any { return t.Acting }),
		limit("start", "the first day", func(t *tenureOf) ledger.Limit { return t.Start }),
		limit("end", "the last day", func(t *tenureOf) ledger.Limit { return t.End }),
		may("first_seen", aDate, "first day on which the post was surely held", func(t *tenureOf) any { return t.FirstSeen }),
		may("last_seen", aDate, "last day on which the post was surely held", func(t *tenureOf) any { return t.LastSeen }),
		may("predecessor_id", aText, "who held it before", func(t *tenureOf) any { return neighbour(t.Predecessor) }),
		may("successor_id", aText, "who held it after", func(t *tenureOf) any { return neighbour(t.Successor) }),
		must("statements", anInt, "sentences that it rests on, rows of tenure_evidence", func(t *tenureOf) any { return len(t.Evidence) }).in("sentences"),
	),
	refs: []reference{
		{[]string{"post_id"}, "posts", []string{"id"}},
		ofIdentity("person_id"), ofIdentity("predecessor_id"), ofIdentity("successor_id"),
	},
}).indexed()

var evidenceTable = (&table{
	name: "tenure_evidence", late: true, about: "The sentences that tenures rest on.", key: []string{"tenure", "number"},
	columns: columns(
		must("tenure", aText, "the tenure", func(e *evidenceOf) any { return e.tenure }),
		must("number", anInt, "by time, from 1", func(e *evidenceOf) any { return e.number }),
		must("article", aText, "id of the article", func(e *evidenceOf) any { return e.Article }),
		span("evidence_start", "evidence_end", "the sentence", func(e *evidenceOf) pipeline.Span { return pipeline.Span{Start: e.Start, End: e.End} }),
		must("says", aText, "began, renewed, holds, ended or held", func(e *evidenceOf) any { return string(e.Says) }),
		may("date", aText, "of the change, as the article gives it; from/to for a time", func(e *evidenceOf) any { return e.Date }),
		must("rule", aText, "who decided", func(e *evidenceOf) any { return e.Rule }),
		must("evidence", aText, "the sentence", func(e *evidenceOf) any { return e.proof.quote }),
		may("published", aDate, "day of the article", func(e *evidenceOf) any { return e.Published }),
		may("url", aText, "address of the article", func(e *evidenceOf) any { return e.proof.url }),
		may("source", aText, "who published the article", func(e *evidenceOf) any { return e.proof.source }),
	),
	refs: []reference{{[]string{"tenure"}, "tenures", []string{"id"}}, ofArticle},
}).indexed()

var redirectsTable = (&table{
	name: "redirects", late: true, about: "Ids that identities had, or could have had, before they were found to be one with others.",
	columns: columns(
		must("id", aText, "earlier id", func(r *redirectOf) any { return r.id }),
		must("identity", aText, "the id that holds now", func(r *redirectOf) any { return r.identity }),
	),
	refs: []reference{ofIdentity("identity")},
}).indexed()

// tables are all tables; those that others refer to come first. Redirects follow the row of
// the identity that they lead to, and proofs that of the tenure.
var tables = []*table{
	identitiesTable, articlesTable, sourcesTable, entitiesTable, mentionsTable, membershipsTable, parentsTable,
	eventsTable, postsTable, tenuresTable, evidenceTable, redirectsTable,
}

const aboutPostKey = "key of the post's words, one for all scripts: toraga"

const aboutRegion = "oblast or city of its rank in which the body or place lies, by its name, the table of places or the article"

var ofArticle = reference{[]string{"article"}, "articles", []string{"id"}}

func ofIdentity(name string) reference {
	return reference{[]string{name}, "identities", []string{"id"}}
}

func ofEntity(name string) reference {
	return reference{[]string{"article", name}, "entities", []string{"article", "id"}}
}

// across gives for an entity of an article its identity and name.
func across[T any](name string, of func(*T) (*article, string)) []column {
	return []column{
		may(name+"_id", aText, "identity of the "+name, func(from *T) any {
			a, entity := of(from)
			return a.who[entity].Identity
		}),
		may(name+"_name", aText, "name of the "+name+" in the article", func(from *T) any {
			a, entity := of(from)
			return a.name(entity)
		}),
	}
}

// limit describes the beginning or the end of a tenure.
func limit[T any](name, what string, of func(*T) ledger.Limit) []column {
	return []column{
		must(name+"_basis", aText, "how "+what+" is known: open, stated, bounded (had come by then) or inferred (from the successor)",
			func(from *T) any { return string(of(from).Basis) }),
		may(name, aPartial, what+", as stated", func(from *T) any { return of(from).Date }),
		may(name+"_from", aDate, what+" is not before", func(from *T) any { return of(from).From }),
		may(name+"_to", aDate, what+" is not after", func(from *T) any { return of(from).To }),
	}
}
