package growth

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// memoryPause is how often the memory of a child is looked at.
const memoryPause = 20 * time.Millisecond

// child runs the program to its end.
func (r *run) child(ctx context.Context, args ...string) (Cost, error) {
	wait, err := r.start(ctx, args...)
	if err != nil {
		return Cost{}, err
	}
	return wait()
}

// start runs the program and returns a function that waits for its end.
func (r *run) start(ctx context.Context, args ...string) (wait func() (Cost, error), err error) {
	var out strings.Builder
	cmd := exec.CommandContext(ctx, r.Derek, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	begin := time.Now() //nolint:forbidigo // measuring time is what this package is for
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended, peak := make(chan struct{}), make(chan Memory, 1)
	go func() { peak <- watch(cmd.Process.Pid, ended) }()
	return func() (Cost, error) {
		err := cmd.Wait()
		wall := time.Since(begin)
		close(ended)
		if err != nil {
			err = fmt.Errorf("%s %s: %w\n%s", r.Derek, strings.Join(args, " "), err, out.String())
		}
		return Cost{Wall: wall, CPU: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), Peak: <-peak}, err
	}, nil
}

// watch reads the memory of a process until it has ended; 0 where the system does not tell.
func watch(pid int, ended <-chan struct{}) (peak Memory) {
	tick := time.NewTicker(memoryPause)
	defer tick.Stop()
	for {
		if status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status"); err == nil {
			peak.raise(string(status))
		}
		select {
		case <-ended:
			return peak
		case <-tick.C:
		}
	}
}

// raise takes over what is higher in the text of a status file.
func (m *Memory) raise(status string) {
	for line := range strings.Lines(status) {
		f := strings.Fields(line)
		if len(f) != 3 || f[2] != "kB" {
			continue
		}
		kb, err := strconv.ParseInt(f[1], 10, 64)
		if err != nil {
			continue
		}
		switch f[0] {
		case "VmHWM:":
			m.All = max(m.All, kb<<10)
		case "RssAnon:":
			m.Own = max(m.Own, kb<<10)
		case "RssFile:":
			m.Mapped = max(m.Mapped, kb<<10)
		}
	}
}
