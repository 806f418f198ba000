package whimbrel

import "github.com/whimbrel-go/whimbrel/command"

// Reference is a foreign key; make one with [References].
type Reference struct {
	table   string
	options []ReferenceOption
}

// References is a foreign key to a table, references/2: by default to its
// column id, of type bigserial unless the repository is configured otherwise.
func References(table string, options ...ReferenceOption) Reference {
	return Reference{table, options}
}

func (ref Reference) column(m *Migration) (command.Type, *command.Reference) {
	resolved := m.recorder.Reference(ref.table)
	for _, o := range ref.options {
		o.referenceOption(&resolved)
	}
	return resolved.Type, &resolved
}

// ReferenceOption is an option of [References].
type ReferenceOption interface{ referenceOption(*command.Reference) }

type referenceOption func(*command.Reference)

func (o referenceOption) referenceOption(r *command.Reference) { o(r) }

// ReferencedColumn is the column that is referenced; the default is "id".
func ReferencedColumn(name string) ReferenceOption {
	return referenceOption(func(r *command.Reference) { r.Column = name })
}

// ReferencedType is the type of the key, and so of the column.
func ReferencedType(t DataType) ReferenceOption {
	return referenceOption(func(r *command.Reference) { r.Type = t.command() })
}

// With adds a pair of columns to a composite foreign key: the column of this
// table and the one it references.
func With(column, references string) ReferenceOption {
	return referenceOption(func(r *command.Reference) {
		r.With = append(r.With, command.ColumnPair{Column: column, References: references})
	})
}

// MatchKind is how a composite foreign key treats NULLs; PostgreSQL only.
type MatchKind string

// The kinds of match.
const (
	MatchSimple  MatchKind = "simple"
	MatchPartial MatchKind = "partial"
	MatchFull    MatchKind = "full"
)

// Match sets how a composite foreign key treats NULLs; PostgreSQL only.
func Match(kind MatchKind) ReferenceOption {
	return referenceOption(func(r *command.Reference) { r.Match = string(kind) })
}

// DeleteAction is what [OnDelete] accepts.
type DeleteAction interface {
	onDelete() command.ReferenceAction
}

// UpdateAction is what [OnUpdate] accepts.
type UpdateAction interface {
	onUpdate() command.ReferenceAction
}

// OnDelete says what happens to a row when the one it references is deleted.
func OnDelete(action DeleteAction) ReferenceOption {
	return referenceOption(func(r *command.Reference) { r.OnDelete = action.onDelete() })
}

// OnUpdate says what happens to a row when the key it references changes.
func OnUpdate(action UpdateAction) ReferenceOption {
	return referenceOption(func(r *command.Reference) { r.OnUpdate = action.onUpdate() })
}

// action serves on_delete and on_update, deleteAction and updateAction one of
// them: what only one knows does not compile with the other.
type (
	action       command.ActionKind
	deleteAction command.ActionKind
	updateAction command.ActionKind
)

// The actions, by Ecto's names.
const (
	// Nothing leaves it to the database, which refuses; the default.
	Nothing = action(command.Nothing)
	// NilifyAll sets the column to NULL.
	NilifyAll = action(command.NilifyAll)
	// Restrict refuses.
	Restrict = action(command.RestrictAction)
	// DeleteAll deletes the row too.
	DeleteAll = deleteAction(command.CascadeAll)
	// DefaultAll sets the column to its default.
	DefaultAll = deleteAction(command.DefaultAll)
	// UpdateAll follows the change.
	UpdateAll = updateAction(command.CascadeAll)
)

func (a action) onDelete() command.ReferenceAction {
	return command.ReferenceAction{Kind: command.ActionKind(a)}
}

func (a action) onUpdate() command.ReferenceAction { return a.onDelete() }

func (a deleteAction) onDelete() command.ReferenceAction { return action(a).onDelete() }

func (a updateAction) onUpdate() command.ReferenceAction { return action(a).onDelete() }

// columnsAction is {:nilify, columns} or {:default, columns}.
type columnsAction struct{ command.ReferenceAction }

func (a columnsAction) onDelete() command.ReferenceAction { return a.ReferenceAction }

// Nilify sets only these columns of a composite key to NULL; PostgreSQL only.
func Nilify(columns ...string) DeleteAction {
	return columnsAction{command.ReferenceAction{Kind: command.NilifyColumns, Columns: columns}}
}

// SetDefault sets only these columns of a composite key to their defaults;
// PostgreSQL only.
func SetDefault(columns ...string) DeleteAction {
	return columnsAction{command.ReferenceAction{Kind: command.DefaultColumns, Columns: columns}}
}
