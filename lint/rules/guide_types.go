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

// guideTypes are the rules about types that are hard to change or to search.
func guideTypes() []*lint.Rule {
	postgres := []string{"postgres"}
	return []*lint.Rule{
		{
			ID: "native-enum", Title: "the values of a column are listed in its type", Severity: lint.Note, Databases: []string{"postgres", "mysql"},
			Aliases: aliases("eugene W13", "skeema has-enum"), Step: nativeEnum,
		},
		{
			ID: "json-without-gin", Title: "a JSON column that is searched has no GIN index", Severity: lint.Note, Databases: postgres,
			Migration: jsonWithoutGIN,
		},
		{
			ID: "array-without-gin", Title: "an array that is searched has no GIN index", Severity: lint.Note, Databases: postgres,
			Migration: arrayWithoutGIN,
		},
		{
			ID: "btree-on-json", Title: "a B-tree index of a JSON column is refused or useless", Severity: lint.Error,
			Databases: []string{"postgres", "mysql"}, Step: btreeOnJSON,
		},
	}
}

// usedToEnums is how many enum types show that the project has decided.
const usedToEnums = 3

func nativeEnum(p *lint.Pass, s *lint.Step) {
	what := ""
	if create, ok := s.Operation.(operation.CreateEnum); ok && !replacesType(p) {
		what = "the type " + create.Object.String()
	}
	for _, c := range newColumns(s) {
		if what == "" && strings.HasPrefix(strings.ToLower(c.Type.Name), "enum(") {
			what = s.On().String() + "." + c.Name
			s = atColumn(s, c.Name)
		}
	}
	if what == "" || len(p.First.Enums()) >= usedToEnums {
		return
	}
	p.Report(s, lint.Problem{
		Message: what + " lists its values: one can be added later, but none removed or put in another place without writing tables anew",
		Manual:  sections(p, "Enumerated Types, Implementation Details", "The ENUM Type", "", ""),
		Advice:  worded(p, "use a string, and Ecto.Enum in the schema, or a check constraint", "use a text with a check constraint, or a table of the values"),
		Unless:  func(last *schema.Schema) bool { return len(last.Enums()) >= usedToEnums+2 },
	})
}

// replacesType reports whether the migration has taken a type away, so that a new
// one takes its place.
func replacesType(p *lint.Pass) bool {
	return slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		switch s.Operation.(type) {
		case operation.RenameType, operation.DropType:
			return true
		}
		return false
	})
}

func jsonWithoutGIN(p *lint.Pass) {
	withoutGIN(p, func(c command.Column) bool { return isJSONB(c.Type) }, "what is inside of it", "JSON Types, jsonb Indexing",
		"attributes", "properties", "custom_fields", "facets", "tags", "labels", "traits")
}

func arrayWithoutGIN(p *lint.Pass) {
	withoutGIN(p, func(c command.Column) bool { return c.Type.IsArray() }, "rows that have a value in it", "Arrays, Searching in Arrays",
		"tags", "labels", "categories", "keywords", "topics", "skills", "hashtags", "genres")
}

func isJSONB(t command.Type) bool { return t.IsMap() || t.Name == "jsonb" }

// withoutGIN reports new columns that people search in, by their names or
// because the project has a GIN index on its namesake.
func withoutGIN(p *lint.Pass, is func(command.Column) bool, sought, section string, names ...string) {
	for _, s := range p.Steps {
		for _, c := range newColumns(s) {
			name, table := c.Name, s.On()
			if !is(c) || !unsearched(p.Schema, table, name) || !slices.Contains(names, name) && !ginned(p.First, name) {
				continue
			}
			p.Report(atColumn(s, name), lint.Problem{
				Message: fmt.Sprintf("no index finds %s: a search in %s.%s reads the whole table", sought, table, name),
				Manual:  manual(p, section),
				Advice:  "if it is searched, create a GIN index on " + table.String() + " (" + name + ")",
				Unless:  func(last *schema.Schema) bool { return !unsearched(last, table, name) },
			})
		}
	}
}

// ginned reports whether a column of this name has a GIN index anywhere.
func ginned(s *schema.Schema, column string) bool {
	return slices.ContainsFunc(s.Tables(), func(t *schema.Table) bool {
		return slices.ContainsFunc(t.Indexes, func(i schema.Index) bool {
			return strings.EqualFold(i.Using, "gin") && len(i.Columns) > 0 && i.Columns[0].Column == column
		})
	})
}

// unsearched reports whether the column is there, and no index has it.
func unsearched(s *schema.Schema, table command.Object, column string) bool {
	t := s.Table(table)
	return t != nil && t.Column(column) != nil && len(t.IndexesOn(column)) == 0
}

func btreeOnJSON(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateIndex)
	if !ok {
		return
	}
	t := p.Schema.Table(create.Table)
	if t == nil {
		return
	}
	for _, i := range create.Index.Columns {
		c := t.Column(i.Column)
		if i.Column == "" || c == nil {
			continue
		}
		if problem, bad := jsonIndex(p, create.Index, c); bad {
			p.Report(s, problem)
			return
		}
	}
}

// jsonIndex says what is wrong with a column of an index.
func jsonIndex(p *lint.Pass, i command.Index, c *schema.Column) (lint.Problem, bool) {
	using := strings.ToLower(i.Using)
	switch {
	case p.Database() == "mysql" && isJSONB(c.Type):
		return lint.Problem{
			Message: fmt.Sprintf("%s cannot be built: a column of JSON has no order", i.Name),
			Manual:  sections(p, "", "The JSON Data Type", "", ""),
			Advice:  "index a generated column that has the value, or the value's expression",
		}, true
	case p.Database() == "mysql":
	case c.Type.Name == "json":
		return lint.Problem{
			Message: fmt.Sprintf("%s cannot be built: the type json has no operator class for %s", i.Name, indexMethod(using)),
			Manual:  manual(p, "JSON Types"),
			Advice:  worded(p, "make the column jsonb (:map), and the index using: :gin", "make the column jsonb, and the index USING gin") + "; or index the expression that is looked up",
		}, true
	case isJSONB(c.Type) && indexMethod(using) == "btree":
		return lint.Problem{
			Severity: lint.Warning,
			Message:  fmt.Sprintf("%s finds whole documents only, and refuses those of more than 2704 bytes", i.Name),
			Manual:   manual(p, "JSON Types, jsonb Indexing"),
			Advice:   worded(p, "use using: :gin", "write USING gin") + " to find what is inside, or index the expression that is looked up",
		}, true
	}
	return lint.Problem{}, false
}

func indexMethod(using string) string {
	if using == "" {
		return "btree"
	}
	return using
}
