package export

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/pipeline"
)

// Stable ids. People, bodies and places have those of their identities in the archive,
// which outlive runs and are found again under any id that they had (redirects). What
// the archive keeps no id for is named by its content: a post by its key in the
// ledger, a tenure by post, person and order, a statement of an article by what is
// stated, of whom and where. The same statement in the same article has the same id in
// every export; it takes nothing from the order of lists or the entities' numbers.

// Letters with which ids begin. P, O, L and F are identities.
const (
	postLetter       = "S"
	tenureLetter     = "T"
	eventLetter      = "E"
	membershipLetter = "M"
	parentLetter     = "B"
	articleLetter    = "A"
)

// idDigits are those of the archive's ids: no letters that look like digits.
const idDigits = "0123456789abcdefghjkmnpqrstvwxyz"

// stableID hashes content to twelve digits, 60 bits.
func stableID(letter string, content ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(content, "\x00")))
	n := binary.BigEndian.Uint64(sum[:])
	out := make([]byte, 12)
	for i := range out {
		out[i] = idDigits[n&31]
		n >>= 5
	}
	return letter + "-" + string(out)
}

// A numberer keeps the ids of one article apart where two statements are alike.
type numberer map[string]int

func (n numberer) id(letter string, content ...string) string {
	id := stableID(letter, content...)
	n[id]++
	if again := n[id]; again > 1 {
		return stableID(letter, append(content, strconv.Itoa(again))...)
	}
	return id
}

func (n numberer) event(art *article, ev *pipeline.Event) string {
	return n.id(eventLetter, art.doc.ID, ev.Type, strconv.Itoa(ev.Trigger.Start), strconv.Itoa(ev.Trigger.End),
		art.name(ev.Person), ev.Post, art.name(ev.Organization))
}

func (n numberer) membership(art *article, m *pipeline.Membership) string {
	return n.id(membershipLetter, art.doc.ID, strconv.Itoa(m.Evidence.Start), strconv.Itoa(m.Evidence.End),
		art.name(m.Person), m.Title, art.name(m.Organization))
}

func (n numberer) parent(art *article, p *pipeline.Parent) string {
	return n.id(parentLetter, art.doc.ID, art.name(p.Child), art.name(p.Parent))
}

// articleID is the id of an article where others stand beside it: not to be taken for
// that of something else.
func articleID(id string) string { return stableID(articleLetter, id) }
