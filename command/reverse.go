package command

import "github.com/whimbrel-go/whimbrel/diag"

// Reverse returns the command that undoes c, by the rules of Ecto's migration
// runner (Ecto.Migration.Runner.reverse/1):
//
//	create table            drop table
//	create index            drop index
//	create constraint       drop constraint
//	drop index              create index
//	alter: add              remove
//	alter: remove with type add
//	alter: modify with from modify the other way round
//	rename                  rename back
//	execute up, down        execute down, up
//
// The changes of an alter are undone in the opposite order. Everything else
// returns a [diag.List] of kind Irreversible that names each line to change.
func Reverse(c Command) (Command, error) {
	switch c := c.(type) {
	case CreateTable:
		return DropTable{Position: c.Position, Table: c.Table, Existence: c.Existence}, nil
	case AlterTable:
		return reverseAlter(c)
	case RenameTable:
		return RenameTable{Position: c.Position, From: c.To, To: c.From}, nil
	case RenameColumn:
		return RenameColumn{Position: c.Position, Table: c.Table, From: c.To, To: c.From}, nil
	case CreateIndex:
		return DropIndex{Position: c.Position, Index: c.Index, Existence: c.Existence}, nil
	case DropIndex:
		return CreateIndex{Position: c.Position, Index: c.Index, Existence: c.Existence}, nil
	case RenameIndex:
		index := c.Index
		index.Name = c.To
		return RenameIndex{Position: c.Position, Index: index, To: c.Index.Name}, nil
	case CreateConstraint:
		return DropConstraint{Position: c.Position, Constraint: c.Constraint}, nil
	case Execute:
		if c.Down != nil {
			return Execute{Position: c.Position, Up: c.Down, Down: c.Up}, nil
		}
	case DropTable, DropConstraint:
	}
	return nil, diag.List{irreversible(c, c.Pos()).WithHint("%s", commandHint(c))}
}

func reverseAlter(c AlterTable) (Command, error) {
	reversed := make([]Change, 0, len(c.Changes))
	var problems diag.List
	for i := len(c.Changes) - 1; i >= 0; i-- {
		change := c.Changes[i]
		if r, ok := reverseChange(change); ok {
			reversed = append(reversed, r)
			continue
		}
		hint := changeHint(change)
		problems = append(diag.List{irreversible(c, change.Pos()).WithHint("%s", hint)}, problems...)
	}
	if problems != nil {
		return nil, problems
	}
	return AlterTable{Position: c.Position, Table: c.Table, Changes: reversed}, nil
}

func reverseChange(change Change) (Change, bool) {
	switch change := change.(type) {
	case Add:
		if change.Existence == Lenient {
			return nil, false
		}
		was := Column{Name: change.Column.Name, Type: change.Column.Type, Reference: change.Column.Reference}
		return Remove{Position: change.Position, Name: was.Name, Was: &was}, true
	case Remove:
		if change.Was == nil || change.Existence == Lenient {
			return nil, false
		}
		return Add{Position: change.Position, Column: *change.Was}, true
	case Modify:
		return reverseModify(change)
	}
	return nil, false
}

// reverseModify follows the shapes of :from. A bare type keeps the options of
// the modify; {type, opts} brings its own.
func reverseModify(m Modify) (Change, bool) {
	if m.From == nil {
		return nil, false
	}
	back := Modify{Position: m.Position, Column: Column{
		Name: m.Column.Name, Type: m.From.Type, Reference: m.From.Reference, Options: m.Column.Options,
	}}
	back.From = &From{Type: m.Column.Type, Reference: m.Column.Reference}
	if m.From.Options != nil {
		options := m.Column.Options
		back.Column.Options = *m.From.Options
		back.From.Options = &options
	}
	return back, true
}

func irreversible(c Command, pos diag.Pos) *diag.Diagnostic {
	return diag.Errorf(diag.Irreversible, pos, "cannot reverse migration command: %s", c.Describe())
}

func commandHint(c Command) string {
	switch c := c.(type) {
	case Execute:
		return "execute(up, down): give the statement that undoes it as the second argument,\n" +
			"or \"\" if nothing needs to be undone"
	case DropTable:
		return "define up/0 and down/0 in the migration: down creates table " + c.Table.String() + " again"
	case DropConstraint:
		return "define up/0 and down/0 in the migration: down creates constraint " + c.Constraint.Name + " again"
	}
	return "define up/0 and down/0 in the migration"
}

func changeHint(change Change) string {
	name := Atom(change.ColumnName()).Inspect()
	switch change := change.(type) {
	case Remove:
		if change.Existence == Lenient {
			return "remove_if_exists cannot know what to bring back: define up/0 and down/0,\n" +
				"or use remove " + name + ", :string   # with the column's type and options"
		}
		return "remove " + name + ", :string   # with the column's type and options, the removal is reversible"
	case Modify:
		return "modify " + name + ", " + typeOf(change.Column) +
			", from: :string   # with the column's old type, or from: {type, options}"
	}
	return "add_if_not_exists cannot know whether it added the column: define up/0 and down/0,\n" +
		"or use add " + name
}

func typeOf(c Column) string {
	if c.Reference != nil {
		return "references(" + inspectString(c.Reference.Table) + ")"
	}
	return c.Type.Inspect()
}
