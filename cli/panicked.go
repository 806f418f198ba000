package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
)

// panicked explains a panic in the code of a migration. It is called while the
// stack is still there. The connections are closed by then, and with them the
// transaction. Go's own exit code would be 2, which means something else here.
func (a *app) panicked(value any) int {
	d := diag.Errorf(diag.Invalid, diag.Pos{}, "panic: %v", value)
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	dir, _ := os.Getwd()
	var lines []string
	for inPanic, more := false, true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		pos := diag.Pos{File: frame.File, Line: frame.Line}
		if filepath.IsAbs(dir) && filepath.IsAbs(frame.File) {
			pos.File = relativeTo(dir, frame.File)
		}
		switch {
		case frame.Function == "runtime.gopanic":
			inPanic = true
		case inPanic && !ours(frame.Function):
			if len(lines) == 0 {
				d.Pos = pos
			}
			lines = append(lines, fmt.Sprintf("%s (%s)", frame.Function, pos))
		}
	}
	d.Detail = strings.Join(lines, "\n")
	a.printDiagnostics(diag.List{d})
	return exitFailed
}

// ours reports whether a function is not the user's.
func ours(function string) bool {
	for _, prefix := range []string{
		"runtime.", "main.", "github.com/spf13/", gobuild.Whimbrel + ".", gobuild.Whimbrel + "/cli.", gobuild.Whimbrel + "/migrate.",
		gobuild.Whimbrel + "/internal/",
	} {
		if strings.HasPrefix(function, prefix) {
			return true
		}
	}
	return false
}
