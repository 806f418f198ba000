package mysql

import (
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	dt "github.com/whimbrel-go/whimbrel/dialect/dialecttest"
)

func TestStatements(t *testing.T) {
	table := dt.Create("posts", dt.ID(), dt.Column("user_id", dt.References("users"), dt.NotNull))
	table.Table = command.Table{Object: command.Object{Prefix: "blog", Name: "posts"},
		Comment: `it's a \`, Engine: "MyISAM", Options: "ROW_FORMAT=COMPACT"}
	alter := dt.Alter("posts",
		command.Add{Column: dt.Column("user_id", dt.References("users")), Existence: command.Lenient},
		command.Remove{Name: "editor_id", Existence: command.Lenient, Was: &command.Column{Reference: dt.References("users")}},
		command.Modify{Column: dt.Column("id", "bigint", dt.PrimaryKey), From: &command.From{Reference: dt.References("ids")}})
	alter.Table.Comment = "posts"
	index := dt.Index("posts", "slug")
	index.Prefix, index.Unique, index.Concurrently, index.Using = "blog", true, true, "hash"
	index.Include, index.Comment, index.Options = []command.IndexColumn{{Column: "a"}}, "slugs", "x"
	check := command.Constraint{Prefix: "blog", Table: "posts", Name: "short", Check: "a < 9", SkipValidation: true}

	dt.Check(t, New(), []dt.Case{
		{Name: "table with everything", Command: table, Want: []string{
			"CREATE TABLE `blog`.`posts` (`id` bigint unsigned not null auto_increment, `user_id` BIGINT UNSIGNED NOT NULL, CONSTRAINT `posts_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `blog`.`users`(`id`), PRIMARY KEY (`id`)) COMMENT = 'it''s a \\\\' ENGINE = MYISAM ROW_FORMAT=COMPACT"}},
		{Name: "no columns", Command: dt.Create("empty"), Want: []string{"CREATE TABLE `empty` ENGINE = INNODB"}},
		{Name: "alter with everything", Command: alter, Want: []string{
			"ALTER TABLE `posts` ADD IF NOT EXISTS `user_id` BIGINT UNSIGNED, ADD CONSTRAINT `posts_user_id_fkey` FOREIGN KEY IF NOT EXISTS (`user_id`) REFERENCES `users`(`id`), DROP FOREIGN KEY IF EXISTS `posts_editor_id_fkey`, DROP IF EXISTS `editor_id`, DROP FOREIGN KEY `posts_id_fkey`, MODIFY `id` bigint, ADD PRIMARY KEY (`id`)",
			"ALTER TABLE `posts` COMMENT 'posts'"}},
		{Name: "index", Command: command.CreateIndex{Index: index}, Want: []string{
			"CREATE UNIQUE INDEX `posts_slug_index` ON `blog`.`posts` (`slug`) USING hash LOCK=NONE"}},
		{Name: "rename an index", Command: command.RenameIndex{Index: index, To: "slugs"}, Want: []string{
			"ALTER TABLE `posts` RENAME INDEX `posts_slug_index` TO `slugs`"}},
		{Name: "rename a table", Command: command.RenameTable{From: command.Object{Name: "a"}, To: command.Object{Prefix: "p", Name: "b"}}, Want: []string{
			"RENAME TABLE `a` TO `p`.`b`"}},
		{Name: "constraint", Command: command.CreateConstraint{Constraint: check}, Want: []string{
			"ALTER TABLE `blog`.`posts` ADD CONSTRAINT `short` CHECK (a < 9) NOT ENFORCED"}},
		{Name: "drop with cascade", Command: command.DropTable{Table: dt.Table("a"), Existence: command.Lenient, Mode: command.Cascade}, Want: []string{
			"DROP TABLE IF EXISTS `a` CASCADE"}},
	})
}

