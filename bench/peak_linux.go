package main

import (
	"os"
	"syscall"
)

// peakOf is the process's maximum resident set, which Linux gives in KB.
func peakOf(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}
