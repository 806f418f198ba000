package draft

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/print/exs"
	"github.com/whimbrel-go/whimbrel/internal/print/golang"
	"github.com/whimbrel-go/whimbrel/source"
)

// Exs returns the migration as a script of Ecto that defines the module, such
// as "MyApp.Repo.Migrations.CreateUsers".
func (f File) Exs(module string) (string, error) {
	var b strings.Builder
	err := exs.Guide.Print(&b, module, f.Migration)
	return b.String(), err
}

// Go returns the migration as a file of Go code that adds it to a set.
func (f File) Go(version int64, file golang.File) (string, error) {
	m := *f.Migration
	m.Version = version
	if file.Func == "" {
		file.Func = golang.FuncName(m.Name)
	}
	var b strings.Builder
	err := golang.Print(&b, file, &m)
	return b.String(), err
}

// Source returns the migration as one that is loaded from a file would be: to
// be planned or run.
func (f File) Source(version int64) *source.Migration {
	m := &source.Migration{
		Version: version, Name: f.Name, DisableMigrationLock: f.Migration.DisableMigrationLock,
		DisableDDLTransaction: f.Migration.DisableDDLTransaction,
	}
	m.Change, m.Up, m.Down = f.Migration.Change.Callback(), f.Migration.Up.Callback(), f.Migration.Down.Callback()
	return m
}

// SQL returns the statements of one direction, as a database has them. The
// error says what the database cannot do, or why there is no way down.
func (f File) SQL(direction command.Direction, d dialect.Dialect) ([]string, error) {
	p, err := plan.Build(f.Source(0), direction, f.Migration.Config, d)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, s := range p.Statements() {
		list = append(list, s.SQL)
	}
	return list, nil
}
