package rules

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// guideKeys are the rules about the primary keys of new tables.
func guideKeys() []*lint.Rule {
	return []*lint.Rule{{
		ID: "uuid-primary-key", Title: "a table's key is of another kind than the project's", Severity: lint.Note,
		Aliases: aliases("skeema pk-type"), Migration: uuidPrimaryKey,
	}}
}

// The kinds of keys that a database makes by itself.
const (
	uuidKey   = "UUID"
	numberKey = "number"
)

func keyKind(t command.Type) string {
	switch t.Name {
	case "binary_id", "uuid", "uniqueidentifier":
		return uuidKey
	case "bigserial", "serial", "smallserial", "id", "identity", "bigint", "integer", "int", "smallint", "bigint unsigned", "integer unsigned":
		return numberKey
	}
	return ""
}

// isBig reports whether the numbers of a key do not run out.
func isBig(t command.Type) bool {
	switch t.Name {
	case "serial", "smallserial", "integer", "int", "smallint", "integer unsigned":
		return false
	}
	return true
}

// keyOf is the kind of a table's key; "" if it is a foreign key too, has several
// columns, or is something that people choose.
func keyOf(t *schema.Table) string {
	if t.PrimaryKey == nil || len(t.PrimaryKey.Columns) != 1 {
		return ""
	}
	c := t.Column(t.PrimaryKey.Columns[0])
	if c == nil || len(t.ForeignKeysOn(c.Name)) > 0 {
		return ""
	}
	if !isID(c.Name) && !numbered(c.Type) {
		return ""
	}
	return keyKind(c.Type)
}

// isID reports whether a key is named for nothing but being the key; what has
// another name is something that people choose.
func isID(name string) bool {
	return name == "id" || name == "uuid" || name == "guid" || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "Id") || name == "ID"
}

func numbered(t command.Type) bool {
	switch t.Name {
	case "serial", "bigserial", "smallserial", "identity", "id":
		return true
	}
	return false
}

// wantedKey is the kind of key that the project wants, and who says so. On other
// databases than PostgreSQL rows lie in the order of the key, so that keys at
// random are nothing to ask for there.
func wantedKey(p *lint.Pass) (kind, who string) {
	if p.IDs != "" {
		return keyKind(command.NewType(p.IDs)), "as configured"
	}
	if t := p.Commands.PrimaryKey.Type; !t.IsZero() {
		return keyKind(t), "as migration_primary_key says"
	}
	if usual := convention(p.First.Tables(), keyOf); usual != "" {
		return usual, asUsual
	}
	if p.Database() == "postgres" {
		return uuidKey, ""
	}
	return "", ""
}

func uuidPrimaryKey(p *lint.Pass) {
	var kind, who string
	for i, c := range createdTables(p) {
		if i == 0 {
			kind, who = wantedKey(p)
		}
		own := keyOf(c.table)
		if own == "" || kind == "" || own == kind {
			continue
		}
		key := c.table.Column(c.table.PrimaryKey.Columns[0])
		if who == "" && !isBig(key.Type) && isAsked(p, "int-primary-key") {
			continue // which says more
		}
		problem := lint.Problem{
			Manual: sections(p, "UUID Type", "Clustered and Secondary Indexes", "", "uniqueidentifier (Transact-SQL)"),
			Unless: func(last *schema.Schema) bool {
				return gone(last, c.table.Object) || p.IDs == "" && convention(last.Tables(), keyOf) == own
			},
		}
		if who == "" {
			problem.Message = fmt.Sprintf("the key of %s is %s: whoever sees one knows how many rows there are and what the next is", c.table, typeName(key.Type))
			problem.Advice = worded(p, "use binary_id: primary_key: false, and add :id, :binary_id, primary_key: true", "use uuid DEFAULT gen_random_uuid()") + "; or say ids = \"" + typeName(key.Type) + "\" in whimbrel.toml"
		} else {
			problem.Message = fmt.Sprintf("the key of %s is %s, and not a %s, %s", c.table, typeName(key.Type), kind, who)
			problem.Advice = "give it the key that the other tables have, so that one type fits all references"
		}
		p.Report(c.step, problem)
	}
}
