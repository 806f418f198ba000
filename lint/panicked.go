package lint

import (
	"fmt"
	"path"
	"runtime"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// guard calls f. If that panics, the fault is the program's own: failed is told,
// and the run goes on, since one rule must not keep back what all others say,
// nor be taken for one that finds nothing.
func guard(file, doing string, f func(), failed func(*diag.Diagnostic)) {
	defer func() {
		if value := recover(); value != nil {
			failed(fault(file, doing, value, 2))
		}
	}()
	f()
}

// fault is the problem that a panic is: what was being done, and the first of
// our functions below the panic. It is called while the stack is still there;
// skip is how many functions stand between.
func fault(file, doing string, value any, skip int) *diag.Diagnostic {
	d := diag.Errorf(diag.Internal, diag.Pos{File: file}, "%s fails: %v", doing, value).
		WithHint("please report this, with the migration: it is a fault of Whimbrel's, and says nothing about the migration")
	if at := panickedAt(skip + 1); at != "" {
		d = d.WithDetail("It fails in %s.", at)
	}
	return d
}

func panickedAt(skip int) string {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(skip+1, callers)])
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if frame.Function != "" && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s (%s:%d)", path.Base(frame.Function), path.Base(frame.File), frame.Line)
		}
	}
	return ""
}

// ask asks a rule. One that has failed is not asked again about the migration.
func (p *Pass) ask(r *Rule, f func(*Rule)) {
	if p.broken[r] {
		return
	}
	p.rule = r
	// As guard does, without a text for each of the many times that nothing happens.
	defer func() {
		if value := recover(); value != nil {
			p.broke(r, fault(p.Migration.File, "the rule "+r.ID, value, 2))
		}
	}()
	f(r)
}

// broke keeps a rule that panicked from being asked again.
func (p *Pass) broke(r *Rule, d *diag.Diagnostic) {
	if p.broken == nil {
		p.broken = map[*Rule]bool{}
	}
	p.broken[r] = true
	p.problems = append(p.problems, d.WithDetail("%s All other rules were asked.", d.Detail).WithHint("%s\nuntil then turn the rule off in whimbrel.toml:\n  [lint.rules]\n  %s = \"off\"", d.Hint, r.ID))
}
