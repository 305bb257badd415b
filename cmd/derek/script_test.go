package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/seed50815598/derek/corpus"
)

// TestMain makes the test binary serve as derek too, for the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"derek": main})
}

// TestScripts runs the scripts of testdata/script. Each finds, in its folder, the
// built-in articles as builtin.jsonl, some of them as builtin/ID.txt, and one more
// command:
//
//	exits CODE PROGRAM ARGS…    like exec, and the exit code must be this one
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup:               func(env *testscript.Env) error { return writeBuiltin(env.WorkDir) },
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	code, err := 0, ts.Exec(args[1], args[2:]...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// inFolder are the articles of builtin/: all scripts, the founding release first.
var inFolder = map[string]bool{"000": true, "003": true, "020": true, "064": true, "074": true, "078": true}

func writeBuiltin(dir string) error {
	lines, err := os.Create(filepath.Join(dir, "builtin.jsonl"))
	if err != nil {
		return err
	}
	enc := json.NewEncoder(lines)
	folder := filepath.Join(dir, "builtin")
	err = os.Mkdir(folder, 0o777)
	for _, art := range corpus.Builtin() {
		err = errors.Join(err, enc.Encode(map[string]string{
			"id": art.ID, "url": art.URL, "source": art.Source, "title": art.Title, "published": art.Published, "text": art.Text,
		}))
		if inFolder[art.ID] {
			err = errors.Join(err, os.WriteFile(filepath.Join(folder, art.ID+".txt"), []byte(art.Text), 0o666))
		}
	}
	return errors.Join(err, lines.Close())
}
