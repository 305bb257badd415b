//go:build !linux

package search

// dropPages leaves it to the system which pages of a mapped file are in memory.
func dropPages([]byte) {}
