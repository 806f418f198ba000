package exs

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
)

// options is a list of key: value under construction.
type options []pair

func (o *options) add(given bool, name string, n node) {
	if given {
		*o = append(*o, pair{key(name), n})
	}
}

func (o *options) str(name, text string)  { o.add(text != "", name, str(text)) }
func (o *options) word(name, text string) { o.add(text != "", name, word(text)) }
func (o *options) prefix(prefix string)   { o.str("prefix", prefix) }

func (o *options) name(name, usual string) { o.add(name != usual, "name", word(name)) }

func (o *options) number(name string, n *int) {
	if n != nil {
		o.add(true, name, token(grouped(strconv.Itoa(*n))))
	}
}

func (p *printer) change(change command.Change, column int) string {
	var s statement
	switch c := change.(type) {
	case command.Add:
		s.verb = verb("add", c.Existence, "_if_not_exists")
		s.elements, s.pairs = p.nameAndType(c.Column), p.columnOptions(c.Column.Options)
	case command.Modify:
		s.verb, s.elements, s.pairs = "modify", p.nameAndType(c.Column), p.columnOptions(c.Column.Options)
		if c.From != nil {
			s.pairs = append(s.pairs, pair{"from:", p.from(c.From)})
		}
	case command.Remove:
		s = statement{verb: verb("remove", c.Existence, "_if_exists"), elements: []node{token(atom(c.Name))}}
		if c.Was == nil {
			break
		}
		s.elements, s.pairs = p.nameAndType(*c.Was), p.columnOptions(c.Was.Options)
		if c.Existence == command.Lenient && len(s.pairs) > 0 {
			p.refuse(c.Pos(), "remove_if_exists takes no options, but %s has some", atom(c.Name))
		}
	}
	return p.statement(s, column)
}

func (p *printer) nameAndType(c command.Column) []node {
	return []node{token(atom(c.Name)), p.columnType(c.Type, c.Reference)}
}

func (p *printer) columnType(t command.Type, r *command.Reference) node {
	if r != nil {
		return p.reference(r)
	}
	return typeNode(t)
}

func typeNode(t command.Type) node {
	if t.Of != nil {
		return group{open: "{", close: "}", elements: []node{token(atom(t.Name)), typeNode(*t.Of)}}
	}
	return token(atom(t.Name))
}

func (p *printer) from(f *command.From) node {
	kind := p.columnType(f.Type, f.Reference)
	if f.Options == nil {
		return kind
	}
	g := group{open: "{", close: "}", elements: []node{kind}, pairs: p.columnOptions(*f.Options)}
	if len(g.pairs) == 0 {
		g.elements = append(g.elements, token("[]"))
	}
	return g
}

func (p *printer) columnOptions(c command.ColumnOptions) []pair {
	var o options
	o.add(c.PrimaryKey, "primary_key", token("true"))
	o.add(c.Size != "", "size", size(c.Size))
	o.number("precision", c.Precision)
	o.number("scale", c.Scale)
	o.add(c.Null == command.NotNull, "null", token("false"))
	o.add(c.Null == command.Nullable, "null", token("true"))
	o.add(c.Default != nil, "default", value(c.Default))
	o.add(c.Generated != nil, "generated", value(c.Generated))
	o.number("start_value", c.StartValue)
	o.number("increment", c.Increment)
	o.str("fields", c.Fields)
	o.word("collation", c.Collation)
	o.word("collate", c.Collate)
	if c.Check != nil {
		o.add(true, "check", group{open: "%{", close: "}",
			pairs: []pair{{"name:", str(c.Check.Name)}, {"expr:", str(c.Check.Expr)}}})
	}
	o.word("after", c.After)
	o.str("comment", c.Comment)
	return o
}

// size is a number, or the word max.
func size(text string) node {
	if n, err := strconv.Atoi(text); err == nil && strconv.Itoa(n) == text {
		return token(grouped(text))
	}
	return word(text)
}

func timestamps(t *print.Timestamps, column int) string {
	var o options
	if !t.Type.IsZero() {
		o.add(true, "type", typeNode(t.Type))
	}
	o.add(t.InsertedAt != "", "inserted_at", token(atom(t.InsertedAt)))
	o.add(t.UpdatedAt != "", "updated_at", token(atom(t.UpdatedAt)))
	o = append(o, (&printer{}).columnOptions(t.Options)...)
	return layout(call("timestamps", nil, o), column, 0)
}

// reference writes references(...), with the options that differ from the
// repository's.
func (p *printer) reference(r *command.Reference) node {
	usual := p.migration.DefaultReference(r.Table)
	var o options
	if r.Name != usual.Name {
		o.add(r.Name == "", "name", token("nil"))
		o.word("name", r.Name)
	}
	if r.Prefix != nil {
		o.add(*r.Prefix == "", "prefix", token("nil"))
		o.prefix(*r.Prefix)
	}
	o.add(r.Column != usual.Column, "column", columnWord(r.Column))
	if typeNode(r.Type).flat() != typeNode(usual.Type).flat() {
		o.add(true, "type", typeNode(r.Type))
	}
	if len(r.With) > 0 {
		with := group{open: "[", close: "]"}
		for _, w := range r.With {
			with.pairs = append(with.pairs, pair{key(w.Column), columnWord(w.References)})
		}
		o.add(true, "with", with)
	}
	o.word("match", r.Match)
	o.add(p.style.has(Guide) || !sameAction(r.OnDelete, usual.OnDelete), "on_delete", action(r.OnDelete, ":delete_all"))
	o.add(!sameAction(r.OnUpdate, usual.OnUpdate), "on_update", action(r.OnUpdate, ":update_all"))
	o.add(r.SkipValidation, "validate", token("false"))
	return call("references", []node{p.tableName(r.Table)}, o)
}

func sameAction(a, b command.ReferenceAction) bool {
	return a.Kind == b.Kind && len(a.Columns) == 0 && len(b.Columns) == 0
}

func action(a command.ReferenceAction, cascade string) node {
	switch a.Kind {
	case command.CascadeAll:
		return token(cascade)
	case command.NilifyAll:
		return token(":nilify_all")
	case command.DefaultAll:
		return token(":default_all")
	case command.RestrictAction:
		return token(":restrict")
	case command.NilifyColumns, command.DefaultColumns:
		name := ":nilify"
		if a.Kind == command.DefaultColumns {
			name = ":default"
		}
		list := group{open: "[", close: "]"}
		for _, c := range a.Columns {
			list.elements = append(list.elements, token(atom(c)))
		}
		return group{open: "{", close: "}", elements: []node{token(name), list}}
	}
	return token(":nothing")
}
