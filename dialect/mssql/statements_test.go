package mssql

import (
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	dt "github.com/whimbrel-go/whimbrel/dialect/dialecttest"
)

func TestStatements(t *testing.T) {
	table := dt.Create("posts", dt.ID(), dt.Column("user_id", dt.References("users"), dt.NotNull, dt.Default(command.Int(1))))
	table.Table.Prefix, table.Existence = "blog", command.Lenient
	user := dt.References("users")
	alter := dt.Alter("posts",
		command.Add{Column: dt.Column("id", "integer", dt.PrimaryKey), Existence: command.Lenient},
		command.Modify{Column: dt.Column("user_id", user, dt.Default(command.Int(2))), From: &command.From{Reference: user}},
		command.Remove{Name: "a"},
		command.Remove{Name: "b", Was: &command.Column{Reference: user}})
	alter.Table.Prefix = "blog"
	index := dt.Index("posts", "slug")
	index.Prefix, index.Unique, index.Concurrently = "blog", true, true
	index.Include = []command.IndexColumn{{Column: "title"}}
	index.Options, index.Where = "FILLFACTOR = 50", "slug <> ''"
	check := command.Constraint{Prefix: "blog", Table: "posts", Name: "short", Check: "a < 9"}

	dt.Check(t, New(), []dt.Case{
		{Name: "table", Command: table, Want: []string{
			"IF NOT EXISTS (SELECT * FROM [INFORMATION_SCHEMA].[TABLES] WHERE [TABLE_NAME] = 'posts' AND [TABLE_SCHEMA] = 'blog') " +
				"CREATE TABLE [blog].[posts] ([id] bigint IDENTITY(1,1), [user_id] BIGINT NOT NULL CONSTRAINT [DF_blog_posts_user_id] DEFAULT (1), " +
				"CONSTRAINT [posts_user_id_fkey] FOREIGN KEY ([user_id]) REFERENCES [blog].[users]([id]) ON DELETE NO ACTION ON UPDATE NO ACTION, " +
				"CONSTRAINT [blog_posts_pkey] PRIMARY KEY CLUSTERED ([id])); "}},
		{Name: "no columns", Command: dt.Create("empty"), Want: []string{"CREATE TABLE [empty]; "}},
		{Name: "alter", Command: alter, Want: []string{
			"IF NOT EXISTS (SELECT 1 FROM [sys].[columns] WHERE [name] = N'id' AND [object_id] = OBJECT_ID(N'blog.posts')) ALTER TABLE [blog].[posts] ADD [id] integer; " +
				"ALTER TABLE [blog].[posts] DROP CONSTRAINT [posts_user_id_fkey]; " +
				"IF (OBJECT_ID(N'[DF_blog_posts_user_id]', 'D') IS NOT NULL) ALTER TABLE [blog].[posts] DROP CONSTRAINT [DF_blog_posts_user_id]; " +
				"ALTER TABLE [blog].[posts] ALTER COLUMN [user_id] BIGINT CONSTRAINT [DF_blog_posts_user_id] DEFAULT (2); " +
				"ALTER TABLE [blog].[posts] ADD CONSTRAINT [posts_user_id_fkey] FOREIGN KEY ([user_id]) REFERENCES [blog].[users]([id]) ON DELETE NO ACTION ON UPDATE NO ACTION; " +
				"ALTER TABLE [blog].[posts] ADD CONSTRAINT [DF_blog_posts_user_id] DEFAULT (2) FOR [user_id]; " +
				"ALTER TABLE [blog].[posts] DROP COLUMN [a]; " +
				"ALTER TABLE [blog].[posts] DROP COLUMN [b]" +
				"ALTER TABLE [blog].[posts] ADD CONSTRAINT [blog_posts_pkey] PRIMARY KEY CLUSTERED ([id])"}},
		{Name: "index", Command: command.CreateIndex{Index: index, Existence: command.Lenient}, Want: []string{
			"IF NOT EXISTS (SELECT name FROM sys.indexes WHERE name = N'posts_slug_index' AND object_id = OBJECT_ID(N'blog.posts')) " +
				"CREATE UNIQUE INDEX [posts_slug_index] ON [blog].[posts] ([slug]) INCLUDE ([title]) WHERE (slug <> '') WITH(ONLINE=ON,FILLFACTOR = 50);"}},
		{Name: "rename an index", Command: command.RenameIndex{Index: index, To: "slugs"}, Want: []string{
			"sp_rename N'posts.posts_slug_index', N'slugs', N'INDEX'"}},
		{Name: "rename a table", Command: command.RenameTable{From: command.Object{Prefix: "p", Name: "a"}, To: command.Object{Prefix: "p", Name: "b"}}, Want: []string{
			"EXEC sp_rename 'p.a', 'p.b'"}},
		{Name: "rename a column", Command: command.RenameColumn{Table: command.Object{Name: "t"}, From: "a", To: "b"}, Want: []string{
			"EXEC sp_rename 't.a', 'b', 'COLUMN'"}},
		{Name: "drop a constraint if it exists", Command: command.DropConstraint{Constraint: check, Existence: command.Lenient}, Want: []string{
			"IF NOT EXISTS (SELECT * FROM [INFORMATION_SCHEMA].[CHECK_CONSTRAINTS] WHERE [CONSTRAINT_NAME] = N'short' AND [CONSTRAINT_SCHEMA] = N'blog') " +
				"ALTER TABLE [blog].[posts] DROP CONSTRAINT [short]; "}},
	})
}

