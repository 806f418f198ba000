package golang

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
)

// Commands returns commands as they stand in a function of m, at a depth of
// indentation, for a text that exists already. The configuration is that of the
// migration.
func Commands(migration *print.Migration, depth int, commands []command.Command) (string, error) {
	p := &printer{migration: migration}
	if len(commands) == 0 {
		return "", nil
	}
	tabs := strings.Repeat("\t", depth)
	text := tabs + strings.Join(p.body(print.NewBody(commands...), depth), "\n"+tabs)
	return text, p.problems.Err()
}

// Changes returns changes as they stand in the function of a block, at a depth
// of indentation.
func Changes(migration *print.Migration, depth int, changes []command.Change) (string, error) {
	alter := command.AlterTable{Table: command.Table{Object: command.Object{Name: "t"}}, Changes: changes}
	text, err := Commands(migration, depth-1, []command.Command{alter})
	_, text, _ = strings.Cut(text, "\n")
	return text[:max(0, strings.LastIndexByte(text, '\n'))], err
}
