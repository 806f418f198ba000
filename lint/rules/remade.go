package rules

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// A table is built anew by way of a copy: it gets another name or is dropped,
// and the copy takes its place. SQLite has no other way for most changes. What
// happens to the two of them on the way is nothing that anybody asks for.

// copyWords are what the names of such copies have in them.
const copyWords = " tmp temp temporary new old bak bkp backup copy orig original "

// isCopyOf reports whether one name is the other's with a word that says so:
// _users_tmp, users_old, _bkp_UP_V0003_users.
func isCopyOf(name, of string) bool {
	marked := false
	rest := slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(name), isUnderscore), func(word string) bool {
		is := strings.Contains(copyWords, " "+word+" ")
		marked = marked || is
		return is
	})
	bare := strings.Join(strings.FieldsFunc(strings.ToLower(of), isUnderscore), "_")
	joined := strings.Join(rest, "_")
	return marked && bare != "" && (joined == bare || strings.HasSuffix(joined, "_"+bare))
}

func isUnderscore(r rune) bool { return r == '_' }

// hasCopy reports whether a schema has a table of which this one is a copy, or
// one that is a copy of it.
func hasCopy(s *schema.Schema, table command.Object) bool {
	return slices.ContainsFunc(s.Tables(), func(t *schema.Table) bool {
		return t.Prefix == table.Prefix && t.Object != table && (isCopyOf(t.Name, table.Name) || isCopyOf(table.Name, t.Name))
	})
}

// madeAgain reports whether something behind a step of the migration creates a
// table of that name.
func madeAgain(p *lint.Pass, s *lint.Step, table command.Object) bool {
	number, name := -1, strings.ToLower(table.Name)
	for _, statement := range p.Plan.Known() {
		if statement.Further || statement.Command == nil {
			continue
		}
		if number++; number < s.Number {
			continue
		}
		if sql := strings.ToLower(statement.SQL); !strings.Contains(sql, "create") || !strings.Contains(sql, name) {
			continue
		}
		for _, located := range operation.Of(statement.Command, p.Database(), p.Schema) {
			create, ok := located.Operation.(operation.CreateTable)
			if ok && create.Table == table && (number > s.Number || located.Statement > s.Located.Statement) {
				return true
			}
		}
	}
	return false
}
