package draft

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// place is the table that a column goes to.
type place struct {
	target
	// created: the text creates the table, so that it has no rows.
	created bool
}

// link is a foreign key that is asked for.
type link struct {
	at     intent.Span
	column string
	parent target
	// key is the referenced column, if told; kind the type, if told.
	key                string
	kind               intent.TypeName
	null               intent.Nullability
	onDelete, onUpdate intent.Action
	notValid           bool
}

// linkOf returns the foreign key that a column is, and false if it is none: a
// reference that is told, or a name that ends in _id of a table that is known.
func (d *drafter) linkOf(p place, c intent.Column, why *reasons) (link, bool) {
	l := link{at: c.Span, column: c.Name.Text, kind: c.Type, null: c.Null}
	base := strings.TrimSuffix(c.Name.Text, "_id")
	if r := c.Reference; r != nil {
		l.key, l.onDelete, l.onUpdate = r.Column.Text, r.OnDelete, r.OnUpdate
		if !strings.HasSuffix(l.column, "_id") && !c.Name.Exact {
			base = inflect.Singular(base)
			l.column = base + "_id"
		}
		l.parent = d.parent(p, r.Table, base)
		return l, true
	}
	if base == "" || c.PrimaryKey || base == c.Name.Text && !mayBeParent(c) {
		return l, false
	}
	parent, ok := d.implied(p, base)
	if !ok && base == c.Name.Text && usualParent(base) {
		parent, ok = d.existing(intent.Name{Span: c.Name.Span, Text: base})
	}
	if !ok {
		return l, false
	}
	l.parent, l.column = parent, keyColumn(p, parent, base)
	why.add(l.column, "a reference to "+parent.name()+", by its name")
	return l, true
}

// mayBeParent reports whether a column without _id can be meant as a reference:
// "with a name and a team", of whose name alone nothing else is known.
func mayBeParent(c intent.Column) bool {
	_, known := TypeByName(c.Name.Text)
	plain := !c.Type.Given() && c.Default == nil && len(c.Values) == 0 && c.Generated == "" && !c.Name.Exact && !c.Native
	return plain && !known && inflect.Singular(c.Name.Text) == c.Name.Text
}

// usualParent reports whether a word that is all that is said of a column is a
// table in nearly every application, known or not.
func usualParent(name string) bool {
	switch name {
	case "user", "team", "account", "organization", "organisation":
		return true
	}
	return false
}

// keyColumn is the column of a reference that is called base. The parent
// category of a category is its parent.
func keyColumn(p place, parent target, base string) string {
	if parent.object == p.object && strings.HasPrefix(base, "parent_") {
		return "parent_id"
	}
	return base + "_id"
}

// parent is the referenced table: the one that is told, or the one that the
// column's name says.
func (d *drafter) parent(p place, told intent.Name, base string) target {
	if told.Given() {
		t, _ := d.existing(told)
		return t
	}
	if t, ok := d.implied(p, base); ok {
		return t
	}
	t, _ := d.existing(intent.Name{Text: base})
	return t
}

// implied is the table that the name of a key stands for. A parent is in the
// same table; of assigned_user the last word that is a table counts.
func (d *drafter) implied(p place, base string) (target, bool) {
	if base == "parent" {
		return p.target, true
	}
	if t := d.find(intent.Name{Text: base}); !t.stranger() {
		return t, true
	}
	if ExternalID(base + "_id") {
		return target{}, false
	}
	for {
		_, rest, more := strings.Cut(base, "_")
		if !more {
			return target{}, false
		}
		if t := d.find(intent.Name{Text: rest}); !t.stranger() {
			return t, true
		}
		base = rest
	}
}

// foreignKey makes the column of a foreign key.
func (d *drafter) foreignKey(p place, l link, why *reasons) command.Column {
	r := d.referenceTo(l)
	column := command.Column{Name: l.column, Reference: &r}
	self := l.parent.object == p.object
	d.contradiction(l)
	switch {
	case l.null == intent.Required:
		column.Options.Null = command.NotNull
		if !p.created {
			d.warn("%s.%s is required and has no default: adding it fails while the table has rows; "+
				"add it as optional and backfill it first", p.name(), l.column)
		}
	case l.null == intent.Optional, l.onDelete == intent.NilifyAll, self, !p.created:
	default:
		column.Options.Null = command.NotNull
		why.add(l.column, "null: false: columns of a new table are required unless told optional")
	}
	r.OnDelete, r.OnUpdate = action(l.onDelete), action(l.onUpdate)
	if l.onDelete == intent.ActionUntold {
		r.OnDelete = d.onDelete(l, self, column.Options.Null == command.NotNull, why)
	}
	column.Type = r.Type
	return column
}

