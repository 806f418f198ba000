package sqltext

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// Insertion is an INSERT: of rows, or of what a query selects.
type Insertion struct {
	Prefix, Table string
	// Header are the columns.
	Header []string
	Rows   [][]Cell
	// Query is what is inserted instead of rows.
	Query *query.Planned
	// Placeholders is how many values stand before those of the rows.
	Placeholders int
	Conflict     Conflict
	Returning    []string
}

// Cell is a value of a row: the next value, unless one of these is set.
type Cell struct {
	// Default is a column that the row does not have.
	Default bool
	// Placeholder is the number of a placeholder, from 1.
	Placeholder int
	// Query is a query whose values are numbered already.
	Query *query.Planned
}

// Conflict is on_conflict:.
type Conflict struct {
	// Nothing is on_conflict: :nothing, Replace the columns that are replaced,
	// Query what is updated. With none of them a conflict is an error.
	Nothing bool
	Replace []string
	Query   *query.Planned
	// Target are the columns of conflict_target:, TargetSQL its SQL.
	Target    []string
	TargetSQL string
}

// raises reports whether a conflict is an error.
func (c Conflict) raises() bool { return !c.Nothing && c.Replace == nil && c.Query == nil }

func (c Conflict) hasTarget() bool { return len(c.Target) > 0 || c.TargetSQL != "" }

// Insert writes an INSERT.
func Insert(a ectoschema.Adapter, i Insertion, pos diag.Pos) (string, error) {
	w := newWriter(a)
	text := w.flavour.insert(w, i)
	return text, w.located(&query.Planned{Pos: pos})
}

// Filter is a column of a WHERE that finds a row by its key.
type Filter struct {
	Column string
	// Null says that the column is compared with NULL.
	Null bool
}

// Update writes an UPDATE of one row.
func Update(a ectoschema.Adapter, prefix, table string, columns []string, filters []Filter, returning []string, pos diag.Pos) (string, error) {
	w := newWriter(a)
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = w.flavour.quote(w, c) + " = " + w.flavour.param(i)
	}
	text := "UPDATE " + w.flavour.table(w, prefix, table) + " SET " + strings.Join(list, ", ")
	return w.filtered(text, filters, len(columns), returning, "INSERTED", pos)
}

// Delete writes a DELETE of one row.
func Delete(a ectoschema.Adapter, prefix, table string, filters []Filter, returning []string, pos diag.Pos) (string, error) {
	w := newWriter(a)
	return w.filtered("DELETE FROM "+w.flavour.table(w, prefix, table), filters, 0, returning, "DELETED", pos)
}

// filtered appends WHERE and what is returned.
func (w *writer) filtered(text string, filters []Filter, index int, returning []string, verb string, pos diag.Pos) (string, error) {
	list := make([]string, len(filters))
	for i, f := range filters {
		if f.Null {
			list[i] = w.flavour.quote(w, f.Column) + " IS NULL"
			continue
		}
		list[i] = w.flavour.quote(w, f.Column) + " = " + w.flavour.param(index)
		index++
	}
	where := " WHERE " + strings.Join(list, " AND ")
	returned := w.flavour.returning(w, returning, verb)
	if w.flavour.traits().output {
		text += returned + where
	} else {
		text += where + returned
	}
	return text, w.located(&query.Planned{Pos: pos})
}

// rows writes the rows of an INSERT; param writes the value with a number.
func (w *writer) rows(i Insertion, separator string, param func(int) string) string {
	next := i.Placeholders + 1
	rows := make([]string, len(i.Rows))
	for r, row := range i.Rows {
		cells := make([]string, len(row))
		for c, cell := range row {
			switch {
			case cell.Default:
				cells[c] = w.defaultCell()
			case cell.Query != nil:
				cells[c] = "(" + w.all(cell.Query, "") + ")"
				next += len(cell.Query.Params)
			case cell.Placeholder > 0:
				cells[c] = param(cell.Placeholder)
			default:
				cells[c] = param(next)
				next++
			}
		}
		rows[r] = "(" + strings.Join(cells, separator) + ")"
	}
	return strings.Join(rows, ",")
}

func (w *writer) defaultCell() string {
	if w.flavour.traits().noDefaults {
		return w.refuse("Cell-wise default values are not supported on INSERT statements by SQLite3")
	}
	return "DEFAULT"
}

// numbered writes $1, ?1, @1.
func numbered(sign string) func(int) string {
	return func(n int) string { return sign + strconv.Itoa(n) }
}

// conflictClause writes ON CONFLICT as PostgreSQL and SQLite know it.
func (w *writer) conflictClause(c Conflict) string {
	if c.raises() {
		return ""
	}
	target := ""
	switch {
	case c.TargetSQL != "":
		target = c.TargetSQL + " "
	case len(c.Target) > 0:
		target = "(" + w.names(c.Target) + ") "
	}
	text := " ON CONFLICT " + target
	switch {
	case c.Nothing:
		return text + "DO NOTHING"
	case c.Query != nil:
		return text + "DO " + w.conflictUpdate(c.Query)
	}
	list := make([]string, len(c.Replace))
	for i, name := range c.Replace {
		quoted := w.flavour.quote(w, name)
		list[i] = quoted + " = EXCLUDED." + quoted
	}
	return text + "DO UPDATE SET " + strings.Join(list, ",")
}

// conflictUpdate writes the query of on_conflict:.
func (w *writer) conflictUpdate(q *query.Planned) string {
	w.name(q, "")
	return "UPDATE SET " + w.updates(q) + w.boolean(q, " WHERE ", q.Wheres)
}

// insertAs names the table where the query of on_conflict: speaks of it.
func (w *writer) insertAs(c Conflict) string {
	if c.Query == nil {
		return ""
	}
	w.name(c.Query, "")
	return " AS " + c.Query.Names[0]
}
