package tabletext

import (
	"fmt"
	"slices"
	"strings"
)

// Constraint is a constraint of a table, for messages.
type Constraint struct {
	// What is "check constraint", "foreign key", "primary key" or "unique
	// constraint".
	What string
	// Name is the one it was given, or the one that PostgreSQL would.
	Name string
}

// String is how a message names it.
func (c Constraint) String() string { return c.What + " " + c.Name }

var constraintKinds = map[kind]struct{ what, suffix string }{
	primaryKey: {"primary key", "pkey"}, unique: {"unique constraint", "key"},
	check: {"check constraint", "check"}, references: {"foreign key", "fkey"},
}

// Constraints returns all constraints, in order.
func (t *Table) Constraints() []Constraint {
	var list []Constraint
	t.each(func(_ *element, _ part, c Constraint) bool {
		list = append(list, c)
		return false
	})
	return list
}

// each visits the constraints, and removes those for which f says so.
func (t *Table) each(f func(e *element, p part, c Constraint) bool) {
	seen := map[string]int{}
	gone := map[*element]bool{}
	for _, e := range t.elements {
		kept := slices.DeleteFunc(slices.Clone(e.parts), func(p part) bool {
			k, ok := constraintKinds[p.kind]
			return ok && f(e, p, Constraint{k.what, t.constraintName(e, p, k.suffix, seen)})
		})
		if gone[e] = len(kept) == 0; !gone[e] {
			e.parts = kept
		}
	}
	t.remove(func(e *element) bool { return gone[e] })
}

// constraintName is the given name, or the one by which PostgreSQL would call
// the constraint.
func (t *Table) constraintName(e *element, p part, suffix string, seen map[string]int) string {
	if p.constraint != "" {
		return p.constraint
	}
	columns := p.columns
	if e.column != "" {
		columns = []string{e.column}
	}
	if p.kind == primaryKey {
		columns = nil
	}
	name := strings.Join(append(append([]string{t.name}, columns...), suffix), "_")
	seen[name]++
	if n := seen[name]; n > 1 {
		return fmt.Sprintf("%s%d", name, n-1)
	}
	return name
}

// Constraint returns the constraint of that name.
func (t *Table) Constraint(name string) (Constraint, bool) {
	for _, c := range t.Constraints() {
		if Same(c.Name, name) {
			return c, true
		}
	}
	return Constraint{}, false
}

// DropConstraint drops the constraint of that name.
func (t *Table) DropConstraint(name string) {
	dropped := false
	t.each(func(_ *element, _ part, c Constraint) bool {
		if dropped || !Same(c.Name, name) {
			return false
		}
		dropped = true
		return true
	})
}

func (t *Table) hasReference(name string) bool {
	c, ok := t.Constraint(name)
	return ok && c.What == constraintKinds[references].what
}

func (t *Table) dropParts(which func(part) bool) {
	t.each(func(_ *element, p part, _ Constraint) bool { return which(p) })
}

// PrimaryKey returns the columns of the primary key.
func (t *Table) PrimaryKey() []string {
	var columns []string
	t.each(func(e *element, p part, _ Constraint) bool {
		if p.kind == primaryKey {
			columns = p.columns
			if e.column != "" {
				columns = []string{e.column}
			}
		}
		return false
	})
	return columns
}

// DropPrimaryKey drops the primary key.
func (t *Table) DropPrimaryKey() {
	t.dropParts(func(p part) bool { return p.kind == primaryKey })
}

// RemoveColumn drops a column and the constraints that need it, which it
// returns.
func (t *Table) RemoveColumn(name string) []Constraint {
	t.remove(func(e *element) bool { return e.column != "" && Same(e.column, name) })
	var gone []Constraint
	t.each(func(e *element, p part, c Constraint) bool {
		in := func(column string) bool { return Same(column, name) }
		needs := slices.ContainsFunc(p.columns, in) ||
			Same(p.to, t.name) && slices.ContainsFunc(p.toColumns, in) ||
			p.kind == check && Mentions(checkText(p), name)
		if needs {
			gone = append(gone, c)
		}
		return needs
	})
	return gone
}

// checkText is the expression of a check, without the constraint's name.
func checkText(p part) string {
	if i := strings.Index(p.text, "("); i >= 0 {
		return p.text[i:]
	}
	return p.text
}

// References reports whether a foreign key references the table, or the table
// by the column, of which key says whether it is its whole primary key.
func (t *Table) References(table, column string, key bool) []Constraint {
	var list []Constraint
	t.each(func(_ *element, p part, c Constraint) bool {
		if p.refers(table, column, key) {
			list = append(list, c)
		}
		return false
	})
	return list
}

// DropReferences drops these foreign keys.
func (t *Table) DropReferences(table, column string, key bool) {
	t.dropParts(func(p part) bool { return p.refers(table, column, key) })
}

func (p part) refers(table, column string, key bool) bool {
	if p.kind != references || !Same(p.to, table) {
		return false
	}
	in := func(c string) bool { return Same(c, column) }
	return column == "" || slices.ContainsFunc(p.toColumns, in) || key && len(p.toColumns) == 0
}

// Autoincrement reports whether the primary key counts the rows, and never
// twice the same.
func (t *Table) Autoincrement() bool {
	found := false
	t.each(func(_ *element, p part, _ Constraint) bool {
		found = found || p.kind == primaryKey && strings.HasSuffix(strings.ToUpper(p.text), "AUTOINCREMENT")
		return false
	})
	return found
}