// onDelete chooses by the guide's table.
func (d *drafter) onDelete(l link, self, required bool, why *reasons) command.ReferenceAction {
	switch {
	case self:
		why.add(l.column, "on_delete: :nothing: within one table the application decides")
		return command.ReferenceAction{Kind: command.Nothing}
	case required:
		why.add(l.column, "on_delete: :delete_all: the row cannot exist without what it belongs to")
		return command.ReferenceAction{Kind: command.CascadeAll}
	}
	why.add(l.column, "on_delete: :nilify_all: the row survives, as the reference is optional")
	return command.ReferenceAction{Kind: command.NilifyAll}
}

func action(a intent.Action) command.ReferenceAction {
	kinds := map[intent.Action]command.ActionKind{
		intent.DeleteAll: command.CascadeAll, intent.NilifyAll: command.NilifyAll, intent.DefaultAll: command.DefaultAll,
		intent.Restrict: command.RestrictAction,
	}
	return command.ReferenceAction{Kind: kinds[a]}
}

// contradiction refuses a required column that is to become NULL.
func (d *drafter) contradiction(l link) {
	if l.null == intent.Required && l.onDelete == intent.NilifyAll {
		d.fail(l.at, "%s cannot be required and set to null when %s goes", l.column, inflect.Singular(l.parent.name())).
			Hint = "say that it is optional, or what else is to happen on delete"
	}
}

// referenceTo is references/2 with the key of the parent.
func (d *drafter) referenceTo(l link) command.Reference {
	r := d.recorder().Reference(l.parent.name())
	if l.parent.object.Prefix != d.o.Config.DefaultPrefix {
		prefix := l.parent.object.Prefix
		r.Prefix = &prefix
	}
	key, keyType := d.keyOf(l.parent)
	if l.key != "" && l.key != key {
		key = l.key
		if c, ok := l.parent.definition(key); ok {
			keyType = c.Type
		}
	}
	r.Column, r.Type = key, keyType
	if l.kind.Name != "" && !sameFamily(l.kind.Name, keyType.Name) {
		if l.parent.stranger() {
			r.Type = command.NewType(l.kind.Name)
		} else {
			d.fail(l.at, "%s is told to be %s, but %s.%s is %s", l.column, l.kind.Name, l.parent.name(), key, keyType.Name).
				Hint = "leave the type out, or say " + keyType.Name
		}
	}
	r.SkipValidation = r.SkipValidation || l.notValid
	return r
}

func (d *drafter) recorder() *record.Recorder {
	return record.New(d.o.Config, command.Up, record.Forward, nil)
}

// keyOf is the primary key of a table: as it is known, or as the project's
// tables have it.
func (d *drafter) keyOf(t target) (string, command.Type) {
	if t.fresh != nil {
		return t.fresh.key.Name, t.fresh.key.Type
	}
	if t.known != nil && t.known.PrimaryKey != nil && len(t.known.PrimaryKey.Columns) == 1 {
		name := t.known.PrimaryKey.Columns[0]
		if c, ok := t.definition(name); ok {
			return name, c.Type
		}
	}
	key := d.primaryKey(intent.TypeName{})
	return key.Name, key.Type
}

// primaryKey is the key of a new table: of the type that is told, that the
// project wants, or that the repository is configured to have.
func (d *drafter) primaryKey(told intent.TypeName) command.Column {
	name := told.Name
	if name == "" {
		name = d.o.Style.ID
	}
	configured := d.o.Config.PrimaryKey
	if name == "" && !configured.Disabled {
		name = configured.Type.Name
	}
	if name == "" {
		name = "binary_id"
	}
	if usual := configured.Column(); !configured.Disabled && sameFamily(usual.Type.Name, name) {
		return usual
	}
	key := command.Column{Name: "id", Type: command.NewType(name)}
	key.Options.PrimaryKey = true
	return key
}

// keyType is the type of a column that holds keys of tables nobody knows.
func (d *drafter) keyType() command.Type { return plainKey(d.primaryKey(intent.TypeName{}).Type) }

// plainKey is the type of a column that holds such a key without making one.
func plainKey(t command.Type) command.Type {
	switch t.Name {
	case "bigserial", "id", "identity":
		return command.NewType("bigint")
	case "serial":
		return command.NewType("integer")
	}
	return t
}

// sameFamily reports whether a key of one type can refer to a key of the other.
func sameFamily(a, b string) bool { return family(a) == family(b) }

func family(name string) string {
	switch name {
	case "bigserial", "bigint", "id", "identity", "integer", "serial":
		return "number"
	case "binary_id", "uuid":
		return "uuid"
	}
	return name
}
