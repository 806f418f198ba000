package golang

import (
	"reflect"
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/print"
)

func (p *printer) change(change command.Change) node {
	switch c := change.(type) {
	case command.Add:
		args := append(p.nameAndType(c.Column, c.Pos()), p.columnOptions(c.Column.Options, c.Pos())...)
		return fn(verb("t.Add", c.Existence, "IfNotExists"), args...)
	case command.Modify:
		args := append(p.nameAndType(c.Column, c.Pos()), p.columnOptions(c.Column.Options, c.Pos())...)
		return fn("t.Modify", append(args, p.from(c.From, c.Pos())...)...)
	case command.Remove:
		args := []node{str(c.Name)}
		if c.Was != nil {
			was := append(p.nameAndType(*c.Was, c.Pos())[1:], p.columnOptions(c.Was.Options, c.Pos())...)
			args = append(args, whimbrel("Was", was...))
		}
		return fn(verb("t.Remove", c.Existence, "IfExists"), args...)
	}
	return raw("")
}

func (p *printer) nameAndType(c command.Column, pos diag.Pos) []node {
	return []node{str(c.Name), p.columnType(c.Type, c.Reference, pos)}
}

func (p *printer) columnType(t command.Type, r *command.Reference, pos diag.Pos) node {
	if r != nil {
		return p.reference(r, pos)
	}
	return p.typeNode(t, pos)
}

func (p *printer) typeNode(t command.Type, pos diag.Pos) node {
	switch {
	case t.IsArray():
		return whimbrel("Array", p.typeNode(*t.Of, pos))
	case t.Of != nil && t.Name == "map":
		return whimbrel("MapOf", p.typeNode(*t.Of, pos))
	case t.Of != nil:
		p.refuse(pos, "the type %s has no form in Go", t.Inspect())
	case types[t.Name] != "":
		return raw("whimbrel." + types[t.Name])
	}
	return whimbrel("Type", str(t.Name))
}

// types are the constants of package whimbrel.
var types = map[string]string{
	"id": "ID", "binary_id": "BinaryID", "serial": "Serial", "bigserial": "BigSerial", "identity": "Identity",
	"integer": "Integer", "bigint": "BigInt", "float": "Float", "decimal": "Decimal", "boolean": "Boolean",
	"string": "String", "text": "Text", "binary": "Binary", "bitstring": "Bitstring", "uuid": "UUID", "map": "Map",
	"date": "Date", "time": "Time", "time_usec": "TimeUsec", "naive_datetime": "NaiveDatetime",
	"naive_datetime_usec": "NaiveDatetimeUsec", "utc_datetime": "UTCDatetime", "utc_datetime_usec": "UTCDatetimeUsec",
	"duration": "Duration",
}

func (p *printer) from(f *command.From, pos diag.Pos) []node {
	if f == nil {
		return nil
	}
	kind := p.columnType(f.Type, f.Reference, pos)
	if f.Options == nil {
		return []node{whimbrel("From", kind)}
	}
	return []node{whimbrel("FromColumn", append([]node{kind}, p.columnOptions(*f.Options, pos)...)...)}
}

