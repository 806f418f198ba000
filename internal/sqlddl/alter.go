package sqlddl

import (
	"github.com/whimbrel-go/whimbrel/command"
)

// alter reads what follows ALTER.
func (p *parser) alter() bool {
	switch {
	case p.acceptAny("TABLE", "ONLINE TABLE", "IGNORE TABLE", "ONLINE IGNORE TABLE") != "":
		p.lenient()
		p.accept("ONLY")
		table := p.object()
		p.accept("*")
		p.about = table
		p.alterTable(table)
	case p.accept("INDEX"):
		p.alterIndex()
	case p.accept("TYPE"):
		return p.alterType()
	case p.accept("SCHEMA"):
		return p.alterSchema()
	default:
		return p.otherObject("ALTER")
	}
	return true
}

func (p *parser) alterIndex() {
	if p.accept("ALL ON") {
		p.rebuildIndex(command.Object{})
		return
	}
	p.lenient()
	index := p.object()
	switch {
	case p.accept("RENAME TO"):
		i := command.Index{Prefix: index.Prefix, Name: index.Name}
		p.put(Command{Command: command.RenameIndex{Index: i, To: p.name()}})
	case p.accept("ON"):
		p.rebuildIndex(index)
	case p.accept("SET TABLESPACE"):
		p.put(SetStorage{What: "TABLESPACE"})
		p.rest()
	default:
		p.put(Define{Object: index, Verb: "ALTER", What: "INDEX"})
		p.rest()
	}
}

// rebuildIndex is SQL Server's ALTER INDEX i ON t REBUILD.
func (p *parser) rebuildIndex(index command.Object) {
	table := p.object()
	what := "INDEX"
	if index.Name == "" {
		what = "TABLE"
	}
	if p.acceptAny("REBUILD", "REORGANIZE") == "" {
		p.put(Define{Object: index, Verb: "ALTER", What: "INDEX"})
		p.rest()
		return
	}
	from := p.at().start
	for !p.ended() {
		p.step()
	}
	online := online(p.since(from))
	p.text.Online = p.text.Online || online
	p.put(Reindex{Table: table, Index: index, What: what, Concurrently: online})
}

func (p *parser) alterSchema() bool {
	schema := p.name()
	switch {
	case p.accept("RENAME TO"):
		p.put(RenameSchema{schema, p.name()})
	case p.accept("TRANSFER"): // SQL Server
		p.acceptAny("OBJECT ::")
		table := p.object()
		p.put(Command{Command: command.RenameTable{From: table, To: command.Object{Prefix: schema, Name: table.Name}}})
	default:
		p.put(Define{Object: command.Object{Name: schema}, Verb: "ALTER", What: "SCHEMA"})
		p.rest()
	}
	return true
}

// alterTable reads the actions. One that is not understood does not hide the
// others from Read.
func (p *parser) alterTable(t command.Object) {
	a := &alterText{parser: p, table: t}
	p.acceptAny("NOWAIT")
	if p.database == "mysql" && p.accept("WAIT") {
		p.step()
	}
	if p.database == "mssql" {
		a.unchecked = p.accept("WITH NOCHECK")
		a.withCheck = p.accept("WITH CHECK")
	}
	for {
		p.begin = p.at().start
		n, at := len(p.text.Parts), p.pos
		if !a.action() || p.failed {
			p.text.Parts = p.text.Parts[:n]
			a.misunderstood(at)
		}
		if !p.failed && !p.ended() && !p.sees(",") {
			p.gap = true
			p.passOver()
		}
		p.closed(n)
		if !p.accept(",") {
			break
		}
	}
	if len(p.text.Parts) == 1 {
		p.text.Parts[0].Start = p.text.Start
	}
}

type alterText struct {
	*parser
	table command.Object
	// adding, dropping: the action before was one, and SQL Server's lists go on
	// without the word.
	adding, dropping bool
	// unchecked is SQL Server's WITH NOCHECK, and withCheck is WITH CHECK.
	unchecked, withCheck bool
}

