package config

import (
	"github.com/whimbrel-go/whimbrel/diag"
)

// Draft is the [draft] table: what "whimbrel draft" chooses where a description
// leaves it open. What is empty is as the file leaves it, to the default.
type Draft struct {
	// IDs is the type of primary keys, and Timestamps that of inserted_at and
	// updated_at, by Ecto's names.
	IDs, Timestamps string
	// TenantColumn is the column that says whose a row is.
	TenantColumn string
	// Online builds indexes concurrently, in migrations of their own.
	Online bool
}

// draftKeys are the keys of [draft].
var draftKeys = []string{"ids", "timestamps", "tenant_column", "online"}

// DraftIDs are the types that a drafted primary key can have. The first is the
// default.
var DraftIDs = []string{"binary_id", "uuid", "bigserial"}

// DraftTimestamps are the types that drafted timestamps can have. The first is
// the default.
var DraftTimestamps = []string{"utc_datetime_usec", "utc_datetime", "naive_datetime_usec", "naive_datetime", "timestamptz"}

// draftTable returns the [draft] table.
func (f *file) draftTable(env lookup, problems *diag.List) section {
	table, _ := f.values["draft"].(map[string]any)
	return section{file: f, path: []string{"draft"}, table: table, env: env, problems: problems}
}

// Draft reads the [draft] table.
func (c *Config) Draft() (Draft, error) {
	var problems diag.List
	s := c.file.draftTable(c.env, &problems)
	d := Draft{
		IDs: choice(s, "ids", named(DraftIDs)), Timestamps: choice(s, "timestamps", named(DraftTimestamps)),
		TenantColumn: s.word("tenant_column"), Online: s.boolean("online"),
	}
	if d.TenantColumn != "" && !IsColumnName(d.TenantColumn) {
		s.fail("tenant_column", try(`tenant_column = "account_id"`), "tenant_column cannot be %q", d.TenantColumn)
	}
	return d, problems.Err()
}

// named maps every name to itself.
func named(names []string) map[string]string {
	choices := make(map[string]string, len(names))
	for _, name := range names {
		choices[name] = name
	}
	return choices
}

// IsColumnName reports whether a name is one that needs no quotes: small
// letters, digits and underscores, not beginning with a digit.
func IsColumnName(name string) bool {
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r == '_'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

// KnownDialect returns the dialect if somebody has said what it is, in a file, a
// variable or a flag, and "" if it would only be the default. A connection that
// cannot be worked out is no error: whoever drafts does not connect.
func (r *Repo) KnownDialect() string {
	told := r.urlFrom() != ""
	for _, key := range []string{"url", "adapter", "dialect", "database"} {
		told = told || r.section.has(key)
	}
	if !told {
		return ""
	}
	name, err := r.Dialect()
	if err != nil {
		return ""
	}
	return name
}
