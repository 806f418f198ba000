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

// objectEnums are the rules about PostgreSQL's enum types.
func objectEnums() []*lint.Rule {
	databases := []string{"postgres"}
	return []*lint.Rule{
		{
			ID: "enum-value-in-transaction", Title: "a new value of an enum is used in the transaction that adds it", Severity: lint.Error,
			Databases: databases,
			Aliases:   aliases("pgfence alter-enum-add-value", "migrationpilot MP012", "migrationpilot MP054"),
			Migration: enumValueInTransaction,
		},
		{
			ID: "enum-value-order", Title: "a value is added behind all others of an enum whose order means something", Severity: lint.Note,
			Databases: databases,
			Aliases:   aliases("squawk require-enum-value-ordering", "pgfence alter-enum-no-ordering"),
			Step:      enumValueOrder,
		},
		{
			ID: "enum-rename", Title: "a value of an enum is renamed while running code uses it", Severity: lint.Error,
			Databases: databases,
			Aliases:   aliases("strong_migrations rename_enum_value", "migrationpilot MP060"),
			Step:      enumRename,
		},
		{
			ID: "drop-enum-value", Title: "an enum is made anew without one of its values", Severity: lint.Warning,
			Databases: databases,
			Step:      dropEnumValue,
		},
	}
}

// enumValueInTransaction reports the addition where the server refuses it, and
// otherwise the first use.
func enumValueInTransaction(p *lint.Pass) {
	if !p.Plan.InTransaction {
		return
	}
	for i, s := range p.Steps {
		add, ok := s.Operation.(operation.AddEnumValue)
		if !ok || makesEnum(p.Steps[:i], add.Object) {
			continue
		}
		if p.Server.Major > 0 && p.Server.Major < 12 {
			p.Report(s, lint.Problem{
				Message: fmt.Sprintf("adds '%s' to %s within a transaction, which PostgreSQL %d refuses", add.Value, add.Object, p.Server.Major),
				Manual:  manual(p, "ALTER TYPE, Notes"),
				Advice:  "add it in a migration of its own without a transaction (@disable_ddl_transaction true)",
			})
			continue
		}
		for n, use := range p.Steps[i+1:] {
			if usesValue(p, use, add) {
				reportUse(p, use, add, i+1+n)
				break
			}
		}
	}
}

func reportUse(p *lint.Pass, use *lint.Step, add operation.AddEnumValue, at int) {
	problem := lint.Problem{
		Message: fmt.Sprintf("uses '%s' in the transaction that adds it to %s: PostgreSQL refuses it as unsafe, and the migration fails", add.Value, add.Object),
		Manual:  manual(p, "ALTER TYPE, Notes"),
		Advice:  "add the value in one migration, and use it in the next one",
	}
	if instead := lastCommand(p, use); instead != nil {
		problem.Fix = &lint.Fix{Then: []lint.Migration{{Name: fileName("use", add.Object.Name+"_"+add.Value), Change: instead}}}
	}
	p.Report(use, problem)
}

// lastCommand is the command of a step if nothing else is in it and behind it.
func lastCommand(p *lint.Pass, s *lint.Step) []command.Command {
	for _, other := range p.Steps {
		if other != s && other.Number >= s.Number {
			return nil
		}
	}
	return onlyWay(s)
}

// usesValue reports whether a step has the value as a literal, and is about a
// table that has, or may have, a column of the type.
func usesValue(p *lint.Pass, s *lint.Step, add operation.AddEnumValue) bool {
	switch s.Operation.(type) {
	case operation.Opaque, operation.Define, operation.AddEnumValue, operation.RenameEnumValue, operation.Comment:
		return false // a body is read when it is called
	}
	if !strings.Contains(s.Statement, "'"+strings.ReplaceAll(add.Value, "'", "''")+"'") {
		return false
	}
	t := p.Schema.Table(s.On())
	if t == nil || t.Partial {
		return true
	}
	return slices.ContainsFunc(t.Columns, func(c schema.Column) bool { return isOfType(c, add.Object) })
}

// makesEnum reports whether a migration has created the type, or taken its name
// for another.
func makesEnum(steps []*lint.Step, o command.Object) bool {
	return slices.ContainsFunc(steps, func(s *lint.Step) bool {
		create, ok := s.Operation.(operation.CreateEnum)
		return ok && create.Object == o
	})
}

func enumValueOrder(p *lint.Pass, s *lint.Step) {
	add, ok := s.Operation.(operation.AddEnumValue)
	enum := p.Schema.Enum(add.Object)
	if !ok || add.Next != "" || enum == nil || slices.Contains(enum.Values, add.Value) {
		return
	}
	why := ""
	switch {
	case len(enum.Values) > 2 && slices.IsSorted(enum.Values) && add.Value < enum.Values[len(enum.Values)-1]:
		why = "its values are in alphabetical order up to now"
	case saysOrder(enum.Name):
		why = "its name says that the order matters"
	default:
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("adds '%s' to %s behind '%s': %s, and ORDER BY, < and > go by the order of the type", add.Value, enum.Object, enum.Values[len(enum.Values)-1], why),
		Manual:  manual(p, "Enumerated Types, Ordering"),
		Advice:  "say where it belongs with BEFORE or AFTER; later it cannot be moved",
	})
}

// saysOrder: the last word of the name is one for things that have an order.
func saysOrder(name string) bool {
	words := strings.Split(strings.ToLower(name), "_")
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.Contains([]string{"priority", "severity", "level", "rank", "grade", "size", "tier", "urgency", "importance", "difficulty", "weight"}, word)
	})
}

func enumRename(p *lint.Pass, s *lint.Step) {
	rename, ok := s.Operation.(operation.RenameEnumValue)
	if !ok || makesEnum(p.Steps, rename.Object) {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("renames '%s' of %s to '%s': programs that are running while this is deployed fail when they write or compare the old name, and meet one that they do not know",
			rename.Value, rename.Object, rename.To),
		Detail: "A rollback of the code fails in the same way.",
		Manual: manual(p, "ALTER TYPE, Description: RENAME VALUE"),
		Advice: "keep the value in the database and give it another name in the code (Ecto.Enum: values: [" + atomName(rename.To) + ": \"" + rename.Value + "\"]), or add the new value, write it, change the rows, and leave the old one unused",
	})
}

// atomName is a name as the key of a keyword list.
func atomName(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return `"` + name + `"`
}

// dropEnumValue: the type was renamed or dropped before, and is created again
// with other values.
func dropEnumValue(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateEnum)
	old := p.First.Enum(create.Object)
	if !ok || old == nil {
		return
	}
	var gone []string
	for _, value := range old.Values {
		if !slices.Contains(create.Values, value) {
			gone = append(gone, "'"+value+"'")
		}
	}
	if len(gone) == 0 {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("makes %s anew without %s: a row that has it makes the change of its column fail, and so does running code that writes it", create.Object, list(gone)),
		Manual:  manual(p, "Enumerated Types, Implementation Details"),
		Advice:  "leave the value in the type and forbid it with a check constraint that is validated later; or change the rows in releases before, and make sure that none is left",
	})
}
