package draft

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

const (
	dataComment     = "Don't use schema modules: they may change after this migration runs"
	dataDownComment = "Data migrations may not be reversible"
	batchComment    = "For very large tables, use a Task or Oban job instead"
	usualBatch      = 10000
)

// backfill changes rows, in a file of its own.
func (d *drafter) backfill(in intent.Backfill) {
	names := make([]intent.Name, len(in.Sets))
	for i, s := range in.Sets {
		names[i] = s.Column
	}
	t, ok := d.tableOf(in.Table, in.Span, names)
	if !ok {
		return
	}
	if len(in.Sets) == 0 {
		d.fail(in.Span, "what are the rows of %s to be set to?", t.name()).Hint = "backfill role to member on " + t.name()
		return
	}
	var sets, columns []string
	for _, set := range in.Sets {
		column, ok := d.column(t, set.Column)
		if !ok {
			return
		}
		value, ok := d.setValue(t, column, set.Value)
		if !ok {
			return
		}
		sets = append(sets, d.identifierSQL(column)+" = "+value)
		columns = append(columns, inflect.Plural(column))
	}
	if in.Where != nil {
		where, ok := d.condition(t, *in.Where)
		if !ok {
			return
		}
		in.Where = &where
	}
	s := d.dataStep(in.Span, "backfill", inflect.Singular(t.name())+"_"+strings.Join(columns, "_"))
	sql, ok := d.update(t, strings.Join(sets, ", "), in, &s)
	if !ok {
		return
	}
	s.after = []command.Command{command.Execute{Up: command.SQL(sql + "\n")}}
	d.do(s)
}

// dataStep is a file of its own with the guide's comments.
func (d *drafter) dataStep(at intent.Span, verb, what string) step {
	return step{
		at: at, title: title{verb: verb, what: what}, alone: true, comment: dataComment,
		down: []command.Command{}, downComment: dataDownComment,
		reasons: reasons{{Choice: "in a file of its own: schema and data are never changed in the same migration"}},
	}
}

// setValue writes what a column is set to.
func (d *drafter) setValue(t target, column string, v intent.Value) (string, bool) {
	switch v.Kind {
	case intent.NumberValue, intent.ExprValue:
		return v.Text, true
	case intent.TrueValue:
		return "TRUE", true
	case intent.FalseValue:
		return "FALSE", true
	case intent.NullValue:
		return "NULL", true
	case intent.ColumnValue:
		from, ok := d.column(t, intent.Name{Span: v.Span, Text: v.Text})
		return d.identifierSQL(from), ok
	case intent.EmptyMap:
		return "'{}'", true
	case intent.EmptyList:
		if c, ok := t.definition(column); ok && !c.Type.IsArray() {
			return "'[]'", true
		}
		return "'{}'", true
	}
	if v.Bare && t.known != nil && t.known.Column(v.Text) != nil {
		d.note("%s is taken for the column of %s; write '%s' in quotes for the text", v.Text, t.name(), v.Text)
		return d.identifierSQL(v.Text), true
	}
	if v.Bare && (t.known == nil || t.known.Partial) {
		if kind, known := TypeByName(v.Text); known && kind.Name != "boolean" {
			return d.columnOrText(t, v)
		}
	}
	if c, ok := t.definition(column); ok && isNumeric(c.Type) && isNumber(v.Text) {
		return v.Text, true
	}
	return d.literal(v.Text), true
}

// columnOrText reads a word without quotes that is usually a column's name, of
// a table that is not known. A name as it is written in code is the column.
func (d *drafter) columnOrText(t target, v intent.Value) (string, bool) {
	if strings.ContainsRune(v.Text, '_') {
		d.note("%s is taken for the column of %s; write '%s' in quotes for the text", v.Text, t.name(), v.Text)
		return d.identifierSQL(v.Text), true
	}
	choice, ok := d.ask(intent.Question{Span: v.Span, Text: "Is " + v.Text + " a column or a text?", Choices: []intent.Choice{
		{Label: "the column " + v.Text}, {Label: "the text '" + v.Text + "'"},
	}})
	if ok && choice == 0 {
		return d.identifierSQL(v.Text), true
	}
	return d.literal(v.Text), ok
}

// update writes the statement, on as many lines as the guide has it.
func (d *drafter) update(t target, sets string, in intent.Backfill, s *step) (string, bool) {
	table := d.identifierSQL(t.name())
	statement := "UPDATE " + table + " SET " + sets
	if in.Batch == 0 {
		if in.Where == nil {
			d.note("all rows of %s are changed", t.name())
			return statement, true
		}
		return statement + " WHERE " + in.Where.SQL, true
	}
	if in.Where == nil {
		d.fail(in.Span, "batches need a condition that tells the rows that are not done yet").
			Hint = "say which rows: ... where role is null, in batches"
		return "", false
	}
	size := in.Batch
	if size < 0 {
		size = usualBatch
	}
	s.upComment = batchComment
	d.warn("one run changes at most %d rows of %s: run the statement again until no row is left", size, t.name())
	if d.o.Dialect == "mysql" {
		return fmt.Sprintf("%s\nWHERE %s\nLIMIT %d", statement, in.Where.SQL, size), true
	}
	key, _ := d.keyOf(t)
	key = d.identifierSQL(key)
	return fmt.Sprintf("%s\nWHERE %s IN (\n  SELECT %s FROM %s WHERE %s LIMIT %d\n)", statement, key, key, table, in.Where.SQL, size), true
}

// deleteRows deletes rows, in a file of its own.
func (d *drafter) deleteRows(in intent.DeleteRows) {
	var names []intent.Name
	if in.Where != nil {
		for _, c := range in.Where.Columns {
			names = append(names, intent.Name{Span: in.Where.Span, Text: c})
		}
	}
	t, ok := d.tableOf(in.Table, in.Span, names)
	if !ok {
		return
	}
	sql := "DELETE FROM " + d.identifierSQL(t.name())
	if in.Where != nil {
		where, ok := d.condition(t, *in.Where)
		if !ok {
			return
		}
		sql += " WHERE " + where.SQL
	} else {
		d.warn("all rows of %s are deleted", t.name())
	}
	s := d.dataStep(in.Span, "delete", t.name()+"_rows")
	s.after = []command.Command{command.Execute{Up: command.SQL(sql + "\n")}}
	d.warn("deleted rows of %s do not come back on a rollback", t.name())
	d.do(s)
}
