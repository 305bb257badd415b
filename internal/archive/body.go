package archive

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/seed50815598/derek/pipeline"
)

// Texts, packed documents and the sheets of rolls are zstd frames (RFC 8878) with a checksum, made with
// dictionaries: without one, an article of 1 KB has hardly begun to repeat itself. A
// dictionary is a file of dictionary/ by number, made once of the built-in articles
// and never changed; a frame says which it needs.
//
//go:embed dictionary/text1
var textDictionary []byte

//go:embed dictionary/document1
var documentDictionary []byte

//go:embed dictionary/roll1
var rollDictionary []byte

const (
	textDictionaryID     = 1
	documentDictionaryID = 2
	rollDictionaryID     = 3
)

// window is how far back an encoder looks: as far as all but very long articles reach. It
// keeps about as much memory.
const window = 512 << 10

// maxBody bounds what a damaged frame may claim to hold.
const maxBody = 1 << 30

// A press compresses and restores. Its coders are safe for concurrent use.
type press struct {
	text, document, roll *zstd.Encoder
	decoder              *zstd.Decoder
}

var presses = sync.OnceValue(func() press {
	encoder := func(id uint32, dictionary []byte, checked bool) *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
			zstd.WithWindowSize(window), zstd.WithLowerEncoderMem(true), zstd.WithEncoderDictRaw(id, dictionary), zstd.WithEncoderCRC(checked))
		if err != nil {
			panic(err) // the options are constants
		}
		return e
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxBody),
		zstd.WithDecoderDictRaw(textDictionaryID, textDictionary), zstd.WithDecoderDictRaw(documentDictionaryID, documentDictionary),
		zstd.WithDecoderDictRaw(rollDictionaryID, rollDictionary))
	if err != nil {
		panic(err)
	}
	return press{encoder(textDictionaryID, textDictionary, true), encoder(documentDictionaryID, documentDictionary, true), encoder(rollDictionaryID, rollDictionary, false), d}
})

// A body is a row of bodies.
type body struct{ text, document []byte }

// plains hold what is compressed, or was, as long as it takes.
var plains = sync.Pool{New: func() any { return new([]byte) }}

// encode packs and compresses a document without its header, which has a row of its
// own.
func encode(doc *pipeline.Document) body {
	plain := plains.Get().(*[]byte)
	defer plains.Put(plain)
	p := presses()
	*plain = append((*plain)[:0], doc.Text...)
	text := p.text.EncodeAll(*plain, make([]byte, 0, len(doc.Text)/2))
	*plain = pack((*plain)[:0], doc)
	return body{text, p.document.EncodeAll(*plain, make([]byte, 0, len(*plain)))}
}

// decode fills a document that has its header. Lists that the document has already are
// used again.
func (b body) decode(doc *pipeline.Document) (err error) {
	if doc.Text, err = b.decodeText(); err != nil {
		return err
	}
	plain := plains.Get().(*[]byte)
	defer plains.Put(plain)
	if err := restore(plain, b.document); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	return unpack(*plain, doc)
}

func (b body) decodeText() (string, error) {
	plain := plains.Get().(*[]byte)
	defer plains.Put(plain)
	if err := restore(plain, b.text); err != nil {
		return "", fmt.Errorf("text: %w", err)
	}
	return string(*plain), nil
}

// restore puts what was compressed in the place of what plain holds.
func restore(plain *[]byte, compressed []byte) error {
	restored, err := presses().decoder.DecodeAll(compressed, (*plain)[:0])
	if err == nil {
		*plain = restored
	}
	return err
}