// columnOptions returns the options as an expert would order them.
func (p *printer) columnOptions(c command.ColumnOptions, pos diag.Pos) []node {
	var o []node
	add := func(given bool, option string, args ...node) {
		if given {
			o = append(o, whimbrel(option, args...))
		}
	}
	add(c.PrimaryKey, "PrimaryKey")
	if c.Size == "max" {
		add(true, "SizeMax")
	} else if n, err := strconv.Atoi(c.Size); err == nil && strconv.Itoa(n) == c.Size {
		add(true, "Size", raw(c.Size))
	} else if c.Size != "" {
		p.refuse(pos, "the size %q has no form in Go", c.Size)
	}
	if c.Precision != nil && c.Scale != nil {
		add(true, "Precision", integer(*c.Precision), integer(*c.Scale))
	} else {
		add(c.Precision != nil, "Precision", integerOf(c.Precision))
		add(c.Scale != nil, "Scale", integerOf(c.Scale))
	}
	add(c.Null != command.NullUnset, "Null", boolean(c.Null == command.Nullable))
	if c.Default != nil {
		o = append(o, p.defaultOption(c.Default, pos))
	}
	if sql, ok := c.Generated.(command.String); ok {
		add(true, "Generated", str(string(sql)))
	} else if c.Generated != nil {
		p.refuse(pos, "generated: %s has no form in Go: it is SQL in a string", c.Generated.Inspect())
	}
	add(c.StartValue != nil, "StartValue", integerOf(c.StartValue))
	add(c.Increment != nil, "Increment", integerOf(c.Increment))
	o = append(o, text("IntervalFields", c.Fields)...)
	o = append(o, text("Collation", c.Collation)...)
	o = append(o, text("Collate", c.Collate)...)
	if c.Check != nil {
		add(true, "ColumnCheck", str(c.Check.Name), str(c.Check.Expr))
	}
	o = append(o, text("After", c.After)...)
	return append(o, text("Comment", c.Comment)...)
}

func (p *printer) timestamps(t *print.Timestamps) node {
	var o []node
	if !t.Type.IsZero() {
		o = append(o, whimbrel("TimestampType", p.typeNode(t.Type, diag.Pos{})))
	}
	o = append(o, text("InsertedAt", t.InsertedAt)...)
	o = append(o, text("UpdatedAt", t.UpdatedAt)...)
	return fn("t.Timestamps", append(o, p.columnOptions(t.Options, diag.Pos{})...)...)
}

// reference writes References(...), with the options that differ from the
// repository's.
func (p *printer) reference(r *command.Reference, pos diag.Pos) node {
	usual := p.migration.DefaultReference(r.Table)
	args := []node{str(r.Table)}
	add := func(given bool, option string, values ...node) {
		if given {
			args = append(args, whimbrel(option, values...))
		}
	}
	add(r.Name != usual.Name, "Name", str(r.Name))
	if r.Prefix != nil {
		add(true, "Prefix", str(*r.Prefix))
	}
	add(r.Column != usual.Column, "ReferencedColumn", str(r.Column))
	if !reflect.DeepEqual(r.Type, usual.Type) {
		add(true, "ReferencedType", p.typeNode(r.Type, pos))
	}
	for _, w := range r.With {
		add(true, "With", str(w.Column), str(w.References))
	}
	if r.Match != "" {
		kind, ok := matches[r.Match]
		if !ok {
			p.refuse(pos, "match: %s has no form in Go", command.Atom(r.Match).Inspect())
		}
		add(true, "Match", raw("whimbrel."+kind))
	}
	add(!reflect.DeepEqual(r.OnDelete, usual.OnDelete), "OnDelete", p.action(r.OnDelete, "DeleteAll"))
	if k := r.OnUpdate.Kind; k == command.DefaultAll || len(r.OnUpdate.Columns) > 0 {
		p.refuse(pos, "on_update cannot set defaults, nor only some columns")
	}
	add(!reflect.DeepEqual(r.OnUpdate, usual.OnUpdate), "OnUpdate", p.action(r.OnUpdate, "UpdateAll"))
	add(r.SkipValidation, "Validate", boolean(false))
	return whimbrel("References", args...)
}

var matches = map[string]string{"simple": "MatchSimple", "partial": "MatchPartial", "full": "MatchFull"}

func (p *printer) action(a command.ReferenceAction, cascade string) node {
	switch a.Kind {
	case command.CascadeAll:
		return raw("whimbrel." + cascade)
	case command.NilifyAll:
		return raw("whimbrel.NilifyAll")
	case command.DefaultAll:
		return raw("whimbrel.DefaultAll")
	case command.RestrictAction:
		return raw("whimbrel.Restrict")
	case command.NilifyColumns:
		return whimbrel("Nilify", strs(a.Columns)...)
	case command.DefaultColumns:
		return whimbrel("SetDefault", strs(a.Columns)...)
	}
	return raw("whimbrel.Nothing")
}
