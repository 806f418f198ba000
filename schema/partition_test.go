package schema_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/schema"
)

func applied(database string, statements ...string) *schema.Schema {
	s := schema.New(schema.ForDatabase(database))
	for _, sql := range statements {
		s.Apply(command.Execute{Up: command.SQL(sql)})
	}
	return s
}

// TestPartitions: which tables are partitions, through renames and drops.
func TestPartitions(t *testing.T) {
	create := []string{
		"CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at)",
		"CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
		"CREATE TABLE events_2 (id bigint, at date)",
		"ALTER TABLE events ATTACH PARTITION events_2 DEFAULT",
	}
	for _, c := range []struct {
		then  string
		table string
		want  int
		bound string
	}{
		{"SELECT 1", "events", 2, "DEFAULT"},
		{"ALTER TABLE events RENAME TO happenings", "happenings", 2, "DEFAULT"},
		{"ALTER TABLE events DETACH PARTITION events_2", "events", 1, ""},
		{"DROP TABLE events_1", "events", 1, "DEFAULT"},
	} {
		s := applied("postgres", append(create, c.then)...)
		if got := s.Partitions(command.Object{Name: c.table}); len(got) != c.want {
			t.Errorf("%s: %d partitions", c.then, len(got))
		}
		if got := s.Table(command.Object{Name: "events_2"}).Bound; got != c.bound {
			t.Errorf("%s: %q", c.then, got)
		}
	}
	if s := applied("postgres", append(create, "DROP TABLE events")...); len(s.Tables()) != 0 {
		t.Errorf("the partitions stay: %v", s.Tables())
	}
}

// TestStorage: another engine and another character set.
func TestStorage(t *testing.T) {
	s := applied("mysql", "CREATE TABLE t (a varchar(10) CHARACTER SET latin1, b varchar(10) COLLATE utf8mb4_bin) ENGINE=MyISAM DEFAULT CHARSET=latin1",
		"ALTER TABLE t ENGINE=InnoDB", "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	table := s.Table(command.Object{Name: "t"})
	if table.Engine != "InnoDB" || table.Options != "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" || table.Column("a").Options.Collation != "" {
		t.Errorf("%+v", table)
	}
}
