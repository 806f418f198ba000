package sqlite

import (
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	dt "github.com/whimbrel-go/whimbrel/dialect/dialecttest"
)

func TestStatements(t *testing.T) {
	pair := func(with ...command.ColumnPair) *command.Reference {
		return dt.References("areas", func(r *command.Reference) {
			r.Column, r.With, r.Match, r.SkipValidation = "code", with, "full", true
			r.OnDelete.Kind = command.NilifyColumns
		})
	}
	country := command.ColumnPair{Column: "country", References: "country"}
	index := dt.Index("posts", "slug")
	index.Unique, index.Where, index.Options, index.Comment = true, "a > 0", "x", "y"

	dt.Check(t, New(), []dt.Case{
		{Name: "composite key", Command: dt.Create("t", dt.Column("a", "serial", dt.PrimaryKey), dt.Column("b", "uuid", dt.PrimaryKey)), Want: []string{
			`CREATE TABLE "t" ("a" INTEGER, "b" TEXT, PRIMARY KEY ("a","b"))`}},
		{Name: "reference of two columns", Command: dt.Create("t", dt.Column("code", pair(country)), dt.Column("x", "integer")), Want: []string{
			`CREATE TABLE "t" ("code" INTEGER, "x" INTEGER, FOREIGN KEY ("code","country") REFERENCES "areas"("code","country"))`}},
		{Name: "reference of three columns counts the first", Command: dt.Create("t", dt.Column("code", pair(country, country))), Want: []string{
			`CREATE TABLE "t" ("code" INTEGER CONSTRAINT "t_code_fkey" REFERENCES "areas"("code"))`}},
		{Name: "added reference of two columns is lost", Command: dt.Alter("t", command.Add{Column: dt.Column("code", pair(country))}), Want: []string{
			`ALTER TABLE "t" ADD COLUMN "code" INTEGER`}},
		{Name: "added datetimes may be null", Command: dt.Alter("t",
			command.Add{Column: dt.Column("a", "utc_datetime", dt.NotNull)},
			command.Add{Column: dt.Column("b", "naive_datetime", dt.NotNull)},
			command.Add{Column: dt.Column("c", "utc_datetime_usec", dt.NotNull)}), Want: []string{
			`ALTER TABLE "t" ADD COLUMN "a" TEXT`,
			`ALTER TABLE "t" ADD COLUMN "b" TEXT`,
			`ALTER TABLE "t" ADD COLUMN "c" TEXT NOT NULL`}},
		{Name: "index", Command: command.CreateIndex{Index: index, Existence: command.Lenient}, Want: []string{
			`CREATE UNIQUE INDEX IF NOT EXISTS "posts_slug_index" ON "posts" ("slug") WHERE a > 0`}},
		{Name: "rename an index", Command: command.RenameIndex{Index: index, To: "slugs"}, Want: []string{
			`DROP INDEX "posts_slug_index"`,
			`CREATE UNIQUE INDEX "slugs" ON "posts" ("slug") WHERE a > 0`}},
		{Name: "drop with cascade", Command: command.DropTable{Table: dt.Table("a"), Mode: command.Cascade}, Want: []string{
			`DROP TABLE "a"`}},
		{Name: "the new prefix of a table is left out", Command: command.RenameTable{From: command.Object{Name: "a"}, To: command.Object{Prefix: "p", Name: "b"}}, Want: []string{
			`ALTER TABLE "a" RENAME TO "b"`}},
	})
}

