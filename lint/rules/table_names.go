package rules

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// names are the rules about the names that things are given.
func names() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "identifier-too-long", Title: "a name is longer than the database allows", Severity: lint.Warning,
			Databases: []string{"postgres", "mysql", "mssql"},
			Aliases:   aliases("squawk identifier-too-long"), Step: identifierTooLong,
		},
		{
			ID: "identifier-collision", Title: "two names are the same once they are cut", Severity: lint.Error,
			Databases: []string{"postgres"}, Step: identifierCollision,
		},
		{
			ID: "reserved-word", Title: "a name is a reserved word", Severity: lint.Note,
			Aliases: aliases("skeema reserved-word", "SqlServer.Rules SR0012"), Step: reservedWord,
		},
	}
}

// given is a name that a step gives to something.
type given struct {
	step *lint.Step
	// what it is the name of, and the space in which it is the only one: a
	// schema's tables and indexes, a table's columns, a table's constraints.
	what  string
	space string
	name  string
}

// givenNames returns the names that a step gives.
func givenNames(s *lint.Step) []given {
	schema := "relations of " + s.On().Prefix
	columns, constraints := "columns of "+s.On().String(), "constraints of "+s.On().String()
	switch op := s.Operation.(type) {
	case operation.CreateTable:
		list := []given{{s, "table", schema, op.Table.Name}}
		for _, c := range columnSteps(s) {
			list = append(list, given{c.step, "column", columns, c.column.Name})
		}
		return list
	case operation.AddColumn:
		return []given{{s, "column", columns, op.Column.Name}}
	case operation.RenameColumn:
		return []given{{s, "column", columns, op.To}}
	case operation.RenameTable:
		return []given{{s, "table", schema, op.To.Name}}
	case operation.CreateIndex:
		return []given{{s, "index", schema, op.Index.Name}}
	case operation.RenameIndex:
		return []given{{s, "index", schema, op.To}}
	case operation.AddUnique:
		return []given{{s, "constraint", schema, op.Name}}
	case operation.AddPrimaryKey:
		return []given{{s, "constraint", schema, op.Name}}
	case operation.AddForeignKey:
		return []given{{s, "foreign key", constraints, op.Name}}
	case operation.AddCheck:
		return []given{{s, "constraint", constraints, op.Name}}
	case operation.AddExclusion:
		return []given{{s, "constraint", schema, op.Name}}
	case operation.RenameConstraint:
		return []given{{s, "constraint", constraints, op.To}}
	}
	return nil
}

// long reports whether the database takes the name as it is.
func long(p *lint.Pass, name string) bool {
	c := p.Dialect.Capabilities()
	return c.MaxIdentifier > 0 && identifierLength(name, c.IdentifierUnit) > c.MaxIdentifier
}

func identifierLength(name string, unit dialect.Unit) int {
	if unit == dialect.Bytes {
		return len(name)
	}
	return utf8.RuneCountInString(name)
}

// unsaidName: SQL leaves the name to the database, which makes one that fits.
func unsaidName(g given) bool { return isSQL(g.step) && !strings.Contains(g.step.Statement, g.name) }

// fitting is as much of a name as the database keeps, in whole characters.
func fitting(p *lint.Pass, name string) string {
	c := p.Dialect.Capabilities()
	if !long(p, name) {
		return name
	}
	if c.IdentifierUnit == dialect.Characters {
		return string([]rune(name)[:c.MaxIdentifier])
	}
	end := c.MaxIdentifier
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end]
}

func identifierTooLong(p *lint.Pass, s *lint.Step) {
	limit := p.Dialect.Capabilities()
	for _, g := range givenNames(s) {
		if !long(p, g.name) || collides(p, g) != "" || unsaidName(g) {
			continue
		}
		unit := "characters"
		if limit.IdentifierUnit == dialect.Bytes {
			unit = "bytes"
		}
		problem := lint.Problem{
			Message: fmt.Sprintf("the name of the %s %s has %d %s, and %d are allowed", g.what, g.name,
				identifierLength(g.name, limit.IdentifierUnit), unit, limit.MaxIdentifier),
			Manual: manual(p, map[string]string{
				"postgres": "Lexical Structure, Identifiers and Key Words", "mysql": "Identifier Length Limits", "mssql": "Database identifiers",
			}[p.Database()]),
			Advice: worded(p, "give it a shorter name of its own (name: :…)", "give it a shorter name of its own"),
			Fix:    renamed(p, g),
		}
		if limit.TruncatesIdentifiers {
			problem.Message += ": it becomes " + fitting(p, g.name) + " without a word"
			problem.Detail = "What names it in full" + worded(p, ", such as a changeset's unique_constraint,", "") + " does not find it in the database's messages."
			if create, ok := s.Operation.(operation.CreateIndex); ok && !create.Index.Unique {
				problem.Severity, problem.Detail = lint.Note, "" // no message names it
			}
		} else {
			problem.Severity = lint.Error
			problem.Message += ": the database refuses it"
		}
		p.Report(g.step, problem)
	}
}

