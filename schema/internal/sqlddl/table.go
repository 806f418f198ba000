package sqlddl

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// createTable reads what follows CREATE TABLE.
func (p *parser) createTable() []Statement {
	existence := p.lenient()
	table := p.object()
	p.about, p.creates = table, true
	t := &tableText{parser: p, table: table}
	p.expect("(")
	for {
		if p.sees("LIKE") {
			p.fail()
		}
		if !t.constraint() {
			t.column()
		}
		if !p.accept(",") || p.failed {
			break
		}
	}
	p.expect(")")
	t.inlineKey()
	t.inlineChecks()
	create := command.CreateTable{Table: command.Table{Object: table}, Columns: t.columns, Existence: existence}
	p.tableOptions(&create.Table)
	return []Statement{CreateTable{create, t.then}}
}

// tableText is the text between the parentheses.
type tableText struct {
	*parser
	table   command.Object
	columns []command.Add
	keys    []string
	then    []Statement
}

// inlineKey says at the columns what a primary key without a name says, if it
// has them in the order of the table, which is how add/3 makes it.
func (t *tableText) inlineKey() {
	at := slices.IndexFunc(t.then, func(s Statement) bool { _, ok := s.(PrimaryKey); return ok })
	if len(t.keys) == 0 && at >= 0 {
		if pk := t.then[at].(PrimaryKey); pk.Name == "" && t.inOrder(pk.Columns) {
			t.keys = pk.Columns
			t.then = slices.Delete(t.then, at, at+1)
		}
	}
	for i := range t.columns {
		if slices.Contains(t.keys, t.columns[i].Column.Name) {
			t.columns[i].Column.Options.PrimaryKey = true
		}
	}
}

// inlineChecks says at the columns what SQLite can only say there once the table
// exists, and Ecto only at a column: the checks of the table.
func (t *tableText) inlineChecks() {
	if t.database != "sqlite" {
		return
	}
	t.then = slices.DeleteFunc(t.then, func(s Statement) bool {
		made, ok := s.(Command)
		if !ok {
			return false
		}
		create, ok := made.Command.(command.CreateConstraint)
		return ok && t.inlineCheck(create.Constraint)
	})
}

// inlineCheck finds the last column that the check names and that has none yet.
func (t *tableText) inlineCheck(c command.Constraint) bool {
	for i := len(t.columns) - 1; i >= 0; i-- {
		column := &t.columns[i].Column
		if column.Options.Check == nil && Mentions(c.Check, column.Name, t.database) {
			column.Options.Check = &command.ColumnCheck{Name: c.Name, Expr: c.Check}
			return true
		}
	}
	return false
}

func (t *tableText) inOrder(keys []string) bool {
	var found []string
	for _, c := range t.columns {
		if slices.Contains(keys, c.Column.Name) {
			found = append(found, c.Column.Name)
		}
	}
	return slices.Equal(found, keys)
}

func (t *tableText) column() {
	column, then := t.columnDefinition(t.table)
	for _, s := range then {
		if pk, ok := s.(PrimaryKey); ok && pk.Name == "" {
			t.keys = append(t.keys, column.Name)
			continue
		}
		t.then = append(t.then, s)
	}
	t.columns = append(t.columns, command.Add{Column: column})
}

func (t *tableText) constraint() bool {
	statement, ok := t.tableConstraint(t.table)
	if ok && statement != nil {
		t.then = append(t.then, statement)
	}
	return ok
}

// tableOptions reads what follows the parentheses. Words that mean nothing to
// the model are kept as options.
func (p *parser) tableOptions(t *command.Table) {
	var kept []string
	for !p.failed && p.at().kind != end && !p.sees(";") {
		switch {
		case p.accept(","):
		case p.accept("ENGINE"):
			p.accept("=")
			t.Engine = p.name()
		case p.accept("COMMENT"):
			p.accept("=")
			t.Comment = p.text()
		case p.accept("AUTO_INCREMENT"):
			p.accept("=")
			p.step()
		default:
			kept = append(kept, p.optionWord())
		}
	}
	t.Options = strings.Join(kept, " ")
}

// optionWord reads one word of an option, with its value or parentheses.
func (p *parser) optionWord() string {
	from := p.step()
	to := from.end
	for {
		switch {
		case p.sees("="):
			p.step()
			to = p.step().end
		case p.sees("("):
			p.parens()
			to = p.tokens[p.pos-1].end
		default:
			return p.sql[from.start:to]
		}
	}
}

// tableConstraint reads a constraint or an index within CREATE TABLE, or behind
// ADD. The statement is nil if it is nothing to the model.
func (p *parser) tableConstraint(t command.Object) (Statement, bool) {
	given := ""
	if p.sees("CONSTRAINT") {
		p.step()
		if !p.sees("PRIMARY") && !p.sees("FOREIGN") && !p.sees("UNIQUE") && !p.sees("CHECK") {
			p.lenient()
			given = p.name()
		}
	}
	switch {
	case p.accept("PRIMARY KEY"):
		return p.primaryKey(t, given), true
	case p.accept("FOREIGN KEY"):
		return p.tableForeignKey(t, given), true
	case p.acceptAny("UNIQUE KEY", "UNIQUE INDEX") != "":
		return p.tableIndex(t, true, ""), true
	case p.accept("UNIQUE"):
		return p.unique(t, given), true
	case p.accept("CHECK"):
		return p.check(t, given, ""), true
	case p.accept("EXCLUDE"):
		p.accept("USING")
		from := p.at().start
		p.step()
		p.parens()
		if p.accept("WHERE") {
			p.parens()
		}
		c := command.Constraint{Prefix: t.Prefix, Table: t.Name, Name: given}
		c.Exclude = p.sql[from:p.tokens[p.pos-1].end]
		p.timing()
		return Command{command.CreateConstraint{Constraint: c}}, true
	case p.database == "mysql" && p.acceptAny("FULLTEXT KEY", "FULLTEXT INDEX") != "":
		return p.tableIndex(t, false, "fulltext"), true
	case p.database == "mysql" && p.acceptAny("SPATIAL KEY", "SPATIAL INDEX") != "":
		return p.tableIndex(t, false, "spatial"), true
	case p.database == "mysql" && p.acceptAny("KEY", "INDEX") != "":
		return p.tableIndex(t, false, ""), true
	}
	if given != "" {
		p.fail()
	}
	return nil, given != ""
}