func TestRefusals(t *testing.T) {
	add := func(change func(*command.Reference)) command.Command {
		return dt.Alter("t", command.Add{Column: dt.Column("c", dt.References("users", change))})
	}
	index := func(change func(*command.CreateIndex)) command.Command {
		c := command.CreateIndex{Index: dt.Index("t", "a")}
		change(&c)
		return c
	}
	column := func(v command.Value) command.Command { return dt.Create("t", dt.Column("c", "string", dt.Default(v))) }
	drop := command.DropIndex{Index: dt.Index("t", "a")}
	lenient, cascade := drop, drop
	lenient.Existence, cascade.Mode = command.Lenient, command.Cascade
	check := command.Constraint{Table: "t", Name: "ck"}
	exclude := check
	exclude.Exclude = "gist (a WITH &&)"
	no := false
	dt.Refused(t, New(), []dt.Refusal{
		dt.Refuse("backtick", dt.Create("a`b"), diag.Invalid, "backtick"),
		dt.Refuse("array", dt.Create("t", dt.Column("c", command.ArrayOf(command.NewType("string")))), diag.Unsupported, "array"),
		dt.Refuse("composite type", dt.Create("t", dt.Column("c", command.Type{Name: "tuple", Of: &command.Type{Name: "string"}})), diag.Unsupported, "{:tuple, :string}"),
		dt.Refuse("atom", column(command.Atom("a")), diag.Unsupported, ":a"),
		dt.Refuse("list", column(command.List{}), diag.Unsupported, "[]"),
		dt.Refuse("tuple", column(command.Tuple{}), diag.Unsupported, "{}"),
		dt.Refuse("map that is no JSON", column(command.Map{{Key: command.String("a"), Value: command.Tuple{}}}), diag.Unsupported, "default"),
		dt.Refuse("validate", add(func(r *command.Reference) { r.SkipValidation = true }), diag.Unsupported, "validat"),
		dt.Refuse("match", add(func(r *command.Reference) { r.Match = "full" }), diag.Unsupported, "match"),
		dt.Refuse("nilify columns", add(func(r *command.Reference) {
			r.OnDelete = command.ReferenceAction{Kind: command.NilifyColumns, Columns: []string{"a"}}
		}), diag.Unsupported, "{:nilify, [:a]}"),
		dt.Refuse("default all", add(func(r *command.Reference) { r.OnDelete.Kind = command.DefaultAll }), diag.Unsupported, ":default_all"),
		dt.Refuse("default columns", add(func(r *command.Reference) {
			r.OnDelete = command.ReferenceAction{Kind: command.DefaultColumns, Columns: []string{"a", "b"}}
		}), diag.Unsupported, "{:default, [:a, :b]}"),
		dt.Refuse("index if not exists", index(func(c *command.CreateIndex) { c.Existence = command.Lenient }), diag.Unsupported, "create_if_not_exists"),
		dt.Refuse("partial index", index(func(c *command.CreateIndex) { c.Index.Where = "a" }), diag.Unsupported, "partial"),
		dt.Refuse("equal nulls", index(func(c *command.CreateIndex) { c.Index.NullsDistinct = &no }), diag.Unsupported, "nulls"),
		dt.Refuse("direction", index(func(c *command.CreateIndex) { c.Index.Columns[0].Direction = command.AscNullsLast }), diag.Unsupported, "asc_nulls_last"),
		dt.Refuse("drop index if exists", lenient, diag.Unsupported, "drop_if_exists"),
		dt.Refuse("drop index with cascade", cascade, diag.Unsupported, "cascade"),
		dt.Refuse("exclude", command.CreateConstraint{Constraint: exclude}, diag.Unsupported, "exclusion"),
		dt.Refuse("drop constraint if exists", command.DropConstraint{Constraint: check, Existence: command.Lenient}, diag.Unsupported, "drop_if_exists"),
		dt.Refuse("drop constraint with cascade", command.DropConstraint{Constraint: check, Mode: command.Cascade}, diag.Unsupported, "cascade"),
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
		{v.Create, "CREATE TABLE IF NOT EXISTS `schema_migrations` (`version` bigint, `inserted_at` datetime, PRIMARY KEY (`version`)) ENGINE = INNODB"},
		{v.Select, "SELECT `version` FROM `schema_migrations` ORDER BY `version`"},
		{v.Insert(7, at), "INSERT INTO `schema_migrations` (`version`,`inserted_at`) VALUES (7,'2019-04-17 14:00:05')"},
		{v.Delete(7), "DELETE FROM `schema_migrations` WHERE `version` = '7'"},
		{lock.Acquire, "SELECT GET_LOCK('ecto_MyApp.Repo', 31536000)"},
		{lock.Release, "SELECT RELEASE_LOCK('ecto_MyApp.Repo')"},
		{lock.Begin + lock.InTransaction, ""},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
}
