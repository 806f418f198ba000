package draft

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// literal writes a string for the SQL of the draft.
func (d *drafter) literal(text string) string {
	if d.o.Dialect == "mysql" {
		text = strings.ReplaceAll(text, `\`, `\\`)
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

func (d *drafter) identifierSQL(name string) string { return identifierSQL(name, d.o.Dialect) }

// identifierSQL writes a name for SQL: bare, unless it must be quoted.
func identifierSQL(name, dialect string) string {
	if bare(name) {
		return name
	}
	switch dialect {
	case "mysql":
		return "`" + strings.ReplaceAll(name, "`", "``") + "`"
	case "mssql":
		return "[" + strings.ReplaceAll(name, "]", "]]") + "]"
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func bare(name string) bool {
	if name == "" || name[0] >= '0' && name[0] <= '9' || reserved(name) {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// reserved reports whether a word cannot stand alone as a name in one of the
// databases.
func reserved(word string) bool {
	switch word {
	case "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "between", "both", "by",
		"case", "cast", "check", "collate", "column", "constraint", "create", "cross", "current_date", "current_role",
		"current_time", "current_timestamp", "current_user", "database", "databases", "default", "deferrable", "delete",
		"desc", "distinct", "do", "drop", "else", "end", "except", "exists", "false", "fetch", "for", "foreign", "from",
		"full", "grant", "group", "groups", "having", "if", "in", "index", "initially", "inner", "insert", "intersect",
		"interval", "into", "is", "join", "key", "keys", "lateral", "leading", "left", "like", "limit", "lock", "match",
		"natural", "not", "null", "offset", "on", "only", "or", "order", "outer", "over", "placing", "primary", "procedure",
		"range", "rank", "references", "rename", "replace", "returning", "right", "row", "rows", "schema", "select", "set",
		"show", "similar", "some", "symmetric", "system", "table", "then", "to", "trailing", "trigger", "true", "union",
		"unique", "update", "usage", "use", "user", "using", "values", "variadic", "view", "when", "where", "window", "with":
		return true
	}
	return false
}

// maxIdentifier is how long a name can be in PostgreSQL, which cuts longer ones
// without a word.
const maxIdentifier = 63

// wellNamed refuses names that are none. What a person writes in quotes can be
// anything.
func (d *drafter) wellNamed(at intent.Span, c command.Command) bool {
	for _, name := range namesIn(c) {
		if !isName(name) {
			d.fail(at, "%q is not a name for a table, a column or anything else in a database", name).Hint =
				"use letters, digits and underscores"
			return false
		}
	}
	for _, name := range typesIn(c) {
		if strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789_ (),.") != "" {
			d.fail(at, "%q is not a type", name).Hint = "such as string, integer or decimal(10,2)"
			return false
		}
	}
	for _, name := range newNamesIn(c) {
		if len(name) > maxIdentifier {
			d.fail(at, "the name %s has %d characters; PostgreSQL allows %d", name, len(name), maxIdentifier).Hint = "choose a shorter name"
			return false
		}
	}
	return true
}

// isName reports whether a name has only letters, digits and underscores. It
// may begin with a digit, as in two_factor or 2fa_secret.
func isName(name string) bool {
	return name != "" && strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// extensionName refuses what cannot be the name of an extension.
func (d *drafter) extensionName(n intent.Name) bool {
	if isName(strings.ReplaceAll(n.Text, "-", "_")) {
		return true
	}
	d.fail(n.Span, "%q is not the name of an extension", n.Text).Hint = "such as citext, pg_trgm or uuid-ossp"
	return false
}

// snakeWord is a value as a part of a file's name.
func snakeWord(text string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, text), "_")
}

// newNamesIn are the names that a command gives.
func newNamesIn(c command.Command) []string {
	switch c := c.(type) {
	case command.CreateTable:
		names := []string{c.Table.Name}
		for _, a := range c.Columns {
			names = append(names, a.Column.Name)
		}
		return names
	case command.AlterTable:
		var names []string
		for _, change := range c.Changes {
			if a, ok := change.(command.Add); ok {
				names = append(names, a.Column.Name)
			}
		}
		return names
	case command.RenameTable:
		return []string{c.To.Name}
	case command.RenameColumn:
		return []string{c.To}
	case command.CreateConstraint:
		return []string{c.Constraint.Name}
	}
	return nil
}

// namesIn are all names in a command that stand in SQL as they are.
func namesIn(c command.Command) []string {
	names := newNamesIn(c)
	switch c := c.(type) {
	case command.AlterTable:
		names = append(names, c.Table.Name)
		for _, change := range c.Changes {
			names = append(names, change.ColumnName())
		}
	case command.DropTable:
		names = append(names, c.Table.Name)
	case command.RenameTable:
		names = append(names, c.From.Name)
	case command.RenameColumn:
		names = append(names, c.Table.Name, c.From)
	case command.CreateIndex:
		names = append(names, indexNames(c.Index)...)
	case command.DropIndex:
		names = append(names, indexNames(c.Index)...)
	case command.RenameIndex:
		names = append(names, c.Index.Name, c.To)
	case command.CreateConstraint:
		names = append(names, c.Constraint.Table)
	case command.DropConstraint:
		names = append(names, c.Constraint.Table, c.Constraint.Name)
	}
	return names
}

// typesIn are the types that a command names.
func typesIn(c command.Command) []string {
	var names []string
	add := func(column command.Column) {
		kind := column.Type
		for kind.Of != nil {
			kind = *kind.Of
		}
		names = append(names, kind.Name)
	}
	switch c := c.(type) {
	case command.CreateTable:
		for _, a := range c.Columns {
			add(a.Column)
		}
	case command.AlterTable:
		for _, change := range c.Changes {
			switch change := change.(type) {
			case command.Add:
				add(change.Column)
			case command.Modify:
				add(change.Column)
			}
		}
	}
	return names
}

func indexNames(i command.Index) []string {
	names := []string{i.Table, i.Name}
	for _, c := range i.Columns {
		if c.Column != "" {
			names = append(names, c.Column)
		}
	}
	return names
}
