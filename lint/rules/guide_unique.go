package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// guideUnique are the rules about what two rows should not have alike.
func guideUnique() []*lint.Rule {
	return []*lint.Rule{{
		ID: "unique-by-name", Title: "a column that names its row is not unique", Severity: lint.Note,
		Aliases: aliases("active_record_doctor missing_unique_indexes"), Migration: uniqueByName,
	}}
}

func uniqueByName(p *lint.Pass) {
	for _, c := range createdTables(p) {
		table := c.table.Object
		for _, column := range c.table.Columns {
			if !identifies(p, c.table, column) || keepsApart(c.table, column.Name) {
				continue
			}
			name := column.Name
			p.Report(atColumn(c.step, name), lint.Problem{
				Message: fmt.Sprintf("two rows of %s can have the same %s", table, name),
				Detail:  "A validation in the application does not see what another request inserts at the same moment.",
				Manual:  sections(p, "Unique Indexes", "", "", ""),
				Advice:  "create a unique index on " + table.String() + " (" + uniqueColumns(p, c.table, name) + ")",
				Unless: func(last *schema.Schema) bool {
					t := last.Table(table)
					return t == nil || t.Column(name) == nil || keepsApart(t, name)
				},
			})
		}
	}
}

// uniqueColumns are those of the index: within a tenant if the table has them.
func uniqueColumns(p *lint.Pass, t *schema.Table, name string) string {
	if t.Column(tenant(p)) != nil {
		return tenant(p) + ", " + name
	}
	return name
}

// keepsApart reports whether something keeps values apart: a unique index with
// the column in it, or in an expression or condition, the key, or an exclusion.
func keepsApart(t *schema.Table, column string) bool {
	return t.PrimaryKey != nil && slices.Contains(t.PrimaryKey.Columns, column) ||
		slices.ContainsFunc(t.IndexesOn(column), func(i *schema.Index) bool { return i.Unique }) ||
		slices.ContainsFunc(t.ConstraintsOn(column), func(c *schema.Constraint) bool { return c.Exclude != "" })
}

// identifies reports whether a column tells the rows of its table apart. What
// is a copy of other rows, or tells what happened, has the same value often.
func identifies(p *lint.Pass, t *schema.Table, c schema.Column) bool {
	if !isText(c.Type) || len(t.ForeignKeysOn(c.Name)) > 0 || isRecord(t.Name) {
		return false
	}
	switch c.Name {
	case "username", "subdomain", "sku", "slug":
		return true
	case "email":
		return isPeople(t.Name)
	case "token", "token_hash", "hashed_token":
		return isTicket(t.Name)
	case "key":
		return slices.Contains([]string{"keys", "settings", "flags", "preferences"}, lastWord(t.Name)) && !owned(p, t)
	case "code":
		return !owned(p, t)
	}
	return false
}

// owned reports whether the rows of a table belong to those of another, but for
// the tenant's.
func owned(p *lint.Pass, t *schema.Table) bool {
	return slices.ContainsFunc(t.Columns, func(c schema.Column) bool {
		return c.Name != tenant(p) && (strings.HasSuffix(c.Name, "_id") || len(t.ForeignKeysOn(c.Name)) > 0)
	})
}

func isText(t command.Type) bool {
	switch t.Name {
	case "string", "text", "citext", "varchar", "binary", "char", "nvarchar":
		return true
	}
	return false
}

// lastWord is the last word of a table's name: user_tokens are tokens.
func lastWord(table string) string { return table[strings.LastIndexByte(table, '_')+1:] }

func isPeople(table string) bool {
	switch lastWord(table) {
	case "users", "accounts", "admins", "members", "subscribers", "people", "employees", "user", "account", "admin", "credentials":
		return true
	}
	return false
}

func isTicket(table string) bool {
	switch lastWord(table) {
	case "tokens", "sessions", "invitations", "invites", "links", "shares", "resets":
		return true
	}
	return false
}

// isRecord reports whether a table keeps what was: the same row several times.
func isRecord(table string) bool {
	for word := range strings.SplitSeq(table, "_") {
		switch word {
		case "versions", "version", "history", "histories", "logs", "log", "events", "event", "audits", "audit", "archive", "archived", "archives",
			"snapshots", "snapshot", "revisions", "imports", "import", "staging", "temp", "tmp", "attempts", "requests", "errors", "changes", "messages", "redirects":
			return true
		}
	}
	return false
}
