package archive

import "context"

// The format of an archive
//
// An archive is a folder:
//
//	derek.db        the record: one SQLite database in WAL mode (derek.db-wal and
//	                derek.db-shm stand beside it while it is open)
//	writer.db       an empty SQLite database; who writes keeps it locked
//	index/          the search index, owned by internal/search, derived from the
//	                record and safe to delete
//
// The database says what it is in its header: application_id is "derk" and
// user_version is FormatVersion. Any SQLite tool may read it while derek writes, but
// it is made to be small and fast, not to be queried: texts and documents are
// compressed. derek export writes files for other programs.
//
//	meta         key, value. "archive": a random name given once, by which a
//	             derived index knows its record; "change": the last number given
//	             to a change.
//	articles     one row per text. n is the small number by which other tables
//	             mean it; id is the stable id of the contract; hash the first half of
//	             the SHA-256 of the text, unique: the same text is kept once. change
//	             grows with every change of any article, so that "all with change > x"
//	             is what an index at x has missed. version is that of the tables behind
//	             the annotation, in versions. author, place and when it was first and
//	             last read belong to the text's own id; those of others are in further.
//	bodies       text, and document: what the annotation says beyond its text and its
//	             header, packed (pack.go says how); each a zstd frame (body.go). With
//	             the header, which is in articles, they are the exact answer to Article.
//	             Apart from articles because a scan of these must not read the texts.
//	further      the second and further ids under which a text was seen, each with
//	             its own address, title, author and place.
//	sources      a view: every id under which a text was seen, the article's own too.
//	removed      ids that ceased to be articles, with the number of that change.
//	tallies      how many mentions, entities and events of each type the documents
//	             have, and how many memberships and parents. Put keeps count.
//	failures     input that gave no article: where, at which stage, why, when first
//	             and last, how often. An article from the same place resolves it.
//	runs         one row per ingest: started, finished, lexicon, counts.
//	files        what became of every file; see schema3Files.
//
//	members      one row per entity of every article. seed is the id that its identity
//	             would have if it were all of it (seed.go says how it is a number), block what
//	             entities must share to be one: a number hashed from it; should two ever
//	             share a number, they are looked at together to no effect. identity is the n of
//	             one with several members; 0 when it is alone, which most are, and NULL until
//	             its block is looked at.
//	blocks       the rolls of blocks, packed (roll.go says how): what articles say of their
//	             members that helps to know them again (resolve.Profile), and what they belong
//	             to. Why members are one, and others not, is worked out from these whenever
//	             it is asked. An identity's members are in its block, and where users
//	             joined blocks, in those.
//	seeds        in which article a seed is, packed (seed.go).
//	events       one row per event: its place in the document's list, day, kind and
//	             entities, for finding it. parents likewise: who belongs to whom.
//	identities   one row per person, body or place of several members. seed is that of
//	             its first member, and its id; it is in article. n stays when the id changes.
//	             aliases is a JSON list of all spellings, '' when there is only name;
//	             keys are their keys, for looking them up. census counts the names of
//	             a body or place (census.go), so that new members need not wake the old.
//	stale_blocks blocks whose members have come or gone since they were looked at. It
//	             is written in the transaction that changes the members, so that
//	             nothing is lost when derek dies before it looks again. whole is 0 when
//	             only new members are to be looked at, and what they may have to do with.
//	decisions    what a user joined or kept apart, by article and seed. They outlive
//	             the articles that they speak of, and never the user's taking them back.
//
//	fingerprints one row per article: what its reposts are found by, and the article
//	             that names the group of reposts which it belongs to.
//	passages     which articles have a passage of a fingerprint, packed.
//	reposts      pairs of articles, both ways, that are reposts of each other.
//	lost_fingerprints  fingerprints of articles that are gone or have changed since the
//	             groups were made. A trigger writes it, as it does stale_blocks.
//
// All but decisions is derived from documents: meta "identified" is the
// number of the last change whose members are there, "identity_version" the rules that
// made them; "grouped" and "print_version" are the same for the groups of reposts.
//
// Dates are YYYY-MM-DD as in the contract, moments RFC 3339 in UTC, those of sources
// and files Unix seconds. Deleting an article deletes its rows everywhere but in removed.
//
// A page has 8 KB: articles of 3 KB take 1.6 KB in bodies, of which a page of 4 KB holds
// two and leaves a fifth empty. Archives that were made before keep their pages.
//
// Bytes for one byte of text, pages and indexes included, without who is who (5,000
// generated articles of 3.2 KB with six events each, compacted; the same in format 3):
//
//	                       now    format 3
//	texts and annotation   0.54   0.61
//	articles and sources   0.095  0.20
//	events and parents     0.066  0.065
//	groups of reposts      0.027  0.019
//
// The dictionaries are made of the built-in texts, and so are the words of the generated
// ones; of texts that they do not know, those of 2.6 KB shrink to 0.34, annotation takes
// 0.3.
//
// Who is who takes 0.80 of 5,000 generated articles (internal/corpusgen) with 27 members
// each, and 0.78 of 24,000: 99 bytes a member. Of these its row has 29, its roll 48, of
// which the names, once in a sheet, and posts are most, its seed 7, and the identities of
// several members and their index 13.
//
// Groups of reposts take 100 bytes an article (50,000 articles, go test -bench Group): the
// print 47 and its row 9, five entries of passages 43, in which buckets of so few articles are mostly
// row (of 210,000 generated articles 23), the rest reposts of one article in fifty.
// applicationID is "derk" in ASCII; it marks the header of an archive's database.
const applicationID = 0x6465726b

