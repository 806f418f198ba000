package printtest

import (
	"pgregory.net/rapid"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// Random is a migration with the name of its configuration among [Variants].
type Random struct {
	Variant   string
	Migration *print.Migration
}

// Migrations generates migrations over the whole vocabulary of commands, as
// far as Ecto accepts them.
func Migrations() *rapid.Generator[Random] {
	return rapid.Custom(func(t *rapid.T) Random {
		variant := rapid.SampledFrom([]string{"default", "default", "keys", "times"}).Draw(t, "variant")
		g := &random{T: t, config: Variants()[variant]}
		m := &print.Migration{
			Version: 1, Name: "random", Config: g.config,
			DisableDDLTransaction: g.rarely(), DisableMigrationLock: g.rarely(),
		}
		if g.bool() {
			m.Change = g.body()
		} else {
			m.Up, m.Down = g.body(), g.body()
		}
		if g.rarely() {
			m.AfterBegin = g.hook()
		}
		if g.rarely() {
			m.BeforeCommit = g.hook()
		}
		return Random{variant, m}
	})
}

// random draws the parts of a migration.
type random struct {
	*rapid.T
	config record.Config
}

func (g *random) bool() bool            { return rapid.Bool().Draw(g.T, "bool") }
func (g *random) rarely() bool          { return g.pick(6) == 0 }
func (g *random) pick(n int) int        { return rapid.IntRange(0, n-1).Draw(g.T, "pick") }
func (g *random) of(s ...string) string { return s[g.pick(len(s))] }

// maybe returns a text, or "" mostly.
func (g *random) maybe(text func() string) string {
	if g.pick(4) > 0 {
		return ""
	}
	return text()
}

// name is an identifier, and sometimes anything that could be one.
func (g *random) name() string {
	if g.pick(8) > 0 {
		return g.of("posts", "title", "user_id", "price", "id", "inserted_at", "updated_at", "weather_station_measurements_archive")
	}
	return g.of("Posts", "end", "nil", "true", "a b", `say "hi"`, "Größe", "x#{y}", `back\slash`, "2nd", "ok?", "a-b", "do", "日本", "new\nline", "a`b")
}

// sql is text that a database is given as it is, of one line or several.
func (g *random) sql() string {
	if g.bool() {
		return g.of("price > 0", "now()", `"from" <> '|'`, "gist (int4range(\"from\", \"to\", '[]') WITH &&)",
			"a very long expression that does not fit on the line beside its name because it goes on and on")
	}
	return rapid.StringOfN(rapid.RuneFrom([]rune("ab \n\t\"'\\|#{}$`é\u2028\x07")), 1, 12, -1).Draw(g.T, "sql")
}

func (g *random) script() string {
	return g.of("CREATE EXTENSION citext", "SELECT 1;\nSELECT 2;\n", "SELECT '\\d+'\n  FROM \"a\"\n\n  WHERE x\n", "one\ntwo",
		"\n", "", "tab\n\tinside\n", "$$ \"\"\" $$\n", "a\r\nb\n", "#{no}\n\\n\n", "`") + g.maybe(g.sql)
}

func (g *random) body() *print.Body {
	b := &print.Body{}
	for range 1 + g.pick(6)/5 {
		var batch []command.Command
		for range 1 + g.pick(3) {
			batch = append(batch, g.command())
		}
		b.Batches = append(b.Batches, batch)
	}
	return b
}

func (g *random) hook() *print.Hook {
	if g.bool() {
		return &print.Hook{Both: g.body()}
	}
	return &print.Hook{Up: g.body(), Down: g.body()}
}

// command draws one that Ecto accepts.
func (g *random) command() command.Command {
	for range 100 {
		c := g.anyCommand()
		if command.Validate(c).Err() == nil && command.Runnable(c).Err() == nil {
			return c
		}
	}
	panic("no command is valid")
}

func (g *random) anyCommand() command.Command {
	switch g.pick(12) {
	case 0, 1:
		return g.createTable()
	case 2, 3:
		c := command.AlterTable{Table: command.Table{Object: g.object(), Comment: g.maybe(g.sql)}}
		for range 1 + g.pick(4) {
			c.Changes = append(c.Changes, g.change())
		}
		return c
	case 4:
		return command.DropTable{Table: command.Table{Object: g.object()}, Existence: g.existence(), Mode: g.mode()}
	case 5:
		return command.RenameTable{From: g.object(), To: g.object()}
	case 6:
		return command.RenameColumn{Table: g.object(), From: g.name(), To: g.name()}
	case 7:
		return command.CreateIndex{Index: g.index(), Existence: g.existence()}
	case 8:
		return command.DropIndex{Index: g.index(), Existence: g.existence(), Mode: g.mode()}
	case 9:
		return command.RenameIndex{Index: g.index(), To: g.name()}
	case 10:
		if g.bool() {
			return command.DropConstraint{Constraint: g.constraint(), Existence: g.existence(), Mode: g.mode()}
		}
		return command.CreateConstraint{Constraint: g.constraint()}
	}
	return g.execute()
}

func (g *random) existence() command.Existence { return command.Existence(g.pick(2)) }
func (g *random) mode() command.DropMode       { return command.DropMode(g.pick(2)) }

// prefix is what an object has once the configuration has been applied.
func (g *random) prefix() string {
	if g.pick(4) > 0 {
		return g.config.DefaultPrefix
	}
	return g.of("north_america", `odd "prefix"`)
}

func (g *random) object() command.Object { return command.Object{Prefix: g.prefix(), Name: g.name()} }

func (g *random) createTable() command.Command {
	c := command.CreateTable{Existence: g.existence(), Table: command.Table{
		Object: g.object(), Comment: g.maybe(g.sql), Engine: g.maybe(g.name), Options: g.maybe(g.sql),
	}}
	if key := record.New(g.config, command.Up, record.Forward, nil).PrimaryKey(); key != nil && g.pick(4) > 0 {
		c.Columns = append(c.Columns, command.Add{Column: *key})
	}
	for range g.pick(5) {
		c.Columns = append(c.Columns, command.Add{Column: g.column()})
	}
	if g.bool() {
		c.Columns = append(c.Columns, g.timestamps()...)
	}
	return c
}

// timestamps are two columns that look like the work of timestamps(), or nearly.
func (g *random) timestamps() []command.Add {
	t := g.config.Timestamps
	if g.rarely() {
		t.Type = g.dataType(1)
	}
	if g.rarely() {
		t.Options = g.options()
	}
	if g.rarely() {
		t.UpdatedAt.Name = g.name()
	}
	var adds []command.Add
	for _, column := range record.TimestampColumns(t) {
		if g.pick(10) == 0 {
			column.Options.Null = command.NullUnset
		}
		adds = append(adds, command.Add{Column: column})
	}
	return adds
}

func (g *random) index() command.Index {
	i := command.Index{
		Prefix: g.prefix(), Table: g.name(), Unique: g.bool(), Concurrently: g.rarely(), Using: g.maybe(g.name),
		Only: g.rarely(), Where: g.maybe(g.sql), Comment: g.maybe(g.sql), Options: g.maybe(g.sql),
	}
	for range 1 + g.pick(3) {
		c := command.IndexColumn{Column: g.name()}
		if g.rarely() {
			c = command.IndexColumn{Expr: g.sql()}
		}
		if g.rarely() {
			c.Direction = command.IndexDirection(g.of("asc", "asc_nulls_first", "asc_nulls_last", "desc", "desc_nulls_first", "desc_nulls_last"))
		}
		i.Columns = append(i.Columns, c)
	}
	if g.rarely() {
		i.Include = []command.IndexColumn{{Column: g.name()}, {Column: g.name()}}
	}
	if g.rarely() {
		distinct := g.bool()
		i.NullsDistinct = &distinct
	}
	if i.Name = command.DefaultIndexName(i.Table, i.Columns); g.rarely() {
		i.Name = g.name()
	}
	return i
}

func (g *random) constraint() command.Constraint {
	c := command.Constraint{
		Prefix: g.prefix(), Table: g.name(), Name: g.name(), Comment: g.maybe(g.sql), SkipValidation: g.rarely(),
	}
	switch g.pick(3) {
	case 0:
		c.Check = g.sql()
	case 1:
		c.Exclude = g.sql()
	}
	return c
}

func (g *random) execute() command.Command {
	e := command.Execute{Up: command.SQL(g.script())}
	if g.bool() {
		e.Down = command.SQL(g.script())
	}
	if g.rarely() {
		e.Up = command.Keywords{{Key: command.Atom("create"), Value: command.String(g.name())}, {Key: command.Atom("size"), Value: g.value(1)}}
		e.Down = nil
	}
	return e
}
