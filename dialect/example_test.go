package dialect_test

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
)

// One command, as each database has it.
func ExampleDialect() {
	index := command.CreateIndex{Index: command.Index{
		Table: "posts", Name: "posts_slug_index", Unique: true, Columns: []command.IndexColumn{{Column: "slug"}},
	}}
	for _, d := range []dialect.Dialect{postgres.New(), mysql.New(), sqlite.New(), mssql.New()} {
		statements, err := d.Statements(index)
		fmt.Println(statements, err)
	}
	// Output:
	// [CREATE UNIQUE INDEX "posts_slug_index" ON "posts" ("slug")] <nil>
	// [CREATE UNIQUE INDEX `posts_slug_index` ON `posts` (`slug`)] <nil>
	// [CREATE UNIQUE INDEX "posts_slug_index" ON "posts" ("slug")] <nil>
	// [CREATE UNIQUE INDEX [posts_slug_index] ON [posts] ([slug]);] <nil>
}
