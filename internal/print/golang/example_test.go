package golang_test

import (
	"fmt"
	"os"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/print/golang"
)

func ExamplePrint() {
	m := &print.Migration{Version: 20190417140000, Name: "describe_weather"}
	m.Change = print.NewBody(
		command.AlterTable{Table: command.Table{Object: command.Object{Name: "weather"}}, Changes: []command.Change{
			command.Add{Column: command.Column{
				Name: "summary", Type: command.NewType("text"), Options: command.ColumnOptions{Null: command.NotNull},
			}},
		}},
		command.Execute{Up: command.SQL("UPDATE weather SET summary = ''"), Down: command.SQL("")},
	)
	file := golang.File{Package: "migrations", Set: "Migrations", Func: golang.FuncName(m.Name)}
	if err := golang.Print(os.Stdout, file, m); err != nil {
		fmt.Println(err)
	}
	// Output:
	// package migrations
	//
	// import "github.com/whimbrel-go/whimbrel"
	//
	// func init() {
	// 	Migrations.Change("20190417140000_describe_weather", describeWeather)
	// }
	//
	// func describeWeather(m *whimbrel.Migration) {
	// 	m.AlterTable("weather", func(t *whimbrel.Changes) {
	// 		t.Add("summary", whimbrel.Text, whimbrel.Null(false))
	// 	})
	// 	m.Execute("UPDATE weather SET summary = ''", "")
	// }
}
