package resolve

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"sync"

	"github.com/seed50815598/derek/internal/kazakh"
	"github.com/seed50815598/derek/pipeline/mention"
)

// A Profile is what one article says about one of its entities, as far as it helps
// to know the entity again in another article. All keys are folded (kazakh.Key), so
// that scripts and spellings do not matter; what ends in "As" is as written. Its JSON
// leaves out what the archive keeps of the entity and its article anyway.
type Profile struct {
	Article string       `json:"-"`
	Entity  string       `json:"-"`
	Type    mention.Type `json:"-"`
	Name    string       `json:"-"`
	Aliases []string     `json:"-"`
	// Block is shared by all profiles that may be the same by the rules. Profiles of
	// different blocks are one only by a decision. It is never empty.
	Block string `json:"-"`
	// Seed names the profile by its content: the same after the article was removed
	// and read again, different for every article.
	Seed    string      `json:"-"`
	Twin    int         `json:"-"`                 // how many before it in the article have its type and key
	Key     string      `json:"key"`               // of the name
	Person  PersonName  `json:"person,omitzero"`   // parts of a person's name
	Title   string      `json:"title,omitempty"`   // the name to show, where a table knows it
	Row     string      `json:"row,omitempty"`     // the row of the tables that knows another name
	Seats   []Seat      `json:"seats,omitempty"`   // posts that the article gives a person
	Company []Companion `json:"company,omitempty"` // other persons of the article
	Date    string      `json:"-"`                 // of the article, YYYY-MM-DD or ""
	Source  string      `json:"-"`                 // of the article
}

// PersonName holds the parts of a person's name as keys. Surname and Patronymic are
// without the endings that gender and language change: one for -ov and -ova, one for
// -uly, -qyzy and -ovich.
type PersonName struct {
	Given        string `json:"given,omitempty"`
	Surname      string `json:"surname,omitempty"`
	Ending       string `json:"ending,omitempty"` // kind of surname: "ov", "sk", "" for a bare one
	Patronymic   string `json:"patronymic,omitempty"`
	PatronymicAs string `json:"patronymic_as,omitempty"`
	Initials     string `json:"initials,omitempty"` // of what is not spelled out: given name, patronymic
	Gender       string `json:"gender,omitempty"`   // m, f or ""
	Common       bool   `json:"common,omitempty"`   // many people bear this given name and surname
	Known        bool   `json:"known,omitempty"`    // the tables know a person of this name
}

// A Companion is another person of the same article, with a full name that is not one
// that every article mentions.
type Companion struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// SetPerson sets the name of a person. A surname in any form, gender and spelling has
// one block; a given name alone is never the same as another.
func (p *Profile) SetPerson(n PersonName) {
	p.Person = n
	switch {
	case n.Full():
		p.Key = n.key()
	case n.Surname != "":
		p.Key = first(n.Initials) + ".|" + n.Surname + "|" + n.Ending
	default:
		p.Key = n.Given
	}
	if n.Surname != "" {
		var block [64]byte
		p.Block = string(kazakh.AppendLooseKey(append(append(block[:0], letter(p.Type)...), ':'), n.Surname))
	}
}

// SetKey sets the key of a body or place; without one it is never the same as
// another.
func (p *Profile) SetKey(key string) {
	p.Key = key
	if key != "" {
		p.Block = letter(p.Type) + ":" + key
	}
}

// AddSeat adds a post, once. That it was held tells nothing beside its being held
// now.
func (p *Profile) AddSeat(s Seat) {
	known := slices.ContainsFunc(p.Seats, func(old Seat) bool {
		if s.Past && !old.Past {
			old.Past, old.From, old.To = s.Past, s.From, s.To
		}
		return old == s
	})
	if !known {
		p.Seats = append(p.Seats, s)
	}
}

// Full reports whether the name says given name and surname, or given name and
// patronymic.
func (n PersonName) Full() bool { return n.Given != "" && n.Surname != "" }

// key is the same for all full names that are equal but for gender and patronymic.
func (n PersonName) key() string { return n.Given + "|" + n.Surname + "|" + n.Ending }

