package whimbrel

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Set is a collection of migrations. The zero Set is empty and ready to use;
// migrations usually add themselves to one in init functions. It is not safe
// for concurrent use while migrations are added.
type Set struct {
	migrations []*source.Migration
	problems   diag.List
}

// Option is an option of a migration.
type Option interface{ migrationOption(*source.Migration) }

type migrationOption func(*source.Migration)

func (o migrationOption) migrationOption(m *source.Migration) { o(m) }

// DisableDDLTransaction runs the migration outside of a transaction, as
// @disable_ddl_transaction does. PostgreSQL needs it to build indexes
// concurrently.
func DisableDDLTransaction() Option {
	return migrationOption(func(m *source.Migration) { m.DisableDDLTransaction = true })
}

// DisableMigrationLock runs the migration without Ecto's lock, as
// @disable_migration_lock does.
func DisableMigrationLock() Option {
	return migrationOption(func(m *source.Migration) { m.DisableMigrationLock = true })
}

// AfterBegin is called right after the migration's transaction is opened, in
// both directions, as the callback after_begin/0 is.
func AfterBegin(f func(*Migration)) Option {
	return migrationOption(func(m *source.Migration) { m.AfterBegin = callback(f) })
}

// BeforeCommit is called right before the migration's transaction is closed,
// in both directions, as the callback before_commit/0 is.
func BeforeCommit(f func(*Migration)) Option {
	return migrationOption(func(m *source.Migration) { m.BeforeCommit = callback(f) })
}

// Change adds a migration that is reversed automatically, as change/0 is. The
// name is VERSION_NAME, like the name of a script: "20190417140000_add_weather".
func (s *Set) Change(name string, change func(*Migration), options ...Option) {
	s.add(name, source.Migration{Change: callback(change)}, options)
}

// UpDown adds a migration with a function for each direction, as up/0 and
// down/0 are. A nil down makes it irreversible.
func (s *Set) UpDown(name string, up, down func(*Migration), options ...Option) {
	s.add(name, source.Migration{Up: callback(up), Down: callback(down)}, options)
}

func (s *Set) add(name string, m source.Migration, options []Option) {
	pos := here(2)
	digits, bare, _ := strings.Cut(name, "_")
	version, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || version < 0 || bare == "" {
		s.problems = append(s.problems, diag.Errorf(diag.Invalid, pos, "the name %q is not VERSION_NAME", name).
			WithHint("begin with a number that is unique, such as the time: 20190417140000_add_weather_table"))
		return
	}
	m.Version, m.Name, m.File = version, bare, pos.File
	for _, o := range options {
		o.migrationOption(&m)
	}
	s.migrations = append(s.migrations, &m)
}

// Migrations returns the migrations ordered by version, and an error for every
// name that is none.
func (s *Set) Migrations() ([]*source.Migration, error) {
	sorted := slices.Clone(s.migrations)
	slices.SortStableFunc(sorted, func(a, b *source.Migration) int { return cmp.Compare(a.Version, b.Version) })
	return sorted, s.problems.Err()
}

// callback lets a function record. All its mistakes are reported together.
func callback(f func(*Migration)) source.Callback {
	if f == nil {
		return nil
	}
	return func(r *record.Recorder) error {
		m := &Migration{recorder: r}
		f(m)
		return m.err()
	}
}
