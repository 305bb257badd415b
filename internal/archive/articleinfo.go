package archive

import (
	"encoding/binary"
	"sync"
)

// articleInfo is what profiles say of their article.
type articleInfo struct{ id, date, source string }

// What is known of articles from step to step is bounded: some 60 bytes each.
const (
	maxInfos     = 1 << 19
	maxInfoBytes = 64 << 20 // of dates and sources, each once, and ids
)

// articleInfos are those of articles by number. Hundreds of thousands of them are held while
// names are settled, so they are kept as bytes, which the garbage collector need not look
// through: number of the date, number of the source, length of the id, id. It is safe for
// concurrent use.
type articleInfos struct {
	mu     sync.Mutex
	at     map[int64]uint32
	data   []byte
	number map[string]uint64 // of dates and sources
	shared []string          // by number
	size   int               // of these, in bytes
}

func newArticleInfos() *articleInfos {
	return &articleInfos{at: map[int64]uint32{}, number: map[string]uint64{}}
}

// put notes what is known of an article, in place of what was. When there is no room it
// forgets all others.
func (l *articleInfos) put(n int64, v articleInfo) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.at) >= maxInfos || len(l.data)+l.size >= maxInfoBytes {
		clear(l.at)
		clear(l.number)
		l.data, l.shared, l.size = nil, nil, 0
	}
	l.at[n] = uint32(len(l.data)) //nolint:gosec // it has less than maxInfoBytes
	for _, s := range []string{v.date, v.source} {
		k, ok := l.number[s]
		if !ok {
			k = uint64(len(l.shared))
			l.number[s] = k
			l.shared, l.size = append(l.shared, s), l.size+len(s)
		}
		l.data = binary.AppendUvarint(l.data, k)
	}
	l.data = binary.AppendUvarint(l.data, uint64(len(v.id)))
	l.data = append(l.data, v.id...)
}

func (l *articleInfos) get(n int64) (articleInfo, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, ok := l.at[n]
	if !ok {
		return articleInfo{}, false
	}
	data := l.data[at:]
	var parts [3]uint64
	for i := range parts {
		v, size := binary.Uvarint(data)
		parts[i], data = v, data[size:]
	}
	return articleInfo{string(data[:parts[2]]), l.shared[parts[0]], l.shared[parts[1]]}, true
}
