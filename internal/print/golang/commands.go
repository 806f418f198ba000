package golang

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// command returns a command as it stands at a depth.
func (p *printer) command(c command.Command, depth int) node {
	switch c := c.(type) {
	case command.CreateTable:
		return p.createTable(c, depth)
	case command.AlterTable:
		args := append([]node{str(c.Table.Name)}, p.block("*whimbrel.Changes", c.Changes, depth))
		args = append(args, p.prefix(c.Table.Prefix)...)
		return fn("m.AlterTable", append(args, text("Comment", c.Table.Comment)...)...)
	case command.DropTable:
		args := append([]node{str(c.Table.Name)}, p.prefix(c.Table.Prefix)...)
		return fn(verb("m.DropTable", c.Existence, "IfExists"), append(args, mode(c.Mode)...)...)
	case command.RenameTable:
		args := append([]node{str(c.From.Name), str(c.To.Name)}, p.prefix(c.From.Prefix)...)
		if c.To.Prefix != c.From.Prefix {
			args = append(args, whimbrel("ToPrefix", str(p.migration.OwnPrefix(c.To.Prefix))))
		}
		return fn("m.RenameTable", args...)
	case command.RenameColumn:
		return fn("m.RenameColumn", append([]node{str(c.Table.Name), str(c.From), str(c.To)}, p.prefix(c.Table.Prefix)...)...)
	case command.CreateIndex:
		return fn(verb("m.Create", c.Existence, "IfNotExists"), p.index(c.Index, c.Pos()))
	case command.DropIndex:
		return fn(verb("m.Drop", c.Existence, "IfExists"), append([]node{p.index(c.Index, c.Pos())}, mode(c.Mode)...)...)
	case command.RenameIndex:
		return fn("m.RenameIndex", p.index(c.Index, c.Pos()), str(c.To))
	case command.CreateConstraint:
		return fn("m.Create", p.constraint(c.Constraint, c.Pos()))
	case command.DropConstraint:
		if c.Constraint.Check != "" {
			c.Constraint.Exclude = "" // one that has both could not be created, and what is dropped has a name
		}
		return fn(verb("m.Drop", c.Existence, "IfExists"), append([]node{p.constraint(c.Constraint, c.Pos())}, mode(c.Mode)...)...)
	case command.Execute:
		return p.execute(c)
	}
	p.refuse(c.Pos(), "%s has no form in Go", c.Describe())
	return raw("")
}

func (p *printer) createTable(c command.CreateTable, depth int) node {
	columns, noKey := p.migration.Columns(c)
	changes := make([]command.Change, len(columns))
	for i, add := range columns {
		changes[i] = add
	}
	args := []node{str(c.Table.Name), raw("nil")}
	if len(changes) > 0 {
		args[1] = p.block("*whimbrel.Columns", changes, depth)
	}
	if noKey {
		args = append(args, whimbrel("NoPrimaryKey"))
	}
	args = append(args, p.prefix(c.Table.Prefix)...)
	args = append(args, text("Engine", c.Table.Engine)...)
	args = append(args, text("TableOptions", c.Table.Options)...)
	args = append(args, text("Comment", c.Table.Comment)...)
	return fn(verb("m.CreateTable", c.Existence, "IfNotExists"), args...)
}

// block returns the function of a create or alter, already laid out.
func (p *printer) block(kind string, changes []command.Change, depth int) node {
	f := function{head: "func(t " + kind + ")"}
	for _, line := range p.migration.Lines(changes) {
		if line.Timestamps != nil {
			f.body = append(f.body, layout(p.timestamps(line.Timestamps), depth+1, 0))
			continue
		}
		f.body = append(f.body, layout(p.change(line.Change), depth+1, 0))
	}
	return raw(f.broken(depth))
}

// prefix, text and mode return an option, or none.
func (p *printer) prefix(prefix string) []node { return text("Prefix", p.migration.OwnPrefix(prefix)) }

func text(option, value string) []node {
	if value == "" {
		return nil
	}
	return []node{whimbrel(option, str(value))}
}

func mode(m command.DropMode) []node {
	if m == command.Restrict {
		return nil
	}
	return []node{whimbrel("Cascade")}
}