// misunderstood passes over an action. Nothing may be left then that could be
// told from garbage.
func (a *alterText) misunderstood(at int) {
	a.pos, a.failed = at, false
	words := firstWords(a.tokens[at:])
	from := a.pos
	a.passOver()
	if a.pos == from || a.failed {
		a.fail()
		return
	}
	a.gap = true
	a.put(Unknown{Words: "ALTER TABLE " + a.table.String() + " " + words, Reason: notUnderstood, Table: a.table})
}

func (a *alterText) change(c command.Change) {
	a.put(Command{Command: command.AlterTable{Table: command.Table{Object: a.table}, Changes: []command.Change{c}}})
}

// action reads one action.
func (a *alterText) action() bool {
	adding, dropping := a.adding, a.dropping
	a.adding, a.dropping = false, false
	switch {
	case a.accept("ADD"):
		a.addition()
	case a.accept("DROP"):
		a.removal()
	case a.database == "mssql" && adding:
		a.addition()
	case a.database == "mssql" && dropping:
		a.removal()
	case a.accept("RENAME"):
		a.rename()
	case a.accept("ALTER"):
		return a.alteration()
	case a.acceptAny("MODIFY COLUMN", "MODIFY") != "":
		a.lenient()
		a.modify("")
	case a.acceptAny("CHANGE COLUMN", "CHANGE") != "":
		a.lenient()
		a.modify(a.name())
	case a.accept("VALIDATE CONSTRAINT"):
		a.put(Validate{a.table, a.name()})
	case a.accept("SET SCHEMA"):
		a.put(Command{Command: command.RenameTable{From: a.table, To: command.Object{Prefix: a.name(), Name: a.table.Name}}})
	case a.accept("COMMENT"):
		a.accept("=")
		a.put(Comment{Table: a.table, Text: a.literal()})
	default:
		return a.option()
	}
	return true
}

