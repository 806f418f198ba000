package locks

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

func (m mysql) column(op operation.Operation) Effect {
	table := op.On()
	switch op := op.(type) {
	case operation.AddColumn:
		return m.addColumn(op)
	case operation.DropColumn:
		return m.dropColumn(op)
	case operation.RenameColumn:
		if m.server.MariaDB || m.sinceMySQL(8, 1) { // 8.0.28
			return m.alter(table, instant, lockNone, "Renaming a Column")
		}
		return m.alter(table, nocopy, lockNone, "Renaming a Column")
	case operation.SetType:
		return m.setType(op)
	case operation.SetNotNull:
		return m.alter(table, inplace, lockNone, "Making a Column NOT NULL")
	case operation.DropNotNull:
		return m.alter(table, inplace, lockNone, "Making a Column NULL")
	case operation.SetGenerated:
		e := m.copied(table, "Generated Column Operations")
		e.Measured = false
		return e
	}
	return m.alter(table, instant, lockNone, "Setting a Column Default Value")
}

func (m mysql) addColumn(op operation.AddColumn) Effect {
	o := op.Column.Options
	generated, _ := o.Generated.(command.String)
	text := strings.ToUpper(string(generated))
	switch {
	case isAutoIncrement(op.Column):
		return m.alter(op.Table, inplace, lockShared, "Adding a Column")
	case strings.Contains(text, "STORED"), strings.Contains(text, "PERSISTENT"):
		return m.copied(op.Table, "Adding a STORED Column")
	case text == "" && m.volatile(o.Default):
		return m.alter(op.Table, byCopy, lockShared, "Adding a Column")
	case o.After != "" && !m.server.MariaDB && !m.sinceMySQL(8, 1): // 8.0.29
		return m.alter(op.Table, inplace, lockNone, "Adding a Column")
	}
	return m.alter(op.Table, instant, lockNone, "Adding a Column")
}

// isAutoIncrement: Ecto's types for keys count by themselves.
func isAutoIncrement(c command.Column) bool {
	switch c.Type.Name {
	case "serial", "bigserial":
		return c.Reference == nil
	}
	return strings.Contains(strings.ToUpper(c.Type.Name), "AUTO_INCREMENT")
}

// volatile reports whether a default is an expression with a value for each
// row. MariaDB calls rand() once.
func (m mysql) volatile(v command.Value) bool {
	text, ok := v.(command.Fragment)
	if !ok {
		return false
	}
	for _, function := range called(string(text)) {
		switch {
		case function == "rand" && m.server.MariaDB, function == "curdate", function == "utc_timestamp", function == "unix_timestamp":
		case !steady(function):
			return true
		}
	}
	return false
}

// dropColumn: MySQL drops one at once since 8.0.29, so surely since 8.1; an
// index that loses a column is changed as well.
func (m mysql) dropColumn(op operation.DropColumn) Effect {
	t := m.before.Table(op.Table)
	indexed := t != nil && len(t.IndexesOn(op.Column)) > 0
	switch {
	case m.server.MariaDB && indexed:
		return m.alter(op.Table, nocopy, lockNone, "Dropping a Column")
	case m.server.MariaDB, !indexed && m.sinceMySQL(8, 1):
		return m.alter(op.Table, instant, lockNone, "Dropping a Column")
	}
	return m.alter(op.Table, inplace, lockNone, "Dropping a Column")
}

// sinceMySQL: 8.4 is the oldest version that is supported.
func (m mysql) sinceMySQL(major, minor int) bool {
	s := m.server
	return s.Major == 0 || s.Major > major || s.Major == major && s.Minor >= minor
}

func (m mysql) setType(op operation.SetType) Effect {
	if op.From == nil {
		return m.copied(op.Table, "Changing the Column Data Type")
	}
	from, to := mysqlTypeOf(*op.From), mysqlTypeOf(op.Column)
	switch {
	case m.recoded(op, from, to) != nil:
		return *m.recoded(op, from, to)
	case from.same(to):
		return m.alter(op.Table, instant, lockNone, "Changing the Column Data Type")
	case appends(from, to):
		return m.alter(op.Table, instant, lockNone, "Modifying ENUM or SET Columns")
	case m.grows(from, to, m.charsets(op)):
		return m.alter(op.Table, m.oneOf(instant, nocopy), lockNone, "Extending VARCHAR Column Size")
	}
	return m.copied(op.Table, "Changing the Column Data Type")
}

func (m mysql) constraint(op operation.Operation) []Effect {
	table := op.On()
	switch op := op.(type) {
	case operation.AddForeignKey:
		return []Effect{m.alter(table, byCopy, lockShared, "Adding a Foreign Key Constraint")}
	case operation.AddCheck:
		if op.WithColumn != "" && m.server.MariaDB {
			return []Effect{m.alter(table, instant, lockNone, "Adding a Column")}
		}
		return []Effect{m.copied(table, checkSubject)}
	case operation.AddUnique:
		if op.WithColumn {
			return []Effect{m.alter(table, inplace, lockNone, "Adding a Unique Index")}
		}
		return []Effect{m.index(table, true, op.Columns)}
	case operation.AddPrimaryKey:
		return []Effect{m.alter(table, inplace, lockNone, "Adding a Primary Key")}
	case operation.DropConstraint:
		return []Effect{m.dropConstraint(op)}
	}
	e := m.alter(table, nocopy, lockNone, checkSubject)
	e.Measured = false
	return []Effect{e}
}

// checkSubject: the sections about online operations do not speak of checks.
const checkSubject = "CHECK Constraints"

func (m mysql) dropConstraint(op operation.DropConstraint) Effect {
	switch op.Kind {
	case "PRIMARY KEY":
		return m.copied(op.Table, "Dropping a Primary Key")
	case "UNIQUE":
		return m.alter(op.Table, nocopy, lockNone, "Dropping an Index")
	case "CHECK":
		return m.alter(op.Table, m.oneOf(instant, nocopy), lockNone, checkSubject)
	}
	return m.alter(op.Table, m.oneOf(instant, nocopy), lockNone, "Dropping a Foreign Key Constraint")
}
