package migrate_test

import (
	"slices"
	"testing"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// migrations makes a Set of migrations that each create a table of their name.
func migrations(names ...string) *whimbrel.Set {
	set := &whimbrel.Set{}
	for _, name := range names {
		set.Change(name, func(m *whimbrel.Migration) { m.CreateTable("t_"+name, nil) })
	}
	return set
}

// TestSquashed runs a squashed migration on databases that have all, some and
// none of what it replaces.
func TestSquashed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		tests := []struct {
			name    string
			history []string
			refused bool
			applied int
			marks   []int64
		}{
			{"all", []string{"1_a", "2_b", "3_c"}, false, 1, []int64{3, 3, 0, 0}},
			{"some", []string{"1_a"}, true, 0, []int64{0, 0, 0}},
			{"none", nil, false, 2, []int64{0, 0}},
		}
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				kinds := map[string]sqldb.Kind{"postgres": sqldb.Postgres, "mariadb": sqldb.MySQL, "sqlite": sqldb.SQLite}
				fresh := map[string]func(testing.TB) string{"postgres": dbtest.Postgres, "mariadb": dbtest.MariaDB, "sqlite": dbtest.SQLite}
				connector := sqldb.New(dbtest.Open(t, fresh[db.Dialect](t)), kinds[db.Dialect])
				up := func(set *whimbrel.Set) ([]migrate.Applied, *migrate.Migrator, error) {
					m, err := migrate.New(connector, migrate.Config{Set: set})
					if err != nil {
						t.Fatal(err)
					}
					applied, err := m.Up(t.Context(), migrate.All())
					return applied, m, err
				}
				if _, _, err := up(migrations(test.history...)); err != nil {
					t.Fatal(err)
				}
				applied, m, err := up(migrations("3_squashed", "4_d"))
				if len(applied) != test.applied || (diag.KindOf(err) == diag.Refused) != test.refused || (err != nil) != test.refused {
					t.Errorf("applied %v, %v", applied, err)
				}
				status, err := m.Migrations(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				var marks []int64
				for _, s := range status {
					marks = append(marks, s.SquashedInto)
				}
				if !slices.Equal(marks, test.marks) {
					t.Errorf("squashed into %v, want %v", marks, test.marks)
				}
			})
		}
	})
}
