package fix

import (
	"fmt"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

// A migration that replaces a unique index does so in one transaction. Where its
// parts become migrations of their own, others write in between: the old index
// must keep duplicates out until the new one is there.

// uniqueness is an index or constraint that keeps duplicates out.
type uniqueness struct {
	table command.Object
	name  string
	// columns are nil if they are not known, or expressions.
	columns []string
}

// replaces reports whether one may have been made in place of the other.
func (u uniqueness) replaces(old uniqueness) bool {
	if u.table != old.table {
		return false
	}
	return u.columns == nil || old.columns == nil ||
		slices.ContainsFunc(u.columns, func(c string) bool { return slices.Contains(old.columns, c) })
}

// built is what keeps duplicates out once a unit has run.
func (r *repair) built(u *unit, p *part) []uniqueness {
	var list []uniqueness
	for _, op := range r.operationsOf(u, p) {
		switch op := op.(type) {
		case operation.CreateIndex:
			if op.Index.Unique {
				list = append(list, uniqueness{op.Table, op.Index.Name, columnsOf(op.Index)})
			}
		case operation.AddUnique:
			list = append(list, uniqueness{op.Table, op.Name, op.Columns})
		}
	}
	return list
}

// removed is what keeps duplicates out until a unit has run.
func (r *repair) removed(u *unit, p *part) []uniqueness {
	var list []uniqueness
	for _, op := range r.operationsOf(u, p) {
		switch op := op.(type) {
		case operation.DropIndex:
			list = append(list, r.known(u, op.Table, op.Index)...)
		case operation.DropConstraint:
			list = append(list, r.known(u, op.Table, command.Object{Prefix: op.Table.Prefix, Name: op.Name})...)
		}
	}
	return list
}

// known looks an index up: in the schema that the migration finds, or else in
// the command that drops it.
func (r *repair) known(u *unit, table, index command.Object) []uniqueness {
	if first := r.migration.Findings[0].First; first != nil {
		if t, i := first.Index(index); i != nil {
			if !i.Unique {
				return nil
			}
			return []uniqueness{{t.Object, i.Name, columnsOf(i.Index)}}
		}
	}
	if drop, ok := u.command.(command.DropIndex); ok && drop.Index.Unique {
		return []uniqueness{{table, index.Name, columnsOf(drop.Index)}}
	}
	return nil
}

func columnsOf(i command.Index) []string {
	var columns []string
	for _, c := range i.Columns {
		if c.Column == "" {
			return nil
		}
		columns = append(columns, c.Column)
	}
	return columns
}

// uncovered refuses to build an index apart if what it replaces would be gone
// before: because that is dropped where it is, or because both have one name.
func (r *repair) uncovered() {
	for i := 0; i < len(r.changes); i++ {
		c := r.changes[i]
		if !c.moved {
			continue
		}
		if u := r.goneBefore(c); u != nil {
			r.changes = slices.Delete(r.changes, i, i+1)
			r.refuse(c.finding, fmt.Sprintf("%s, at %s, drops the index that it replaces: nothing would keep duplicates out until the new one is there",
				u.command.Describe(), u.command.Pos()))
			i = -1
		}
	}
}

// goneBefore is the unit that drops what a change replaces, if that cannot come
// behind it.
func (r *repair) goneBefore(c *change) *unit {
	built := r.built(c.unit, c.part)
	if len(built) == 0 {
		return nil
	}
	for _, u := range r.up {
		for _, old := range r.removed(u, nil) {
			for _, now := range built {
				if now.replaces(old) && (!r.gone(u) || now.name == old.name) {
					return u
				}
			}
		}
	}
	return nil
}

// dropLast has what is replaced dropped behind what is built in its place.
func (r *repair) dropLast() {
	var builds []uniqueness
	for _, c := range r.changes {
		if c.moved {
			builds = append(builds, r.built(c.unit, c.part)...)
		}
	}
	waits := func(c *change) bool {
		return c.moved && slices.ContainsFunc(r.removed(c.unit, c.part), func(old uniqueness) bool {
			return slices.ContainsFunc(builds, func(now uniqueness) bool { return now.replaces(old) })
		})
	}
	slices.SortStableFunc(r.changes, func(a, b *change) int {
		switch last, other := waits(a), waits(b); {
		case last == other:
			return 0
		case last:
			return 1
		}
		return -1
	})
}

// forbids reports whether an operation changes rows of a table for which a moved
// one drops a unique index: they may become alike.
func (r *repair) forbids(c *change, op operation.Operation) bool {
	write, ok := op.(operation.Write)
	return ok && slices.ContainsFunc(r.removed(c.unit, c.part), func(old uniqueness) bool { return old.table == write.Table })
}