// FormatVersion is the version of the format above.
//
//	1: the first.
//	2: members, profiles, identities, apart, stale_blocks, decisions.
//	3: author of sources; compressed bodies, without the lists of documents as rows;
//	   smaller identities; files; fingerprints, passages, reposts, lost_fingerprints;
//	   smaller events and parents.
//	4: further and versions: what the own source of an article says is in its row, once;
//	   members in rolls, rows for identities of several members only.
//	5: passages in smaller buckets.
const FormatVersion = 5

// migrations[v] leads from format v to v+1; the first makes an empty database an
// archive. What SQL cannot do follows in the same transaction.
var (
	migrations  = [FormatVersion]string{schema1, schema2, schema3Author + schema3Record + schema3Files + schema3Groups + schema3Events, schema4Record + schema4Who, schema5Groups}
	conversions = [FormatVersion]func(context.Context, *transaction) error{2: packBodies, 4: splitBuckets}
)

const schema1 = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
	n         INTEGER PRIMARY KEY,
	id        TEXT NOT NULL UNIQUE,
	hash      BLOB NOT NULL UNIQUE,
	change    INTEGER NOT NULL UNIQUE,
	url       TEXT NOT NULL,
	source    TEXT NOT NULL,
	title     TEXT NOT NULL,
	published TEXT NOT NULL,
	lang      TEXT NOT NULL,
	script    TEXT NOT NULL,
	lexicon   TEXT NOT NULL,
	added     TEXT NOT NULL,
	changed   TEXT NOT NULL
) STRICT;

CREATE TABLE bodies (
	article  INTEGER PRIMARY KEY REFERENCES articles(n) ON DELETE CASCADE,
	text     TEXT NOT NULL,
	document BLOB NOT NULL
) STRICT;

CREATE TABLE sources (
	id         TEXT PRIMARY KEY,
	article    INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	url        TEXT NOT NULL,
	source     TEXT NOT NULL,
	title      TEXT NOT NULL,
	published  TEXT NOT NULL,
	place      TEXT NOT NULL,
	first_seen TEXT NOT NULL,
	last_seen  TEXT NOT NULL
) STRICT;
CREATE INDEX sources_article ON sources(article);

