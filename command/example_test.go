package command_test

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/command"
)

// What a rollback runs, and what cannot be rolled back.
func ExampleReverse() {
	rename := command.RenameColumn{Table: command.Object{Name: "posts"}, From: "title", To: "summary"}
	back, _ := command.Reverse(rename)
	fmt.Println(back.Describe())

	_, err := command.Reverse(command.Execute{Up: command.SQL("VACUUM")})
	fmt.Println(err)
	// Output:
	// rename column summary to title on table posts
	// cannot reverse migration command: execute "VACUUM"
}
