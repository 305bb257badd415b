package export

import (
	"encoding/binary"

	"github.com/seed50815598/derek/internal/ledger"
)

// A kept is a fact on the shelf, with the identities of the body and the territory in
// the statement that it rests on, and their region. The quotation of its evidence is the
// place of its proof. The entities of the article are left out, and the name of the seat
// is what packSeat makes of it: facts of one seat share few.
type kept struct {
	*ledger.Fact

	seat              []byte
	org, land, region string
}

// What is kept of a fact: the same for packing and unpacking.
func (k *kept) texts() []*string {
	return []*string{
		(*string)(&k.Kind), &k.Person, &k.Name, &k.When.From, &k.When.To, &k.Stated,
		&k.Evidence.Article, &k.Evidence.Published, (*string)(&k.Evidence.Says), &k.Evidence.Date, &k.Evidence.Rule,
		&k.org, &k.land, &k.region,
	}
}

func (k *kept) numbers() []*int {
	return []*int{&k.Evidence.Start, &k.Evidence.End, &k.Evidence.Reposts}
}

func (k *kept) signs() []*bool { return []*bool{&k.Acting, &k.Elected, &k.Background} }

// pack appends the record.
func (k *kept) pack(to []byte) []byte {
	to = packText(packText(to, k.seat), k.Evidence.Quote)
	for _, is := range k.signs() {
		to = packSign(to, *is)
	}
	for _, n := range k.numbers() {
		to = binary.AppendVarint(to, int64(*n))
	}
	for _, text := range k.texts() {
		to = packText(to, *text)
	}
	return to
}

// unpack reads a record; text makes a string of what facts may have in common. The seat
// is part of from.
func (k *kept) unpack(from []byte, text func([]byte) string) (err error) {
	if k.seat, from, err = cutText(from); err != nil {
		return err
	}
	quote, from, err := cutText(from)
	if err != nil {
		return err
	}
	k.Evidence.Quote = string(quote)
	for _, is := range k.signs() {
		if len(from) == 0 {
			return errCut
		}
		*is, from = from[0] != 0, from[1:]
	}
	for _, n := range k.numbers() {
		v, width := binary.Varint(from)
		if width <= 0 {
			return errCut
		}
		*n, from = int(v), from[width:]
	}
	for _, t := range k.texts() {
		var raw []byte
		if raw, from, err = cutText(from); err != nil {
			return err
		}
		*t = text(raw)
	}
	return nil
}

func packSign(to []byte, is bool) []byte {
	if is {
		return append(to, 1)
	}
	return append(to, 0)
}

// packSeat keeps the exported fields of a name.
func packSeat(s *ledger.SeatName) []byte {
	return packTexts(packSign(packSign(nil, s.Many), s.Scoped), s.Key, s.Post, s.Body, s.Place, s.PostKey)
}

func unpackSeat(from []byte) (*ledger.SeatName, error) {
	if len(from) < 2 {
		return nil, errCut
	}
	texts, err := unpackTexts(from[2:])
	if err != nil {
		return nil, err
	}
	if len(texts) != 5 {
		return nil, errCut
	}
	return &ledger.SeatName{
		Many: from[0] != 0, Scoped: from[1] != 0,
		Key: texts[0], Post: texts[1], Body: texts[2], Place: texts[3], PostKey: texts[4],
	}, nil
}
