package syntax

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/diag"
)

// A failure is an error of the file on its way to Parse. The lexer and the
// parser stop at the first error, and panic with it: nearly every function
// could otherwise do nothing but pass it on.
type failure struct{ d *diag.Diagnostic }

func failAt(pos diag.Pos, format string, args ...any) *failure {
	return &failure{diag.Errorf(diag.Syntax, pos, format, args...)}
}

func (f *failure) hint(format string, args ...any) *failure {
	f.d.Hint = fmt.Sprintf(format, args...)
	return f
}

func (f *failure) detail(format string, args ...any) *failure {
	f.d.Detail = fmt.Sprintf(format, args...)
	return f
}

func (f *failure) raise() { panic(f) }

// recoverFailure sets err when a failure was raised. It is to be deferred.
func recoverFailure(err *error) {
	switch r := recover().(type) {
	case nil:
	case *failure:
		*err = r.d
	default:
		panic(r)
	}
}

func (l *lexer) fail(pos diag.Pos, format string, args ...any) *failure {
	return failAt(pos, format, args...)
}

func (l *lexer) failBidi(off int, r rune, where string) {
	f := l.fail(l.posAt(off), "invisible bidirectional formatting character U+%04X in a %s", r, where)
	if where == "string" {
		f.hint("write it as \\u%04X", r)
	}
	f.raise()
}
