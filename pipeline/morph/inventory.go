package morph

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/lexicon"
)

// A state set says what a stretch of a word, from its first letter on, may be. The
// names stand in columns "after" and "to" of suffixes.tsv.
type state uint32

var stateNames = []string{
	"n", "nt", // noun stem; noun stem of time, which takes -gy
	"pl", "p1", "pp", "p3", "case", "loc", // with plural, possessive, case, locative
	"rel", "rpl", "rp3", "ki", "sim", // attributes and what may follow them
	"v0", "v1", "v2", "v3", "neg", // verb stem, with one to three voices, negated
	"past", "cond", "aor", "evid", "part", "fut", "int", "des", "vn", "agt", "lyk",
	"num", // a numeral stem, before an ordinal
	"end", // with a suffix that nothing follows
}

const (
	stateNoun state = 1 << iota
	stateTime
	statePL
	stateP1
	statePP
	stateP3
	stateCase
	stateLoc
	stateRel
	stateRPL
	stateRP3
	stateKi
	stateSim
	stateV0
	stateV1
	stateV2
	stateV3
	stateNeg
	statePast
	stateCond
	stateAor
	stateEvid
	statePart
	stateFut
	stateInt
	stateDes
	stateVN
	stateAgt
	stateLyk
	stateNum
	stateEnd
)

const (
	nounStems = stateNoun | stateTime | stateNum | stateP3 // stateP3: names that decline like a possessed noun
	verbStems = stateV0
	// accepting states may end a word; the person of some tenses is obligatory.
	accepting = ^(stateAor | stateEvid | stateDes)
)

var tagNames = [...]string{
	NoTag: "-", PL: "PL", P1S: "P1S", P2S: "P2S", P2F: "P2F", P3: "P3", P1P: "P1P",
	GEN: "GEN", DAT: "DAT", ACC: "ACC", LOC: "LOC", ABL: "ABL", INS: "INS",
	REL: "REL", SIM: "SIM", EQU: "EQU", LYK: "LYK", ORD: "ORD", COLL: "COLL", COP: "COP",
	PASS: "PASS", CAUS: "CAUS", RECP: "RECP", NEG: "NEG",
	PAST: "PAST", PFV: "PFV", EVID: "EVID", AOR: "AOR", HAB: "HAB", INT: "INT", FUT: "FUT", NFUT: "NFUT",
	COND: "COND", IMP3: "IMP3", IMP2: "IMP2", DES: "DES", VN: "VN", CVP: "CVP", CVA: "CVA", AGT: "AGT",
	S1: "S1", S2: "S2", S3: "S3", PL1: "PL1", KI: "KI", IMP1: "IMP1", CVG: "CVG", CVS: "CVS", UNL: "UNL",
}

var tagByName = func() map[string]Tag {
	tags := map[string]Tag{"DER": NoTag} // derivations leave no tag
	for tag, name := range tagNames {
		if tag > 0 {
			tags[name] = Tag(tag)
		}
	}
	return tags
}()

// String is the name of the tag in the language brief, "-" for NoTag.
func (t Tag) String() string {
	if int(t) < len(tagNames) {
		return tagNames[t]
	}
	return tagNames[NoTag]
}

// Conditions of a suffix beyond class and harmony.
const (
	condNone = iota
	condL    // the last syllable of the base holds an l
	condNoL  // it does not
	condLax  // read, never written
)

// A suffix is one row of suffixes.tsv.
type suffix struct {
	tag       Tag
	after, to state
	weight    float32
	cond      uint8
	forms     [kazakh.NumClass][2]([]codedSuffix) // by class of the base and harmony (0 back, 1 front)
}

// codedSuffix is a suffix form as letter codes.
type codedSuffix string

// An allomorph is one spelling of a suffix and the bases that license it. Checking
// a base against it is the same as regenerating the form: both come from forms.
type allomorph struct {
	row     *suffix
	length  int
	classes uint16 // bit set of kazakh.Class
	harmony kazakh.Harmony
	vowel   bool // begins with a vowel: the base shows voicing and elision
	restore byte // letter that the seam has swallowed from the end of the base, else 0
	glide   bool // spelled with ya, yu: the base ends in the letter i of kazakh.GlideSpelling
	tail    tail
	first   byte // code of its first letter
}

// tail says how the end of a suffix behaves before the next one.
type tail uint8

const (
	tailPlain   tail = iota // never changes
	tailVoiced              // voiced: only before a vowel
	tailUnvoice             // not before a vowel
)

// An inventory is the compiled suffix table: a trie of reversed spellings.
type inventory struct {
	rows  []suffix
	nodes []node
}

type node struct {
	next [44]uint16
	ends []allomorph
}

