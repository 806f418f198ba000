package sqlddl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// createTable reads what follows CREATE TABLE.
func (p *parser) createTable(temporary bool) {
	existence := p.lenient()
	table := p.object()
	temporary = temporary || p.database == "mssql" && strings.HasPrefix(table.Name, "#")
	p.about, p.creates = table, !temporary
	nameEnd := p.pos
	t := &tableText{parser: p, table: table}
	create := CreateTable{Temporary: temporary}
	create.CreateTable = command.CreateTable{Table: command.Table{Object: table}, Existence: existence}
	switch {
	case p.accept("PARTITION OF"):
		t.partitionOf(create)
		return
	case p.acceptAny("LIKE", "OF", "CLONE") != "":
		p.gap = true
		p.rest()
		p.put(create)
		return
	case p.sees("(") && !p.asQuery(&create):
		t.contents()
	}
	t.inlineKey()
	t.inlineChecks()
	create.Columns, create.Then, create.PrimaryKey = t.columns, t.then, t.primaryKeys()
	p.tableOptions(&create)
	switch {
	case create.AsQuery:
		p.gap = !temporary
	case p.last() == p.tokens[nameEnd-1].end && p.database != "mysql" && p.database != "mssql":
		p.fail() // a table without parentheses
	}
	if temporary && p.failed {
		p.failed = false
		p.rest()
	}
	p.put(create)
}

// contents reads what stands in parentheses. What is not understood of a column
// is passed over.
func (t *tableText) contents() {
	t.expect("(")
	for !t.failed && !t.sees(")") {
		if t.accept("LIKE") {
			t.gap = true
		} else if !t.constraint() {
			t.column()
		}
		if !t.failed && !t.sees(",") && !t.sees(")") {
			t.gap = true
			t.passOver()
		}
		if !t.accept(",") {
			break
		}
	}
	t.expect(")")
}

// asQuery reports parentheses that hold a query, or names of columns before
// one, and passes over both.
func (p *parser) asQuery(create *CreateTable) bool {
	at := p.pos
	p.step()
	if p.seesAny("SELECT", "WITH", "VALUES", "TABLE") {
		p.pos = at
		create.AsQuery = true
		p.rest()
		return true
	}
	p.pos = at
	p.parens()
	if p.failed || !p.query(create) {
		p.pos, p.failed = at, false
		return false
	}
	return true
}

// query reads AS SELECT and its like, to the end. MySQL needs no AS.
func (p *parser) query(create *CreateTable) bool {
	if !p.seesAny("AS SELECT", "AS WITH", "AS VALUES", "AS EXECUTE", "AS TABLE", "AS (") &&
		(p.database != "mysql" || !p.seesAny("SELECT", "IGNORE SELECT", "REPLACE SELECT")) {
		return false
	}
	create.AsQuery = true
	p.rest()
	return true
}

// partitionOf is a new table that is a partition from the beginning.
func (t *tableText) partitionOf(create CreateTable) {
	parent := t.object()
	t.gap = true
	if t.sees("(") { // constraints of its own
		t.parens()
	}
	bound := t.bound()
	if !t.ended() {
		t.rest()
	}
	t.put(create)
	t.put(Partition{Table: parent, Partition: t.table, New: true, Bound: bound})
}

// bound reads which rows a partition has.
func (p *parser) bound() string {
	from := p.at().start
	if !p.accept("DEFAULT") && p.accept("FOR VALUES") {
		for p.acceptAny("IN", "FROM", "TO", "WITH") != "" {
			p.parens()
		}
	}
	return p.since(from)
}

// createVirtual is a table of a module of SQLite.
func (p *parser) createVirtual() {
	existence := p.lenient()
	table := p.object()
	p.about, p.creates, p.gap = table, true, true
	from := p.at().start
	p.rest()
	create := command.CreateTable{Table: command.Table{Object: table, Options: p.since(from)}, Existence: existence}
	p.put(CreateTable{CreateTable: create})
}

// tableText is the text between the parentheses.
type tableText struct {
	*parser
	table   command.Object
	columns []command.Add
	keys    []string
	then    []Part
}

