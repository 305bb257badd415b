CREATE VIEW elections AS
	SELECT e.year, e.date, a.published, e.region, e.post, e.post_key, p.name AS person, o.name AS organization, l.name AS place,
		e.votes, e.percent, e.turnout, e.type, e.evidence, e.article, a.url, e.id
	FROM events e JOIN articles a ON a.id = e.article
		LEFT JOIN identities p ON p.id = e.person_id
		LEFT JOIN identities o ON o.id = e.organization_id
		LEFT JOIN identities l ON l.id = e.place_id
	WHERE e.modality = 'asserted' AND e.type IN ('elected', 'reelected', 'election_held');

CREATE VIEW careers AS
	SELECT t.person, s.post, s.organization, s.place, s.region, coalesce(t.start, t.start_to) AS since, t.start_basis,
		coalesce(t."end", t.end_to) AS until, t.end_basis, t.acting, b.name AS predecessor, n.name AS successor,
		t.statements, t.person_id, t.post_id, t.id
	FROM tenures t JOIN posts s ON s.id = t.post_id
		LEFT JOIN identities b ON b.id = t.predecessor_id
		LEFT JOIN identities n ON n.id = t.successor_id;

CREATE VIEW named_mentions AS
	SELECT m.*, i.id AS identity, i.name AS identity_name
	FROM mentions m
		LEFT JOIN entities e ON e.article = m.article AND e.id = m.entity
		LEFT JOIN identities i ON i.id = e.identity;
