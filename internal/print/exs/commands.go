package exs

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// command returns a command as it stands at a column.
func (p *printer) command(c command.Command, column int) string {
	switch c := c.(type) {
	case command.CreateTable:
		return p.createTable(c, column)
	case command.AlterTable:
		return p.alterTable(c, column)
	case command.DropTable:
		table := p.table(command.Table{Object: c.Table.Object}, false)
		return p.drop(verb("drop", c.Existence, "_if_exists"), table, c.Mode, column)
	case command.RenameTable:
		s := statement{verb: "rename", elements: []node{p.object(c.From)}, pairs: []pair{{"to:", p.object(c.To)}}}
		return p.statement(s, column)
	case command.RenameColumn:
		s := statement{verb: "rename", elements: []node{p.object(c.Table), token(atom(c.From))},
			pairs: []pair{{"to:", token(atom(c.To))}}}
		return p.statement(s, column)
	case command.CreateIndex:
		s := statement{verb: verb("create", c.Existence, "_if_not_exists"), elements: []node{p.index(c.Index)}}
		return p.statement(s, column)
	case command.DropIndex:
		return p.drop(verb("drop", c.Existence, "_if_exists"), p.index(c.Index), c.Mode, column)
	case command.RenameIndex:
		s := statement{verb: "rename", elements: []node{p.index(c.Index)}, pairs: []pair{{"to:", str(c.To)}}}
		return p.statement(s, column)
	case command.CreateConstraint:
		return p.statement(statement{verb: "create", elements: []node{p.constraint(c.Constraint)}}, column)
	case command.DropConstraint:
		return p.drop(verb("drop", c.Existence, "_if_exists"), p.constraint(c.Constraint), c.Mode, column)
	case command.Execute:
		return p.execute(c, column)
	}
	p.refuse(c.Pos(), "%s has no form in a script", c.Describe())
	return ""
}

// statement writes a statement at a column, with parentheses if the style has
// them. What opens a block goes without.
func (p *printer) statement(s statement, column int) string {
	if p.style.has(Parentheses) && s.block == "" {
		return layout(call(s.verb, s.elements, s.pairs), column, 0)
	}
	return layout(s, column, 0)
}

func (p *printer) drop(verb string, object node, mode command.DropMode, column int) string {
	s := statement{verb: verb, elements: []node{object}}
	if mode == command.Cascade {
		s.pairs = []pair{{"mode:", token(":cascade")}}
	}
	return p.statement(s, column)
}

// object writes a table of which only the name and the prefix matter.
func (p *printer) object(o command.Object) node { return p.table(command.Table{Object: o}, false) }

func (p *printer) table(t command.Table, noKey bool) node {
	var options options
	options.add(noKey, "primary_key", token("false"))
	options.prefix(p.migration.OwnPrefix(t.Prefix))
	options.word("engine", t.Engine)
	options.str("options", t.Options)
	options.str("comment", t.Comment)
	return call("table", []node{p.tableName(t.Name)}, options)
}

// tableName writes a table's name, which Ecto takes as a string or an atom. The
// atoms nil, true and false would mean something else.
func (p *printer) tableName(name string) node {
	if !p.style.has(Guide) || p.style.has(Strings) || name == "nil" || name == "true" || name == "false" {
		return str(name)
	}
	return token(atom(name))
}

func (p *printer) createTable(c command.CreateTable, column int) string {
	columns, noKey := p.migration.Columns(c)
	changes := make([]command.Change, len(columns))
	for i, add := range columns {
		changes[i] = add
	}
	s := statement{verb: verb("create", c.Existence, "_if_not_exists"), elements: []node{p.table(c.Table, noKey)}}
	if len(changes) == 0 {
		return p.statement(s, column)
	}
	s.block = " do"
	return p.block(s, changes, column)
}

func (p *printer) alterTable(c command.AlterTable, column int) string {
	return p.block(statement{verb: "alter", elements: []node{p.table(c.Table, false)}, block: " do"}, c.Changes, column)
}

// block writes a create or alter with its changes.
func (p *printer) block(s statement, changes []command.Change, column int) string {
	inner := &printer{migration: p.migration, style: p.style}
	var list []string
	for _, line := range p.migration.Lines(changes) {
		if line.Timestamps != nil {
			if len(list) > 0 {
				list = append(list, "")
			}
			list = append(list, timestamps(line.Timestamps, column+2))
			continue
		}
		if n := len(list); n > 0 && strings.HasPrefix(list[n-1], "timestamps(") {
			list = append(list, "")
		}
		list = append(list, inner.change(line.Change, column+2))
	}
	inner.statements(column/2+1, list)
	p.problems = append(p.problems, inner.problems...)
	return layout(s, column, 0) + "\n" + inner.text.String() + strings.Repeat(" ", column) + "end"
}