func TestRefusals(t *testing.T) {
	add := func(existence command.Existence, change func(*command.Reference)) command.Command {
		return dt.Alter("t", command.Add{Column: dt.Column("c", dt.References("users", change)), Existence: existence})
	}
	index := func(change func(*command.Index)) command.Command {
		i := dt.Index("t", "a")
		change(&i)
		return command.CreateIndex{Index: i}
	}
	column := func(v command.Value) command.Command { return dt.Create("t", dt.Column("c", "string", dt.Default(v))) }
	typed := func(kind any, size string) command.Command {
		return dt.Create("t", dt.Column("c", kind, dt.Size(size)))
	}
	yes := true
	dt.Refused(t, New(), []dt.Refusal{
		dt.Refuse("bracket", dt.Create("a[b"), diag.Invalid, "bracket"),
		dt.Refuse("bracket of an empty alter", dt.Alter("a]b"), diag.Invalid, "bracket"),
		dt.Refuse("bracket in a new name", command.RenameColumn{Table: command.Object{Name: "t"}, From: "a", To: "b]"}, diag.Invalid, "bracket"),
		dt.Refuse("array", dt.Create("t", dt.Column("c", command.ArrayOf(command.NewType("string")))), diag.Unsupported, "array"),
		dt.Refuse("composite type", typed(command.Type{Name: "tuple", Of: &command.Type{Name: "string"}}, ""), diag.Unsupported, "{:tuple, :string}"),
		dt.Refuse("max of a binary", typed("binary", "max"), diag.Unsupported, "max"),
		dt.Refuse("size of a typed map", typed(command.MapOf(command.NewType("string")), "4001"), diag.Unsupported, "4001"),
		dt.Refuse("list", column(command.List{}), diag.Unsupported, "[]"),
		dt.Refuse("map", column(command.Map{}), diag.Unsupported, "%{}"),
		dt.Refuse("atom", column(command.Atom("a")), diag.Unsupported, ":a"),
		dt.Refuse("validate", add(command.Strict, func(r *command.Reference) { r.SkipValidation = true }), diag.Unsupported, "validat"),
		dt.Refuse("match", add(command.Strict, func(r *command.Reference) { r.Match = "full" }), diag.Unsupported, "match"),
		dt.Refuse("reference if not exists", add(command.Lenient, func(*command.Reference) {}), diag.Unsupported, "add_if_not_exists"),
		dt.Refuse("nilify columns", add(command.Strict, func(r *command.Reference) {
			r.OnDelete = command.ReferenceAction{Kind: command.NilifyColumns, Columns: []string{"a"}}
		}), diag.Unsupported, "{:nilify, [:a]}"),
		dt.Refuse("default columns", add(command.Strict, func(r *command.Reference) {
			r.OnDelete = command.ReferenceAction{Kind: command.DefaultColumns, Columns: []string{"a", "b"}}
		}), diag.Unsupported, "{:default, [:a, :b]}"),
		dt.Refuse("using", index(func(i *command.Index) { i.Using = "hash" }), diag.Unsupported, "using"),
		dt.Refuse("distinct nulls", index(func(i *command.Index) { i.NullsDistinct = &yes }), diag.Unsupported, "nulls"),
		dt.Refuse("direction", index(func(i *command.Index) { i.Columns[0].Direction = command.DescNullsFirst }), diag.Unsupported, "desc_nulls_first"),
		dt.Refuse("drop table with cascade", command.DropTable{Table: dt.Table("t"), Mode: command.Cascade}, diag.Unsupported, "cascade"),
		dt.Refuse("drop index with cascade", command.DropIndex{Index: dt.Index("t", "a"), Mode: command.Cascade}, diag.Unsupported, "cascade"),
		dt.Refuse("exclude", command.CreateConstraint{Constraint: command.Constraint{Table: "t", Name: "ck", Exclude: "x"}}, diag.Unsupported, "exclusion"),
		dt.Refuse("unvalidated check", command.CreateConstraint{Constraint: command.Constraint{Table: "t", Name: "ck", Check: "a", SkipValidation: true}}, diag.Unsupported, "validat"),
		dt.Refuse("drop constraint with cascade", command.DropConstraint{Constraint: command.Constraint{Table: "t", Name: "ck"}, Mode: command.Cascade}, diag.Unsupported, "cascade"),
		dt.Refuse("keywords", command.Execute{Up: command.Keywords{}}, diag.Unsupported, "keyword"),
	})
}

func TestVersionsAndLock(t *testing.T) {
	table := command.Object{Name: "schema_migrations"}
	v, err := New().Versions(table)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := New().Lock(dialect.LockRequest{Versions: table, Repo: "MyApp.Repo"})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2019, 4, 17, 14, 0, 5, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{v.Create, "IF NOT EXISTS (SELECT * FROM [INFORMATION_SCHEMA].[TABLES] WHERE [TABLE_NAME] = 'schema_migrations') " +
			"CREATE TABLE [schema_migrations] ([version] bigint, [inserted_at] datetime, CONSTRAINT [schema_migrations_pkey] PRIMARY KEY CLUSTERED ([version])); "},
		{v.Select, "SELECT [version] FROM [schema_migrations] ORDER BY [version]"},
		{v.Insert(7, at), "INSERT INTO [schema_migrations] ([version],[inserted_at]) VALUES (7,'2019-04-17T14:00:05')"},
		{v.Delete(7), "DELETE FROM [schema_migrations] WHERE [version] = '7'"},
		{lock.Begin, "BEGIN TRANSACTION"},
		{lock.InTransaction, "exec sp_getapplock @Resource = 'ecto_MyApp.Repo', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1"},
		{lock.Acquire + lock.Release, ""},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
}
