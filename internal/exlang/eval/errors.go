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
func notYet(n syntax.Node, construct string) error {
	return refused(n.Pos(), "%s is not something that Whimbrel runs in a migration", construct).
		WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
		WithHint("write this migration with the functions of Ecto.Migration, or as SQL with execute/1")
}

// Diagnose turns what a script ended with into diagnostics.
func Diagnose(err error, pos diag.Pos) error {
	if err == nil || diag.All(err) != nil {
		return err
	}
	var raised *Raised
	if errors.As(err, &raised) {
		return raised.diagnostic()
	}
	return fmt.Errorf("%s: %w", pos, err)
}

// needsDatabase refuses to look into a value that only a database could give.
func needsDatabase(pos diag.Pos, v Opaque) error {
	return refused(pos, "the migration looks into the result of %s", v.What).
		WithDetail("Migrations are planned before they run, without a database.").
		WithHint("do the work in SQL, for example with execute and a DO block or UPDATE ... FROM")
}
