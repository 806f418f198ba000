package sqlddl

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// alteration reads what follows ALTER within ALTER TABLE.
func (a *alterText) alteration() bool {
	switch {
	case a.accept("CONSTRAINT"), a.database == "mysql" && a.accept("CHECK"):
		a.name()
		a.until()
		a.put(SetOption{Table: a.table, What: "ALTER CONSTRAINT"})
		return true
	case a.database == "mysql" && a.acceptAny("INDEX", "KEY") != "":
		a.lenient()
		a.name()
		a.acceptAny("VISIBLE", "INVISIBLE", "NOT IGNORED", "IGNORED")
		a.put(SetOption{Table: a.table, What: "ALTER INDEX"})
		return true
	}
	a.accept("COLUMN")
	a.lenient()
	a.alterColumn(a.name())
	return true
}

// alterColumn reads ALTER COLUMN of PostgreSQL and SQL Server.
func (a *alterText) alterColumn(column string) {
	change := AlterColumn{Table: a.table, Column: column}
	switch {
	case a.acceptAny("TYPE", "SET DATA TYPE") != "":
		a.retype(&change)
		if a.accept("USING") {
			change.Using = a.until()
		}
	case a.accept("SET NOT NULL"):
		change.Options.Null = command.NotNull
	case a.accept("DROP NOT NULL"):
		change.Options.Null = command.Nullable
	case a.accept("SET DEFAULT"):
		// Without its type a number is as good as a string; applying knows better.
		change.Options.Default = command.Fragment(a.until())
	case a.accept("DROP DEFAULT"):
		change.DropDefault = true
	case a.generation(column), a.columnOption():
		return
	case a.database == "mssql":
		a.sqlServerColumn(&change)
	default:
		a.fail()
	}
	a.put(change)
}

// sqlServerColumn reads a type with what may follow it. Without a word NULL is
// allowed.
func (a *alterText) sqlServerColumn(change *AlterColumn) {
	a.retype(change)
	for {
		switch {
		case a.accept("NOT NULL"):
			change.Options.Null = command.NotNull
		case a.accept("NULL"):
			change.Options.Null = command.Nullable
		case a.acceptAny("SPARSE", "NOT FOR REPLICATION") != "":
		case a.sees("WITH ("):
			a.indexOptions(&command.Index{})
		default:
			return
		}
	}
}

// generation reads what is about identity and generated columns.
func (a *alterText) generation(column string) bool {
	from := a.at().start
	if a.acceptAny("ADD GENERATED", "SET GENERATED", "DROP IDENTITY", "DROP EXPRESSION", "SET EXPRESSION", "RESTART",
		"SET INCREMENT", "SET START", "SET MAXVALUE", "SET MINVALUE", "SET CACHE", "SET CYCLE", "SET RESTART", "SET NO") == "" {
		return false
	}
	if !a.ended() && !a.sees(",") {
		a.until()
	}
	a.put(SetGenerated{a.table, column, strings.ToUpper(a.since(from))})
	return true
}

// columnOption reads what means nothing to the rows.
func (a *alterText) columnOption() bool {
	option := a.acceptAny("SET STATISTICS", "SET STORAGE", "SET (", "RESET (", "SET COMPRESSION",
		"ADD MASKED", "DROP MASKED", "ADD PERSISTED", "DROP PERSISTED", "ADD ROWGUIDCOL", "DROP ROWGUIDCOL", "ADD SPARSE", "DROP SPARSE",
		"SET INVISIBLE", "SET VISIBLE")
	if option == "" {
		return false
	}
	if strings.HasSuffix(option, "(") {
		option = strings.TrimSuffix(option, " (")
		a.pos--
		a.parens()
	} else {
		a.passOver()
	}
	a.put(SetOption{Table: a.table, What: option})
	return true
}

func (a *alterText) retype(change *AlterColumn) {
	null := change.Options.Null
	change.Type, change.Options = a.columnType().ecto(a.database)
	change.Options.Null = null
	if change.Type.IsZero() {
		a.fail()
	}
	if a.accept("COLLATE") {
		change.Options.Collation = a.step().text
		if a.accept(".") {
			change.Options.Collation = a.step().text
		}
	}
}

// modify reads MySQL's MODIFY and CHANGE, which say everything about a column
// anew. CHANGE has the old name before it.
func (a *alterText) modify(old string) {
	c := a.columnText(a.table)
	if old != "" && c.column.Name != old {
		a.put(Command{Command: command.RenameColumn{Table: a.table, From: old, To: c.column.Name}})
	}
	changes := []command.Change{command.Modify{Column: c.column}}
	a.put(Command{Command: command.AlterTable{Table: command.Table{Object: a.table}, Changes: changes}, Charset: Charset(c.charset)})
	a.text.Parts = append(a.text.Parts, c.then...)
}
