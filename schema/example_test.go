package schema_test

import (
	"context"
	"fmt"
	"log"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// What the database looks like after the migrations of a folder ran.
func ExampleReplay() {
	folder := fstest.MapFS{"1_create_users.exs": {Data: []byte(`defmodule Repo.Migrations.CreateUsers do
  use Ecto.Migration
  def change do
    create table("users") do
      add :email, :string, null: false
      add :legacy_id, :integer
    end
    create unique_index("users", [:email])
    execute "ALTER TABLE users ADD COLUMN team_id bigint REFERENCES teams"
  end
end`)}}
	files, _, err := source.Find([]source.Folder{{FS: folder, Name: "migrations"}}, []source.Format{exs.Format()})
	if err != nil {
		log.Fatal(err)
	}
	var migrations []*source.Migration
	for _, f := range files {
		m, err := f.Load()
		if err != nil {
			log.Fatal(err)
		}
		migrations = append(migrations, m)
	}
	s, problems := schema.Replay(migrations, schema.Commands{}, schema.ForDatabase("postgres"))
	users := s.Table(command.Object{Name: "users"})
	for _, c := range users.Columns {
		fmt.Println(c.Name, c.Type.Inspect(), c.Pos)
	}
	for _, i := range users.IndexesOn("email") {
		fmt.Println(i.Name, i.Unique)
	}
	for _, p := range problems {
		fmt.Printf("%s: %s\n", p.Severity, p.Summary)
	}
	// Output:
	// id :bigserial migrations/1_create_users.exs:4:5
	// email :string migrations/1_create_users.exs:5:7
	// legacy_id :integer migrations/1_create_users.exs:6:7
	// team_id :bigint migrations/1_create_users.exs:9:5
	// users_email_index true
	// warning: table teams, which users_team_id_fkey references, is not known
}

// A column and a table as commands: what a migration needs to say so that its
// removal can be undone.
func ExampleTable_Create() {
	s := schema.New()
	s.Apply(command.Execute{Up: command.SQL("CREATE TABLE prices (id bigserial PRIMARY KEY, amount numeric(10,2) DEFAULT 0 CHECK (amount >= 0))")})
	table := s.Table(command.Object{Name: "prices"})
	amount, _ := table.Definition("amount")
	fmt.Println(amount.Type.Inspect(), *amount.Options.Precision, *amount.Options.Scale, amount.Options.Default.Inspect())
	for _, c := range table.Create() {
		fmt.Println(c.Describe())
	}
	// Output:
	// :decimal 10 2 0
	// create table prices
	// create check constraint prices_amount_check on table prices
}

// What a migration would do to the model is tried on a clone.
func ExampleSchema_Clone() {
	s := schema.New()
	s.Apply(command.CreateTable{Table: command.Table{Object: command.Object{Name: "users"}}})
	after := s.Clone()
	problems := after.Apply(command.DropTable{Table: command.Table{Object: command.Object{Name: "user"}}})
	fmt.Println(problems[0].Summary, "-", problems[0].Hint)
	after.Apply(command.DropTable{Table: command.Table{Object: command.Object{Name: "users"}}})
	fmt.Println(len(s.Tables()), len(after.Tables()))
	// Output:
	// table user is not known - did you mean users?
	// 1 0
}

// A live database, as its catalog describes it.
func ExampleRead() {
	unindexed := func(ctx context.Context, db database.Connector) error {
		conn, err := db.Connect(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close(ctx) }()
		s, err := schema.Read(ctx, conn, db.Dialect(), schema.ReadOptions{})
		if err != nil {
			return err
		}
		for _, t := range s.Tables() {
			for _, key := range t.ForeignKeys {
				if t.CoveringIndex(key.Columns...) == nil {
					fmt.Printf("%s: no index for %s (%d rows)\n", t, key.Name, t.Rows)
				}
			}
		}
		return nil
	}
	_ = unindexed
}
