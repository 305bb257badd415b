package main

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// All threads stand back, those that begin later as well. It runs in a process of its own,
// which cannot be undone.
func TestGiveWay(t *testing.T) {
	const child = "DEREK_TEST_GIVE_WAY"
	if os.Getenv(child) == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestGiveWay$", "-test.v")
		cmd.Env = append(os.Environ(), child+"=1")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") && !strings.Contains(string(out), "--- SKIP") {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	if now, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0); err != nil || now != noNiceness {
		t.Skipf("the tests themselves run with a priority of %d (%v)", now, err)
	}
	giveWay()
	var sleeping sync.WaitGroup
	for range 4 {
		sleeping.Go(func() { // each takes a thread
			_, _ = syscall.Select(0, nil, nil, nil, &syscall.Timeval{Usec: 300_000})
		})
	}
	time.Sleep(100 * time.Millisecond)
	defer sleeping.Wait()
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		id, err := strconv.Atoi(task.Name())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := syscall.Getpriority(syscall.PRIO_PROCESS, id); err != nil || got != noNiceness-batchNiceness {
			t.Errorf("thread %d: priority %d, %v", id, got, err)
		}
	}
}
