package main

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// commands lists every command that help shows, by its path: "derek lexicon check".
func commands(cmd *cobra.Command) []string {
	paths := []string{cmd.CommandPath()}
	for _, sub := range cmd.Commands() {
		if !sub.Hidden {
			paths = append(paths, commands(sub)...)
		}
	}
	return paths
}

// find gives a command of a root of its own, as if derek had just been started.
func find(t *testing.T, args []string) (cmd *cobra.Command, rest []string) {
	t.Helper()
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard}
	cmd, rest, err := a.root().Find(args)
	if err != nil {
		t.Fatal(err)
	}
	return cmd, rest
}

func TestHelp(t *testing.T) {
	root, _ := find(t, nil)
	paths := commands(root)
	if len(paths) < 12 {
		t.Fatalf("got only the commands %q", paths)
	}
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			args := strings.Fields(path)[1:]
			cmd, _ := find(t, args)
			if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") {
				t.Errorf("got short help %q, want some without a full stop", cmd.Short)
			}
			var stdout, stderr bytes.Buffer
			code := run(t.Context(), append([]string{"help"}, args...), nil, &stdout, &stderr)
			if code != exitDone || stderr.Len() > 0 {
				t.Errorf("got exit code %d, stderr %q", code, &stderr)
			}
			if want := "Examples:\n  "; !strings.Contains(stdout.String(), want) {
				t.Errorf("the help has no example:\n%s", &stdout)
			}
			checkExamples(t, cmd)
		})
	}
}

// checkExamples makes sure that examples do not rot: each is a command line that
// derek takes.
func checkExamples(t *testing.T, cmd *cobra.Command) {
	t.Helper()
	own := cmd.HasSubCommands() // its examples are those of its subcommands
	for line := range strings.Lines(cmd.Example) {
		words := exampleWords(t, line)
		got, rest := find(t, words[1:])
		own = own || got.CommandPath() == cmd.CommandPath()
		if err := got.ParseFlags(rest); err != nil {
			t.Errorf("%v: %s", err, line)
		}
		if got.Args != nil {
			if err := got.Args(got, got.Flags().Args()); err != nil {
				t.Errorf("%v: %s", err, line)
			}
		}
		if err := requireFlags(got, nil); err != nil {
			t.Errorf("%v: %s", err, line)
		}
	}
	if !own {
		t.Errorf("no example is one of %q", cmd.CommandPath())
	}
}

// exampleWords splits the derek part of a shell line into words.
func exampleWords(t *testing.T, line string) []string {
	t.Helper()
	line = strings.TrimSpace(line)
	for part := range strings.SplitSeq(line, " | ") {
		if strings.HasPrefix(part, "derek") {
			line = part
			break
		}
	}
	line, _, _ = strings.Cut(line, "   ") // what stands far to the right explains
	var words []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 { // within quotes
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	if i := slices.IndexFunc(words, func(w string) bool { return w == "<" || w == ">" }); i >= 0 {
		words = words[:i]
	}
	if len(words) == 0 || words[0] != "derek" {
		t.Fatalf("the example does not call derek: %q", line)
	}
	return words
}

func TestHelpFor(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "derek help"},
		{[]string{"search"}, "derek help search"},
		{[]string{"lexicon", "check"}, "derek help lexicon check"},
		{[]string{"help"}, "derek help"},
	} {
		cmd, _ := find(t, tt.args)
		if got := helpFor(cmd); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.args, got, tt.want)
		}
	}
}
