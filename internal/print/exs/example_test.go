package exs_test

import (
	"fmt"
	"os"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/print/exs"
)

func ExamplePrint() {
	m := &print.Migration{Version: 20190417140000, Name: "describe_weather"}
	m.Change = print.NewBody(
		command.AlterTable{Table: command.Table{Object: command.Object{Name: "weather"}}, Changes: []command.Change{
			command.Add{Column: command.Column{
				Name: "summary", Type: command.NewType("text"), Options: command.ColumnOptions{Null: command.NotNull},
			}},
		}},
		command.Execute{Up: command.SQL("UPDATE weather\nSET summary = ''\n"), Down: command.SQL("")},
	)
	if err := exs.Print(os.Stdout, "Repo.Migrations.DescribeWeather", m); err != nil {
		fmt.Println(err)
	}
	// Output:
	// defmodule Repo.Migrations.DescribeWeather do
	//   use Ecto.Migration
	//
	//   def change do
	//     alter table("weather") do
	//       add :summary, :text, null: false
	//     end
	//
	//     execute(
	//       """
	//       UPDATE weather
	//       SET summary = ''
	//       """,
	//       ""
	//     )
	//   end
	// end
}
