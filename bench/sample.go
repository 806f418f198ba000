package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"time"
)

// sample is what one run of a program took.
type sample struct {
	elapsed, cpu time.Duration
	// peak is the most memory that it had, in bytes; 0 if it is not known.
	peak int64
}

// timed runs a command to its end.
func timed(c *exec.Cmd) (sample, error) {
	var output bytes.Buffer
	c.Stdout, c.Stderr = &output, &output
	started := time.Now()
	err := c.Run()
	elapsed := time.Since(started)
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w\n%s", c.Path, err, output.Bytes())
	}
	state := c.ProcessState
	return sample{elapsed: elapsed, cpu: state.UserTime() + state.SystemTime(), peak: peakOf(state)}, nil
}

// median takes the median of each number.
func median(samples []sample) sample {
	middle := func(of func(sample) int64) int64 {
		list := make([]int64, len(samples))
		for i, s := range samples {
			list[i] = of(s)
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	return sample{
		elapsed: time.Duration(middle(func(s sample) int64 { return int64(s.elapsed) })),
		cpu:     time.Duration(middle(func(s sample) int64 { return int64(s.cpu) })),
		peak:    middle(func(s sample) int64 { return s.peak }),
	}
}