func (p *parser) primaryKey(t command.Object, given string) Statement {
	p.acceptAny("CLUSTERED", "NONCLUSTERED")
	using := p.accept("USING INDEX")
	if using {
		p.fail()
	}
	s := PrimaryKey{Table: t, Name: given, Columns: p.nameList()}
	p.indexOptions(&command.Index{})
	p.timing()
	return s
}

func (p *parser) unique(t command.Object, given string) Statement {
	p.acceptAny("CLUSTERED", "NONCLUSTERED")
	index := command.Index{Prefix: t.Prefix, Table: t.Name, Name: given, Unique: true}
	switch p.acceptAny("NULLS NOT DISTINCT", "NULLS DISTINCT") {
	case "NULLS NOT DISTINCT":
		index.NullsDistinct = new(bool)
	}
	for _, c := range p.nameList() {
		index.Columns = append(index.Columns, command.IndexColumn{Column: c})
	}
	if given == "" {
		index.Name = p.constraintName(t, "key", columnNames(index.Columns)...)
	}
	p.indexOptions(&index)
	p.timing()
	return Unique{index}
}

// constraintName is how the database calls a constraint without a name.
func (p *parser) constraintName(t command.Object, kind string, columns ...string) string {
	base := strings.Join(append(append([]string{t.Name}, columns...), kind), "_")
	if p.database == "mysql" && kind == "key" && len(columns) > 0 {
		base = columns[0]
	}
	if p.names == nil {
		p.names = map[string]int{}
	}
	p.names[base]++
	if n := p.names[base]; n > 1 {
		return base + itoa(n-1)
	}
	return base
}

// check reads the condition and makes a constraint. PostgreSQL names one of
// a single column after it.
func (p *parser) check(t command.Object, given, column string) Statement {
	c := command.Constraint{Prefix: t.Prefix, Table: t.Name, Name: given}
	c.Check = unwrapped(p.parens(), p.database)
	if given == "" {
		var columns []string
		if column != "" {
			columns = []string{column}
		}
		c.Name = p.constraintName(t, "check", columns...)
	}
	p.accept("NO INHERIT")
	c.SkipValidation = p.acceptAny("NOT VALID", "NOT ENFORCED") != ""
	p.accept("ENFORCED")
	return Command{command.CreateConstraint{Constraint: c}}
}

func (p *parser) tableForeignKey(t command.Object, given string) Statement {
	p.lenient()
	if !p.sees("(") { // MySQL: the name of the index
		p.name()
	}
	key := ForeignKey{Table: t, Name: given, Columns: p.nameList()}
	p.expect("REFERENCES")
	p.target(&key)
	return key
}

// target reads what follows REFERENCES.
func (p *parser) target(key *ForeignKey) {
	key.To = p.object()
	if p.sees("(") {
		key.References = p.nameList()
	}
	for !p.failed {
		switch {
		case p.accept("MATCH"):
			if key.Match = strings.ToLower(p.step().text); key.Match == "simple" {
				key.Match = ""
			}
		case p.accept("ON DELETE"):
			key.OnDelete = p.action()
		case p.accept("ON UPDATE"):
			key.OnUpdate = p.action()
		case p.accept("NOT VALID"):
			key.NotValidated = true
		case p.timing():
		default:
			if key.Name == "" {
				key.Name = p.constraintName(key.Table, "fkey", key.Columns...)
			}
			return
		}
	}
}

func (p *parser) action() command.ReferenceAction {
	var a command.ReferenceAction
	switch p.acceptAny("CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION") {
	case "CASCADE":
		a.Kind = command.CascadeAll
	case "SET NULL":
		a.Kind = command.NilifyAll
		if p.sees("(") {
			a = command.ReferenceAction{Kind: command.NilifyColumns, Columns: p.nameList()}
		}
	case "SET DEFAULT":
		a.Kind = command.DefaultAll
		if p.sees("(") {
			a = command.ReferenceAction{Kind: command.DefaultColumns, Columns: p.nameList()}
		}
	case "RESTRICT":
		a.Kind = command.RestrictAction
	case "NO ACTION":
	default:
		p.fail()
	}
	return a
}

// timing passes over when a constraint is checked: Ecto has no word for it.
func (p *parser) timing() bool {
	found := false
	for p.acceptAny("NOT DEFERRABLE", "DEFERRABLE", "INITIALLY DEFERRED", "INITIALLY IMMEDIATE") != "" {
		found = true
	}
	return found
}

func columnNames(columns []command.IndexColumn) []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.Column)
	}
	return names
}