// A Seat is a post that an article gives to a person.
type Seat struct {
	Title   string `json:"title"`
	TitleAs string `json:"title_as"`
	Body    string `json:"body,omitempty"` // "" when unknown or not certain from its name
	BodyAs  string `json:"body_as,omitempty"`
	Kind    string `json:"kind,omitempty"`  // of body: council, school
	Place   string `json:"place,omitempty"` // the territory of the post or its body
	PlaceAs string `json:"place_as,omitempty"`
	Like    string `json:"like,omitempty"`   // all places of its name and type
	Region  string `json:"region,omitempty"` // the oblast or city that Place is in or is
	Land    bool   `json:"land,omitempty"`   // the post belongs to the territory itself
	Sole    Sole   `json:"sole,omitempty"`   // whether one can hold it in two places
	From    string `json:"from,omitempty"`   // when it was held for certain; "" for unknown
	To      string `json:"to,omitempty"`
	Past    bool   `json:"past,omitempty"`
}

// Sole says whether somebody may hold a post in two bodies, or places, at a time.
type Sole uint8

// Members of councils sit in many; a chair may head two; nobody is akim of two
// districts or deputy of two assemblies.
const (
	NotSole Sole = iota
	MostlySole
	AlwaysSole
)

// where is what the post certainly belongs to, "" when unknown.
func (s *Seat) where() (key, as string) {
	switch {
	case s.Place != "" && (s.Land || s.Body == ""):
		return s.Place, s.PlaceAs
	case s.Body != "":
		return s.Body, s.BodyAs
	}
	return "", ""
}

// scope is what the post belongs to, perhaps only one of several places of a name,
// and of what kind that is.
func (s *Seat) scope() (kind, key, as string) {
	if s.Like != "" && (s.Land || s.Body == "") {
		return "territory", cmp.Or(s.Place, s.Like), s.PlaceAs
	}
	return s.Kind, s.Body, s.BodyAs
}

// Seeds gives the profiles of one article, in their order, the names that they keep.
func Seeds(profiles []Profile) {
	seen := restingContents.Get().(map[content]int)
	for i := range profiles {
		p := &profiles[i]
		c := content{p.Type, p.Key}
		p.Twin = seen[c]
		seen[c]++
		p.SetSeed()
	}
	clear(seen)
	restingContents.Put(seen)
}

// content is what the names of profiles of one article are made of.
type content struct {
	kind mention.Type
	key  string
}

var restingContents = sync.Pool{New: func() any { return map[content]int{} }}

// SetSeed names a profile by its article, type, key and Twin, and gives one that has
// no block a block of its own.
func (p *Profile) SetSeed() {
	var space [256]byte
	content := append(append(space[:0], p.Type.String()...), 0)
	content = append(append(content, p.Key...), 0)
	content = append(content, p.Article...)
	if p.Twin > 0 {
		content = strconv.AppendInt(append(content, 0), int64(p.Twin), 10)
	}
	own := "=" + letter(p.Type) + "-" + short(content)
	p.Seed = own[1:]
	if p.Block == "" {
		p.Block = own
	}
}

func letter(t mention.Type) string {
	return [mention.Date + 1]string{mention.Person: "P", mention.Org: "O", mention.Facility: "F", mention.Place: "L"}[t]
}

// digits are those of ids: no letters that look like digits.
const digits = "0123456789abcdefghjkmnpqrstvwxyz"

// short hashes content to ten digits, 50 bits: among a million profiles two are alike
// with a probability of one in two thousand.
func short(content []byte) string {
	sum := sha256.Sum256(content)
	n := binary.BigEndian.Uint64(sum[:])
	var out [10]byte
	for i := range out {
		out[i] = digits[n&31]
		n >>= 5
	}
	return string(out[:])
}

// NameTie is what the rules compare of a name alone, "" for nothing. Profiles that share
// no tie, of name or post, not even through others, change nothing for each other.
func (p *Profile) NameTie() string {
	key := p.Key
	if p.Type == mention.Person {
		key = p.fullName()
	}
	if key == "" {
		return ""
	}
	return "=" + key
}

// PostTies are what the rules compare of a name with a post, "" for nothing.
func (p *Profile) PostTies(s *Seat) (ties [2]string) {
	of, _ := s.where()
	if p.Type != mention.Person || p.Person.Surname == "" || of == "" {
		return ties
	}
	ties[0] = "-" + p.surnamePost(s, of)
	if p.Person.Full() {
		ties[1] = "~" + looseName(p) + "|" + s.Title + "|" + of
	}
	return ties
}
