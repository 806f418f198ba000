package whimbrel_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// sql plans a change in both directions on PostgreSQL.
func sql(t *testing.T, change func(*whimbrel.Migration), options ...whimbrel.Option) (up, down []string, err error) {
	t.Helper()
	var set whimbrel.Set
	set.Change("1_test", change, options...)
	migrations, err := set.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	for _, direction := range []command.Direction{command.Up, command.Down} {
		p, err := plan.Build(migrations[0], direction, record.Config{}, postgres.New())
		if err != nil {
			return up, down, err
		}
		for _, s := range p.Statements() {
			if direction == command.Up {
				up = append(up, s.SQL)
			} else {
				down = append(down, s.SQL)
			}
		}
	}
	return up, down, nil
}

func TestWeather(t *testing.T) {
	up, down, err := sql(t, func(m *whimbrel.Migration) {
		m.CreateTable("weather", func(t *whimbrel.Columns) {
			t.Add("city", whimbrel.String, whimbrel.Size(40))
			t.Add("tags", whimbrel.Array(whimbrel.String), whimbrel.DefaultList("a", "b"))
			t.Add("station_id", whimbrel.References("stations", whimbrel.OnDelete(whimbrel.DeleteAll)), whimbrel.Null(false))
			t.Timestamps(whimbrel.TimestampType(whimbrel.UTCDatetime))
		})
		m.AlterTable("posts", func(t *whimbrel.Changes) {
			t.Modify("price", whimbrel.Decimal, whimbrel.Precision(8, 2), whimbrel.FromColumn(whimbrel.Float))
			t.Remove("old", whimbrel.Was(whimbrel.Type("tstzrange")))
		})
		m.Create(whimbrel.UniqueIndex("weather", "city").Expr("lower(x)").Where("city IS NOT NULL"))
		m.Create(whimbrel.Check("posts", "price_is_positive", "price > 0").Comment("no gifts"))
		m.Execute("CREATE EXTENSION citext", "DROP EXTENSION citext")
	})
	if err != nil {
		t.Fatal(err)
	}
	wantUp := []string{
		`CREATE TABLE "weather" ("id" bigserial, "city" varchar(40), "tags" varchar(255)[] DEFAULT ARRAY['a','b']::varchar[], ` +
			`"station_id" bigint NOT NULL, CONSTRAINT "weather_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "stations"("id") ON DELETE CASCADE, ` +
			`"inserted_at" timestamp(0) NOT NULL, "updated_at" timestamp(0) NOT NULL, PRIMARY KEY ("id"))`,
		`ALTER TABLE "posts" ALTER COLUMN "price" TYPE decimal(8,2), DROP COLUMN "old"`,
		`CREATE UNIQUE INDEX "weather_city_lower_x_index" ON "weather" ("city", lower(x)) WHERE city IS NOT NULL`,
		`ALTER TABLE "posts" ADD CONSTRAINT "price_is_positive" CHECK (price > 0)`,
		`COMMENT ON CONSTRAINT "price_is_positive" ON "posts" IS 'no gifts'`,
		`CREATE EXTENSION citext`,
	}
	wantDown := []string{
		`DROP EXTENSION citext`,
		`ALTER TABLE "posts" DROP CONSTRAINT "price_is_positive"`,
		`DROP INDEX "weather_city_lower_x_index"`,
		`ALTER TABLE "posts" ADD COLUMN "old" tstzrange, ALTER COLUMN "price" TYPE float`,
		`DROP TABLE "weather"`,
	}
	if d := cmp.Diff(wantUp, up); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(wantDown, down); d != "" {
		t.Error(d)
	}
}

