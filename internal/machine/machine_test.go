package machine

import (
	"runtime"
	"strconv"
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	model, rest, ok := strings.Cut(Name(), ", "+strconv.Itoa(runtime.NumCPU())+" processors")
	if !ok || model == "" || rest != "" {
		t.Errorf("got %q", Name())
	}
	if Commit() == "" {
		t.Error("there is no commit, not even an unknown one")
	}
}