func compile(table *lexicon.Table) (*inventory, error) {
	inv := &inventory{nodes: make([]node, 1, 512), rows: make([]suffix, len(table.Rows))}
	for i, r := range table.Rows {
		if err := inv.rows[i].parse(r); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Ref(), err)
		}
	}
	for i := range inv.rows {
		inv.add(&inv.rows[i])
	}
	return inv, nil
}

func (s *suffix) parse(r lexicon.Row) error {
	tag, ok := tagByName[r.Get("tag")]
	if !ok {
		return fmt.Errorf("unknown tag %q", r.Get("tag"))
	}
	s.tag = tag
	var err error
	if s.after, err = parseStates(r.Get("after")); err != nil {
		return err
	}
	if s.to, err = parseStates(r.Get("to")); err != nil {
		return err
	}
	weight, err := strconv.ParseFloat(r.Get("weight"), 32)
	if err != nil {
		return fmt.Errorf("weight: %w", err)
	}
	s.weight = float32(weight)
	switch c := r.Get("cond"); c {
	case "-":
	case "l":
		s.cond = condL
	case "no-l":
		s.cond = condNoL
	case "lax":
		s.cond = condLax
	default:
		return fmt.Errorf("unknown cond %q", c)
	}
	for i, column := range []string{"v", "g", "r", "l", "n", "z", "t"} {
		cell := r.Get(column)
		if cell == "-" {
			continue
		}
		for pattern := range strings.FieldsSeq(cell) {
			for h := range 2 {
				form, err := expand(pattern, h == 1)
				if err != nil {
					return err
				}
				s.forms[i+1][h] = append(s.forms[i+1][h], form)
			}
		}
	}
	return nil
}

func parseStates(names string) (state, error) {
	var set state
next:
	for name := range strings.FieldsSeq(names) {
		for i, n := range stateNames {
			if n == name {
				set |= 1 << i
				continue next
			}
		}
		return 0, fmt.Errorf("unknown state %q", name)
	}
	return set, nil
}

// expand gives the letter codes of a pattern in one harmony.
func expand(pattern string, front bool) (codedSuffix, error) {
	var b []byte
	for _, r := range kazakh.Harmonize(pattern, front) {
		c := kazakh.Code(r)
		if c == 0 {
			return "", fmt.Errorf("%q is no suffix letter", r)
		}
		b = append(b, c)
	}
	return codedSuffix(b), nil
}

// add enters every spelling of a suffix into the trie.
func (inv *inventory) add(row *suffix) {
	type licence struct {
		classes uint16
		harmony kazakh.Harmony
	}
	var order []codedSuffix
	licences := map[codedSuffix]licence{}
	for class := range row.forms {
		for h, forms := range row.forms[class] {
			for _, f := range forms {
				l, seen := licences[f]
				if !seen {
					order = append(order, f)
				}
				l.classes |= 1 << class
				l.harmony |= kazakh.Back << h
				licences[f] = l
			}
		}
	}
	for _, f := range order {
		l := licences[f]
		a := allomorph{
			row: row, length: len(f), classes: l.classes, harmony: l.harmony,
			vowel: kazakh.IsVowel(f[0]), first: f[0],
		}
		inv.insertTails(f, a)
		if row.after&verbStems != 0 {
			inv.insertSeams(f, a)
		}
	}
}

// insertTails enters the spelling, and the one with a voiced last letter.
func (inv *inventory) insertTails(f codedSuffix, a allomorph) {
	last := f[len(f)-1]
	if v := kazakh.Voiced(last); v != 0 && a.row.to&(stateLyk|stateInt|stateNoun) != 0 {
		a.tail = tailUnvoice
		inv.insert(f, a)
		a.tail = tailVoiced
		f = f[:len(f)-1] + codedSuffix([]byte{v})
	}
	inv.insert(f, a)
}

// insertSeams enters the spellings that gives at the seam with a verb stem.
func (inv *inventory) insertSeams(f codedSuffix, a allomorph) {
	for _, c := range kazakh.Contractions {
		if c.Suffix != f[0] {
			continue
		}
		b := a
		b.restore, b.first = c.Stem, c.Spelled
		inv.insertTails(codedSuffix([]byte{c.Spelled})+f[1:], b)
	}
	if g := kazakh.GlideSpelling(f[0]); g != 0 {
		b := a
		b.glide, b.first = true, g
		inv.insertTails(codedSuffix([]byte{g})+f[1:], b)
	}
}

func (inv *inventory) insert(f codedSuffix, a allomorph) {
	at := uint16(0)
	for i := len(f) - 1; i >= 0; i-- {
		to := inv.nodes[at].next[f[i]]
		if to == 0 {
			to = uint16(len(inv.nodes))
			inv.nodes = append(inv.nodes, node{})
			inv.nodes[at].next[f[i]] = to
		}
		at = to
	}
	inv.nodes[at].ends = append(inv.nodes[at].ends, a)
}
