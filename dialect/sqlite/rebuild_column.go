package sqlite

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite/internal/rebuild"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite/internal/tabletext"
)

// edits are the changes of a block, and the primary key of columns that it
// marks for one. Everything that can be wrong without the table is found here.
func edits(c command.AlterTable, keys []string) ([]edit, error) {
	var list []edit
	for _, change := range c.Changes {
		var f edit
		var err error
		switch change := change.(type) {
		case command.Add:
			f, err = addEdit(c.Table, change, len(keys) <= 1)
		case command.Modify:
			f, err = modifyEdit(c.Table, change)
		case command.Remove:
			f = removeEdit(change)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	if len(keys) > 0 {
		list = append(list, keyEdit(c, keys))
	}
	return list, nil
}

func addEdit(t command.Table, add command.Add, inlineKey bool) (edit, error) {
	definition, err := text(func(w writer) { w.definition(t, addable(add.Column), inlineKey) })
	if err != nil {
		return nil, err
	}
	composite, err := text(func(w writer) { w.compositeForeignKey(t, add.Column) })
	if err != nil {
		return nil, err
	}
	return func(e *rebuild.Edit) error {
		name := add.Column.Name
		if e.Column(name) != nil {
			if add.Existence == command.Lenient {
				return nil
			}
			return &dialect.RebuildError{Summary: fmt.Sprintf("%s has a column %s already", e.Name(), name)}
		}
		if add.Column.Options.PrimaryKey {
			if err := noOtherKey(e, []string{name}); err != nil {
				return err
			}
		}
		e.AddColumn(name, definition)
		if composite != "" {
			e.AddConstraint(strings.TrimPrefix(composite, ", "))
		}
		return nil
	}, nil
}

func removeEdit(r command.Remove) edit {
	return func(e *rebuild.Edit) error {
		if r.Existence == command.Lenient && e.Column(r.Name) == nil {
			return nil
		}
		if _, err := e.Need(r.Name); err != nil {
			return err
		}
		if len(e.Columns()) == 1 {
			return &dialect.RebuildError{
				Summary: fmt.Sprintf("%s is the only column of %s", r.Name, e.Name()), Hint: "drop the table, or add another column first",
			}
		}
		e.Remove(r.Name)
		return nil
	}
}

// modification is a modify with its clauses as SQL. What a modify does not say
// stays as it is, as on PostgreSQL.
type modification struct {
	command.Modify
	table                                             command.Table
	sqlType, byDefault, collate, check, key, composed string
}

func modifyEdit(t command.Table, m command.Modify) (edit, error) {
	mod := modification{Modify: m, table: t}
	o, c := m.Column.Options, m.Column
	clauses := []struct {
		to    *string
		write func(writer)
	}{
		{&mod.sqlType, func(w writer) { w.Value(columnType(c.Type, o)) }},
		{&mod.byDefault, func(w writer) { w.defaultClause(o.Default) }},
		{&mod.collate, func(w writer) { w.If(o.Collate != "", "COLLATE ", strings.ToUpper(o.Collate)) }},
		{&mod.check, func(w writer) {
			if o.Check != nil {
				w.SQL("CONSTRAINT ", o.Check.Name, " CHECK (", o.Check.Expr, ")")
			}
		}},
		{&mod.key, func(w writer) {
			if c.Reference != nil {
				w.foreignKey(t, c.Name, c.Reference)
			}
		}},
		{&mod.composed, func(w writer) { w.compositeForeignKey(t, c) }},
	}
	for _, clause := range clauses {
		var err error
		if *clause.to, err = text(clause.write); err != nil {
			return nil, err
		}
	}
	return mod.apply, nil
}

func (m modification) apply(e *rebuild.Edit) error {
	c, err := e.Need(m.Column.Name)
	if err != nil {
		return err
	}
	o := m.Column.Options
	e.Retype(c, m.sqlType)
	if o.Default != nil {
		m.setDefault(c)
	}
	if o.Null != command.NullUnset {
		c.SetNotNull(o.Null == command.NotNull)
		if o.Null == command.NotNull && m.byDefault != "" && c.Default() != "" {
			e.Fill(c.Name(), c.Default())
		}
	}
	if m.collate != "" {
		c.SetCollate(m.collate)
	}
	if m.check != "" {
		c.SetCheck(m.check)
		e.Expect(o.Check.Name, o.Check.Expr)
	}
	m.reference(e, c)
	if from := m.From; from != nil && from.Options != nil && from.Options.PrimaryKey && !o.PrimaryKey {
		e.DropPrimaryKey()
	}
	return nil
}

// setDefault: nil takes the default away.
func (m modification) setDefault(c *tabletext.Column) {
	if _, isNull := m.Column.Options.Default.(command.Null); isNull {
		c.SetDefault("")
		return
	}
	c.SetDefault(m.byDefault)
}

// reference gives the column another foreign key, or takes the one away that it
// had.
func (m modification) reference(e *rebuild.Edit, c *tabletext.Column) {
	name := ""
	if m.From != nil && m.From.Reference != nil {
		name = m.From.Reference.ConstraintName(m.table.Name, m.Column.Name)
	}
	switch {
	case m.key != "":
		if name != "" && !c.Owns(name) {
			c.DropReference(name)
		}
		c.SetReference(m.key)
	case m.composed != "":
		c.DropReference(name)
		e.AddConstraint(strings.TrimPrefix(m.composed, ", "))
	case name != "":
		c.DropReference(name)
	}
}

// keyEdit makes the primary key of the columns that a block marks, behind its
// other changes.
func keyEdit(c command.AlterTable, keys []string) edit {
	return func(e *rebuild.Edit) error {
		if err := noOtherKey(e, keys); err != nil {
			return err
		}
		if len(e.PrimaryKey()) > 0 {
			return nil
		}
		if len(keys) > 1 {
			quoted := make([]string, len(keys))
			for i, key := range keys {
				quoted[i] = tabletext.Quote(key)
			}
			e.AddConstraint("PRIMARY KEY (" + strings.Join(quoted, ",") + ")")
			return nil
		}
		column, err := e.Need(keys[0])
		if err != nil {
			return err
		}
		clause := "PRIMARY KEY"
		for _, change := range c.Changes {
			if m, ok := change.(command.Modify); ok && m.Column.Name == keys[0] && isSerial(m.Column.Type) {
				clause += " AUTOINCREMENT"
			}
		}
		column.SetPrimaryKey(clause)
		return nil
	}
}

// noOtherKey refuses a second primary key.
func noOtherKey(e *rebuild.Edit, keys []string) error {
	for _, there := range e.PrimaryKey() {
		found := false
		for _, key := range keys {
			found = found || tabletext.Same(there, key)
		}
		if !found {
			return &dialect.RebuildError{
				Summary: fmt.Sprintf("%s has a primary key already: %s", e.Name(), strings.Join(e.PrimaryKey(), ", ")),
				Hint:    fmt.Sprintf("drop it first: drop constraint(%q, %q)", e.Name(), e.Name()+"_pkey"),
			}
		}
	}
	return nil
}
