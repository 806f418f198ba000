// Command whimbrel runs Ecto migrations.
package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"github.com/whimbrel-go/whimbrel/cli"
)

func main() {
	collectLate()
	os.Exit(cli.Main(os.Args[1:], cli.Stdio()))
}

// collectLate lets the garbage collector begin at 10 MB instead of 4, and from
// then on do as usual: a run with nothing pending is over by then, and would
// spend a good part of its few milliseconds on collecting.
func collectLate() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "lint" {
		// Nothing that it reads is kept for long, so that most of a collection would
		// be for nothing. A fifth of the time goes there otherwise.
		debug.SetGCPercent(400)
		return
	}
	usual := debug.SetGCPercent(250)
	// The mark is garbage at once, so that the first collection finds it. It has
	// a pointer, as tiny objects without one are found later.
	mark := new(*byte)
	runtime.AddCleanup(mark, func(percent int) { debug.SetGCPercent(percent) }, usual)
}
