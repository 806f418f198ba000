package operation

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
	"github.com/whimbrel-go/whimbrel/schema"
)

// Charset is the character set that a column of MySQL has: that of its
// collation, or of its table; "" if nobody tells.
func Charset(t *schema.Table, c command.Column) string {
	if c.Options.Collation != "" {
		return sqlddl.CharsetOf(c.Options.Collation)
	}
	return TableCharset(t)
}

// Collation is the collation of a column of MySQL: its own, that of the
// character set that its definition names, or its table's; "" if nobody tells.
func Collation(t *schema.Table, c command.Column, charset string) string {
	switch {
	case c.Options.Collation != "":
		return strings.ToLower(c.Options.Collation)
	case charset != "":
		return sqlddl.DefaultCollation(charset)
	}
	if collation := tableOption(t, "COLLATE"); collation != "" {
		return collation
	}
	return sqlddl.DefaultCollation(TableCharset(t))
}

// TableCharset is the character set that a table's new columns have, as the
// options of CREATE TABLE say; "" if they do not.
func TableCharset(t *schema.Table) string {
	charset := tableOption(t, "CHARSET")
	if charset == "" {
		charset = tableOption(t, "SET") // CHARACTER SET
	}
	if charset == "" {
		return sqlddl.CharsetOf(tableOption(t, "COLLATE"))
	}
	return sqlddl.Charset(charset)
}

// tableOption is what follows a word in the options of a table.
func tableOption(t *schema.Table, word string) string {
	if t == nil || t.Options == "" {
		return ""
	}
	words := strings.Fields(strings.ReplaceAll(t.Options, "=", " "))
	for i := 0; i+1 < len(words); i++ {
		if strings.EqualFold(words[i], word) {
			return strings.ToLower(words[i+1])
		}
	}
	return ""
}

// keepsType reports that a column has the type already, and on MySQL the
// character set and the collation.
func (l *lowering) keepsType(op SetType) bool {
	to, from := op.Column, *op.From
	if l.database == "mysql" {
		t := l.before.Table(op.Table)
		if op.Charset != "" && op.Charset != Charset(t, from) {
			return false
		}
		to.Options.Collation, from.Options.Collation = Collation(t, to, op.Charset), Collation(t, from, "")
	}
	return SameType(to, from, l.database)
}
