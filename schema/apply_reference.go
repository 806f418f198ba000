package schema

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// addReference adds the foreign key of a column's references/2.
func (a *applier) addReference(t *Table, c command.Column, origin Origin) {
	ref := c.Reference
	key := ForeignKey{
		Origin: origin, Name: ref.ConstraintName(t.Name, c.Name), To: command.Object{Prefix: t.Prefix, Name: ref.Table},
		Type: ref.Type, OnDelete: ref.OnDelete, OnUpdate: ref.OnUpdate, NotValidated: ref.SkipValidation,
	}
	if ref.Prefix != nil {
		key.To.Prefix = *ref.Prefix
	}
	if key.Type.IsZero() {
		key.Type = c.Type
	}
	if ref.Match != "simple" {
		key.Match = ref.Match
	}
	for _, pair := range ref.Pairs(c.Name) {
		key.Columns = append(key.Columns, pair.Column)
		key.References = append(key.References, pair.References)
	}
	a.addForeignKey(t, key)
}

// addForeignKey adds a key, and looks whether its table and columns are there.
func (a *applier) addForeignKey(t *Table, key ForeignKey) {
	if known := t.ForeignKey(key.Name); known != nil {
		a.on(key.Pos).duplicate(known.Origin, "table %s has a foreign key %s already", t.Object, key.Name)
		return
	}
	parent := a.Table(key.To)
	if parent == nil {
		a.on(key.Pos).unknownParent(key)
		parent = a.addTable(key.To, true)
	}
	key.To = parent.Object
	if key.References == nil {
		key.References = []string{"id"}
		if parent.PrimaryKey != nil {
			key.References = slices.Clone(parent.PrimaryKey.Columns)
		}
	}
	for i, name := range key.References {
		column := parent.Column(name)
		if column == nil {
			if !parent.Partial && a.database != "sqlite" { // which looks only when rows come
				a.unknownColumn(parent, name, key.Pos)
			}
			continue
		}
		own := (*Column)(nil)
		if i < len(key.Columns) {
			own = t.Column(key.Columns[i])
		}
		if own != nil && len(key.References) == 1 {
			a.checkKeyType(t, own, parent, column, &key)
		}
	}
	if key.Type.IsZero() && len(key.Columns) > 0 && t.Column(key.Columns[0]) != nil {
		key.Type = t.Column(key.Columns[0]).Type
	}
	t.ForeignKeys = append(t.ForeignKeys, key)
}

// checkKeyType compares the type of a foreign key with that of the key, and
// tells the key's type where nobody has.
func (a *applier) checkKeyType(t *Table, own *Column, parent *Table, column *Column, key *ForeignKey) {
	if own.Type.IsZero() || column.Type.IsZero() {
		return
	}
	if key.Type.IsZero() && a.keyType(column.Type).Inspect() == own.Type.Inspect() {
		key.Type = column.Type
	}
	mine, other := family(own.Type), family(column.Type)
	if mine != "" && other != "" && mine != other {
		a.on(key.Pos).keyTypeDiffers(t, own, parent, column)
	}
}

// family groups the types of keys that databases compare with each other.
func family(t command.Type) string {
	name := strings.TrimSuffix(strings.ToLower(t.Name), " unsigned")
	switch name {
	case "id", "serial", "bigserial", "smallserial", "identity", "integer", "int", "bigint", "smallint":
		return "integer"
	case "binary_id", "uuid":
		return "uuid"
	case "string", "text", "varchar", "citext", "char":
		return "text"
	}
	return ""
}

// dropForeignKey reports whether the key was there. MySQL keeps the index that
// it has made for it.
func (a *applier) dropForeignKey(t *Table, name string) bool {
	key := t.ForeignKey(name)
	if key == nil {
		return false
	}
	if a.database == "mysql" && t.CoveringIndex(key.Columns...) == nil {
		index := command.Index{Prefix: t.Prefix, Table: t.Name, Name: name}
		for _, column := range key.Columns {
			index.Columns = append(index.Columns, command.IndexColumn{Column: column})
		}
		t.Indexes = append(t.Indexes, Index{Index: index, Origin: key.Origin})
	}
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(k ForeignKey) bool { return k.Name == name })
	return true
}
