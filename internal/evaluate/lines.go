package evaluate

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// maxLine is the longest line of a measuring file, in bytes.
const maxLine = 16 << 20

// eachLine calls fn for each line that is not blank, with its number from 1; an
// error gets that number.
func eachLine(r io.Reader, fn func(n int, line string) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	n := 1
	for ; sc.Scan(); n++ {
		line := strings.TrimSuffix(sc.Text(), "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := fn(n, line); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n, err)
	}
	return nil
}

// columns splits a tab-separated line into at least n fields.
func columns(line string, n int) ([]string, error) {
	f := strings.Split(line, "\t")
	if len(f) < n {
		return nil, fmt.Errorf("%d tab-separated fields, want at least %d", len(f), n)
	}
	return f, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
