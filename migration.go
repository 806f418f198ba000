package whimbrel

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// Migration records what one migration does, in one direction. Its methods are
// the functions of Ecto.Migration.
type Migration struct {
	recorder *record.Recorder
	problems diag.List
	// stopped is why a flush has failed.
	stopped error
}

// Direction returns the direction in which the migration runs, [Up] or [Down].
func (m *Migration) Direction() MigrationDirection { return m.recorder.Direction() }

// MigrationDirection is [Up] or [Down].
type MigrationDirection = command.Direction

// The directions of a migration.
const (
	Up   MigrationDirection = command.Up
	Down MigrationDirection = command.Down
)

// Prefix returns the prefix of the run, --prefix, or "".
func (m *Migration) Prefix() string { return m.recorder.Config().Prefix }

// Repo returns the name of the repository that the migration runs in, as it is
// configured: "MyApp.Repo", or "".
func (m *Migration) Repo() string { return m.recorder.Config().Repo }

// DB is what the functions of [Migration.Run] see of the database: the session
// of the migration, in its transaction if it has one.
type DB = command.DB

// Run runs code of yours at this place of the migration, and down when the
// migration is reversed; with a nil down it cannot be. The functions are not
// called when the migration is only planned.
func (m *Migration) Run(up, down func(ctx context.Context, db DB) error) {
	pos := here(1)
	name := fmt.Sprintf("function %s:%d", filepath.Base(pos.File), pos.Line)
	e := command.Execute{Position: command.Position(pos), Up: &command.Code{Name: name, Call: up}}
	if down != nil {
		e.Down = &command.Code{Name: name, Call: down}
	}
	m.note(m.recorder.Record(e))
}

// CreateTable creates a table, with the primary key of the repository unless
// an option says otherwise. Columns may be nil.
func (m *Migration) CreateTable(name string, columns func(*Columns), options ...TableOption) {
	m.createTable(here(1), name, columns, options, command.Strict)
}

// CreateTableIfNotExists creates a table if there is none of that name.
func (m *Migration) CreateTableIfNotExists(name string, columns func(*Columns), options ...TableOption) {
	m.createTable(here(1), name, columns, options, command.Lenient)
}

func (m *Migration) createTable(pos diag.Pos, name string, columns func(*Columns), options []TableOption, e command.Existence) {
	t := m.table(pos, name, options)
	create := command.CreateTable{Position: command.Position(pos), Table: t.Table, Existence: e}
	key := t.key
	if key == nil && !t.noKey {
		key = m.recorder.PrimaryKey()
	}
	if key != nil {
		create.Columns = []command.Add{{Position: create.Position, Column: *key}}
	}
	if err := m.recorder.StartCreate(create); err != nil {
		m.note(err)
		return
	}
	if columns != nil {
		columns(&Columns{m})
	}
	m.note(m.recorder.End())
}

// AlterTable changes a table.
func (m *Migration) AlterTable(name string, changes func(*Changes), options ...AlterTableOption) {
	pos := here(1)
	alter := command.AlterTable{Position: command.Position(pos)}
	alter.Table.Name = name
	for _, o := range options {
		o.alterTableOption(&alter.Table)
	}
	m.resolve(&alter.Table.Prefix, pos)
	if err := m.recorder.StartAlter(alter); err != nil {
		m.note(err)
		return
	}
	changes(&Changes{m})
	m.note(m.recorder.End())
}

// DropTable drops a table. It cannot be reversed.
func (m *Migration) DropTable(name string, options ...DropTableOption) {
	m.dropTable(here(1), name, options, command.Strict)
}

// DropTableIfExists drops a table if there is one. It cannot be reversed.
func (m *Migration) DropTableIfExists(name string, options ...DropTableOption) {
	m.dropTable(here(1), name, options, command.Lenient)
}

// DropTableOption is [Cascade] or [Prefix].
type DropTableOption interface{ dropTableOption(*command.DropTable) }

func (m *Migration) dropTable(pos diag.Pos, name string, options []DropTableOption, e command.Existence) {
	drop := command.DropTable{Position: command.Position(pos), Existence: e}
	drop.Table.Name = name
	for _, o := range options {
		o.dropTableOption(&drop)
	}
	m.resolve(&drop.Table.Prefix, pos)
	m.note(m.recorder.Record(drop))
}

// RenameTableOption is [Prefix] or [ToPrefix].
type RenameTableOption interface{ renameTableOption(*renamed) }

// renamed is the prefix of a table before and after; nil is the same.
type renamed struct {
	from string
	to   *string
}

// ToPrefixOption is what [ToPrefix] returns.
type ToPrefixOption string

// ToPrefix moves a renamed table into another database. MySQL only.
func ToPrefix(name string) ToPrefixOption { return ToPrefixOption(name) }

func (p ToPrefixOption) renameTableOption(r *renamed) {
	to := string(p)
	r.to = &to
}

// RenameTable renames a table, rename/2.
func (m *Migration) RenameTable(from, to string, options ...RenameTableOption) {
	pos := here(1)
	var prefix renamed
	for _, o := range options {
		o.renameTableOption(&prefix)
	}
	rename := command.RenameTable{
		Position: command.Position(pos),
		From:     command.Object{Prefix: prefix.from, Name: from}, To: command.Object{Prefix: prefix.from, Name: to},
	}
	if prefix.to != nil {
		rename.To.Prefix = *prefix.to
	}
	m.resolve(&rename.From.Prefix, pos)
	m.resolve(&rename.To.Prefix, pos)
	m.note(m.recorder.Record(rename))
}

