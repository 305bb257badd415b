package main

import (
	"os"
	"strconv"
	"syscall"
)

// batchNiceness is how far an ingest stands back when others want a processor too: a search
// that is asked meanwhile goes first. It is what nice(1) does without options.
const batchNiceness = 10

// noNiceness is what getpriority(2) gives for a process that stands back for nobody.
const noNiceness = 20

// giveWay has all threads of the program, and so those that come, stand back. A user who
// has chosen by nice(1) is left alone.
func giveWay() {
	if now, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0); err != nil || now != noNiceness {
		return
	}
	for range 2 { // a thread may have begun another meanwhile
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return
		}
		for _, task := range tasks {
			if id, err := strconv.Atoi(task.Name()); err == nil {
				_ = syscall.Setpriority(syscall.PRIO_PROCESS, id, batchNiceness) // as far as it goes
			}
		}
	}
}