// All mistakes are reported at once, each with its line.
func TestMistakes(t *testing.T) {
	_, _, err := sql(t, func(m *whimbrel.Migration) {
		m.CreateTable("posts", func(t *whimbrel.Columns) {
			t.Add("price", whimbrel.Decimal, whimbrel.Scale(2))
			m.Create(whimbrel.Index("posts", "price"))
		})
		m.Create(whimbrel.Index("posts", "a").NullsDistinct(false))
		m.Execute("a", "b", "c")
	})
	var got []string
	for _, d := range diag.All(err) {
		if !strings.HasSuffix(d.Pos.File, "whimbrel_test.go") || d.Pos.Line == 0 || d.Hint == "" {
			t.Errorf("no place or hint: %+v", d)
		}
		got = append(got, d.Summary)
	}
	want := []string{
		"cannot execute nested commands: create index posts_price_index stands inside a block",
		"column price is missing precision option",
		"the `nulls_distinct` option can only be used with unique indexes",
		"Execute takes one statement up and one down, not 3",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRun(t *testing.T) {
	called := false
	up, down, err := sql(t, func(m *whimbrel.Migration) {
		m.Execute("a", "A")
		m.Run(func(context.Context, whimbrel.DB) error { called = true; return nil },
			func(context.Context, whimbrel.DB) error { return nil })
	}, whimbrel.AfterBegin(func(m *whimbrel.Migration) { m.Execute("begin", "begin down") }))
	if err != nil {
		t.Fatal(err)
	}
	if called {
		t.Error("planning has run the code")
	}
	if len(up) != 3 || up[0] != "begin" || up[1] != "a" || !strings.HasPrefix(up[2], "-- run: function whimbrel_test.go:") {
		t.Errorf("up: %q", up)
	}
	if len(down) != 3 || down[0] != "begin down" || !strings.HasPrefix(down[1], "-- run: ") || down[2] != "A" {
		t.Errorf("down: %q", down)
	}
}

func TestNames(t *testing.T) {
	var set whimbrel.Set
	set.Change("2_second", func(*whimbrel.Migration) {})
	set.UpDown("1_first", func(*whimbrel.Migration) {}, nil)
	set.Change("no number", func(*whimbrel.Migration) {})
	migrations, err := set.Migrations()
	if len(migrations) != 2 || migrations[0].Name != "first" || migrations[1].Version != 2 {
		t.Errorf("got %+v", migrations)
	}
	if diag.KindOf(err) != diag.Invalid || !strings.Contains(err.Error(), `"no number"`) {
		t.Errorf("got %v", err)
	}
}

func TestValues(t *testing.T) {
	up, _, err := sql(t, func(m *whimbrel.Migration) {
		m.CreateTable("t", func(t *whimbrel.Columns) {
			t.Add("big", whimbrel.Decimal, whimbrel.Default(whimbrel.Number("123456789012345678901234567890")))
			t.Add("exact", whimbrel.Decimal, whimbrel.Default(whimbrel.Number("0.10")))
			t.Add("list", whimbrel.Array(whimbrel.Integer), whimbrel.DefaultList[int]())
			t.Add("map", whimbrel.Map, whimbrel.DefaultMap(
				whimbrel.Entry("a", 1), whimbrel.Entry(whimbrel.Atom("b"), whimbrel.Atom("nil")), whimbrel.Entry(7, "c"),
				whimbrel.EntryList("d", 1.5, 2), whimbrel.EntryMap("e", whimbrel.Entry("f", true)),
				whimbrel.EntryValue("g", whimbrel.ListValue(whimbrel.Scalar("h"), whimbrel.NullValue(), whimbrel.MapValue())),
			))
			t.Add("any", whimbrel.Map, whimbrel.DefaultValue(whimbrel.MapValue()))
		}, whimbrel.NoPrimaryKey())
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`CREATE TABLE "t" ("big" decimal DEFAULT 123456789012345678901234567890, "exact" decimal DEFAULT 0.10, ` +
		`"list" integer[] DEFAULT ARRAY[]::integer[], ` +
		// Elixir's order: numbers, atoms, strings.
		`"map" jsonb DEFAULT '{"7":"c","b":null,"a":1,"d":[1.5,2.0],"e":{"f":true},"g":["h",null,{}]}', "any" jsonb DEFAULT '{}')`}
	if d := cmp.Diff(want, up); d != "" {
		t.Error(d)
	}
}

func TestDropAndRename(t *testing.T) {
	up, _, err := sql(t, func(m *whimbrel.Migration) {
		m.Execute("", "")
		m.RenameTable("a", "b", whimbrel.Prefix("app"))
		m.AlterTable("a", func(t *whimbrel.Changes) { t.Add("x", whimbrel.Text) }, whimbrel.Prefix("app"), whimbrel.Comment("c"))
		m.Create(whimbrel.Index("a", "x").Include("y").IncludeExpr("z"))
	})
	want := []string{
		`ALTER TABLE "app"."a" RENAME TO "b"`,
		`ALTER TABLE "app"."a" ADD COLUMN "x" text`,
		`COMMENT ON TABLE "app"."a" IS 'c'`,
		`CREATE INDEX "a_x_index" ON "a" ("x") INCLUDE ("y", z)`,
	}
	if d := cmp.Diff(want, without(up, "")); d != "" || err != nil {
		t.Error(d, err)
	}
	up, _, err = sql(t, func(m *whimbrel.Migration) {
		m.DropTable("a", whimbrel.Cascade(), whimbrel.Prefix("app"))
		m.DropIfExists(whimbrel.Index("a", "x"), whimbrel.Cascade())
	})
	want = []string{`DROP TABLE "app"."a" CASCADE`, `DROP INDEX IF EXISTS "a_x_index" CASCADE`}
	if d := cmp.Diff(want, up); d != "" || diag.KindOf(err) != diag.Irreversible {
		t.Error(d, err)
	}
}

// MySQL can rename a table into another database.
func TestToPrefix(t *testing.T) {
	var set whimbrel.Set
	set.Change("1_test", func(m *whimbrel.Migration) {
		m.RenameTable("a", "b", whimbrel.ToPrefix("archive"), whimbrel.Prefix("app"))
	})
	migrations, err := set.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(migrations[0], command.Down, record.Config{}, mysql.New())
	if err != nil || p.Statements()[0].SQL != "RENAME TABLE `archive`.`b` TO `app`.`a`" {
		t.Errorf("got %+v, %v", p, err)
	}
}

func without(list []string, unwanted string) []string {
	var kept []string
	for _, s := range list {
		if s != unwanted {
			kept = append(kept, s)
		}
	}
	return kept
}

// A database with SQL refuses keyword commands, with the place.
func TestKeywords(t *testing.T) {
	_, _, err := sql(t, func(m *whimbrel.Migration) {
		m.ExecuteKeywords(whimbrel.Keywords{whimbrel.Keyword("create", "posts")}, whimbrel.Keywords{whimbrel.Keyword("drop", "posts")})
	})
	if list := diag.All(err); len(list) != 1 || list[0].Pos.Line == 0 {
		t.Errorf("got %v", err)
	}
}

// A migration that passes over the error of Flush has failed all the same.
func TestFlush(t *testing.T) {
	up, down, err := sql(t, func(m *whimbrel.Migration) {
		m.CreateTable("a", nil)
		if m.Flush() != nil {
			return
		}
		m.CreateTable("b", nil)
	})
	if len(up) != 2 || down != nil || diag.KindOf(err) != diag.Invalid {
		t.Errorf("got %q, %q, %v", up, down, err)
	}
}