func (a *alterText) addition() {
	a.adding = true
	if a.notNull() || a.database == "mssql" && a.defaultFor() {
		return
	}
	if s, ok := a.tableConstraint(a.table); ok {
		if s != nil {
			a.put(a.notChecked(s))
		}
		return
	}
	if a.accept("PARTITION") { // MySQL
		a.put(SetOption{Table: a.table, What: "ADD PARTITION"})
		a.until()
		return
	}
	a.accept("COLUMN")
	existence := a.lenient()
	if a.database == "mysql" && a.accept("(") {
		for !a.failed {
			a.begin = a.at().start
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

// notNull is PostgreSQL's NOT NULL as a constraint with a name.
func (a *alterText) notNull() bool {
	at := a.pos
	given := ""
	if a.accept("CONSTRAINT") && !a.sees("NOT") {
		given = a.name()
	}
	if a.database != "postgres" || !a.accept("NOT NULL") {
		a.pos, a.failed = at, false
		return false
	}
	column := a.name()
	a.accept("NO INHERIT")
	if !a.accept("NOT VALID") {
		a.put(AlterColumn{Table: a.table, Column: column, Options: command.ColumnOptions{Null: command.NotNull}})
		return true
	}
	if given == "" {
		given = a.constraintName(a.table, "not_null", column)
	}
	c := command.Constraint{Prefix: a.table.Prefix, Table: a.table.Name, Name: given, SkipValidation: true}
	c.Check = quotedName(column) + " IS NOT NULL"
	a.put(Command{Command: command.CreateConstraint{Constraint: c}})
	return true
}

// defaultFor is SQL Server's ADD CONSTRAINT name DEFAULT value FOR column.
func (a *alterText) defaultFor() bool {
	at := a.pos
	if a.accept("CONSTRAINT") {
		a.name()
	}
	if !a.accept("DEFAULT") {
		a.pos, a.failed = at, false
		return false
	}
	change := AlterColumn{Table: a.table, Options: command.ColumnOptions{Default: command.Fragment(a.until("FOR"))}}
	a.expect("FOR")
	change.Column = a.name()
	a.accept("WITH VALUES")
	a.put(change)
	return true
}

// notChecked: behind WITH NOCHECK the rows are not looked at.
func (a *alterText) notChecked(s Statement) Statement {
	if !a.unchecked {
		return s
	}
	switch s := s.(type) {
	case ForeignKey:
		s.NotValidated = true
		return s
	case Command:
		if create, ok := s.Command.(command.CreateConstraint); ok {
			create.Constraint.SkipValidation = true
			s.Command = create
		}
		return s
	}
	return s
}

func (a *alterText) column(existence command.Existence) {
	column, then := a.columnDefinition(a.table)
	a.change(command.Add{Column: column, Existence: existence})
	a.closed(len(a.text.Parts) - 1)
	a.text.Parts = append(a.text.Parts, then...)
}

func (a *alterText) constraintRemoval(kind string) {
	c := command.DropConstraint{Existence: a.lenient()}
	c.Constraint = command.Constraint{Prefix: a.table.Prefix, Table: a.table.Name, Name: a.name()}
	c.Mode = a.dropMode()
	a.put(Command{Command: c, Kind: kind})
}

func (a *alterText) removal() {
	a.dropping = true
	if a.accept("PRIMARY KEY") {
		a.put(DropPrimaryKey{a.table})
		return
	}
	if a.accept("CONSTRAINT") {
		a.constraintRemoval("")
		return
	}
	switch kind := a.dropped(); kind {
	case "FOREIGN KEY", "CHECK":
		a.constraintRemoval(kind)
		return
	case "INDEX", "KEY":
		existence := a.lenient()
		index := command.Index{Prefix: a.table.Prefix, Table: a.table.Name, Name: a.name()}
		a.put(Command{Command: command.DropIndex{Index: index, Existence: existence}})
		return
	case "PARTITION":
		a.put(SetOption{Table: a.table, What: "DROP PARTITION"})
		a.until()
		return
	}
	a.accept("COLUMN")
	existence := a.lenient()
	a.change(command.Remove{Name: a.name(), Existence: existence})
	if a.dropMode() == command.Cascade {
		last := &a.text.Parts[len(a.text.Parts)-1]
		c, _ := last.Statement.(Command)
		c.Cascade = true
		last.Statement = c
	}
}

// dropped is what MySQL drops beside columns.
func (a *alterText) dropped() string {
	if kind := a.acceptAny("FOREIGN KEY", "CHECK"); kind != "" || a.database != "mysql" {
		return kind
	}
	return a.acceptAny("INDEX", "KEY", "PARTITION")
}

func (a *alterText) rename() {
	switch {
	case a.acceptAny("TO", "AS", "=") != "":
		a.renameTable()
	case a.accept("CONSTRAINT"):
		from := a.name()
		a.expect("TO")
		a.put(RenameConstraint{a.table, from, a.name()})
	case a.database == "mysql" && a.acceptAny("INDEX", "KEY") != "":
		index := command.Index{Prefix: a.table.Prefix, Table: a.table.Name, Name: a.name()}
		a.expect("TO")
		a.put(Command{Command: command.RenameIndex{Index: index, To: a.name()}})
	case a.database == "mysql" && !a.sees("COLUMN"):
		a.renameTable()
	default:
		a.accept("COLUMN")
		a.lenient()
		from := a.name()
		a.expect("TO")
		a.put(Command{Command: command.RenameColumn{Table: a.table, From: from, To: a.name()}})
	}
}

func (a *alterText) renameTable() {
	to := a.object()
	if to.Prefix == "" {
		to.Prefix = a.table.Prefix
	}
	a.put(Command{Command: command.RenameTable{From: a.table, To: to}})
}
