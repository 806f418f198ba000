package sqlddl

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// scanned is what was seen while a statement about rows was passed over.
type scanned struct {
	// where is the token behind WHERE, or 0.
	where int
	// keyed: the condition allows a range of keys, or a list.
	keyed           bool
	values, selects bool
	// from is the first table behind FROM, and into the one behind INTO.
	from, into command.Object
	temporary  bool
	aliases    []alias
}

type alias struct {
	alias string
	table command.Object
}

// scan passes over the rest of a statement, or of the parentheses that it
// stands in. Columns gets the names that SET sets, which comes before.
func (r *rowText) scan(columns *[]string) scanned {
	var s scanned
	setting := columns != nil
	item := setting
	for !r.failed && !r.ended() && !r.sees(")") {
		if item {
			item = false
			r.assigned(columns)
			continue
		}
		switch {
		case r.sees("("):
			r.inner()
			continue
		case r.sees(","):
			item = setting
		case r.keywordOfRows(&s):
			setting = false
			continue
		}
		r.step()
	}
	if s.where > 0 {
		s.keyed = r.keys(s.where, r.pos)
	}
	return s
}

// keywordOfRows takes a word that means something to the whole statement.
func (r *rowText) keywordOfRows(s *scanned) bool {
	switch {
	case r.accept("WHERE"):
		s.where = r.pos
	case r.acceptAny("LIMIT", "TOP", "FETCH FIRST", "FETCH NEXT") != "":
		r.limited = true
	case r.accept("VALUES"), r.accept("DEFAULT VALUES"):
		s.values = true
	case r.acceptAny("SELECT", "TABLE") != "":
		s.selects = true
	case r.accept("INTO"):
		r.into(s)
	case r.acceptAny("FROM", "JOIN", "USING") != "":
		r.source(s)
	case r.acceptAny("RETURNING", "OUTPUT", "ON CONFLICT", "ON DUPLICATE KEY UPDATE", "ORDER BY", "GROUP BY") != "":
	default:
		return false
	}
	return true
}

// inner passes over parentheses. A limit within them bounds what is done with
// them.
func (r *rowText) inner() {
	from := r.pos
	r.parens()
	for i := from; i < r.pos; i++ {
		if t := r.tokens[i]; t.kind == word && (isKeyword(t.text, "LIMIT") || isKeyword(t.text, "TOP") || isKeyword(t.text, "FETCH")) {
			r.limited = true
		}
	}
}

// assigned reads what an item of SET sets.
func (r *rowText) assigned(columns *[]string) {
	if r.sees("(") {
		*columns = append(*columns, r.nameList()...)
		return
	}
	name := r.name()
	for r.accept(".") {
		name = r.name()
	}
	if !strings.HasPrefix(name, "@") {
		*columns = append(*columns, name)
	}
}

func (r *rowText) into(s *scanned) {
	if r.database == "mysql" || s.into.Name != "" || s.values {
		return
	}
	s.temporary = r.acceptAny("TEMPORARY", "TEMP") != ""
	r.acceptAny("UNLOGGED")
	r.accept("TABLE")
	if t := r.at(); t.kind == word || t.kind == name {
		s.into = r.object()
		s.temporary = s.temporary || strings.HasPrefix(s.into.Name, "#")
	}
}

// source reads a table behind FROM, with its alias.
func (r *rowText) source(s *scanned) {
	r.acceptAny("ONLY", "LATERAL")
	if t := r.at(); t.kind != word && t.kind != name {
		return
	}
	table := r.object()
	if s.from.Name == "" {
		s.from = table
	}
	r.accept("AS")
	if t := r.at(); (t.kind == word || t.kind == name) && !r.ended() && !r.seesAny("WHERE", "JOIN", "INNER", "LEFT", "RIGHT", "CROSS",
		"FULL", "SET", "ON", "USING", "ORDER", "GROUP", "LIMIT", "RETURNING", "NATURAL", "UNION", "WITH", "FETCH", "HAVING", "OPTION") {
		s.aliases = append(s.aliases, alias{r.name(), table})
	}
}

// keys reports whether a condition limits the rows by its text: a range of
// keys with both ends, a single key, or a list of them. With OR nothing is sure.
func (r *rowText) keys(from, to int) bool {
	lower, upper, depth := false, false, 0
	for i := from; i < to; i++ {
		t := r.tokens[i]
		switch {
		case t.kind == symbol && t.text == "(":
			depth++
		case t.kind == symbol && t.text == ")":
			depth--
		case depth > 0:
		case t.kind == word && isKeyword(t.text, "OR"):
			return false
		case (t.kind == word || t.kind == name) && isKey(t.text) && i+2 < to:
			low, high := r.bounds(i+1, isUnique(t.text))
			lower, upper = lower || low, upper || high
		}
	}
	return lower && upper
}

// isKey: the names of keys by which rows are gone through.
func isKey(column string) bool {
	column = strings.ToLower(column)
	return isUnique(column) || strings.HasSuffix(column, "_id")
}

// isUnique: one value of it is one row.
func isUnique(column string) bool {
	switch strings.ToLower(column) {
	case "id", "uuid", "ctid", "rowid":
		return true
	}
	return false
}

// bounds reads the comparison behind a column.
func (r *rowText) bounds(at int, unique bool) (lower, upper bool) {
	t, next := r.tokens[at], r.tokens[at+1]
	switch {
	case isKeyword(t.text, "BETWEEN"):
		return true, true
	case t.text == ">":
		return true, false
	case t.text == "<" && next.text != ">":
		return false, true
	case t.text == "=" && unique:
		one := next.kind == number || next.kind == text || next.text == "$" || next.text == "?" || strings.HasPrefix(next.text, "@")
		return one, one
	case isKeyword(t.text, "IN") && unique && at+2 < len(r.tokens):
		list := r.tokens[at+2].kind == number || r.tokens[at+2].kind == text
		return list, list
	}
	return false, false
}
