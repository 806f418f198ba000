package cli

import (
	"encoding/json"
	"fmt"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/print"
)

// commandJSON is a command as draft --format json prints it. Only the fields
// that say something are there.
type commandJSON struct {
	// Command is the verb and the kind: "create table", "drop index".
	Command string `json:"command"`
	Table   string `json:"table,omitempty"`
	Name    string `json:"name,omitempty"`
	To      string `json:"to,omitempty"`
	// Lenient is IF EXISTS or IF NOT EXISTS; Cascade is how it is dropped.
	Lenient bool         `json:"lenient,omitempty"`
	Cascade bool         `json:"cascade,omitempty"`
	Comment string       `json:"comment,omitempty"`
	Columns []columnJSON `json:"columns,omitempty"`
	Changes []changeJSON `json:"changes,omitempty"`
	Index   *indexJSON   `json:"index,omitempty"`
	Check   string       `json:"check,omitempty"`
	Exclude string       `json:"exclude,omitempty"`
	// Validate is false if rows that exist are not looked at.
	Validate *bool  `json:"validate,omitempty"`
	SQL      string `json:"sql,omitempty"`
	// DownSQL is what undoes SQL in change.
	DownSQL *string `json:"down_sql,omitempty"`
}

type columnJSON struct {
	Name       string          `json:"name"`
	Type       string          `json:"type,omitempty"`
	References *referenceJSON  `json:"references,omitempty"`
	PrimaryKey bool            `json:"primary_key,omitempty"`
	Null       *bool           `json:"null,omitempty"`
	Default    json.RawMessage `json:"default,omitempty"`
	Size       string          `json:"size,omitempty"`
	Precision  *int            `json:"precision,omitempty"`
	Scale      *int            `json:"scale,omitempty"`
	Comment    string          `json:"comment,omitempty"`
	Generated  string          `json:"generated,omitempty"`
	After      string          `json:"after,omitempty"`
}

type referenceJSON struct {
	Table    string `json:"table"`
	Column   string `json:"column"`
	OnDelete string `json:"on_delete"`
	OnUpdate string `json:"on_update,omitempty"`
}

type changeJSON struct {
	// Change is add, modify or remove.
	Change string `json:"change"`
	columnJSON
	// From is what a modified column was.
	From    *columnJSON `json:"from,omitempty"`
	Lenient bool        `json:"lenient,omitempty"`
}

type indexJSON struct {
	Name          string   `json:"name"`
	Columns       []string `json:"columns"`
	Unique        bool     `json:"unique,omitempty"`
	Where         string   `json:"where,omitempty"`
	Using         string   `json:"using,omitempty"`
	Include       []string `json:"include,omitempty"`
	Concurrently  bool     `json:"concurrently,omitempty"`
	NullsDistinct *bool    `json:"nulls_distinct,omitempty"`
}

// draftJSON is what draft --format json prints.
type draftJSON struct {
	Migrations []migrationJSON `json:"migrations"`
	Notes      []noteJSON      `json:"notes"`
	Checklist  []checkJSON     `json:"checklist"`
}

// migrationJSON is a drafted migration: change, or up and down.
type migrationJSON struct {
	Name                  string         `json:"name"`
	DisableDDLTransaction bool           `json:"disable_ddl_transaction,omitempty"`
	DisableMigrationLock  bool           `json:"disable_migration_lock,omitempty"`
	Change                *[]commandJSON `json:"change,omitempty"`
	Up                    *[]commandJSON `json:"up,omitempty"`
	Down                  *[]commandJSON `json:"down,omitempty"`
	Reasons               []reasonJSON   `json:"reasons"`
}

type reasonJSON struct {
	// About are the columns, tables or indexes that were chosen for.
	About  []string `json:"about,omitempty"`
	Choice string   `json:"choice"`
}

