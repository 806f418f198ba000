package sqlddl

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// alter reads what follows ALTER.
func (p *parser) alter() ([]Statement, bool) {
	switch {
	case p.accept("TABLE"):
		p.lenient()
		p.accept("ONLY")
		table := p.object()
		p.about = table
		return p.alterTable(table), true
	case p.accept("INDEX"):
		p.lenient()
		index := p.object()
		if !p.accept("RENAME TO") {
			p.rest()
			return nil, true
		}
		i := command.Index{Prefix: index.Prefix, Name: index.Name}
		return []Statement{Command{command.RenameIndex{Index: i, To: p.name()}}}, true
	case p.accept("TYPE"):
		return p.alterType()
	}
	return nil, false
}

func (p *parser) alterTable(t command.Object) []Statement {
	a := &alterText{parser: p, table: t}
	for !p.failed {
		if !a.action() {
			p.fail()
		}
		if !p.accept(",") {
			break
		}
	}
	return a.list
}

type alterText struct {
	*parser
	table command.Object
	list  []Statement
}

func (a *alterText) add(s ...Statement) { a.list = append(a.list, s...) }

func (a *alterText) change(c command.Change) {
	a.add(Command{command.AlterTable{Table: command.Table{Object: a.table}, Changes: []command.Change{c}}})
}

// action reads one action.
func (a *alterText) action() bool {
	switch {
	case a.accept("ADD"):
		a.addition()
	case a.accept("DROP"):
		a.removal()
	case a.accept("RENAME"):
		a.rename()
	case a.accept("ALTER"):
		a.accept("COLUMN")
		a.alterColumn(a.name())
	case a.acceptAny("MODIFY COLUMN", "MODIFY") != "":
		a.lenient()
		a.modify("")
	case a.acceptAny("CHANGE COLUMN", "CHANGE") != "":
		a.modify(a.name())
	case a.accept("VALIDATE CONSTRAINT"):
		a.add(Validate{a.table, a.name()})
	case a.accept("SET SCHEMA"):
		a.add(Command{command.RenameTable{From: a.table, To: command.Object{Prefix: a.name(), Name: a.table.Name}}})
	case a.accept("COMMENT"):
		a.accept("=")
		a.add(Comment{Table: a.table, Text: a.text()})
	default:
		return a.ignored()
	}
	return true
}

// ignored passes over actions that mean nothing to the model.
func (a *alterText) ignored() bool {
	for _, phrase := range []string{
		"OWNER TO", "ENABLE", "DISABLE", "FORCE", "NO FORCE", "REPLICA IDENTITY", "CLUSTER ON", "SET", "RESET", "ENGINE",
		"AUTO_INCREMENT", "ROW_FORMAT", "CONVERT TO", "DEFAULT", "CHARACTER SET", "COLLATE", "ALGORITHM", "LOCK", "ATTACH", "DETACH",
	} {
		if a.accept(phrase) {
			a.until()
			return true
		}
	}
	return false
}

func (a *alterText) addition() {
	if s, ok := a.tableConstraint(a.table); ok {
		if s != nil {
			a.add(s)
		}
		return
	}
	a.accept("COLUMN")
	existence := a.lenient()
	if a.database == "mysql" && a.accept("(") {
		for {
			a.column(existence)
			if !a.accept(",") {
				break
			}
		}
		a.expect(")")
		return
	}
	a.column(existence)
}

func (a *alterText) column(existence command.Existence) {
	column, then := a.columnDefinition(a.table)
	a.change(command.Add{Column: column, Existence: existence})
	a.add(then...)
}

func (a *alterText) removal() {
	constraint := func() {
		c := command.DropConstraint{Existence: a.lenient()}
		c.Constraint = command.Constraint{Prefix: a.table.Prefix, Table: a.table.Name, Name: a.name()}
		c.Mode = a.dropMode()
		a.add(Command{c})
	}
	switch {
	case a.accept("PRIMARY KEY"):
		a.add(DropPrimaryKey{a.table})
	case a.acceptAny("CONSTRAINT", "FOREIGN KEY", "CHECK") != "":
		constraint()
	case a.database == "mysql" && a.acceptAny("INDEX", "KEY") != "":
		existence := a.lenient()
		index := command.Index{Prefix: a.table.Prefix, Table: a.table.Name, Name: a.name()}
		a.add(Command{command.DropIndex{Index: index, Existence: existence}})
	default:
		a.accept("COLUMN")
		existence := a.lenient()
		a.change(command.Remove{Name: a.name(), Existence: existence})
		a.dropMode()
	}
}

