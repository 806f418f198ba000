package ddl

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// PrimaryKeys returns the columns that the changes make part of the primary
// key. Removed columns do not count (pk_definition in the adapters).
func PrimaryKeys[C command.Change](changes []C) []string {
	var names []string
	for _, change := range changes {
		if column, ok := Described(change); ok && column.Options.PrimaryKey {
			names = append(names, column.Name)
		}
	}
	return names
}

// Described returns the column that a change describes; removals describe none
// that will exist.
func Described(change command.Change) (command.Column, bool) {
	switch change := change.(type) {
	case command.Add:
		return change.Column, true
	case command.Modify:
		return change.Column, true
	case command.Remove:
	}
	return command.Column{}, false
}

// Referenced returns the table that a foreign key of a table points to: the
// :prefix option of references/2 wins over the prefix of the table.
func Referenced(ref *command.Reference, table command.Object) command.Object {
	object := command.Object{Prefix: table.Prefix, Name: ref.Table}
	if ref.Prefix != nil {
		object.Prefix = *ref.Prefix
	}
	return object
}

// Foreign returns the columns of a foreign key on the column, and those that
// they reference.
func Foreign(ref *command.Reference, column string) (columns, references []string) {
	for _, pair := range ref.Pairs(column) {
		columns = append(columns, pair.Column)
		references = append(references, pair.References)
	}
	return columns, references
}

// Generated returns the SQL of the :generated option and whether it is given.
// Ecto's adapters take only a string.
func Generated(v command.Value) (sql string, given bool, err error) {
	switch v := v.(type) {
	case nil, command.Null:
		return "", false, nil
	case command.String:
		return string(v), true, nil
	case command.Bool, command.Integer, command.Float, command.List, command.Map,
		command.Fragment, command.Atom, command.Tuple:
	}
	return "", false, dialect.Invalid("the generated option takes a string, not %s", v.Inspect()).
		WithHint(`write the SQL as text: generated: "ALWAYS AS (price * 2) STORED"`)
}

// IndexColumn writes a column or expression of an index for a database that
// knows ASC and DESC and cannot say where NULLs come.
func IndexColumn(w *Writer, c command.IndexColumn, database string) {
	if c.Expr != "" {
		w.SQL(c.Expr)
	} else {
		w.Name(c.Column)
	}
	switch c.Direction {
	case command.Asc:
		w.SQL(" ASC")
	case command.Desc:
		w.SQL(" DESC")
	case command.AscNullsFirst, command.AscNullsLast, command.DescNullsFirst, command.DescNullsLast:
		w.Fail(dialect.Unsupported("%s has no index direction %s (%s)", database, c.Direction, c.Column+c.Expr).
			WithHint("use :asc (nulls come first) or :desc (nulls come last)"))
	}
}

// Execute returns the statement that an execute command runs.
func Execute(c command.Execute, database string) ([]string, error) {
	switch action := c.Up.(type) {
	case command.SQL:
		return []string{string(action)}, nil
	case command.Keywords:
		return nil, dialect.Unsupported("%s cannot execute a keyword command: %s", database, action.Inspect()).
			WithDetail("Keyword commands are for databases without SQL.").
			WithHint(`write the statement as SQL text: execute("...")`)
	}
	return nil, nil
}

// Unknown reports a command that this version of the dialects does not know.
func Unknown(c command.Command, database string) error {
	return dialect.Unsupported("%s has no form for: %s", database, c.Describe()).
		WithHint("write the statement yourself: execute(up, down)")
}

// UnknownType reports a composite type that no database knows, such as
// {:tuple, :string}.
func UnknownType(t command.Type, database string) error {
	return dialect.Unsupported("%s has no column type %s", database, t.Inspect()).
		WithHint("use an atom such as :string, a database type such as :\"numeric(10,2)\",\n" +
			"or {:map, type}; PostgreSQL and SQLite also take {:array, type}")
}