type noteJSON struct {
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

type checkJSON struct {
	Text string `json:"text"`
	// Answer is yes, no or "does not apply".
	Answer string `json:"answer"`
	Why    string `json:"why,omitempty"`
}

// printJSON prints the commands, and writes no file.
func (d *drafting) printJSON(result *draft.Result) error {
	all := draftJSON{Migrations: []migrationJSON{}, Notes: []noteJSON{}, Checklist: []checkJSON{}}
	for _, file := range result.Files {
		m := migrationJSON{
			Name: file.Name, DisableDDLTransaction: file.Migration.DisableDDLTransaction,
			DisableMigrationLock: file.Migration.DisableMigrationLock, Reasons: []reasonJSON{},
		}
		for _, part := range []struct {
			body *print.Body
			rows **[]commandJSON
		}{{file.Migration.Change, &m.Change}, {file.Migration.Up, &m.Up}, {file.Migration.Down, &m.Down}} {
			if part.body == nil {
				continue
			}
			rows, err := commandsJSON(part.body)
			if err != nil {
				return err
			}
			*part.rows = &rows
		}
		for _, r := range file.Reasons {
			m.Reasons = append(m.Reasons, reasonJSON{r.About, r.Choice})
		}
		all.Migrations = append(all.Migrations, m)
	}
	for _, n := range d.allNotes(result) {
		all.Notes = append(all.Notes, noteJSON{n.Severity.String(), n.Summary})
	}
	for _, c := range result.Checklist {
		all.Checklist = append(all.Checklist, checkJSON{c.Text, c.Answer.String(), c.Why})
	}
	return writeJSON(d.app.out, all)
}

// commandsJSON returns the commands of a callback.
func commandsJSON(b *print.Body) ([]commandJSON, error) {
	list := []commandJSON{}
	for _, c := range b.Commands() {
		row, err := toCommandJSON(c)
		if err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, nil
}

func toCommandJSON(c command.Command) (commandJSON, error) {
	var err error
	switch c := c.(type) {
	case command.CreateTable:
		row := commandJSON{Command: "create table", Table: c.Table.String(), Comment: c.Table.Comment, Lenient: c.Existence == command.Lenient}
		for _, add := range c.Columns {
			var column columnJSON
			if column, err = toColumnJSON(add.Column); err != nil {
				return row, err
			}
			row.Columns = append(row.Columns, column)
		}
		return row, nil
	case command.AlterTable:
		row := commandJSON{Command: "alter table", Table: c.Table.String()}
		row.Changes, err = changesJSON(c.Changes)
		return row, err
	case command.DropTable:
		return commandJSON{Command: "drop table", Table: c.Table.String(), Lenient: c.Existence == command.Lenient, Cascade: c.Mode == command.Cascade}, nil
	case command.RenameTable:
		return commandJSON{Command: "rename table", Table: c.From.String(), To: c.To.String()}, nil
	case command.RenameColumn:
		return commandJSON{Command: "rename column", Table: c.Table.String(), Name: c.From, To: c.To}, nil
	case command.Execute:
		return executeJSON(c)
	}
	return indexOrConstraintJSON(c)
}

func indexOrConstraintJSON(c command.Command) (commandJSON, error) {
	switch c := c.(type) {
	case command.CreateIndex:
		return commandJSON{Command: "create index", Table: c.Index.TableObject().String(), Lenient: c.Existence == command.Lenient, Index: toIndexJSON(c.Index)}, nil
	case command.DropIndex:
		return commandJSON{Command: "drop index", Table: c.Index.TableObject().String(), Lenient: c.Existence == command.Lenient,
			Cascade: c.Mode == command.Cascade, Index: toIndexJSON(c.Index)}, nil
	case command.RenameIndex:
		return commandJSON{Command: "rename index", Table: c.Index.TableObject().String(), Name: c.Index.Name, To: c.To}, nil
	case command.CreateConstraint:
		return constraintJSON("create constraint", c.Constraint), nil
	case command.DropConstraint:
		row := constraintJSON("drop constraint", c.Constraint)
		row.Lenient, row.Cascade = c.Existence == command.Lenient, c.Mode == command.Cascade
		return row, nil
	}
	return commandJSON{}, fmt.Errorf("%s has no form in JSON", c.Describe())
}

func executeJSON(c command.Execute) (commandJSON, error) {
	sql, ok := c.Up.(command.SQL)
	if !ok {
		return commandJSON{}, fmt.Errorf("%s has no form in JSON", c.Describe())
	}
	row := commandJSON{Command: "execute", SQL: string(sql)}
	if down, ok := c.Down.(command.SQL); ok {
		text := string(down)
		row.DownSQL = &text
	}
	return row, nil
}

func constraintJSON(verb string, c command.Constraint) commandJSON {
	row := commandJSON{Command: verb, Table: c.TableObject().String(), Name: c.Name, Check: c.Check, Exclude: c.Exclude, Comment: c.Comment}
	if c.SkipValidation {
		row.Validate = new(bool)
	}
	return row
}

func changesJSON(changes []command.Change) ([]changeJSON, error) {
	list := make([]changeJSON, len(changes))
	for i, change := range changes {
		var err error
		switch c := change.(type) {
		case command.Add:
			list[i] = changeJSON{Change: "add", Lenient: c.Existence == command.Lenient}
			list[i].columnJSON, err = toColumnJSON(c.Column)
		case command.Modify:
			list[i] = changeJSON{Change: "modify"}
			if list[i].columnJSON, err = toColumnJSON(c.Column); err == nil {
				list[i].From, err = fromJSON(c)
			}
		case command.Remove:
			list[i] = changeJSON{Change: "remove", Lenient: c.Existence == command.Lenient}
			list[i].Name = c.Name
			if c.Was != nil {
				list[i].columnJSON, err = toColumnJSON(*c.Was)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

func fromJSON(c command.Modify) (*columnJSON, error) {
	if c.From == nil {
		return nil, nil
	}
	was := command.Column{Name: c.Column.Name, Type: c.From.Type, Reference: c.From.Reference}
	if c.From.Options != nil {
		was.Options = *c.From.Options
	}
	column, err := toColumnJSON(was)
	return &column, err
}

func toColumnJSON(c command.Column) (columnJSON, error) {
	o := c.Options
	row := columnJSON{
		Name: c.Name, Type: typeText(c.Type), PrimaryKey: o.PrimaryKey, Size: o.Size, Precision: o.Precision, Scale: o.Scale,
		Comment: o.Comment, After: o.After,
	}
	if o.Null != command.NullUnset {
		null := o.Null == command.Nullable
		row.Null = &null
	}
	if generated, ok := o.Generated.(command.String); ok {
		row.Generated = string(generated)
	}
	if r := c.Reference; r != nil {
		row.References = &referenceJSON{
			Table: r.Table, Column: r.Column, OnDelete: actionText(r.OnDelete.Kind, "delete_all"),
		}
		if r.OnUpdate.Kind != command.Nothing {
			row.References.OnUpdate = actionText(r.OnUpdate.Kind, "update_all")
		}
	}
	var err error
	row.Default, err = valueJSON(o.Default)
	return row, err
}

// valueJSON writes a default: a literal, or {"fragment": SQL}.
func valueJSON(v command.Value) (json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	if sql, ok := v.(command.Fragment); ok {
		v = command.Map{{Key: command.String("fragment"), Value: command.String(sql)}}
	}
	text, err := command.JSON(v)
	return json.RawMessage(text), err
}

// typeText writes a type as Ecto prints it, without the colon of an atom.
func typeText(t command.Type) string {
	if t.Of != nil {
		return t.Inspect()
	}
	return t.Name
}

// actionText is what happens to a child, by Ecto's names.
func actionText(kind command.ActionKind, cascade string) string {
	switch kind {
	case command.CascadeAll:
		return cascade
	case command.NilifyAll, command.NilifyColumns:
		return "nilify_all"
	case command.DefaultAll, command.DefaultColumns:
		return "default_all"
	case command.RestrictAction:
		return "restrict"
	}
	return "nothing"
}

func toIndexJSON(i command.Index) *indexJSON {
	return &indexJSON{
		Name: i.Name, Columns: indexColumns(i.Columns), Unique: i.Unique, Where: i.Where, Using: i.Using,
		Include: indexColumns(i.Include), Concurrently: i.Concurrently, NullsDistinct: i.NullsDistinct,
	}
}

// indexColumns lists names and expressions, with their directions.
func indexColumns(columns []command.IndexColumn) []string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.Column + c.Expr
		if c.Direction != "" {
			list[i] += " " + string(c.Direction)
		}
	}
	return list
}
