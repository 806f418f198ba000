package sqlddl

import "strings"

// Mentions reports whether an expression names the column.
func Mentions(sql, column, database string) bool {
	if sql == "" {
		return false
	}
	for i, list := 0, tokens(sql, database); i < len(list); i++ {
		if isColumn(list, i, column) {
			return true
		}
	}
	return false
}

// Rename returns the expression with another name of the column.
func Rename(sql, from, to, database string) string {
	if sql == "" {
		return ""
	}
	var b strings.Builder
	done := 0
	list := tokens(sql, database)
	for i, t := range list {
		if !isColumn(list, i, from) {
			continue
		}
		b.WriteString(sql[done:t.start])
		if t.kind == name {
			b.WriteString(sql[t.start:t.start+1] + to + sql[t.end-1:t.end])
		} else {
			b.WriteString(to)
		}
		done = t.end
	}
	return b.String() + sql[done:]
}

// isColumn: a name before a parenthesis is a function, and behind :: a type.
func isColumn(list []token, i int, column string) bool {
	t := list[i]
	if t.kind != name && t.kind != word || t.kind == name && t.text != column || !strings.EqualFold(t.text, column) {
		return false
	}
	return (i+1 >= len(list) || list[i+1].text != "(" || t.kind == name) && (i == 0 || list[i-1].text != "::")
}
