package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// objectTypes are the rules about types, extensions and views.
func objectTypes() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "rename-type", Title: "a type is renamed while running code casts to it", Severity: lint.Warning,
			Databases: []string{"postgres"},
			Migration: renameType,
		},
		{
			ID: "drop-type", Title: "a type is dropped that columns have", Severity: lint.Error,
			Databases: []string{"postgres"}, Aliases: aliases("migrationpilot MP024"),
			Step: dropType,
		},
		{
			ID: "drop-extension", Title: "an extension is dropped that columns or indexes may need", Severity: lint.Warning,
			Databases: []string{"postgres"},
			Migration: dropExtension,
		},
		{
			ID: "drop-view", Title: "a view is dropped that running code may still read", Severity: lint.Warning,
			Migration: dropView,
		},
	}
}

// isOfType reports whether a column has a type of the database's own, or a list
// of it.
func isOfType(c schema.Column, o command.Object) bool {
	name := c.Type.Name
	if c.Type.IsArray() {
		name = c.Type.Of.Name
	}
	name = strings.ReplaceAll(strings.TrimPrefix(name, ":"), `"`, "")
	if _, bare, ok := strings.Cut(name, "."); ok && o.Prefix == "" {
		name = bare
	}
	return name == o.Name || name == o.String()
}

// columnsOfType are the columns that have a type, as TABLE.COLUMN.
func columnsOfType(s *schema.Schema, o command.Object) []string {
	var names []string
	for _, t := range s.Tables() {
		for _, c := range t.Columns {
			if isOfType(c, o) {
				names = append(names, t.String()+"."+c.Name)
			}
		}
	}
	return names
}

// renameType looks at the migration as a whole: a type that makes place for a
// new one of its name is changed, and not renamed.
func renameType(p *lint.Pass) {
	for i, s := range p.Steps {
		rename, ok := s.Operation.(operation.RenameType)
		if !ok || makesEnum(p.Steps, rename.Object) || makesEnum(p.Steps[:i], rename.To) || p.First.Enum(rename.To) != nil {
			continue
		}
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("renames the type %s to %s: queries of running programs that cast to it (::%s) and functions that name it fail", rename.Object, rename.To, rename.Object.Name),
			Detail:  "Columns keep the type; migrations and code that name it have to say the new name from now on.",
			Manual:  manual(p, "ALTER TYPE, Description: RENAME TO"),
			Advice:  "look for the name in the code, in functions and in views; if it stands there, keep it",
		})
	}
}

// dropType is refused, or takes columns along.
func dropType(p *lint.Pass, s *lint.Step) {
	drop, ok := s.Operation.(operation.DropType)
	if !ok {
		return
	}
	columns := columnsOfType(p.Schema, drop.Object)
	if len(columns) == 0 {
		return
	}
	message := fmt.Sprintf("drops the type %s, which %s: PostgreSQL refuses it, and the migration fails", drop.Object, verbOf(columns, "has", "have"))
	if drop.Cascade {
		message = fmt.Sprintf("drops the type %s and with it %s, with all values", drop.Object, some(columns))
	}
	p.Report(s, lint.Problem{
		Message: message,
		Manual:  manual(p, "DROP TYPE, Parameters"),
		Advice:  "give the columns another type or drop them by name first, and drop the type without CASCADE in the release after that",
	})
}

// verbOf says what some do: "users.status has", "a.b and c.d have".
func verbOf(names []string, one, several string) string {
	if len(names) == 1 {
		return names[0] + " " + one
	}
	return some(names) + " " + several
}

// dropExtension: one that is made anew, as in another schema, is lost to nobody
// unless CASCADE has taken something along.
func dropExtension(p *lint.Pass) {
	for i, s := range p.Steps {
		drop, ok := s.Operation.(operation.Extension)
		if !ok || !drop.Drop || createsExtension(p.Steps[:i], drop.Object) || !drop.Cascade && createsExtension(p.Steps[i:], drop.Object) {
			continue
		}
		p.Report(s, lostExtension(p, drop, needing(p.Schema, drop.Object.Name)))
	}
}

