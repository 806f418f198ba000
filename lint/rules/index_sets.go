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

// indexSets are the rules about which indexes a table has.
func indexSets() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "duplicate-index", Title: "two indexes of a table are the same", Severity: lint.Warning,
			Aliases: aliases("skeema dupe-index", "SqlServer.Rules SRD0052"), Migration: duplicateIndex,
		},
		{
			ID: "redundant-index", Title: "an index is the beginning of another one", Severity: lint.Note,
			Aliases:   aliases("skeema dupe-index", "migrationpilot MP100", "SqlServer.Rules SRD0052"),
			Migration: redundantIndex,
		},
		{
			ID: "wide-index", Title: "an index has many columns", Severity: lint.Note,
			Aliases: aliases("strong_migrations add_index_columns", "excellent_migrations many_columns_index"),
			Step:    wideIndex,
		},
	}
}

const mssqlIndexes = "Index architecture and design guide"

// indexKeys is an index or a primary key, to compare it with others.
type indexKeys struct {
	command.Index
	// owned: a constraint or the primary key has it.
	owned bool
	// step is what has made it in this migration, or nil.
	step *lint.Step
}

func (i indexKeys) String() string {
	if i.Name == "" {
		return "the primary key"
	}
	return i.Name
}

// indexSetsOf returns for each table that the migration has given an index all
// the indexes that the table has at the end, those that it had before first.
func indexSetsOf(p *lint.Pass) [][]indexKeys {
	var sets [][]indexKeys
	var tables []command.Object
	for _, s := range p.Steps {
		switch s.Operation.(type) {
		case operation.CreateIndex, operation.AddUnique:
		default:
			continue
		}
		table := p.Schema.Table(s.On())
		if table == nil || slices.Contains(tables, table.Object) {
			continue
		}
		tables = append(tables, table.Object)
		sets = append(sets, indexesOf(p, table))
	}
	return sets
}

func indexesOf(p *lint.Pass, table *schema.Table) []indexKeys {
	var old, made []indexKeys
	if key := table.PrimaryKey; key != nil {
		i := indexKeys{Index: command.Index{Unique: true}, owned: true}
		for _, c := range key.Columns {
			i.Columns = append(i.Columns, command.IndexColumn{Column: c})
		}
		old = append(old, i)
	}
	for _, known := range table.Indexes {
		i := indexKeys{Index: known.Index, owned: known.Constraint, step: maker(p, table.Object, known.Name)}
		if i.step == nil {
			old = append(old, i)
		} else {
			made = append(made, i)
		}
	}
	return append(old, made...)
}

// maker is the step that has made an index, or nil.
func maker(p *lint.Pass, table command.Object, name string) *lint.Step {
	for _, s := range p.Steps {
		switch op := s.Operation.(type) {
		case operation.CreateIndex:
			if op.Table == table && op.Index.Name == name {
				return s
			}
		case operation.AddUnique:
			if op.Table == table && op.Name == name && op.UsingIndex == "" {
				return s
			}
		}
	}
	return nil
}

// compare calls f for every index that the migration has made with each of the
// indexes before it, until f reports something.
func compare(p *lint.Pass, f func(made, other indexKeys) *lint.Problem) {
	for _, set := range indexSetsOf(p) {
		for at, made := range set {
			if made.step == nil {
				continue
			}
			for _, other := range set[:at] {
				if problem := f(made, other); problem != nil {
					p.Report(made.step, *problem)
					break
				}
			}
		}
	}
}

func duplicateIndex(p *lint.Pass) {
	compare(p, func(made, other indexKeys) *lint.Problem {
		if !alike(made, other) || len(made.Columns) != len(other.Columns) || !sameKeys(made, other) || !sameKeys(
			indexKeys{Index: command.Index{Columns: made.Include}}, indexKeys{Index: command.Index{Columns: other.Include}}) {
			return nil
		}
		needless, kept := made, other
		if made.Unique && !other.Unique {
			needless, kept = other, made
		}
		if needless.owned && kept.owned {
			return nil // two constraints may be wanted
		}
		return &lint.Problem{
			Unless:  goneLater(made, needless, kept),
			Message: fmt.Sprintf("%s has the columns of %s: every write keeps both, and queries need one", needless, kept),
			Manual:  sections(p, "Indexes, Examining Index Usage", "Multiple-Column Indexes", "The SQLite Query Planner", mssqlIndexes),
			Advice:  withoutIndex(needless),
		}
	})
}

