package mssql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// hasDefault reports a default that is written: NULL is SQL Server's own
// default and stays unwritten.
func hasDefault(c command.Column) bool {
	switch c.Options.Default.(type) {
	case nil, command.Null:
		return false
	}
	return true
}

// defaultConstraint writes the default as a named constraint.
func (w writer) defaultConstraint(t command.Table, c command.Column) {
	if !hasDefault(c) {
		return
	}
	w.SQL(" CONSTRAINT ").Name(defaultName(t, c)).SQL(" DEFAULT (").
		Value(defaultValue(c.Options.Default)).SQL(")")
}

// defaultName has two underscores where there is no prefix.
func defaultName(t command.Table, c command.Column) string {
	return "DF_" + t.Prefix + "_" + t.Name + "_" + c.Name
}

// dropDefault drops the default constraint if it is there.
func (w writer) dropDefault(t command.Table, c command.Column) {
	name := defaultName(t, c)
	w.SQL("IF (OBJECT_ID(N'").Name(name).SQL("', 'D') IS NOT NULL) ")
	w.alter(t).SQL("DROP CONSTRAINT ").Name(name).SQL("; ")
}

// defaultValue is default_expr/3: lists and maps have no form.
func defaultValue(v command.Value) (string, error) {
	switch v := v.(type) {
	case command.String:
		return "N'" + escape(string(v)) + "'", nil
	case command.Bool:
		if v {
			return "1", nil
		}
		return "0", nil
	case command.Integer, command.Float:
		return v.Inspect(), nil
	case command.Fragment:
		return string(v), nil
	case command.Null, command.List, command.Map, command.Atom, command.Tuple:
	}
	return "", ddl.UnknownDefault(v, database)
}