// primaryKeys are the columns of the primary key, however it is said.
func (t *tableText) primaryKeys() []string {
	for _, part := range t.then {
		if pk, ok := part.Statement.(PrimaryKey); ok {
			return pk.Columns
		}
	}
	return t.keys
}

// inlineKey says at the columns what a primary key without a name says, if it
// has them in the order of the table, which is how add/3 makes it.
func (t *tableText) inlineKey() {
	at := slices.IndexFunc(t.then, func(s Part) bool { _, ok := s.Statement.(PrimaryKey); return ok })
	if len(t.keys) == 0 && at >= 0 {
		if pk := t.then[at].Statement.(PrimaryKey); pk.Name == "" && t.inOrder(pk.Columns) {
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
	t.then = slices.DeleteFunc(t.then, func(s Part) bool {
		made, ok := s.Statement.(Command)
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
		if pk, ok := s.Statement.(PrimaryKey); ok && pk.Name == "" {
			t.keys = append(t.keys, column.Name)
			continue
		}
		t.then = append(t.then, s)
	}
	t.columns = append(t.columns, command.Add{Column: column})
}

func (t *tableText) constraint() bool {
	from := t.at().start
	statement, ok := t.tableConstraint(t.table)
	if ok && statement != nil {
		t.then = append(t.then, t.part(statement, from))
	}
	return ok
}

// tableOptions reads what follows the parentheses. Words that mean nothing to
// the model are kept as options.
func (p *parser) tableOptions(create *CreateTable) {
	t := &create.Table
	var kept []string
	for !p.failed && !p.ended() {
		switch {
		case p.accept(","):
		case p.query(create):
		case p.accept("ENGINE"):
			p.accept("=")
			t.Engine = p.name()
		case p.accept("COMMENT"):
			p.accept("=")
			t.Comment = p.literal()
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
			return p.sql[from.start:max(from.start, to)]
		}
	}
}

// tableConstraint reads a constraint or an index within CREATE TABLE, or behind
// ADD. The statement is nil if it is nothing to the model.
func (p *parser) tableConstraint(t command.Object) (Statement, bool) {
	given := ""
	if p.sees("CONSTRAINT") {
		p.step()
		if !p.seesAny("PRIMARY", "FOREIGN", "UNIQUE", "CHECK") {
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
		c.Exclude = p.since(from)
		p.timing()
		return Command{Command: command.CreateConstraint{Constraint: c}}, true
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
	s := PrimaryKey{Table: t, Name: given}
	if p.accept("USING INDEX") {
		s.UsingIndex = p.name()
		p.timing()
		return s
	}
	if p.database == "mysql" && !p.sees("(") { // PRIMARY KEY name USING BTREE
		if p.database == "mysql" && !p.sees("USING") {
			p.name()
		}
		p.indexOptions(&command.Index{})
	}
	s.Columns = p.nameList()
	p.indexOptions(&command.Index{})
	p.timing()
	return s
}

func (p *parser) unique(t command.Object, given string) Statement {
	p.acceptAny("CLUSTERED", "NONCLUSTERED")
	index := command.Index{Prefix: t.Prefix, Table: t.Name, Name: given, Unique: true}
	if p.accept("USING INDEX") {
		u := Unique{index, p.name()}
		if given == "" {
			u.Index.Name = u.UsingIndex
		}
		p.timing()
		return u
	}
	if p.database == "mysql" && !p.sees("(") {
		return p.tableIndex(t, true, "")
	}
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
	return Unique{Index: index}
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
		return base + strconv.Itoa(n-1)
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
	return Command{Command: command.CreateConstraint{Constraint: c}}
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
			key.OnDelete, key.OnDeleteGiven = p.action(), true
		case p.accept("ON UPDATE"):
			key.OnUpdate = p.action()
		case p.acceptAny("NOT VALID", "NOT ENFORCED") != "":
			key.NotValidated = true
		case p.acceptAny("ENFORCED", "NOT FOR REPLICATION") != "":
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