func (a *alterText) rename() {
	switch {
	case a.acceptAny("TO", "AS") != "":
		to := a.object()
		if to.Prefix == "" {
			to.Prefix = a.table.Prefix
		}
		a.add(Command{command.RenameTable{From: a.table, To: to}})
	case a.accept("CONSTRAINT"):
		from := a.name()
		a.expect("TO")
		a.add(RenameConstraint{a.table, from, a.name()})
	case a.database == "mysql" && a.acceptAny("INDEX", "KEY") != "":
		index := command.Index{Prefix: a.table.Prefix, Table: a.table.Name, Name: a.name()}
		a.expect("TO")
		a.add(Command{command.RenameIndex{Index: index, To: a.name()}})
	default:
		a.accept("COLUMN")
		from := a.name()
		a.expect("TO")
		a.add(Command{command.RenameColumn{Table: a.table, From: from, To: a.name()}})
	}
}

// alterColumn reads ALTER COLUMN of PostgreSQL and SQL Server.
func (a *alterText) alterColumn(column string) {
	change := AlterColumn{Table: a.table, Column: column}
	switch {
	case a.acceptAny("TYPE", "SET DATA TYPE") != "":
		a.retype(&change)
		if a.accept("USING") {
			a.until()
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
	case a.database == "mssql":
		a.retype(&change)
		switch a.acceptAny("NOT NULL", "NULL") {
		case "NOT NULL":
			change.Options.Null = command.NotNull
		case "NULL":
			change.Options.Null = command.Nullable
		}
	case a.acceptAny("SET STATISTICS", "SET STORAGE", "SET (", "RESET (", "SET COMPRESSION") != "":
		a.rest()
		return
	default:
		a.fail()
	}
	a.add(change)
}

func (a *alterText) retype(change *AlterColumn) {
	null := change.Options.Null
	change.Type, change.Options = a.columnType().ecto(a.database)
	change.Options.Null = null
	if a.accept("COLLATE") {
		change.Options.Collation = a.step().text
	}
}

// modify reads MySQL's MODIFY and CHANGE, which say everything about a column
// anew. CHANGE has the old name before it.
func (a *alterText) modify(old string) {
	definition, then := a.columnDefinition(a.table)
	if old != "" && definition.Name != old {
		a.add(Command{command.RenameColumn{Table: a.table, From: old, To: definition.Name}})
	}
	a.change(command.Modify{Column: definition})
	a.add(then...)
}

// createType reads what follows CREATE TYPE.
func (p *parser) createType() ([]Statement, bool) {
	name := p.object()
	if !p.accept("AS ENUM") {
		return nil, false
	}
	enum := CreateEnum{Type: name}
	p.expect("(")
	for !p.sees(")") && !p.failed {
		enum.Values = append(enum.Values, p.text())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return []Statement{enum}, true
}

func (p *parser) alterType() ([]Statement, bool) {
	name := p.object()
	switch {
	case p.accept("ADD VALUE"):
		add := AddValue{Type: name, Lenient: p.lenient() == command.Lenient, Value: p.text()}
		switch p.acceptAny("BEFORE", "AFTER") {
		case "BEFORE":
			add.Before, add.Next = true, p.text()
		case "AFTER":
			add.Next = p.text()
		}
		return []Statement{add}, true
	case p.accept("RENAME VALUE"):
		from := p.text()
		p.expect("TO")
		return []Statement{RenameValue{name, from, p.text()}}, true
	case p.accept("RENAME TO"):
		return []Statement{RenameType{name, command.Object{Prefix: name.Prefix, Name: p.name()}}}, true
	case p.accept("SET SCHEMA"):
		return []Statement{RenameType{name, command.Object{Prefix: p.name(), Name: name.Name}}}, true
	}
	return nil, false
}

// comment reads what follows COMMENT ON.
func (p *parser) comment() ([]Statement, bool) {
	var c Comment
	switch {
	case p.accept("TABLE"):
		c.Table = p.object()
	case p.accept("COLUMN"):
		parts := []string{p.name()}
		for p.accept(".") {
			parts = append(parts, p.name())
		}
		if len(parts) < 2 {
			return nil, false
		}
		c.Column = parts[len(parts)-1]
		c.Table = command.Object{Name: parts[len(parts)-2], Prefix: strings.Join(parts[:len(parts)-2], ".")}
	case p.accept("INDEX"):
		c.Table, c.Index = p.object(), true
	case p.accept("CONSTRAINT"):
		c.Constraint = p.name()
		p.expect("ON")
		c.Table = p.object()
	default:
		return nil, false
	}
	p.expect("IS")
	if !p.accept("NULL") {
		c.Text = p.text()
	}
	return []Statement{c}, true
}
