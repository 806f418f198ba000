package draft

import (
	"reflect"
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// change is a change to a column, with what the column was.
type change struct {
	intent.ChangeColumn
	name string
	// was is what is known of the column; known says whether that is all of it.
	was   command.Column
	known bool
}

// changeColumn changes the type, the NULL, the default or the comment of a
// column. The column as it was makes the way back.
func (d *drafter) changeColumn(in intent.ChangeColumn) {
	t, ok := d.tableOf(in.Table, in.Span, []intent.Name{in.Column})
	if !ok {
		return
	}
	c := change{ChangeColumn: in}
	if c.name, ok = d.column(t, in.Column); !ok {
		return
	}
	s := step{at: in.Span, title: title{verb: "modify", table: t.name(), columns: []string{c.name}}}
	c.was, c.known = t.definition(c.name)
	if c.known {
		c.was.Type = plainKey(c.was.Type)
	} else {
		d.guess(&c, &s)
	}
	modify, ok := d.modify(t, c, &s)
	if !ok {
		return
	}
	s.alter = &command.AlterTable{Table: command.Table{Object: t.object}, Changes: []command.Change{modify}}
	d.do(s)
}

// guess fills in what a column was where nobody knows: its type as told, or by
// its name if the type stays.
func (d *drafter) guess(c *change, s *step) {
	c.was = command.Column{Name: c.name}
	switch {
	case c.From.Name != "":
		t := d.toldWas(c.From)
		c.was.Type, c.was.Options = t.Type, t.Options
	case !c.To.Given():
		c.was.Type = d.typeByName(c.name, c.Default, &s.reasons)
		d.note("%s is taken to be %s, by its name: no migration here says its type", c.name, c.was.Type.Inspect())
	}
}

// toldWas is the type that the text says a column had. Money that was a float
// was one.
func (d *drafter) toldWas(told intent.TypeName) typed {
	t := typed{Type: command.NewType(told.Name), Options: sizes(told)}
	if told.Array {
		t.Type = command.ArrayOf(t.Type)
	}
	return t
}

// modify makes the line of the alter block.
func (d *drafter) modify(t target, c change, s *step) (command.Modify, bool) {
	column, old := command.Column{Name: c.name, Type: c.was.Type}, command.ColumnOptions{}
	if c.To.Given() {
		kind := d.newType(c, &s.reasons)
		column.Type, column.Options = kind.Type, kind.Options
		old.Size, old.Precision, old.Scale = c.was.Options.Size, c.was.Options.Precision, c.was.Options.Scale
	} else {
		keepSizes(&column.Options, &old, c.was.Options)
	}
	if !d.changeNull(t, c, &column, &old) || !d.changeDefault(c, &column, &old) {
		return command.Modify{}, false
	}
	if c.Comment != "" {
		column.Options.Comment, old.Comment = c.Comment, c.was.Options.Comment
	}
	if d.o.Dialect == "mysql" && c.known {
		d.keepForMySQL(c, &column.Options, &old)
	}
	if c.known && reflect.DeepEqual(column.Type, c.was.Type) && reflect.DeepEqual(column.Options, old) {
		d.fail(c.Span, "nothing changes: %s.%s is so already", t.name(), c.name)
		return command.Modify{}, false
	}
	m := command.Modify{Column: column}
	if c.was.Type.IsZero() || c.DropDefault && !c.known {
		s.oneWay = true
		d.warn("changing %s.%s cannot be rolled back: no migration here says what it was; "+
			"say the type to make it reversible: from string to %s", t.name(), c.name, column.Type.Inspect())
		return m, true
	}
	m.From = &command.From{Type: c.was.Type, Options: &old}
	if reflect.DeepEqual(column.Options, old) {
		m.From.Options = nil // reversed, the modify keeps its options, which are the old ones
	}
	d.checkCast(t, c, column.Type)
	return m, true
}

// newType is the type that a column gets. Only a size or a precision leaves
// the type as it was.
func (d *drafter) newType(c change, why *reasons) typed {
	kind := typed{Type: c.was.Type, Options: sizes(c.To)}
	switch {
	case c.To.Name != "" || c.To.Array:
		return d.toldType(c.name, c.To, why)
	case !kind.Type.IsZero():
	case c.To.Precision != nil:
		kind.Type = command.NewType("decimal")
	default:
		kind.Type = command.NewType("string")
	}
	return kind
}

// keepSizes says the size of a type that stays: modify writes the whole type.
func keepSizes(now, old *command.ColumnOptions, was command.ColumnOptions) {
	now.Size, now.Precision, now.Scale = was.Size, was.Precision, was.Scale
	old.Size, old.Precision, old.Scale = was.Size, was.Precision, was.Scale
}

// keepForMySQL says what stays: MODIFY of MySQL describes the whole column, and
// forgets what is left out.
func (d *drafter) keepForMySQL(c change, now, old *command.ColumnOptions) {
	was := c.was.Options
	if now.Null == command.NullUnset && was.Null == command.NotNull {
		now.Null, old.Null = was.Null, was.Null
	}
	if now.Default == nil && was.Default != nil {
		now.Default, old.Default = was.Default, was.Default
	}
	if now.Comment == "" && was.Comment != "" {
		now.Comment, old.Comment = was.Comment, was.Comment
	}
}

// changeNull makes a column required or optional.
func (d *drafter) changeNull(t target, c change, column *command.Column, old *command.ColumnOptions) bool {
	if c.Null == intent.NullUntold {
		return true
	}
	wanted, before := command.NotNull, command.Nullable
	if c.Null == intent.Optional {
		wanted, before = command.Nullable, command.NotNull
	}
	if c.known {
		before = command.Nullable
		if c.was.Options.Null == command.NotNull || d.isKey(t, c.name) {
			before = command.NotNull
		}
	}
	if wanted == before && !c.To.Given() && c.Default == nil && !c.DropDefault {
		word := "required"
		if wanted == command.Nullable {
			word = "optional"
		}
		d.fail(c.Span, "%s.%s is %s already", t.name(), c.name, word)
		return false
	}
	column.Options.Null, old.Null = wanted, before
	if wanted == command.NotNull && before != wanted {
		d.warn("making %s.%s required fails while rows have NULL in it: backfill them first", t.name(), c.name)
	}
	return true
}

func (d *drafter) isKey(t target, column string) bool {
	c, ok := t.definition(column)
	return ok && c.Options.PrimaryKey
}

// changeDefault sets a default or takes it away.
func (d *drafter) changeDefault(c change, column *command.Column, old *command.ColumnOptions) bool {
	if c.Default == nil && !c.DropDefault {
		return true
	}
	old.Default = command.Null{}
	if c.was.Options.Default != nil {
		old.Default = c.was.Options.Default
	}
	column.Options.Default = command.Null{}
	if c.DropDefault {
		return true
	}
	if c.Was != nil {
		was, ok := value(*c.Was, column.Type)
		if !ok {
			d.fail(c.Was.Span, "%s cannot have been the default of %s, which is %s", c.Was.Text, c.name, column.Type.Inspect())
			return false
		}
		if c.known && !reflect.DeepEqual(was, old.Default) {
			d.warn("the migrations say another old default of %s than %s: going back restores theirs", c.name, c.Was.Text)
		} else {
			old.Default = was
		}
	} else if !c.known {
		d.note("%s is taken to have had no default: no migration here says one", c.name)
	}
	v, ok := value(*c.Default, column.Type)
	if !ok {
		d.fail(c.Default.Span, "%s cannot be the default of %s, which is %s", c.Default.Text, c.name, column.Type.Inspect()).
			Hint = "say another default, or the type of the column"
		return false
	}
	column.Options.Default = v
	return true
}

// checkCast warns of changes that lose or refuse values.
func (d *drafter) checkCast(t target, c change, to command.Type) {
	from := c.was.Type
	text := func(t command.Type) bool { return t.Name == "string" || t.Name == "text" || t.Name == "citext" }
	switch {
	case text(from) && !text(to) && (d.o.Dialect == "" || d.o.Dialect == "postgres"):
		d.warn("PostgreSQL does not turn %s into %s by itself: %s.%s needs an execute with USING", from.Inspect(), to.Inspect(), t.name(), c.name)
	case shorter(c.was, c.To, to):
		d.warn("values of %s.%s that are longer than %d characters make it fail", t.name(), c.name, c.To.Size)
	}
}

// shorter reports whether a string becomes shorter than it was.
func shorter(was command.Column, to intent.TypeName, kind command.Type) bool {
	if to.Size == 0 || kind.Name != "string" {
		return false
	}
	size := 255
	if n, err := strconv.Atoi(was.Options.Size); err == nil {
		size = n
	}
	return was.Type.Name != "string" || to.Size < size
}
