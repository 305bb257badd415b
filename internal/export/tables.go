package export

// Every table but the last five has rows of single articles and begins with the
// article's id; entity columns hold ids of that article's entities, and columns that
// end in _id those of identities, which are the same in all articles. Several values
// of one column are joined by "|".

var articlesTable = (&table{
	name: "articles", about: "One row per text.", key: []string{"id"},
	columns: columns(
		must("id", aText, "stable id of the article"),
		may("url", aText, "address at which it was published"),
		may("source", aText, "who published it"),
		may("title", aText, "title as published"),
		may("published", aDate, "day of publication"),
		must("lang", aText, "kk, ru, mixed or other"),
		must("script", aText, "cyrl, latn, arab or mixed"),
		must("text", aText, "the article exactly as read, title included; all offsets count its characters"),
	),
}).indexed()

var sourcesTable = (&table{
	name: "sources", about: "Every id and address under which a text was seen, the article's own included.", key: []string{"id"},
	columns: columns(
		must("article", aText, "id of the article that has the text"),
		must("id", aText, "id under which the text was seen; leads to the article"),
		may("url", aText, "address there"),
		may("source", aText, "who published it there"),
		may("title", aText, "title there"),
		may("published", aDate, "day of publication there"),
		may("author", aText, "who wrote it, names set apart by commas"),
	),
	refs: []reference{ofArticle},
}).indexed()

var mentionsTable = (&table{
	name: "mentions", about: "Stretches of text that name something. An ORG may lie within an ORG or a TITLE; nothing else overlaps.",
	columns: columns(
		must("article", aText, "id of the article"),
		must("type", aText, "PERSON, TITLE, ORG, PLACE, FACILITY or DATE"),
		span("start_offset", "end_offset", "the mention"),
		must("text", aText, "the mention as it stands"),
		may("entity", aText, "entity of the article, none for TITLE and DATE"),
		may("lemma", aText, "dictionary form; of a DATE the ISO value"),
		may("rule", aText, "who decided: a rule, or the tagger"),
	),
	refs: []reference{ofArticle, ofEntity("entity")},
}).indexed()

var entitiesTable = (&table{
	name: "entities", about: "People, organizations, places and facilities of single articles.", key: []string{"article", "id"},
	columns: columns(
		must("article", aText, "id of the article"),
		must("id", aText, "id within the article"),
		must("type", aText, "PERSON, ORG, PLACE or FACILITY"),
		must("name", aText, "name in the nominative"),
		may("aliases", aText, "other forms of the name in the article, joined by |"),
		may("identity", aText, "who or what it is across articles"),
	),
	refs: []reference{ofArticle, ofIdentity("identity")},
}).indexed()

var membershipsTable = (&table{
	name: "memberships", about: "Statements of single articles that a person holds, or held, a post.", key: []string{"id"},
	columns: columns(
		must("article", aText, "id of the article"),
		may("person", aText, "entity of the article"),
		must("title", aText, "post in the dictionary form, lower case"),
		may("organization", aText, "entity of the article"),
		may("place", aText, "entity of the article"),
		may("from", aPartial, "when the post was taken up, as stated"),
		may("to", aPartial, "when it was left, as stated"),
		must("past", aBool, "the article says that the post is no longer held"),
		span("evidence_start", "evidence_end", "the sentence that says so"),
		must("rule", aText, "who decided"),
		must("id", aText, "stable id of the statement"),
		acrossArticles("person", "organization", "place"),
		may("region", aText, aboutRegion),
		must("evidence", aText, "the sentence"),
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
		must("article", aText, "id of the article"),
		must("child", aText, "entity of the article"),
		must("parent", aText, "entity of the article"),
		span("evidence_start", "evidence_end", "the sentence that says so"),
		must("id", aText, "stable id of the statement"),
		acrossArticles("child", "parent"),
		must("evidence", aText, "the sentence"),
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
		must("article", aText, "id of the article"),
		must("type", aText, "elected, reelected, appointed, dismissed, resigned, nominated, registered, election_scheduled or election_held"),
		must("modality", aText, "asserted, planned, negated, conditional or reported; only asserted ones have happened"),
		may("person", aText, "entity of the article"),
		may("post", aText, "post in the dictionary form, lower case"),
		may("organization", aText, "entity of the article"),
		may("place", aText, "entity of the article"),
		may("date", aPartial, "when it happened, as stated"),
		may("votes", anInt, "votes for the person").in("votes"),
		may("percent", aNumber, "share of the votes for the person").in("percent"),
		may("turnout", aNumber, "share of the voters who came").in("percent"),
		may("by", aText, "who elected or appointed: an entity of the article, or its words"),
		must("trigger", aText, "the word that states the event"),
		span("trigger_start", "trigger_end", "that word"),
		must("background", aBool, "told as history, not as news"),
		span("evidence_start", "evidence_end", "the sentence that says so"),
		must("confidence", aNumber, "how sure derek is, from 0 to 1"),
		must("rule", aText, "who decided"),
		must("id", aText, "stable id of the event as this article states it"),
		acrossArticles("person", "organization", "place"),
		may("region", aText, aboutRegion),
		may("year", anInt, "year of the event; where that is not stated, of the article, save for history").in("year"),
		must("evidence", aText, "the sentence"),
		may("published", aDate, "day of the article"),
		may("url", aText, "address of the article"),
		may("post_key", aText, aboutPostKey),
	),
	refs: []reference{
		ofArticle, ofEntity("person"), ofEntity("organization"), ofEntity("place"),
		ofIdentity("person_id"), ofIdentity("organization_id"), ofIdentity("place_id"),
	},
}).indexed()

