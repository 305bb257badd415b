package search

import "syscall"

// dropPages gives back the pages of a mapped file. It may be in use.
func dropPages(file []byte) {
	if len(file) > 0 {
		_ = syscall.Madvise(file, syscall.MADV_DONTNEED) // which is only advice
	}
}
