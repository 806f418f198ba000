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

// TableCharset is the character set that a table's new columns have, as the
// options of CREATE TABLE say; "" if they do not.
func TableCharset(t *schema.Table) string {
	if t == nil {
		return ""
	}
	words := strings.Fields(strings.ReplaceAll(t.Options, "=", " "))
	for i := 0; i+1 < len(words); i++ {
		switch word := strings.ToUpper(words[i]); {
		case word == "CHARSET", word == "SET" && i > 0 && strings.EqualFold(words[i-1], "CHARACTER"):
			return sqlddl.Charset(words[i+1])
		case word == "COLLATE":
			return sqlddl.CharsetOf(words[i+1])
		}
	}
	return ""
}

// recoded reports that a new definition names another character set than the
// column has.
func (l *lowering) recoded(op SetType) bool {
	return op.Charset != "" && op.Charset != Charset(l.before.Table(op.Table), *op.From)
}