func (p *printer) index(i command.Index) node {
	var options options
	usual := command.DefaultIndexName(i.Table, i.Columns)
	if !p.style.has(Guide) {
		options.name(i.Name, usual)
	}
	options.prefix(p.migration.OwnPrefix(i.Prefix))
	options.add(i.Concurrently, "concurrently", token("true"))
	options.word("using", i.Using)
	options.str("where", i.Where)
	options.add(len(i.Include) > 0, "include", indexColumns(i.Include))
	options.add(i.Only, "only", token("true"))
	if i.NullsDistinct != nil {
		options.add(true, "nulls_distinct", value(command.Bool(*i.NullsDistinct)))
	}
	options.str("options", i.Options)
	options.str("comment", i.Comment)
	if p.style.has(Guide) {
		options.name(i.Name, usual)
	}
	name := "index"
	if i.Unique {
		name = "unique_index"
	}
	columns := indexColumns(i.Columns)
	if len(options) == 0 && len(columns.elements) == 0 && len(columns.pairs) > 0 {
		return call(name, []node{p.tableName(i.Table)}, columns.pairs) // the brackets of a last argument can go
	}
	return call(name, []node{p.tableName(i.Table), columns}, options)
}

// indexColumns writes [:a, "lower(b)", desc: :c]. A direction before a column
// without one needs a tuple: keywords come last.
func indexColumns(columns []command.IndexColumn) group {
	list := group{open: "[", close: "]"}
	keywords := len(columns)
	for keywords > 0 && columns[keywords-1].Direction != "" {
		keywords--
	}
	for i, c := range columns {
		what := token(atom(c.Column))
		if c.Expr != "" {
			what = str(c.Expr)
		}
		switch {
		case c.Direction == "":
			list.elements = append(list.elements, what)
		case i >= keywords:
			list.pairs = append(list.pairs, pair{key(string(c.Direction)), what})
		default:
			list.elements = append(list.elements,
				group{open: "{", close: "}", elements: []node{token(atom(string(c.Direction))), what}})
		}
	}
	return list
}

func (p *printer) constraint(c command.Constraint) node {
	var options options
	options.prefix(p.migration.OwnPrefix(c.Prefix))
	options.str("check", c.Check)
	options.str("exclude", c.Exclude)
	options.add(c.SkipValidation, "validate", token("false"))
	options.str("comment", c.Comment)
	return call("constraint", []node{p.tableName(c.Table), word(c.Name)}, options)
}

func (p *printer) execute(c command.Execute, column int) string {
	actions := []command.Action{c.Up}
	if c.Down != nil {
		actions = append(actions, c.Down)
	}
	if len(actions) == 1 {
		if sql, ok := c.Up.(command.SQL); ok {
			if text, ok := heredoc(string(sql), column); ok {
				if p.style.has(Parentheses) {
					return "execute(" + text + ")"
				}
				return "execute " + text
			}
		}
	}
	s := statement{verb: "execute"}
	var texts []string
	multiline := false
	for i, a := range actions {
		n := p.action(a, c.Pos())
		if k, ok := n.(group); ok && i == len(actions)-1 {
			s.pairs = k.pairs // the brackets of the last argument can go
		} else {
			s.elements = append(s.elements, n)
		}
		text := layout(n, column+2, 1)
		if sql, ok := a.(command.SQL); ok {
			if long, ok := heredoc(string(sql), column+2); ok {
				text, multiline = long, true
			}
		}
		texts = append(texts, text)
	}
	if !multiline {
		return p.statement(s, column)
	}
	return "execute(" + newline(column+2) + strings.Join(texts, ","+newline(column+2)) + newline(column) + ")"
}

func (p *printer) action(a command.Action, pos diag.Pos) node {
	switch a := a.(type) {
	case command.SQL:
		return str(string(a))
	case command.Keywords:
		list := group{open: "[", close: "]"}
		for _, k := range a {
			name, ok := k.Key.(command.Atom)
			if !ok {
				p.refuse(pos, "the key %s of a keyword command is not an atom", k.Key.Inspect())
			}
			list.pairs = append(list.pairs, pair{key(string(name)), value(k.Value)})
		}
		return list
	}
	p.refuse(pos, "the code of %s cannot be printed: only what it was told to do is known, not how it is written",
		command.DescribeAction(a))
	return token("")
}
