package rules

import (
	"fmt"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// guideTenants are the rules about tables whose rows belong to tenants.
func guideTenants() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "tenant-id-unindexed", Title: "no index finds the rows of a tenant", Severity: lint.Warning,
			Migration: tenantIDUnindexed,
		},
		{
			ID: "tenant-id-not-first", Title: "an index has the tenant's column, but not first", Severity: lint.Note,
			Step: tenantIDNotFirst,
		},
	}
}

func tenantIDUnindexed(p *lint.Pass) {
	column := tenant(p)
	for _, s := range p.Steps {
		if !slices.ContainsFunc(newColumns(s), func(c command.Column) bool { return isTenants(p, c) }) || !tenantUnindexed(p, p.Schema, s.On()) {
			continue
		}
		table := s.On()
		p.Report(atColumn(s, column), lint.Problem{
			Message: fmt.Sprintf("%s.%s has no index, and every query of a tenant has it in its condition", table, column),
			Manual:  sections(p, "Multicolumn Indexes", "Multiple-Column Indexes", "", ""),
			Advice:  "create an index on " + table.String() + " (" + column + "), or one with the columns that are looked up behind it",
			Fix:     indexed(p, table, []string{column}),
			Unless:  func(last *schema.Schema) bool { return !tenantUnindexed(p, last, table) },
		})
	}
}

// isTenants reports whether a new column says whose a row is. A tenant_id that is
// text is rather that of another system, unless a table has a key of that name.
func isTenants(p *lint.Pass, c command.Column) bool {
	if c.Name != tenant(p) || p.TenantColumn != "" || !isText(c.Type) {
		return c.Name == tenant(p)
	}
	return slices.ContainsFunc(p.First.Tables(), func(t *schema.Table) bool {
		other := t.Column(c.Name)
		return other != nil && !isText(other.Type)
	})
}

// tenantUnindexed reports whether a table has the tenant's column, and no index
// begins with it. InnoDB makes one for a foreign key.
func tenantUnindexed(p *lint.Pass, s *schema.Schema, table command.Object) bool {
	t, column := s.Table(table), tenant(p)
	if t == nil || t.Column(column) == nil || finds(t, []string{column}) || opaque(p, column) {
		return false
	}
	return p.Database() != "mysql" || len(t.ForeignKeysOn(column)) == 0
}

func tenantIDNotFirst(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateIndex)
	if !ok || create.Index.Using != "" && create.Index.Using != "btree" {
		return
	}
	column, columns := tenant(p), create.Index.Columns
	at := slices.IndexFunc(columns, func(c command.IndexColumn) bool { return c.Column == column })
	if at <= 0 || isKeysIndex(p.Schema.Table(create.Table), columns[0].Column) {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("%s begins with %s: what belongs to one tenant lies all over the index", create.Index.Name, firstColumn(columns)),
		Manual:  sections(p, "Multicolumn Indexes", "Multiple-Column Indexes", "", ""),
		Advice:  "put " + column + " first, as every query of a tenant has it",
	})
}

// isKeysIndex reports whether an index that begins with the column is the
// one that its foreign key needs.
func isKeysIndex(t *schema.Table, column string) bool {
	return t != nil && column != "" && len(t.ForeignKeysOn(column)) > 0 && !finds(t, []string{column})
}

// firstColumn is what an index begins with.
func firstColumn(columns []command.IndexColumn) string {
	if columns[0].Column != "" {
		return columns[0].Column
	}
	return columns[0].Expr
}
