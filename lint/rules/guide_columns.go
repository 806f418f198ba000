package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// guideColumns are the rules about what columns of certain names are to be.
func guideColumns() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "required-column-nullable", Title: "a column that every row needs may be NULL", Severity: lint.Note,
			Aliases:   aliases("skeema nullable", "active_record_doctor missing_non_null_constraint"),
			Migration: requiredColumnNullable,
		},
		{
			ID: "float-money", Title: "money is kept in a floating-point column", Severity: lint.Warning,
			Aliases: aliases("skeema has-float", "SqlServer.Rules SRD0046"), Step: floatMoney,
		},
	}
}

// isRequired reports whether a row makes no sense without the column, by its
// name.
func isRequired(p *lint.Pass, name string) bool {
	switch name {
	case tenant(p), "email", "name", "title", "username", "slug", "status", "role", "kind":
		return true
	}
	return false
}

// belongs returns the column of a foreign key that deletes the row with what it
// belongs to; a tree's root has no parent.
func belongs(t *schema.Table, k schema.ForeignKey) (string, bool) {
	if k.OnDelete.Kind != command.CascadeAll || len(k.Columns) != 1 || k.To == t.Object {
		return "", false
	}
	return k.Columns[0], true
}

// nullable are the columns of a table that may be NULL, should not, and do not say
// so on purpose: without null: true, a default, or a check about them.
func nullable(p *lint.Pass, t *schema.Table) []string {
	var names []string
	may := func(c *schema.Column) bool {
		return c != nil && c.Options.Null == command.NullUnset && c.Options.Default == nil && c.Options.Generated == nil &&
			len(t.ConstraintsOn(c.Name)) == 0 && !(t.PrimaryKey != nil && slices.Contains(t.PrimaryKey.Columns, c.Name))
	}
	for i := range t.Columns {
		if c := &t.Columns[i]; isRequired(p, c.Name) && may(c) {
			names = append(names, c.Name)
		}
	}
	for _, k := range t.ForeignKeys {
		if name, ok := belongs(t, k); ok && may(t.Column(name)) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func requiredColumnNullable(p *lint.Pass) {
	for _, c := range createdTables(p) {
		names, table := nullable(p, c.table), c.table.Object
		if len(names) == 0 {
			continue
		}
		p.Report(atColumn(c.step, names[0]), lint.Problem{
			Message: fmt.Sprintf("%s of %s may be NULL, and every query has to reckon with it", list(names), table),
			Detail:  "While the table is empty, null: false costs nothing; later all rows have to be looked at.",
			Manual:  sections(p, "Constraints, Not-Null Constraints", "Working with NULL Values", "", ""),
			Advice:  "forbid NULL (null: false, in SQL NOT NULL), or say null: true where a row may do without it",
			Unless: func(last *schema.Schema) bool {
				t := last.Table(table)
				return t == nil || !slices.ContainsFunc(nullable(p, t), func(name string) bool { return slices.Contains(names, name) })
			},
		})
	}
}

// isMoney reports whether a column of this name holds money.
func isMoney(name string) bool {
	name, _, _ = strings.Cut(name, "_per_") // price_per_night
	parts := strings.Split(name, "_")
	switch last := parts[len(parts)-1]; last {
	case "price", "prices", "cost", "costs", "fee", "fees", "salary", "wage", "wages", "budget", "revenue", "balance", "payout", "refund",
		"subtotal", "deposit", "earnings", "income", "commission", "surcharge", "rent", "money", "usd", "eur", "gbp":
		return true
	case "amount", "total":
		return len(parts) == 1 || !isQuantity(parts[len(parts)-2])
	}
	return false
}

// isQuantity reports whether what there is an amount of is no money.
func isQuantity(word string) bool {
	switch word {
	case "weight", "distance", "time", "energy", "water", "area", "volume", "dose", "daily", "calories", "ingredient", "power", "damage", "length", "hours":
		return true
	}
	return false
}

// isFloat reports whether a column's type is a floating-point one. SQLite's
// NUMERIC is read as one, and is none by name.
func isFloat(p *lint.Pass, s *lint.Step, t command.Type) bool {
	switch strings.ToLower(t.Name) {
	case "float":
		return !isSQL(s) || p.Database() != "sqlite"
	case "real", "double", "double precision", "float4", "float8", "float(24)":
		return true
	}
	return false
}

func floatMoney(p *lint.Pass, s *lint.Step) {
	for _, c := range newColumns(s) {
		if !isMoney(c.Name) || !isFloat(p, s, c.Type) {
			continue
		}
		fix := retyped(s, func(other command.Column) command.Column {
			if other.Name == c.Name {
				other.Type = command.NewType("decimal")
				if usualLength(p, other) != "" {
					precision, scale := 19, 4
					other.Options.Precision, other.Options.Scale = &precision, &scale
				}
			}
			return other
		})
		p.Report(atColumn(s, c.Name), lint.Problem{
			Message: fmt.Sprintf("%s.%s is %s, which cannot hold most amounts exactly: sums are wrong by cents", s.On(), c.Name, typeName(c.Type)),
			Manual: sections(p, "Numeric Types, Floating-Point Types", "Problems with Floating-Point Values", "Floating Point Numbers",
				"float and real (Transact-SQL)"),
			Advice: "use decimal, or integer and count cents",
			Fix:    fix,
		})
	}
}
