package locks_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

// TestMySQLManual: what MySQL's manual says of character sets and engines, and
// what newer versions of MariaDB do. None of it is measured.
func TestMySQLManual(t *testing.T) {
	before := schema.New(schema.ForDatabase("mysql"))
	before.Apply(command.Execute{Up: command.SQL(
		"CREATE TABLE t (a varchar(10), b varchar(10) CHARACTER SET utf8, KEY b_index (b)) ENGINE=InnoDB DEFAULT CHARSET=latin1")})
	mysql, maria := locks.Server{Database: "mysql", Major: 8, Minor: 4}, locks.Server{Database: "mysql", MariaDB: true, Major: 11, Minor: 8}
	for _, c := range []struct {
		server              locks.Server
		sql, algorithm      string
		rewrites, reindexes bool
	}{
		{mysql, "ALTER TABLE t MODIFY a varchar(10) CHARACTER SET utf8mb4", "COPY", true, false},
		{mysql, "ALTER TABLE t MODIFY a varchar(10) COLLATE latin1_bin", "COPY", true, false},
		{mysql, "ALTER TABLE t MODIFY b varchar(10) CHARACTER SET utf8mb4", "COPY", true, false},
		{mysql, "ALTER TABLE t MODIFY a varchar(10) CHARACTER SET latin1", "INSTANT", false, false},
		{mysql, "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4", "COPY", true, false},
		{mysql, "ALTER TABLE t ENGINE=MyISAM", "COPY", true, false},
		{mysql, "ALTER TABLE t ENGINE=InnoDB", "INPLACE", true, false},
		{mysql, "ALTER TABLE unknown ENGINE=InnoDB", "COPY", true, false},
		{maria, "ALTER TABLE t MODIFY a varchar(10) CHARACTER SET utf8mb4", "COPY", true, false},
		{maria, "ALTER TABLE t MODIFY b varchar(10) CHARACTER SET utf8mb4", "NOCOPY", false, true},
	} {
		ops := operation.Of(command.Execute{Up: command.SQL(c.sql)}, "mysql", before)
		effects := locks.Statement(ops, before, c.server)
		if len(effects) != 1 {
			t.Errorf("%s: %+v", c.sql, effects)
			continue
		}
		if e := effects[0]; e.Algorithm != c.algorithm || e.Rewrites != c.rewrites || e.Indexes != c.reindexes || e.Measured {
			t.Errorf("%s: %+v", c.sql, e)
		}
	}
}
