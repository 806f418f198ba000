package sqlite

import (
	"context"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite/internal/rebuild"
)

var _ dialect.Rebuilder = sqlite{}

// Rebuild does what SQLite's ALTER TABLE has no form for, and Ecto's adapter
// refuses. An alter block with a modify is one rebuild. Where a block only adds
// and removes columns its statements are Ecto's, and the table is rebuilt if
// SQLite refuses one of them: a column that is indexed, part of a key or
// checked cannot be dropped by a statement.
func (s sqlite) Rebuild(c command.Command) ([]dialect.Statement, error) {
	switch c := c.(type) {
	case command.AlterTable:
		if err := unprefixed(c.Table.Object); err != nil {
			return nil, err
		}
		if needsTable(c) {
			return s.alter(c)
		}
		return s.alterOrRebuild(c)
	case command.CreateConstraint:
		return s.createConstraint(c)
	case command.DropConstraint:
		return s.dropConstraint(c)
	}
	return nil, nil
}

// SuspendForeignKeys switches them off.
func (sqlite) SuspendForeignKeys(ctx context.Context, db command.DB) (bool, error) {
	return rebuild.Suspend(ctx, db)
}

// ResumeForeignKeys switches them on.
func (sqlite) ResumeForeignKeys(ctx context.Context, db command.DB) error {
	return rebuild.Resume(ctx, db)
}

// Orphans asks for the rows that break a foreign key.
func (sqlite) Orphans(ctx context.Context, db command.DB) (dialect.Orphans, error) {
	return rebuild.Orphans(ctx, db)
}

// unprefixed refuses a prefix as every statement does.
func unprefixed(o command.Object) error {
	w := newWriter()
	w.table(o)
	_, err := w.Statements()
	return err
}

func newWriter() writer { return writer{ddl.NewWriter(quote)} }

// text returns what f writes.
func text(f func(writer)) (string, error) {
	w := newWriter()
	f(w)
	w.End()
	texts, err := w.Statements()
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(texts[0]), nil
}

// needsTable: there is no statement for one of the changes.
func needsTable(c command.AlterTable) bool {
	for _, change := range c.Changes {
		switch change := change.(type) {
		case command.Modify:
			return true
		case command.Add:
			if change.Existence == command.Lenient {
				return true
			}
		case command.Remove:
			if change.Existence == command.Lenient {
				return true
			}
		}
	}
	return false
}

// edit is one change, ready to be made of a table.
type edit func(*rebuild.Edit) error

// alter makes one rebuild of a block.
func (s sqlite) alter(c command.AlterTable) ([]dialect.Statement, error) {
	edits, err := edits(c, ddl.PrimaryKeys(c.Changes))
	if err != nil {
		return nil, err
	}
	words := make([]string, len(c.Changes))
	for i, change := range c.Changes {
		words[i] = describe(change)
	}
	return rebuilding(c, c.Table.Name, strings.Join(words, ", "), func(e *rebuild.Edit) error {
		for _, edit := range edits {
			if err := edit(e); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

// describe is a change in the words of the comment that stands for it.
func describe(change command.Change) string {
	verb := "modify"
	lenient := false
	switch change := change.(type) {
	case command.Add:
		verb, lenient = "add", change.Existence == command.Lenient
	case command.Remove:
		verb, lenient = "remove", change.Existence == command.Lenient
	}
	text := fmt.Sprintf("%s %q", verb, change.ColumnName())
	switch {
	case lenient && verb == "add":
		text += " if it does not exist"
	case lenient:
		text += " if it exists"
	}
	return text
}

// rebuilding returns the statement that rebuilds a table.
func rebuilding(c command.Command, table, what string, f edit) []dialect.Statement {
	code := &command.Code{
		Name: fmt.Sprintf("rebuild table %q: %s", table, what),
		Call: func(ctx context.Context, db command.DB) error { return rebuild.Table(ctx, db, table, f) },
	}
	sql := "-- " + strings.NewReplacer("\n", " ", "\r", " ").Replace(code.Name)
	return []dialect.Statement{{SQL: sql, Code: code, Rebuilds: true, Command: c}}
}

// alterOrRebuild returns Ecto's statements, each with the rebuild that does the
// same.
func (s sqlite) alterOrRebuild(c command.AlterTable) ([]dialect.Statement, error) {
	texts, err := s.Statements(c)
	if err != nil {
		return nil, err
	}
	statements := make([]dialect.Statement, len(texts))
	edits, cannot := edits(c, nil)
	for i, sql := range texts {
		statements[i] = dialect.Statement{SQL: sql, Command: c}
		if cannot == nil { // Ecto's statements leave some things out that a rebuild cannot have
			statements[i].Otherwise = fallback(c.Table.Name, c.Changes[i], edits[i])
		}
	}
	return statements, nil
}

// fallback rebuilds the table if that can help: a column that is not there
// cannot be dropped in any way.
func fallback(table string, change command.Change, f edit) *dialect.Fallback {
	return &dialect.Fallback{Call: func(ctx context.Context, db command.DB, refusal error) error {
		_, adds := change.(command.Add)
		there, err := rebuild.HasColumn(ctx, db, table, change.ColumnName())
		if err != nil || there == adds {
			return refusal
		}
		return rebuild.Table(ctx, db, table, f)
	}}
}

func (s sqlite) createConstraint(c command.CreateConstraint) ([]dialect.Statement, error) {
	k := c.Constraint
	if err := unprefixed(k.TableObject()); err != nil {
		return nil, err
	}
	if k.Exclude != "" || k.Check == "" {
		return nil, nil // refused by Statements
	}
	return rebuilding(c, k.Table, fmt.Sprintf("add constraint %q", k.Name), func(e *rebuild.Edit) error {
		if there, ok := e.Constraint(k.Name); ok {
			return &dialect.RebuildError{Summary: fmt.Sprintf("%s has the %s already", e.Name(), there)}
		}
		e.Check(k.Name, k.Check)
		return nil
	}), nil
}

func (s sqlite) dropConstraint(c command.DropConstraint) ([]dialect.Statement, error) {
	k := c.Constraint
	if err := unprefixed(k.TableObject()); err != nil {
		return nil, err
	}
	return rebuilding(c, k.Table, fmt.Sprintf("drop constraint %q", k.Name), func(e *rebuild.Edit) error {
		if _, ok := e.Constraint(k.Name); !ok {
			if c.Existence == command.Lenient {
				return nil
			}
			return noConstraint(e, k.Name)
		}
		e.DropConstraint(k.Name)
		return nil
	}), nil
}

func noConstraint(e *rebuild.Edit, name string) error {
	err := &dialect.RebuildError{Summary: fmt.Sprintf("%s has no constraint %s", e.Name(), name)}
	var names []string
	for _, c := range e.Constraints() {
		names = append(names, c.String())
	}
	if len(names) > 0 {
		err.Hint = "it has: " + strings.Join(names, ", ")
	}
	return err
}
