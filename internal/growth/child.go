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
	ended, peak := make(chan struct{}), make(chan int64, 1)
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

// watch reads the high-water mark of a process's memory until it has ended; 0 where
// the system does not tell.
func watch(pid int, ended <-chan struct{}) (peak int64) {
	tick := time.NewTicker(memoryPause)
	defer tick.Stop()
	for {
		peak = max(peak, highWater(pid))
		select {
		case <-ended:
			return peak
		case <-tick.C:
		}
	}
}

// highWater reads VmHWM, in bytes.
func highWater(pid int) int64 {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmHWM:" {
			kb, err := strconv.ParseInt(f[1], 10, 64)
			if err != nil {
				return 0
			}
			return kb << 10
		}
	}
	return 0
}