func TestRefusals(t *testing.T) {
	index := func(change func(*command.Index)) command.Index {
		i := dt.Index("t", "a")
		change(&i)
		return i
	}
	prefix := "p"
	prefixed := command.Table{Object: command.Object{Prefix: prefix, Name: "t"}}
	reference := dt.References("users", func(r *command.Reference) { r.Prefix = &prefix })
	column := func(v command.Value) command.Command { return dt.Create("t", dt.Column("c", "string", dt.Default(v))) }
	check := command.Constraint{Table: "t", Name: "ck", Check: "a > 0"}
	exclude := command.Constraint{Table: "t", Name: "ck", Exclude: "gist (a WITH =)"}
	concurrent := index(func(i *command.Index) { i.Concurrently = true })
	yes := true
	dt.Refused(t, New(), []dt.Refusal{
		dt.Refuse("prefix of a table", command.CreateTable{Table: prefixed}, diag.Unsupported, "p.t"),
		dt.Refuse("prefix of an index", command.DropIndex{Index: index(func(i *command.Index) { i.Prefix = "p" })}, diag.Unsupported, "prefix"),
		dt.Refuse("prefix of a reference", dt.Create("t", dt.Column("c", reference)), diag.Unsupported, "p.users"),
		dt.Refuse("modify", dt.Alter("t", command.Modify{Column: dt.Column("c", "string")}), diag.Unsupported, "modify"),
		dt.Refuse("add if not exists", dt.Alter("t", command.Add{Column: dt.Column("c", "string"), Existence: command.Lenient}), diag.Unsupported, "add_if_not_exists"),
		dt.Refuse("remove if exists", dt.Alter("t", command.Remove{Name: "c", Existence: command.Lenient}), diag.Unsupported, "remove_if_exists"),
		dt.Refuse("atom", column(command.Atom("a")), diag.Unsupported, ":a"),
		dt.Refuse("tuple", column(command.Tuple{}), diag.Unsupported, "{}"),
		dt.Refuse("list that is no JSON", column(command.List{command.Tuple{}}), diag.Unsupported, "default"),
		dt.Refuse("composite type", dt.Create("t", dt.Column("c", command.Type{Name: "tuple", Of: &command.Type{Name: "string"}})), diag.Unsupported, "{:tuple, :string}"),
		dt.Refuse("concurrently", command.CreateIndex{Index: concurrent}, diag.Unsupported, "concurrently"),
		dt.Refuse("drop concurrently", command.DropIndex{Index: concurrent}, diag.Unsupported, "concurrently"),
		dt.Refuse("rename concurrently", command.RenameIndex{Index: concurrent, To: "x"}, diag.Unsupported, "concurrently"),
		dt.Refuse("only", command.CreateIndex{Index: index(func(i *command.Index) { i.Only = true })}, diag.Unsupported, "only"),
		dt.Refuse("include", command.CreateIndex{Index: index(func(i *command.Index) { i.Include = i.Columns })}, diag.Unsupported, "include"),
		dt.Refuse("using", command.CreateIndex{Index: index(func(i *command.Index) { i.Using = "hash" })}, diag.Unsupported, "using"),
		dt.Refuse("nulls distinct", command.CreateIndex{Index: index(func(i *command.Index) { i.NullsDistinct = &yes })}, diag.Unsupported, "nulls_distinct"),
		dt.Refuse("direction", command.CreateIndex{Index: index(func(i *command.Index) { i.Columns[0].Direction = command.Desc })}, diag.Unsupported, "desc"),
		dt.Refuse("constraint", command.CreateConstraint{Constraint: check}, diag.Unsupported, "ck"),
		dt.Refuse("exclusion constraint", command.CreateConstraint{Constraint: exclude}, diag.Unsupported, "ck"),
		dt.Refuse("drop constraint", command.DropConstraint{Constraint: check}, diag.Unsupported, "ck"),
		dt.Refuse("keywords", command.Execute{Up: command.Keywords{}}, diag.Unsupported, "keyword"),
	})
}

func TestVersionsAndLock(t *testing.T) {
	table := command.Object{Name: "schema_migrations"}
	v, err := New().Versions(table)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2019, 4, 17, 14, 0, 5, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{v.Create, `CREATE TABLE IF NOT EXISTS "schema_migrations" ("version" INTEGER PRIMARY KEY, "inserted_at" TEXT)`},
		{v.Insert(7, at), `INSERT INTO "schema_migrations" ("version","inserted_at") VALUES (7,'2019-04-17T14:00:05')`},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
	if _, err := New().Versions(command.Object{Prefix: "p", Name: "t"}); diag.KindOf(err) != diag.Unsupported {
		t.Errorf("a prefix gives %v", err)
	}
	for strategy, begin := range map[dialect.LockStrategy]string{
		dialect.LockDefault: "BEGIN IMMEDIATE", dialect.LockAdvisory: "BEGIN IMMEDIATE", dialect.LockNone: "BEGIN",
	} {
		lock, err := New().Lock(dialect.LockRequest{Strategy: strategy, Versions: table})
		if want := (dialect.Lock{Begin: begin}); err != nil || lock != want {
			t.Errorf("%q: got %+v, %v", strategy, lock, err)
		}
	}
}