// RenameColumn renames a column, rename/3.
func (m *Migration) RenameColumn(table, from, to string, options ...PrefixOption) {
	pos := here(1)
	m.note(m.recorder.Record(command.RenameColumn{
		Position: command.Position(pos),
		Table:    command.Object{Prefix: m.prefixOf(pos, options), Name: table}, From: from, To: to,
	}))
}

// RenameIndex renames an index.
func (m *Migration) RenameIndex(index IndexSpec, to string) {
	pos := here(1)
	i := index.named()
	m.resolve(&i.Prefix, pos)
	m.note(m.recorder.Record(command.RenameIndex{Position: command.Position(pos), Index: i, To: to}))
}

// Object is an index or a constraint, which are created and dropped alike.
type Object interface {
	create(m *Migration, pos diag.Pos) command.Command
	drop(m *Migration, pos diag.Pos, e command.Existence, mode command.DropMode) command.Command
}

func (i IndexSpec) create(m *Migration, pos diag.Pos) command.Command {
	index := i.named()
	m.resolve(&index.Prefix, pos)
	return command.CreateIndex{Position: command.Position(pos), Index: index}
}

func (i IndexSpec) drop(m *Migration, pos diag.Pos, e command.Existence, mode command.DropMode) command.Command {
	index := i.named()
	m.resolve(&index.Prefix, pos)
	return command.DropIndex{Position: command.Position(pos), Index: index, Existence: e, Mode: mode}
}

func (c ConstraintSpec) create(m *Migration, pos diag.Pos) command.Command {
	constraint := c.constraint
	m.resolve(&constraint.Prefix, pos)
	return command.CreateConstraint{Position: command.Position(pos), Constraint: constraint}
}

func (c ConstraintSpec) drop(m *Migration, pos diag.Pos, e command.Existence, mode command.DropMode) command.Command {
	constraint := c.constraint
	m.resolve(&constraint.Prefix, pos)
	return command.DropConstraint{Position: command.Position(pos), Constraint: constraint, Existence: e, Mode: mode}
}

// Create creates an index or a constraint.
func (m *Migration) Create(o Object) { m.note(m.recorder.Record(o.create(m, here(1)))) }

// CreateIfNotExists creates an index if there is none of that name.
func (m *Migration) CreateIfNotExists(index IndexSpec) {
	pos := here(1)
	i := index.named()
	m.resolve(&i.Prefix, pos)
	m.note(m.recorder.Record(command.CreateIndex{Position: command.Position(pos), Index: i, Existence: command.Lenient}))
}

// Drop drops an index or a constraint. Only an index can be brought back.
func (m *Migration) Drop(o Object, options ...DropOption) {
	m.note(m.recorder.Record(o.drop(m, here(1), command.Strict, dropMode(options))))
}

// DropIfExists drops an index or a constraint if there is one.
func (m *Migration) DropIfExists(o Object, options ...DropOption) {
	m.note(m.recorder.Record(o.drop(m, here(1), command.Lenient, dropMode(options))))
}

func dropMode(options []DropOption) command.DropMode {
	var mode command.DropMode
	for _, o := range options {
		o.dropOption(&mode)
	}
	return mode
}

// Execute runs SQL, and when the migration is reversed the SQL of down, of
// which there can be one: execute/1 and execute/2. Without it the migration
// cannot be reversed; "" means that nothing needs to be undone.
func (m *Migration) Execute(up string, down ...string) {
	pos := here(1)
	e := command.Execute{Position: command.Position(pos), Up: command.SQL(up)}
	switch len(down) {
	case 0:
	case 1:
		e.Down = command.SQL(down[0])
	default:
		m.note(diag.Errorf(diag.Invalid, pos, "Execute takes one statement up and one down, not %d", 1+len(down)).
			WithHint("call Execute once for each statement"))
		return
	}
	m.note(m.recorder.Record(e))
}

// ExecuteKeywords is execute/1 and execute/2 with a keyword command, which is
// for databases without SQL; those with SQL refuse it.
func (m *Migration) ExecuteKeywords(up Keywords, down ...Keywords) {
	e := command.Execute{Position: command.Position(here(1)), Up: up.action()}
	for _, d := range down {
		e.Down = d.action()
	}
	m.note(m.recorder.Record(e))
}

// Flush runs what has been recorded so far, as flush/0 does. It is an error in
// a change on the way down. After an error the migration has failed, whatever
// it does with it.
func (m *Migration) Flush() error {
	err := m.problems.Err()
	if err == nil {
		err = m.recorder.Flush(here(1))
		m.stopped = err
	}
	return err
}

// err returns why the migration cannot go on, or what is wrong with it.
func (m *Migration) err() error {
	if m.stopped != nil {
		return m.stopped
	}
	return m.problems.Err()
}

// table resolves a table with its options.
func (m *Migration) table(pos diag.Pos, name string, options []TableOption) table {
	t := table{}
	t.Name = name
	for _, o := range options {
		o.tableOption(&t)
	}
	m.resolve(&t.Prefix, pos)
	return t
}

func (m *Migration) prefixOf(pos diag.Pos, options []PrefixOption) string {
	prefix := ""
	for _, o := range options {
		prefix = string(o)
	}
	m.resolve(&prefix, pos)
	return prefix
}

func (m *Migration) resolve(prefix *string, pos diag.Pos) {
	resolved, err := m.recorder.Prefix(*prefix, pos)
	m.note(err)
	*prefix = resolved
}

// note keeps a mistake and lets the migration go on, so that all of them are
// reported together.
func (m *Migration) note(err error) {
	if err == nil {
		return
	}
	if list := diag.All(err); list != nil {
		m.problems = append(m.problems, list...)
		return
	}
	m.problems = append(m.problems, diag.Errorf(diag.Invalid, diag.Pos{}, "%v", err))
}
