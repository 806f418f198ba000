package draft_test

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/draft"
)

func ExampleDraft() {
	result, err := draft.Draft(draft.Options{Text: "Create users table with email and name"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range result.Files {
		script, err := f.Exs("MyApp.Repo.Migrations.CreateUsers")
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(f.Name)
		fmt.Print(script)
		for _, r := range f.Reasons {
			fmt.Println("-", r)
		}
	}
	// Output:
	// create_users
	// defmodule MyApp.Repo.Migrations.CreateUsers do
	//   use Ecto.Migration
	//
	//   def change do
	//     create table(:users, primary_key: false) do
	//       add :id, :binary_id, primary_key: true
	//       add :email, :string, null: false
	//       add :name, :string, null: false
	//
	//       timestamps(type: :utc_datetime_usec)
	//     end
	//   end
	// end
	// - email, name: string, by name
	// - email, name: null: false: columns of a new table are required unless told optional
	// - id: binary_id, as the guide wants primary keys
}