func identifierCollision(p *lint.Pass, s *lint.Step) {
	for _, g := range givenNames(s) {
		if !long(p, g.name) || unsaidName(g) {
			continue
		}
		other := collides(p, g)
		if other == "" {
			continue
		}
		p.Report(g.step, lint.Problem{
			Message: fmt.Sprintf("the %s %s becomes %s, which is what %s is called already", g.what, g.name, fitting(p, g.name), other),
			Detail:  "The migration fails; with IF NOT EXISTS it does nothing, and nobody is told.",
			Manual:  manual(p, "Lexical Structure, Identifiers and Key Words"),
			Advice:  worded(p, "give it a shorter name of its own (name: :…)", "give it a shorter name of its own"),
		})
	}
}

// collides returns the name that is the same as this one, as the database keeps
// them; "" is none.
func collides(p *lint.Pass, g given) string {
	if !p.Dialect.Capabilities().TruncatesIdentifiers {
		return ""
	}
	kept := fitting(p, g.name)
	for _, name := range taken(p, g) {
		if name != g.name && fitting(p, name) == kept {
			return name
		}
	}
	return ""
}

// taken returns the names that are in use where a name is given: in the schema
// that the command finds, and in the command up to here.
func taken(p *lint.Pass, g given) []string {
	var list []string
	on := g.step.On()
	if strings.HasPrefix(g.space, "relations") {
		for _, t := range p.Schema.Tables() {
			if t.Prefix != on.Prefix {
				continue
			}
			list = append(list, t.Name)
			for _, i := range t.Indexes {
				list = append(list, i.Name)
			}
		}
	} else if t := p.Schema.Table(on); t != nil {
		if strings.HasPrefix(g.space, "columns") {
			list = append(list, t.ColumnNames()...)
		} else {
			for _, k := range t.ForeignKeys {
				list = append(list, k.Name)
			}
			for _, c := range t.Constraints {
				list = append(list, c.Name)
			}
		}
	}
	for _, s := range p.Steps {
		if s.Number != g.step.Number {
			continue
		}
		for _, other := range givenNames(s) {
			if other.space != g.space {
				continue
			}
			if other.name == g.name {
				return list
			}
			list = append(list, other.name)
		}
	}
	return list
}

// renamed gives an index, a constraint or a foreign key the name that the
// database would make of its own, or one that it takes.
func renamed(p *lint.Pass, g given) *lint.Fix {
	name := fitting(p, g.name)
	better := p.Database() != "postgres" // which cuts names: the schema is the same there
	if instead := renamedText(p, g, name); instead != nil {
		return &lint.Fix{Better: better, Instead: instead}
	}
	switch c := g.step.Command.(type) {
	case command.CreateIndex:
		c.Index.Name = name
		return &lint.Fix{Better: better, Instead: []command.Command{c}}
	case command.CreateConstraint:
		c.Constraint.Name = name
		return &lint.Fix{Better: better, Instead: []command.Command{c}}
	}
	if key, ok := g.step.Operation.(operation.AddForeignKey); ok && len(key.Columns) > 0 {
		at := atColumn(g.step, key.Columns[0])
		if modify, ok := at.Change.(command.Modify); ok && modify.Column.Reference != nil {
			modify.Column.Reference = withName(modify.Column.Reference, name)
			return &lint.Fix{Better: better, Instead: only(g.step, modify)}
		}
		if instead := redefined(p, at, key.Table, command.Column{Name: key.Columns[0]}, func(c *command.Column) {
			c.Reference = withName(c.Reference, name)
		}); instead != nil {
			return &lint.Fix{Better: better, Instead: instead}
		}
	}
	return nil
}

// renamedText is the SQL of the step with the other name in place of the one.
func renamedText(p *lint.Pass, g given, name string) []command.Command {
	text := clause(g.step)
	if g.what == "table" || g.what == "column" || strings.Count(text, g.name) != 1 {
		return nil
	}
	text = strings.Replace(text, g.name, name, 1)
	if _, index := g.step.Operation.(operation.CreateIndex); !index {
		text = alter(p, g.step.On(), text)
	}
	return []command.Command{command.Execute{Up: command.SQL(text), Down: wayBack(p, g.step)}}
}

func withName(r *command.Reference, name string) *command.Reference {
	if r == nil {
		return nil
	}
	named := *r
	named.Name = name
	return &named
}

func reservedWord(p *lint.Pass, s *lint.Step) {
	for _, g := range givenNames(s) {
		if g.what != "table" && g.what != "column" || !reserved(p.Database(), g.name) {
			continue
		}
		p.Report(g.step, lint.Problem{
			Message: fmt.Sprintf("the %s %s has the name of a reserved word: SQL that is written by hand has to quote it everywhere", g.what, g.name),
			Manual: manual(p, map[string]string{
				"postgres": "SQL Key Words", "mysql": "Keywords and Reserved Words", "sqlite": "SQLite Keywords", "mssql": "Reserved Keywords (Transact-SQL)",
			}[p.Database()]),
			Advice: "choose another name" + otherName(g.name),
		})
	}
}

// otherName is what people call such a thing instead.
func otherName(word string) string {
	const others = " order=position user=account key=label desc=description default=is_default group=team table=table_name column=column_name " +
		"references=links check=verification primary=is_primary limit=maximum offset=position to=recipient from=sender " +
		"end=ends_at range=span rank=position condition=criteria "
	word = strings.ToLower(word)
	if _, after, ok := strings.Cut(others, " "+word+"="); ok {
		other, _, _ := strings.Cut(after, " ")
		return ": " + other + " for " + word
	}
	return ""
}