var identitiesTable = (&table{
	name: "identities", about: "People, organizations, places and facilities across articles.", key: []string{"id"},
	columns: columns(
		must("id", aText, "stable id"),
		must("type", aText, "PERSON, ORG, PLACE or FACILITY"),
		may("kind", aText, "of an ORG, by its head noun: gov, elect, party, public, biz, edu, med, cult, media, sport, relig or mil"),
		must("name", aText, "name in the nominative"),
		may("aliases", aText, "all spellings, joined by |"),
		must("entities", anInt, "entities of the exported articles that it is").in("entities"),
		may("parent_id", aText, "body that it belongs to, as most of the exported articles say"),
	),
	refs: []reference{ofIdentity("parent_id")},
}).indexed()

var postsTable = (&table{
	name: "posts", about: "Posts of one body or territory, under all their names.", key: []string{"id"},
	columns: columns(
		must("id", aText, "stable id"),
		must("post", aText, "post in the dictionary form, lower case"),
		may("organization", aText, "name of the body that it belongs to"),
		may("place", aText, "name of the territory that it belongs to"),
		may("organization_id", aText, "identity of that body, as most statements have it"),
		may("place_id", aText, "identity of that territory, as most statements have it"),
		may("region", aText, aboutRegion),
		must("many", aBool, "several people may hold it at a time"),
		may("names", aText, "other names that articles have for it, joined by |"),
		must("post_key", aText, aboutPostKey),
	),
	refs: []reference{ofIdentity("organization_id"), ofIdentity("place_id")},
}).indexed()

var tenuresTable = (&table{
	name: "tenures", about: "Times for which one person held a post, put together from all exported articles. What no sentence states is left open.",
	key: []string{"id"},
	columns: columns(
		must("id", aText, "stable id"),
		must("post_id", aText, "the post"),
		may("person_id", aText, "the person; missing where only this article knows the name"),
		must("person", aText, "name of the person"),
		must("acting", aBool, "for the time being"),
		limit("start", "the first day"),
		limit("end", "the last day"),
		may("first_seen", aDate, "first day on which the post was surely held"),
		may("last_seen", aDate, "last day on which the post was surely held"),
		may("predecessor_id", aText, "who held it before"),
		may("successor_id", aText, "who held it after"),
		must("statements", anInt, "sentences that it rests on, rows of tenure_evidence").in("sentences"),
	),
	refs: []reference{
		{[]string{"post_id"}, "posts", []string{"id"}},
		ofIdentity("person_id"), ofIdentity("predecessor_id"), ofIdentity("successor_id"),
	},
}).indexed()

var evidenceTable = (&table{
	name: "tenure_evidence", about: "The sentences that tenures rest on.", key: []string{"tenure", "number"},
	columns: columns(
		must("tenure", aText, "the tenure"),
		must("number", anInt, "by time, from 1"),
		must("article", aText, "id of the article"),
		span("evidence_start", "evidence_end", "the sentence"),
		must("says", aText, "began, renewed, holds, ended or held"),
		may("date", aText, "of the change, as the article gives it; from/to for a time"),
		must("rule", aText, "who decided"),
		must("evidence", aText, "the sentence"),
		may("published", aDate, "day of the article"),
		may("url", aText, "address of the article"),
		may("source", aText, "who published the article"),
	),
	refs: []reference{{[]string{"tenure"}, "tenures", []string{"id"}}, ofArticle},
}).indexed()

var redirectsTable = (&table{
	name: "redirects", about: "Ids that identities had, or could have had, before they were found to be one with others.",
	columns: columns(
		must("id", aText, "earlier id"),
		must("identity", aText, "the id that holds now"),
	),
	refs: []reference{ofIdentity("identity")},
}).indexed()

// tables are all tables; those that others refer to come first.
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

// acrossArticles gives each entity column its identity and name.
func acrossArticles(names ...string) []column {
	var all []column
	for _, name := range names {
		all = append(all, may(name+"_id", aText, "identity of the "+name), may(name+"_name", aText, "name of the "+name+" in the article"))
	}
	return all
}

// limit describes the beginning or the end of a tenure.
func limit(name, what string) []column {
	return []column{
		must(name+"_basis", aText, "how "+what+" is known: open, stated, bounded (had come by then) or inferred (from the successor)"),
		may(name, aPartial, what+", as stated"),
		may(name+"_from", aDate, what+" is not before"),
		may(name+"_to", aDate, what+" is not after"),
	}
}
