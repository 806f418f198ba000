package eval

import (
	"errors"
	"fmt"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// refused reports something that the evaluator does not do.
func refused(pos diag.Pos, format string, args ...any) *diag.Diagnostic {
	return diag.Errorf(diag.Refused, pos, format, args...)
}

// invalid reports a mistake for which Elixir itself would raise.
func invalid(pos diag.Pos, format string, args ...any) *diag.Diagnostic {
	return diag.Errorf(diag.Invalid, pos, format, args...)
}

// notYet refuses a construct of the language by its name.
func notYet(n syntax.Node, construct string) error { return notRun(n.Pos(), construct) }

func notRun(pos diag.Pos, construct string) *diag.Diagnostic {
	return refused(pos, "%s is not something that Whimbrel runs in a migration", construct).
		WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
		WithHint("write this migration with the functions of Ecto.Migration, or as SQL with execute/1")
}

// Diagnose turns what a script ended with into diagnostics.
func Diagnose(err error, pos diag.Pos) error {
	if err == nil {
		return err
	}
	var raised *Raised
	if diag.All(err) != nil && !errors.As(err, &raised) {
		return err
	}
	if errors.As(err, &raised) {
		if raised.Cause != nil {
			return errors.Join(raised.diagnostic(), raised.Cause)
		}
		return raised.diagnostic()
	}
	var thrown *Thrown
	if errors.As(err, &thrown) {
		return invalid(thrown.Pos, "%v", thrown).WithHint("nothing catches what is thrown here; see the line above")
	}
	return fmt.Errorf("%s: %w", pos, err)
}

// NeedsDatabase is the error of looking into a value that only a database
// could give, see [Opaque]. It cannot be rescued.
type NeedsDatabase struct {
	Pos diag.Pos
	// What names where the value comes from: "a query".
	What string
	// via are the places in other files that led to Pos.
	via []diag.Pos
}

// Error implements error.
func (e *NeedsDatabase) Error() string { return e.diagnostic().Error() }

// Unwrap returns the diagnostic, for those who only show errors.
func (e *NeedsDatabase) Unwrap() error { return e.diagnostic() }

func (e *NeedsDatabase) diagnostic() *diag.Diagnostic {
	d := refused(e.Pos, "the migration looks into the result of %s", e.What)
	d.Via = e.via
	return d.
		WithDetail("Migrations are planned before they run, without a database.").
		WithHint("do the work in SQL, for example with execute and a DO block or UPDATE ... FROM")
}

func needsDatabase(pos diag.Pos, v Opaque) error { return &NeedsDatabase{Pos: pos, What: v.What} }