func lostExtension(p *lint.Pass, drop operation.Extension, needs []string) lint.Problem {
	problem := lint.Problem{
		Message: fmt.Sprintf("drops the extension %s: what uses its types, functions and operators fails", drop.Object.Name),
		Manual:  manual(p, "DROP EXTENSION, Parameters"),
		Advice:  "make sure that no column, index, default and query uses it, and leave out CASCADE, so that PostgreSQL refuses if one does",
	}
	switch {
	case drop.Cascade && len(needs) > 0:
		problem.Severity = lint.Error
		problem.Message = fmt.Sprintf("drops the extension %s and with it %s", drop.Object.Name, some(needs))
	case drop.Cascade:
		problem.Severity = lint.Error
		problem.Message = fmt.Sprintf("drops the extension %s and, without a word, every column, index and default that needs it", drop.Object.Name)
	case len(needs) > 0:
		problem.Severity = lint.Error
		problem.Message = fmt.Sprintf("drops the extension %s, which %s: PostgreSQL refuses it, and the migration fails", drop.Object.Name, verbOf(needs, "needs", "need"))
	}
	return problem
}

func createsExtension(steps []*lint.Step, o command.Object) bool {
	return slices.ContainsFunc(steps, func(s *lint.Step) bool {
		create, ok := s.Operation.(operation.Extension)
		return ok && !create.Drop && create.Object == o
	})
}

// needing are the columns and indexes that need an extension, of those that
// people use most.
func needing(s *schema.Schema, extension string) []string {
	types := map[string][]string{
		"citext": {"citext"}, "hstore": {"hstore"}, "ltree": {"ltree"}, "postgis": {"geometry", "geography"},
		"vector": {"vector"}, "isn": {"isbn", "isbn13", "issn"}, "cube": {"cube"},
	}
	words := map[string][]string{
		"pg_trgm": {"gin_trgm_ops", "gist_trgm_ops"}, "uuid-ossp": {"uuid_generate_"},
		"unaccent": {"unaccent("}, "pgcrypto": {"digest(", "crypt("},
	}
	var names []string
	for _, t := range s.Tables() {
		for _, c := range t.Columns {
			named := func(name string) bool { return isOfType(c, command.Object{Name: name}) }
			fragment, _ := c.Options.Default.(command.Fragment)
			if slices.ContainsFunc(types[extension], named) || mentions(string(fragment), words[extension]) {
				names = append(names, t.String()+"."+c.Name)
			}
		}
		for _, i := range t.Indexes {
			if mentions(expressions(i), words[extension]) {
				names = append(names, i.Name)
			}
		}
	}
	return names
}

func mentions(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

func expressions(i schema.Index) string {
	var text strings.Builder
	for _, c := range i.Columns {
		text.WriteString(c.Expr + " ")
	}
	return text.String()
}

// dropView is silent about a view that is made anew.
func dropView(p *lint.Pass) {
	for i, s := range p.Steps {
		drop, ok := s.Operation.(operation.Define)
		if !ok || drop.Verb != "DROP" || !isView(drop) || makesView(p.Steps, drop.Object) {
			continue
		}
		if slices.ContainsFunc(p.Steps[i:], func(later *lint.Step) bool {
			create, ok := later.Operation.(operation.CreateTable)
			return ok && create.Table == drop.Object
		}) {
			continue
		}
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("drops the view %s: programs that are running while this is deployed fail when they read it", drop.Object),
			Manual:  manual(p, map[string]string{"postgres": "DROP VIEW", "mysql": "DROP VIEW Statement", "sqlite": "DROP VIEW", "mssql": "DROP VIEW (Transact-SQL)"}[p.Database()]),
			Advice:  "release code that does not read it first, and drop it in a migration of the release after that",
		})
	}
}

func isView(d operation.Define) bool { return d.What == "VIEW" || d.What == "MATERIALIZED VIEW" }

// makesView reports whether the migration creates the view, before or after.
func makesView(steps []*lint.Step, o command.Object) bool {
	return slices.ContainsFunc(steps, func(s *lint.Step) bool {
		create, ok := s.Operation.(operation.Define)
		return ok && create.Verb == "CREATE" && isView(create) && create.Object == o
	})
}
