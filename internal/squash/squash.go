// Package squash turns what a folder of migrations leads to into one migration.
package squash

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/schema"
)

// Commands returns the commands that create everything in a model that was
// replayed from migrations, and those that drop it. The list says why the model
// cannot be trusted to be the whole: then there are no commands.
//
// The way back drops the tables as they are. MariaDB could not drop an index
// before the foreign key that needs it, as the reversed commands would.
func Commands(s *schema.Schema, problems diag.List) (up, down []command.Command, doubts diag.List) {
	if doubts := doubtsOf(s, problems); len(doubts) > 0 {
		return nil, nil, doubts
	}
	tables, circle := parentsFirst(s)
	if circle != nil {
		return nil, nil, diag.List{diag.Warningf(circle.Pos, "table %s is part of a circle of references", circle.Object)}
	}
	for _, e := range s.Extensions() {
		up = append(up, execute("CREATE EXTENSION IF NOT EXISTS "+quote(e.Name)))
		down = append(down, execute("DROP EXTENSION IF EXISTS "+quote(e.Name)))
	}
	for _, e := range s.Enums() {
		name := quote(e.Name)
		if e.Prefix != "" {
			name = quote(e.Prefix) + "." + name
		}
		up = append(up, execute("CREATE TYPE "+name+" AS ENUM ("+literals(e.Values)+")"))
		down = append(down, execute("DROP TYPE "+name))
	}
	for _, t := range tables {
		up = append(up, t.Create()...)
		down = append(down, command.DropTable{Table: command.Table{Object: t.Object}})
	}
	slices.Reverse(down)
	return up, down, nil
}

func literals(values []string) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
	}
	return strings.Join(list, ", ")
}

func doubtsOf(s *schema.Schema, problems diag.List) diag.List {
	var list diag.List
	for _, g := range s.Gaps() {
		list = append(list, diag.Warningf(g.Pos, "%s: %s", g.What, g.Reason))
	}
	for _, t := range s.Tables() {
		if t.Partial {
			list = append(list, diag.Warningf(t.Pos, "table %s was made before the first migration", t.Object))
		}
	}
	for _, p := range problems {
		if p.Severity == diag.Error {
			list = append(list, p)
		}
	}
	return list
}

// parentsFirst orders the tables so that each comes after those that it
// references, and otherwise in the order of creation. Where that is impossible
// it returns a table of the circle.
func parentsFirst(s *schema.Schema) (sorted []*schema.Table, circle *schema.Table) {
	left := s.Tables()
	waits := func(t *schema.Table) bool {
		return slices.ContainsFunc(t.ForeignKeys, func(k schema.ForeignKey) bool {
			parent := s.Table(k.To)
			return parent != nil && parent != t && slices.Contains(left, parent)
		})
	}
	for len(left) > 0 {
		i := slices.IndexFunc(left, func(t *schema.Table) bool { return !waits(t) })
		if i < 0 {
			return nil, left[0]
		}
		sorted = append(sorted, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return sorted, nil
}

func execute(sql string) command.Command { return command.Execute{Up: command.SQL(sql)} }

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
