package register

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/seed50815598/derek/internal/ledger"
)

// What a row says is JSON in a zstd frame, made with a dictionary: the names of its fields
// take more room than what they say. The dictionary is what rows that say nothing would
// be; it changes with the types, and its sum is part of the version of a register.
var dictionary = sync.OnceValue(func() []byte {
	day := ledger.Limit{}
	proof := []ledger.Evidence{{}, {}}
	var all []byte
	for _, v := range []any{
		conflictData{Conflict: ledger.Conflict{Evidence: proof}, People: []string{}},
		contestData{Candidates: []ledger.Candidate{{Evidence: proof}, {Evidence: proof}}, Flags: []conflictData{}, Evidence: proof},
		seatData{Names: []string{}, Gaps: []ledger.Gap{}},
		keptName{Body: " ", Place: " ", Territory: " ", Many: true, Scoped: true},
		kept{Kind: ledger.Counted, Name: " ", Votes: 1},
		kept{Kind: ledger.Began, Name: " ", Stated: "20", Rule: "as/subject-nominative"},
		tenureData{Tenure: ledger.Tenure{Person: "P-", Start: day, End: day, Predecessor: &ledger.Neighbour{Person: "P-"}, Successor: &ledger.Neighbour{Person: "P-"}, Evidence: proof}},
	} {
		data, err := json.Marshal(v)
		if err != nil {
			panic(err) // the types are our own
		}
		all = append(all, data...)
	}
	return all
})

const dictionaryID = 1

// maxData bounds what a damaged frame may claim to hold.
const maxData = 1 << 28

type coders struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

// press are the coders, safe for concurrent use.
var press = sync.OnceValue(func() coders {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false), zstd.WithSingleSegment(true), zstd.WithEncoderDictRaw(dictionaryID, dictionary()))
	if err != nil {
		panic(err) // the options are constants
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxData), zstd.WithDecoderDictRaw(dictionaryID, dictionary()))
	if err != nil {
		panic(err)
	}
	return coders{e, d}
})

// dictionarySum tells dictionaries apart.
func dictionarySum() string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE(dictionary())) }

// pack writes a value as a row keeps it: the same value, the same bytes.
func pack(value any) ([]byte, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return press().encoder.EncodeAll(data, nil), nil
}

// unpack reads what pack wrote.
func unpack(packed []byte, value any) error {
	data, err := press().decoder.DecodeAll(packed, nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, value)
}
