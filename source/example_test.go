package source_test

import (
	"fmt"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// Scripts and SQL files in one folder, ordered by version. Nothing is read
// until a file is loaded.
func ExampleFind() {
	folder := fstest.MapFS{
		"20260102000000_add_slug.sql": {Data: []byte("ALTER TABLE posts ADD slug text;")},
		"20260101000000_create_posts.exs": {Data: []byte(`defmodule Repo.Migrations.CreatePosts do
  use Ecto.Migration
  def change, do: create table("posts")
end`)},
	}
	formats := append(sqlfile.Formats(postgres.New()), exs.Format())
	files, _, err := source.Find([]source.Folder{{FS: folder, Name: "priv/repo/migrations"}}, formats)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range files {
		m, err := f.Load()
		fmt.Println(f.Version, f.Path, m.Change != nil, m.Up != nil, err)
	}
	// Output:
	// 20260101000000 priv/repo/migrations/20260101000000_create_posts.exs true false <nil>
	// 20260102000000 priv/repo/migrations/20260102000000_add_slug.sql false true <nil>
}
