package tabletext

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
)

// token is a word, a quoted name or text, a number or a symbol.
type token struct {
	text       string
	start, end int
}

func tokens(sql string) ([]token, error) {
	var list []token
	_, err := sqlsplit.Split(sql, sqlsplit.Options{Dialect: sqlsplit.SQLite, Token: func(start, end int) {
		list = append(list, token{sql[start:end], start, end})
	}})
	return list, err
}

// is reports whether the token is a keyword or symbol.
func (t token) is(keyword string) bool { return strings.EqualFold(t.text, keyword) }

// isName reports whether the token can be a name. SQLite takes texts, too.
func (t token) isName() bool { return isNameStart(t.text) || strings.HasPrefix(t.text, "'") }

func isNameStart(text string) bool {
	if text == "" {
		return false
	}
	c := text[0]
	return c == '"' || c == '`' || c == '[' || c == '_' || c >= 0x80 || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// name is the name without its quotes.
func (t token) name() string {
	if len(t.text) < 2 {
		return t.text
	}
	inner := t.text[1 : len(t.text)-1]
	switch q := t.text[:1]; q {
	case `"`, "`", "'":
		return strings.ReplaceAll(inner, q+q, q)
	case "[":
		return inner
	}
	return t.text
}

// Quote writes a name as SQLite reads it.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Same compares names as SQLite does.
func Same(a, b string) bool { return strings.EqualFold(a, b) }

// Mentions reports whether an expression or list of columns names a column.
// A text that cannot be read names everything.
func Mentions(sql, column string) bool {
	list, err := tokens(sql)
	if err != nil {
		return true
	}
	for i, t := range list {
		isCall := i+1 < len(list) && list[i+1].text == "("
		isTable := i+1 < len(list) && list[i+1].text == "."
		isCollation := i > 0 && list[i-1].is("COLLATE")
		if isNameStart(t.text) && Same(t.name(), column) && !isCall && !isTable && !isCollation {
			return true
		}
	}
	return false
}

// IndexMentions reports whether a CREATE INDEX text names a column.
func IndexMentions(sql, column string) bool {
	list, err := tokens(sql)
	if err != nil {
		return true
	}
	for _, t := range list {
		if t.text == "(" {
			return Mentions(sql[t.start:], column)
		}
	}
	return false
}