// goneLater reports that a later migration drops one of two indexes.
func goneLater(made, a, b indexKeys) func(last *schema.Schema) bool {
	return func(last *schema.Schema) bool {
		t := last.Table(made.step.On())
		gone := func(i indexKeys) bool { return i.Name != "" && t.Index(i.Name) == nil }
		return t == nil || gone(a) || gone(b)
	}
}

func withoutIndex(needless indexKeys) string {
	if needless.step != nil {
		return "leave out " + needless.String()
	}
	return "drop " + needless.String() + " in a migration after this one"
}

func redundantIndex(p *lint.Pass) {
	compare(p, func(made, other indexKeys) *lint.Problem {
		short, long := made, other
		if len(made.Columns) > len(other.Columns) {
			short, long = other, made
		}
		if !alike(short, long) || !btree(short) || len(short.Columns) >= len(long.Columns) || short.Unique || short.owned ||
			len(short.Include) > 0 || !sameKeys(short, long) || tenantOnly(p, short) {
			return nil
		}
		return &lint.Problem{
			Unless:  goneLater(made, short, long),
			Message: fmt.Sprintf("%s is the beginning of %s, which finds the same rows", short, long),
			Manual:  sections(p, "Indexes, Multicolumn Indexes", "Multiple-Column Indexes", "The SQLite Query Planner", mssqlIndexes),
			Advice:  withoutIndex(short) + ", unless queries need the smaller one",
		}
	})
}

// tenantOnly: the guide asks for an index on the tenant's column.
func tenantOnly(p *lint.Pass, i indexKeys) bool {
	return len(i.Columns) == 1 && i.Columns[0].Column == tenant(p)
}

// alike reports whether two indexes are of one kind and have the same rows.
func alike(a, b indexKeys) bool {
	return method(a) == method(b) && sameSQL(a.Where, b.Where) && (!a.Unique || !b.Unique || distinct(a) == distinct(b))
}

func distinct(i indexKeys) bool { return i.NullsDistinct == nil || *i.NullsDistinct }

func method(i indexKeys) string {
	if using := strings.ToLower(i.Using); using != "btree" {
		return using
	}
	return ""
}

func btree(i indexKeys) bool { return method(i) == "" }

// sameKeys reports whether the columns of one are those that the other begins
// with.
func sameKeys(a, b indexKeys) bool {
	for i := range min(len(a.Columns), len(b.Columns)) {
		x, y := a.Columns[i], b.Columns[i]
		if x.Column != y.Column || !sameSQL(x.Expr, y.Expr) || ascending(x.Direction) != ascending(y.Direction) {
			return false
		}
	}
	return len(a.Columns) == 0 == (len(b.Columns) == 0)
}

func ascending(d command.IndexDirection) command.IndexDirection {
	if d == command.Asc {
		return ""
	}
	return d
}

// sameSQL compares expressions but for blanks and the case of letters.
func sameSQL(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), ""), strings.Join(strings.Fields(b), ""))
}

func wideIndex(p *lint.Pass, s *lint.Step) {
	const many = 3
	create, ok := s.Operation.(operation.CreateIndex)
	if !ok || create.Index.Unique || len(create.Index.Columns) <= many || !btree(indexKeys{Index: create.Index}) {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("%s has %d columns: it is large, slows writes, and serves few queries more than its first columns would",
			create.Index.Name, len(create.Index.Columns)),
		Manual: sections(p, "Indexes, Multicolumn Indexes", "Multiple-Column Indexes", "The SQLite Query Planner", mssqlIndexes),
		Advice: "take the columns that most queries restrict by, the most selective ones; put those that are only read into include",
	})
}
