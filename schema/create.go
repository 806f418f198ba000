package schema

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
)

// Definition returns the column as add/3 describes it, with its foreign key and
// whether it is (part of) the primary key.
func (t *Table) Definition(column string) (command.Column, bool) {
	known := t.Column(column)
	if known == nil {
		return command.Column{}, false
	}
	c := command.Column{Name: known.Name, Type: known.Type, Options: known.Options}
	c.Options.PrimaryKey = t.PrimaryKey != nil && slices.Contains(t.PrimaryKey.Columns, column)
	for _, key := range t.ForeignKeys {
		if len(key.Columns) > 0 && key.Columns[0] == column {
			return t.withReference(c, key), true
		}
	}
	return c, true
}

// withReference makes the column one with references/2.
func (t *Table) withReference(c command.Column, key ForeignKey) command.Column {
	ref := &command.Reference{
		Table: key.To.Name, Column: key.References[0], Type: key.Type, Name: key.Name,
		OnDelete: key.OnDelete, OnUpdate: key.OnUpdate, SkipValidation: key.NotValidated, Match: key.Match,
	}
	if ref.Type.IsZero() {
		ref.Type = c.Type
	}
	c.Type, c.Reference = ref.Type, ref
	if key.To.Prefix != t.Prefix {
		prefix := key.To.Prefix
		ref.Prefix = &prefix
	}
	bare := *ref
	bare.Name = ""
	if bare.ConstraintName(t.Name, c.Name) == key.Name {
		ref.Name = ""
	}
	for i := 1; i < len(key.Columns) && i < len(key.References); i++ {
		ref.With = append(ref.With, command.ColumnPair{Column: key.Columns[i], References: key.References[i]})
	}
	return c
}

// Create returns the commands that create the table again: the table with its
// columns and foreign keys, then its indexes, then its constraints.
//
// What Ecto has no words for is lost: the name of a primary key and an order of
// its columns that is not the table's. A UNIQUE constraint becomes a unique
// index of the same name, and a foreign key is validated, as there are no rows.
func (t *Table) Create() []command.Command {
	at := command.Position(t.Pos)
	create := command.CreateTable{Position: at, Table: command.Table{
		Object: t.Object, Comment: t.Comment, Engine: t.Engine, Options: t.Options,
	}}
	for _, c := range t.Columns {
		definition, _ := t.Definition(c.Name)
		create.Columns = append(create.Columns, command.Add{Position: command.Position(c.Pos), Column: definition})
	}
	commands := []command.Command{create}
	if more := t.furtherKeys(); len(more) > 0 {
		commands = append(commands, command.AlterTable{
			Position: at, Table: command.Table{Object: t.Object}, Changes: more,
		})
	}
	for _, i := range t.Indexes {
		if t.implied(i) {
			continue
		}
		commands = append(commands, command.CreateIndex{Position: command.Position(i.Pos), Index: i.Index})
	}
	for _, c := range t.Constraints {
		commands = append(commands, command.CreateConstraint{Position: command.Position(c.Pos), Constraint: c.Constraint})
	}
	return commands
}

// implied reports an index that MySQL makes for a foreign key by itself.
func (t *Table) implied(i Index) bool {
	key := t.ForeignKey(i.Name)
	return key != nil && slices.Equal(plainColumns(i.Columns), key.Columns)
}

// furtherKeys are the foreign keys of columns that have one already.
func (t *Table) furtherKeys() []command.Change {
	var changes []command.Change
	seen := map[string]bool{}
	for _, key := range t.ForeignKeys {
		first := key.Columns[0]
		if known := t.Column(first); seen[first] && known != nil {
			c := t.withReference(command.Column{Name: first, Type: known.Type}, key)
			c.Options.Size, c.Options.Precision, c.Options.Scale = known.Options.Size, known.Options.Precision, known.Options.Scale
			changes = append(changes, command.Modify{Position: command.Position(key.Pos), Column: c})
		}
		seen[first] = true
	}
	return changes
}