func (p *printer) index(i command.Index, pos diag.Pos) node {
	name := "Index"
	if i.Unique {
		name = "UniqueIndex"
	}
	c := chain{base: whimbrel(name, str(i.Table))}
	method := func(given bool, name string, args ...node) {
		if given {
			c.methods = append(c.methods, fn(name, args...))
		}
	}
	for _, column := range i.Columns {
		p.indexColumn(&c, column)
	}
	method(i.Name != command.DefaultIndexName(i.Table, i.Columns), "Name", str(i.Name))
	method(p.migration.OwnPrefix(i.Prefix) != "", "Prefix", str(i.Prefix))
	method(i.Concurrently, "Concurrently")
	method(i.Using != "", "Using", str(i.Using))
	method(i.Where != "", "Where", str(i.Where))
	for _, column := range i.Include {
		p.include(&c, column, pos)
	}
	method(i.Only, "Only")
	if i.NullsDistinct != nil {
		method(true, "NullsDistinct", boolean(*i.NullsDistinct))
	}
	method(i.Options != "", "Options", str(i.Options))
	method(i.Comment != "", "Comment", str(i.Comment))
	return c
}

// include adds a column to the last Include, if there is one.
func (p *printer) include(c *chain, column command.IndexColumn, pos diag.Pos) {
	if column.Direction != "" {
		p.refuse(pos, "an index that includes a column with a direction has no form in Go")
	}
	if column.Expr != "" {
		c.methods = append(c.methods, fn("IncludeExpr", str(column.Expr)))
		return
	}
	if last := len(c.methods) - 1; last >= 0 && c.methods[last].function == "Include" {
		c.methods[last].args = append(c.methods[last].args, str(column.Column))
		return
	}
	c.methods = append(c.methods, fn("Include", str(column.Column)))
}

// indexColumn adds a column: as an argument while all are plain, and by a
// method from the first that is not.
func (p *printer) indexColumn(c *chain, column command.IndexColumn) {
	direction := "whimbrel." + directions[column.Direction]
	switch {
	case column.Expr != "" && column.Direction != "":
		c.methods = append(c.methods, fn("OrderedExpr", raw(direction), str(column.Expr)))
	case column.Expr != "":
		c.methods = append(c.methods, fn("Expr", str(column.Expr)))
	case column.Direction != "":
		c.methods = append(c.methods, fn("Ordered", raw(direction), str(column.Column)))
	case len(c.methods) == 0:
		c.base.args = append(c.base.args, str(column.Column))
	default:
		c.methods = append(c.methods, fn("Column", str(column.Column)))
	}
}

var directions = map[command.IndexDirection]string{
	command.Asc: "Asc", command.AscNullsFirst: "AscNullsFirst", command.AscNullsLast: "AscNullsLast",
	command.Desc: "Desc", command.DescNullsFirst: "DescNullsFirst", command.DescNullsLast: "DescNullsLast",
}

func (p *printer) constraint(c command.Constraint, pos diag.Pos) node {
	n := chain{base: whimbrel("Constraint", str(c.Table), str(c.Name))}
	switch {
	case c.Check != "" && c.Exclude != "":
		p.refuse(pos, "a constraint with both a check and an exclusion has no form in Go")
	case c.Check != "":
		n.base = whimbrel("Check", str(c.Table), str(c.Name), str(c.Check))
	case c.Exclude != "":
		n.base = whimbrel("Exclude", str(c.Table), str(c.Name), str(c.Exclude))
	}
	if prefix := p.migration.OwnPrefix(c.Prefix); prefix != "" {
		n.methods = append(n.methods, fn("Prefix", str(prefix)))
	}
	if c.SkipValidation {
		n.methods = append(n.methods, fn("Validate", boolean(false)))
	}
	if c.Comment != "" {
		n.methods = append(n.methods, fn("Comment", str(c.Comment)))
	}
	return n
}

func (p *printer) execute(c command.Execute) node {
	name := "m.Execute"
	var args []node
	keywords := 0
	for _, a := range []command.Action{c.Up, c.Down} {
		switch a := a.(type) {
		case nil:
		case command.SQL:
			args = append(args, str(string(a)))
		case command.Keywords:
			args = append(args, p.keywords(a, c.Pos()))
			keywords++
		default:
			p.refuse(c.Pos(), "the code of %s cannot be printed: only what it was told to do is known, not how it is written",
				command.DescribeAction(a))
		}
	}
	if keywords > 0 {
		name = "m.ExecuteKeywords"
	}
	if keywords > 0 && keywords < len(args) {
		p.refuse(c.Pos(), "an execute with SQL in one direction and a keyword command in the other has no form in Go")
	}
	return fn(name, args...)
}
