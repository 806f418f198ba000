package operation_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

// TestOpaque: what is no SQL is not looked into.
func TestOpaque(t *testing.T) {
	keywords := command.Keywords{{Key: command.Atom("create"), Value: command.String("posts")}}
	for want, action := range map[string]command.Action{
		"Opaque What=fn CODE MAY":                    &command.Func{Name: "fn"},
		"Opaque What=function weather.go:7 CODE MAY": &command.Code{Name: "function weather.go:7"},
		`Opaque What=[create: "posts"]`:              keywords,
		"Truncate posts":                             command.Query{SQL: "TRUNCATE posts"},
	} {
		list := operation.Of(command.Execute{Up: action}, "postgres", nil)
		if len(list) != 1 || show(list[0]) != want {
			t.Errorf("got %v, want %s", list, want)
		}
	}
}

// TestChange: an operation knows the change that asks for it.
func TestChange(t *testing.T) {
	change := command.Add{Column: command.Column{
		Name: "user_id", Type: command.NewType("bigserial"), Reference: &command.Reference{Table: "users", Column: "id"},
	}}
	for _, c := range []command.Command{
		command.AlterTable{Table: command.Table{Object: command.Object{Name: "posts"}}, Changes: []command.Change{change}},
		command.CreateTable{Table: command.Table{Object: command.Object{Name: "posts"}}, Columns: []command.Add{change}},
	} {
		list := operation.Of(c, "postgres", nil)
		last := list[len(list)-1]
		if _, ok := last.Operation.(operation.AddForeignKey); !ok || last.Change == nil {
			t.Errorf("%s: got %v", c.Describe(), last)
		}
	}
}

// FuzzOf: no text makes it fail, and every place is within the text.
func FuzzOf(f *testing.F) {
	for _, seed := range []string{
		"CREATE TABLE a (b varchar(20)[] DEFAULT ARRAY['x'::text] CHECK (b > (1)), PRIMARY KEY (b)) PARTITION BY RANGE (b)",
		"ALTER TABLE `a` MODIFY b enum('a') COMMENT 'x', ADD INDEX (b(10)), CHANGE a b int, DROP PRIMARY KEY /*! x */, ALGORITHM=COPY",
		"ALTER TABLE a ADD b int, c int; IF x EXEC sp_rename 'a.[b.c]', 'd', 'COLUMN' ELSE UPDATE TOP (1) a SET b = CASE WHEN 1 THEN 2 END",
		"WITH a AS (DELETE FROM b WHERE id IN (1) RETURNING *) INSERT INTO c SELECT * FROM a; SET LOCAL x = 'y'; COPY a FROM 'b'",
		"VACUUM (FULL) a; LOCK a IN SHARE MODE; REINDEX INDEX CONCURRENTLY a; TRUNCATE a, b CASCADE; CREATE TRIGGER a AFTER INSERT ON b",
		"ALTER TABLE a ADD CONSTRAINT b EXCLUDE USING gist (c WITH &&), ATTACH PARTITION c DEFAULT, ALTER b ADD GENERATED ALWAYS AS IDENTITY",
		"DELETE x FROM a AS x; MERGE INTO a USING b ON 1 = 1 WHEN MATCHED THEN UPDATE SET a = 1; SELECT set_config('a', 'b', true) INTO c",
	} {
		for database := range byte(4) {
			f.Add(seed, database)
		}
	}
	before := schema.New()
	before.Apply(command.Execute{Up: command.SQL("CREATE TABLE a (b int NOT NULL DEFAULT 1, c text); CREATE INDEX i ON a (b)")})
	f.Fuzz(func(t *testing.T, sql string, database byte) {
		d := dialects[database%4]
		for _, l := range operation.Of(command.Execute{Up: command.SQL(sql)}, d.Name(), before) {
			if l.Operation == nil || l.Start < 0 || l.End > len(sql) || l.Start > l.End {
				t.Fatalf("%v at %d to %d of %d", l.Operation, l.Start, l.End, len(sql))
			}
		}
	})
}

// BenchmarkOf reads statements of the usual length.
func BenchmarkOf(b *testing.B) {
	statements := []command.SQL{
		"CREATE TABLE posts (id bigserial PRIMARY KEY, title varchar(255) NOT NULL, user_id bigint REFERENCES users (id) ON DELETE CASCADE, inserted_at timestamp(0) NOT NULL)",
		"ALTER TABLE posts ADD COLUMN body text, ALTER COLUMN title SET NOT NULL",
		"CREATE UNIQUE INDEX CONCURRENTLY posts_slug_index ON posts (lower(slug)) WHERE deleted_at IS NULL",
		"ALTER TABLE posts ADD CONSTRAINT posts_views_check CHECK (views >= 0) NOT VALID",
		"UPDATE posts SET views = 0 WHERE views IS NULL",
		"DROP INDEX IF EXISTS posts_slug_index",
	}
	for _, d := range dialects {
		b.Run(d.Name(), func(b *testing.B) {
			before := schema.New(schema.ForDatabase(d.Name()))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				operation.Of(command.Execute{Up: statements[i%len(statements)]}, d.Name(), before)
			}
		})
	}
}
