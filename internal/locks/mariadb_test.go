package locks_test

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/locks/cases"
)

// measuredMariaDB is the version whose facts are compared.
const measuredMariaDB = "10.11."

func TestMariaDB(t *testing.T) {
	list, err := cases.Of("mysql")
	if err != nil {
		t.Fatal(err)
	}
	s := mariadbServer{t, dbtest.Open(t, dbtest.MariaDB(t))}
	s.db.SetMaxOpenConns(1) // its settings are those of a session
	var version string
	if err := s.db.QueryRowContext(t.Context(), "SELECT version()").Scan(&version); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(version, measuredMariaDB) {
		t.Skipf("SKIPPED: the facts are those of MariaDB %sx, and this is %s", measuredMariaDB, version)
	}
	server := locks.Server{Database: "mysql", MariaDB: true, Major: 10, Minor: 11}
	measured := 0
	for _, c := range list {
		table := altered.FindStringSubmatch(c.SQL)
		if table == nil {
			t.Errorf("which table is it? %s", c.SQL)
			continue
		}
		got, err := s.measure(c, table[1]+table[2])
		if err != nil {
			t.Errorf("%s\n%v", c.SQL, err)
			continue
		}
		measured++
		claims := claimed(c, server)
		if len(claims) != 1 {
			t.Errorf("%s\nclaimed: %+v", c.SQL, claims)
			continue
		}
		want := accepted{claims[0].Algorithm, strings.TrimPrefix(claims[0].Mode, "LOCK="), claims[0].Rewrites, claims[0].Indexes && !claims[0].Rewrites}
		if got != want {
			t.Errorf("%s\nmeasured: %+v\nclaimed:  %+v", c.SQL, got, want)
		}
	}
	t.Logf("%d statements measured on MariaDB %s", measured, version)
}
