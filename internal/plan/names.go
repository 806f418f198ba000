package plan

import (
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// longNames returns a diagnostic for every name that the commands of the
// statements give and that is longer than the database allows.
func longNames(statements []dialect.Statement, limit dialect.Capabilities) diag.List {
	if limit.MaxIdentifier == 0 {
		return nil
	}
	var list diag.List
	// A command can have several statements.
	seen := map[newName]bool{}
	for _, s := range statements {
		for _, n := range newNames(s.Command) {
			if length(n.text, limit.IdentifierUnit) > limit.MaxIdentifier && !seen[n] {
				seen[n] = true
				list = append(list, tooLong(n, s, limit))
			}
		}
	}
	return list
}

// newName is a name that a command gives to something.
type newName struct {
	what, text string
	// derived: Ecto has made it of other names, and an option would replace it.
	derived bool
}

func newNames(c command.Command) []newName {
	switch c := c.(type) {
	case command.CreateTable:
		names := []newName{{what: "table", text: c.Table.Name}}
		for _, add := range c.Columns {
			names = append(names, columnNames(c.Table.Name, add.Column)...)
		}
		return names
	case command.AlterTable:
		var names []newName
		for _, change := range c.Changes {
			switch change := change.(type) {
			case command.Add:
				names = append(names, columnNames(c.Table.Name, change.Column)...)
			case command.Modify:
				names = append(names, columnNames(c.Table.Name, change.Column)[1:]...)
			case command.Remove:
			}
		}
		return names
	case command.RenameTable:
		return []newName{{what: "table", text: c.To.Name}}
	case command.RenameColumn:
		return []newName{{what: "column", text: c.To}}
	case command.CreateIndex:
		derived := c.Index.Name == command.DefaultIndexName(c.Index.Table, c.Index.Columns)
		return []newName{{what: "index", text: c.Index.Name, derived: derived}}
	case command.RenameIndex:
		return []newName{{what: "index", text: c.To}}
	case command.CreateConstraint:
		return []newName{{what: "constraint", text: c.Constraint.Name}}
	case command.DropTable, command.DropIndex, command.DropConstraint, command.Execute:
	}
	return nil
}

// columnNames returns the column's name and that of its foreign key.
func columnNames(table string, c command.Column) []newName {
	names := []newName{{what: "column", text: c.Name}}
	if c.Reference != nil {
		names = append(names, newName{"foreign key", c.Reference.ConstraintName(table, c.Name), c.Reference.Name == ""})
	}
	return names
}

func length(name string, unit dialect.Unit) int {
	if unit == dialect.Bytes {
		return len(name)
	}
	return utf8.RuneCountInString(name)
}

func tooLong(n newName, s dialect.Statement, limit dialect.Capabilities) *diag.Diagnostic {
	unit := "characters"
	if limit.IdentifierUnit == dialect.Bytes {
		unit = "bytes"
	}
	d := diag.Errorf(diag.Unsupported, s.Pos(), "the name of the %s %s has %d %s, and the database allows %d",
		n.what, n.text, length(n.text, limit.IdentifierUnit), unit, limit.MaxIdentifier)
	if limit.TruncatesIdentifiers {
		d = d.WithDetail("The database cuts it without a word; two long names can become the same.")
		d.Severity, d.Kind = diag.Warning, diag.Advice
	}
	if n.derived {
		return d.WithHint("give it a name of its own: name: :...")
	}
	return d.WithHint("choose a shorter name")
}
