package migrate

import (
	"errors"
	"slices"

	"github.com/whimbrel-go/whimbrel/diag"
)

// IsLocked reports whether err means that the lock could not be had in time.
func IsLocked(err error) bool {
	var locked *LockedError
	return errors.As(err, &locked)
}

// IsCancelled reports whether a run ended because its context was cancelled,
// or its deadline passed.
func IsCancelled(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Cancelled()
}

// IsInvalid reports whether the migrations were refused, so that nothing was
// run: one of them cannot be read, has a mistake, asks for what the database
// cannot do, cannot be undone, or has the version of another one.
// [diag.All] returns what is wrong, with the places in the files.
func IsInvalid(err error) bool {
	return hasKind(err, diag.Syntax, diag.Invalid, diag.Unsupported, diag.Irreversible, diag.Refused)
}

// IsIrreversible reports whether migrations were refused because something in
// them cannot be undone, so that nothing was run.
func IsIrreversible(err error) bool { return hasKind(err, diag.Irreversible) }

// IsUnfinished reports whether a migration was begun by an earlier run and
// cannot go on before a person has looked; see [Migrator.Repair].
func IsUnfinished(err error) bool { return isUnfinished(err) }

// IsDrifted reports whether a run was refused by Config.StrictChecksums: an
// applied migration was edited, or its source is missing.
func IsDrifted(err error) bool { return hasKind(err, DriftKind) }

// IsPartial reports whether a migration failed and left something in the
// database, or may have, that is not recorded. The next run goes on there, or
// says what a person has to look at ([IsUnfinished]). It cannot happen where a
// migration runs in a transaction, unless the connection breaks at its end and
// cannot be made again.
func IsPartial(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Outcome {
	case Unrecorded, InDoubt:
		return true
	case Partial:
		return len(e.Executed) > 0 || e.Lost
	}
	return false
}

func hasKind(err error, kinds ...diag.Kind) bool {
	var e *Error
	if errors.As(err, &e) {
		return false // it was run
	}
	return slices.ContainsFunc(diag.All(err), func(d *diag.Diagnostic) bool {
		return d.Severity == diag.Error && slices.Contains(kinds, d.Kind)
	})
}