CREATE TABLE removed (
	id     TEXT PRIMARY KEY,
	change INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE entities (
	article INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	ord     INTEGER NOT NULL,
	id      TEXT NOT NULL,
	type    TEXT NOT NULL,
	name    TEXT NOT NULL,
	aliases TEXT NOT NULL, -- JSON list
	key     TEXT NOT NULL,
	PRIMARY KEY (article, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entities_key ON entities(type, key);

CREATE TABLE mentions (
	article INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	ord     INTEGER NOT NULL,
	type    TEXT NOT NULL,
	start   INTEGER NOT NULL,
	"end"   INTEGER NOT NULL,
	entity  TEXT,
	lemma   TEXT NOT NULL,
	rule    TEXT NOT NULL,
	PRIMARY KEY (article, ord),
	FOREIGN KEY (article, entity) REFERENCES entities(article, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
	article        INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	ord            INTEGER NOT NULL,
	person         TEXT,
	title          TEXT NOT NULL,
	organization   TEXT,
	place          TEXT,
	"from"         TEXT NOT NULL,
	"to"           TEXT NOT NULL,
	past           INTEGER NOT NULL,
	evidence_start INTEGER NOT NULL,
	evidence_end   INTEGER NOT NULL,
	rule           TEXT NOT NULL,
	PRIMARY KEY (article, ord),
	FOREIGN KEY (article, person) REFERENCES entities(article, id),
	FOREIGN KEY (article, organization) REFERENCES entities(article, id),
	FOREIGN KEY (article, place) REFERENCES entities(article, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_title ON memberships(title);

CREATE TABLE parents (
	article        INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	ord            INTEGER NOT NULL,
	child          TEXT,
	parent         TEXT,
	evidence_start INTEGER NOT NULL,
	evidence_end   INTEGER NOT NULL,
	PRIMARY KEY (article, ord),
	FOREIGN KEY (article, child) REFERENCES entities(article, id),
	FOREIGN KEY (article, parent) REFERENCES entities(article, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
	article        INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	ord            INTEGER NOT NULL,
	type           TEXT NOT NULL,
	modality       TEXT NOT NULL,
	person         TEXT,
	post           TEXT NOT NULL,
	organization   TEXT,
	place          TEXT,
	date           TEXT NOT NULL,
	votes          INTEGER,
	percent        REAL,
	turnout        REAL,
	"by"           TEXT NOT NULL,
	trigger_start  INTEGER NOT NULL,
	trigger_end    INTEGER NOT NULL,
	background     INTEGER NOT NULL,
	evidence_start INTEGER NOT NULL,
	evidence_end   INTEGER NOT NULL,
	confidence     REAL NOT NULL,
	rule           TEXT NOT NULL,
	PRIMARY KEY (article, ord),
	FOREIGN KEY (article, person) REFERENCES entities(article, id),
	FOREIGN KEY (article, organization) REFERENCES entities(article, id),
	FOREIGN KEY (article, place) REFERENCES entities(article, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_type ON events(type, date);

CREATE VIEW mention_texts AS
	SELECT m.*, substr(b.text, m.start+1, m."end"-m.start) AS surface
	FROM mentions m JOIN bodies b USING (article);

CREATE TABLE failures (
	place      TEXT NOT NULL,
	stage      TEXT NOT NULL,
	reason     TEXT NOT NULL,
	first_seen TEXT NOT NULL,
	last_seen  TEXT NOT NULL,
	times      INTEGER NOT NULL,
	PRIMARY KEY (place, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
	n          INTEGER PRIMARY KEY,
	started    TEXT NOT NULL,
	finished   TEXT NOT NULL, -- '' while it runs, or when it was killed
	lexicon    TEXT NOT NULL,
	added      INTEGER NOT NULL DEFAULT 0,
	updated    INTEGER NOT NULL DEFAULT 0,
	unchanged  INTEGER NOT NULL DEFAULT 0,
	duplicates INTEGER NOT NULL DEFAULT 0,
	failed     INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO meta VALUES ('archive', lower(hex(randomblob(16)))), ('change', 0);
`

const schema2 = `
CREATE TABLE members (
	article      INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	entity       TEXT NOT NULL,
	block        TEXT NOT NULL,
	seed         TEXT NOT NULL,
	type         TEXT NOT NULL,
	identity     TEXT NOT NULL, -- '' until its block is looked at
	rule         TEXT NOT NULL,
	evidence     TEXT NOT NULL,
	with_article TEXT NOT NULL,
	with_entity  TEXT NOT NULL,
	PRIMARY KEY (article, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_block ON members(block);
CREATE INDEX members_seed ON members(seed);
CREATE INDEX members_identity ON members(identity);

CREATE TABLE profiles (
	article INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	entity  TEXT NOT NULL,
	profile TEXT NOT NULL, -- JSON object
	PRIMARY KEY (article, entity)
) STRICT, WITHOUT ROWID;

CREATE TABLE identities (
	block   TEXT NOT NULL,
	id      TEXT NOT NULL,
	type    TEXT NOT NULL,
	name    TEXT NOT NULL,
	aliases TEXT NOT NULL, -- JSON list
	keys    TEXT NOT NULL,
	members INTEGER NOT NULL,
	PRIMARY KEY (block, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_id ON identities(id);
CREATE INDEX identities_type ON identities(type, members);

CREATE TABLE apart (
	block  TEXT NOT NULL,
	id     TEXT NOT NULL,
	other  TEXT NOT NULL,
	name   TEXT NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (block, id, other, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE stale_blocks (block TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TRIGGER members_come AFTER INSERT ON members BEGIN
	INSERT OR IGNORE INTO stale_blocks VALUES (new.block);
END;
CREATE TRIGGER members_go AFTER DELETE ON members BEGIN
	INSERT OR IGNORE INTO stale_blocks VALUES (old.block);
END;

CREATE TABLE decisions (
	n         INTEGER PRIMARY KEY AUTOINCREMENT,
	kind      TEXT NOT NULL, -- join or apart
	a_article TEXT NOT NULL,
	a_seed    TEXT NOT NULL,
	a_name    TEXT NOT NULL,
	b_article TEXT NOT NULL,
	b_seed    TEXT NOT NULL,
	b_name    TEXT NOT NULL,
	made      TEXT NOT NULL
) STRICT;

INSERT INTO meta VALUES ('identified', 0), ('identity_version', '');
`

// schema3Author adds the author, whom only the source knows: the annotated article of the
// contract has none. Sources of older archives get theirs with the next ingest.
const schema3Author = `
ALTER TABLE sources ADD COLUMN author TEXT NOT NULL DEFAULT '';
`

const schema3Record = `
DROP VIEW mention_texts;
ALTER TABLE bodies RENAME TO bodies2;
CREATE TABLE bodies (
	article  INTEGER PRIMARY KEY REFERENCES articles(n) ON DELETE CASCADE,
	text     BLOB NOT NULL,
	document BLOB NOT NULL
) STRICT;

CREATE TABLE tallies (
	kind TEXT NOT NULL, -- mention, entity, event, membership, parent
	type TEXT NOT NULL,
	n    INTEGER NOT NULL,
	PRIMARY KEY (kind, type)
) STRICT, WITHOUT ROWID;

CREATE TABLE former (
	id      TEXT PRIMARY KEY,
	article INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO former SELECT seed, article FROM members WHERE seed IN
	(SELECT id FROM identities UNION SELECT a_seed FROM decisions UNION SELECT b_seed FROM decisions);

DROP TABLE apart;
DROP TABLE identities;
DROP TABLE profiles;
DROP TABLE members;
DROP TABLE stale_blocks;
DROP TABLE mentions;
DROP TABLE memberships;
DROP TABLE parents;
DROP TABLE events;
DROP TABLE entities;

CREATE TABLE members (
	article  INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	entity   TEXT NOT NULL,
	block    INTEGER NOT NULL,
	identity INTEGER,
	packed   BLOB NOT NULL,
	PRIMARY KEY (article, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_block ON members(block, identity);

CREATE TABLE parts (
	n      INTEGER PRIMARY KEY,
	packed BLOB NOT NULL
) STRICT;

CREATE TABLE identities (
	n       INTEGER PRIMARY KEY,
	id      TEXT NOT NULL,
	block   INTEGER NOT NULL,
	article INTEGER NOT NULL,
	type    TEXT NOT NULL,
	name    TEXT NOT NULL,
	aliases TEXT NOT NULL,
	keys    TEXT NOT NULL,
	members INTEGER NOT NULL,
	census  BLOB NOT NULL
) STRICT;
CREATE INDEX identities_id ON identities(id);
CREATE INDEX identities_block ON identities(block);
CREATE INDEX identities_type ON identities(type, members);

CREATE TABLE stale_blocks (block INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER members_go AFTER DELETE ON members BEGIN
	INSERT OR IGNORE INTO stale_blocks VALUES (old.block);
END;

UPDATE meta SET value = 0 WHERE key = 'identified';
UPDATE meta SET value = '' WHERE key = 'identity_version';
`

// schema4Record keeps what the own source of an article says in the row of the article,
// where most of it was already, versions as numbers, moments as seconds, and of hashes
// as much as no chance meets.
const schema4Record = `
CREATE TABLE versions (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO versions (name) SELECT DISTINCT lexicon FROM articles ORDER BY 1;

CREATE TABLE further (
	id         TEXT PRIMARY KEY,
	article    INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	url        TEXT NOT NULL,
	source     TEXT NOT NULL,
	title      TEXT NOT NULL,
	published  TEXT NOT NULL,
	author     TEXT NOT NULL,
	place      TEXT NOT NULL,
	first_seen INTEGER NOT NULL,
	last_seen  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX further_article ON further(article);
INSERT INTO further
	SELECT s.id, s.article, s.url, s.source, s.title, s.published, s.author, s.place, unixepoch(s.first_seen), unixepoch(s.last_seen)
	FROM sources s JOIN articles a ON a.n = s.article WHERE s.id <> a.id;

ALTER TABLE articles ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN first_seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0;
UPDATE articles SET hash = substr(hash, 1, 16), version = (SELECT n FROM versions WHERE name = lexicon);
UPDATE articles SET author = s.author, place = s.place, first_seen = unixepoch(s.first_seen), last_seen = unixepoch(s.last_seen)
	FROM sources s WHERE s.id = articles.id;
ALTER TABLE articles DROP COLUMN lexicon;
ALTER TABLE articles DROP COLUMN added;
ALTER TABLE articles DROP COLUMN changed;

CREATE TABLE files4 (
	path       TEXT PRIMARY KEY,
	state      TEXT NOT NULL, -- reading, done, failed, partly
	stage      TEXT NOT NULL,
	reason     TEXT NOT NULL,
	articles   INTEGER NOT NULL,
	failed     INTEGER NOT NULL,
	run        INTEGER NOT NULL,
	first_seen INTEGER NOT NULL,
	last_seen  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO files4 SELECT path, state, stage, reason, articles, failed, run, unixepoch(first_seen), unixepoch(last_seen) FROM files;
DROP TABLE files;
ALTER TABLE files4 RENAME TO files;
CREATE INDEX files_state ON files(state) WHERE state <> 'done';

DROP TABLE sources;
CREATE VIEW sources (id, article, url, source, title, published, author, place, first_seen, last_seen) AS
	SELECT id, n, url, source, title, published, author, place, first_seen, last_seen FROM articles
	UNION ALL SELECT id, article, url, source, title, published, author, place, first_seen, last_seen FROM further;
`

// schema4Who has who is who made anew by the next Identify.
const schema4Who = `
DROP TABLE former;
DROP TABLE identities;
DROP TABLE parts;
DROP TABLE members;
DROP TABLE stale_blocks;

CREATE TABLE members (
	article  INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE,
	entity   TEXT NOT NULL,
	block    INTEGER NOT NULL,
	seed     INTEGER NOT NULL,
	identity INTEGER, -- 0 when it is all of it, NULL when nobody has looked
	PRIMARY KEY (article, entity)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
	n      INTEGER PRIMARY KEY, -- of the block, and of the sheet in it
	packed BLOB NOT NULL
) STRICT;

CREATE TABLE seeds (
	bucket INTEGER PRIMARY KEY,
	packed BLOB NOT NULL
) STRICT;

CREATE TABLE identities (
	n       INTEGER PRIMARY KEY,
	seed    INTEGER NOT NULL,
	block   INTEGER NOT NULL,
	article INTEGER NOT NULL,
	type    TEXT NOT NULL,
	name    TEXT NOT NULL,
	aliases TEXT NOT NULL,
	keys    TEXT NOT NULL,
	members INTEGER NOT NULL,
	census  BLOB NOT NULL
) STRICT;
CREATE INDEX identities_type ON identities(type, members);

CREATE TABLE stale_blocks (
	block INTEGER PRIMARY KEY,
	whole INTEGER NOT NULL -- 0 when only members that are new are to be looked at
) STRICT;
CREATE TRIGGER members_go AFTER DELETE ON members BEGIN
	INSERT OR REPLACE INTO stale_blocks VALUES (old.block, 1);
END;

UPDATE meta SET value = 0 WHERE key = 'identified';
UPDATE meta SET value = '' WHERE key = 'identity_version';
`

// schema5Groups has splitBuckets fill the new table.
const schema5Groups = `
ALTER TABLE passages RENAME TO passages4;
CREATE TABLE passages (
	bucket   INTEGER PRIMARY KEY, -- upper 17 bits of the passage's name
	articles BLOB NOT NULL        -- by number: its difference, the lower 7 bits, whether it is a head
) STRICT;
`
