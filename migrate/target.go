package migrate

import (
	"cmp"
	"fmt"

	"github.com/whimbrel-go/whimbrel/command"
)

// Target says how far to go. The zero value goes all the way.
type Target struct {
	kind    targetKind
	step    int
	version int64
}

type targetKind uint8

const (
	targetAll targetKind = iota
	targetStep
	targetTo
	targetToExclusive
	targetOnly
)

// All runs everything pending in the direction.
func All() Target { return Target{} }

// Step runs the next n migrations.
func Step(n int) Target { return Target{kind: targetStep, step: n} }

// To runs up (or down) to a version, that one included. The version need not
// exist.
func To(version int64) Target { return Target{kind: targetTo, version: version} }

// ToExclusive runs up (or down) to a version, that one not included.
func ToExclusive(version int64) Target { return Target{kind: targetToExclusive, version: version} }

// Only runs a single migration, whatever is pending before it, as up/4 and
// down/4 of Ecto.Migrator do. It is an error if there is none of that version.
func Only(version int64) Target { return Target{kind: targetOnly, version: version} }

// String names the target for messages: "to 20190417140000".
func (t Target) String() string {
	switch t.kind {
	case targetStep:
		return fmt.Sprintf("step %d", t.step)
	case targetTo:
		return fmt.Sprintf("to %d", t.version)
	case targetToExclusive:
		return fmt.Sprintf("to %d, exclusive", t.version)
	case targetOnly:
		return fmt.Sprintf("only %d", t.version)
	default:
		return "all"
	}
}

// passed reports whether the i-th migration of the direction lies beyond the
// target.
func (t Target) passed(version int64, i int, direction command.Direction) bool {
	beyond := cmp.Compare(version, t.version)
	if direction == command.Down {
		beyond = -beyond
	}
	switch t.kind {
	case targetStep:
		return i >= t.step
	case targetTo:
		return beyond > 0
	case targetToExclusive:
		return beyond >= 0
	default:
		return false
	}
}
