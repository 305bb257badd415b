package search

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/seed50815598/derek/corpus"
)

// What is read of the files of an index is in memory only until it is given back.
func TestKeepUnmapped(t *testing.T) {
	arch := newArchive(t, t.TempDir())
	ix := openIndex(t, arch)
	for _, art := range corpus.Builtin() {
		put(t, arch, plainText(art.ID, art.Text))
	}
	catchUp(t, ix, len(corpus.Builtin()))
	v, err := ix.acquire()
	if err != nil {
		t.Fatal(err)
	}
	defer v.release() //nolint:errcheck // it was only read
	readAll(t, v)
	if mapped(t) == 0 {
		t.Fatal("nothing of the index is in memory after it was read")
	}
	stop := keepUnmapped(v.index)
	for range 2 { // what is read later is given back as well
		readAll(t, v)
		for tries := 100; mapped(t) > 0; tries-- {
			if tries == 0 {
				t.Fatalf("%d kB of the index are still in memory", mapped(t))
			}
			time.Sleep(unmapEvery)
		}
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
}

// readAll reads the files of all segments.
func readAll(t *testing.T, v *view) {
	t.Helper()
	inner, err := v.index.Advanced()
	if err != nil {
		t.Fatal(err)
	}
	r, err := inner.Reader()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, s := range r.(*scorch.IndexSnapshot).Segments() {
		for _, b := range s.Segment().(interface{ Data() []byte }).Data() {
			sum += int(b)
		}
	}
	if err := r.Close(); err != nil || sum == 0 {
		t.Fatal(sum, err)
	}
}

// mapped is how many kB of files of indexes the program has in memory.
func mapped(t *testing.T) (kb int) {
	t.Helper()
	file, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	segment := false
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		switch {
		case !strings.HasSuffix(fields[0], ":"):
			segment = strings.HasSuffix(lines.Text(), ".zap")
		case segment && fields[0] == "Rss:":
			n, err := strconv.Atoi(fields[1])
			if err != nil {
				t.Fatal(err)
			}
			kb += n
		}
	}
	return kb
}
