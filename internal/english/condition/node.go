package condition

import (
	"slices"
	"strings"
)

// A node is a part of an expression.
type node interface {
	// write writes the node as SQL.
	write(w *writer)
	// level is how tightly its outermost operator binds.
	level() int
}

// The levels, loosest first, as PostgreSQL has them.
const (
	orLevel = iota + 1
	andLevel
	notLevel
	compareLevel
	otherLevel
	sumLevel
	productLevel
	minusLevel
	castLevel
	atomLevel
)

type (
	// column is a column; table is what stood before the point. verb is set if
	// the name was made of a verb.
	column struct {
		table, name string
		verb        bool
	}
	// text is a string. bare is set if the person wrote it without quotes.
	text struct {
		value string
		bare  bool
	}
	// constant is a number, or a keyword that is a value: NULL, CURRENT_DATE.
	constant struct{ sql string }
	// interval is a literal such as interval '30 days'.
	interval struct{ amount string }
	// call is a function's call.
	call struct {
		name string
		args []node
	}
	// array is ARRAY[...].
	array struct{ items []node }
	// binary is an operator with two operands. Moment says that the person spoke
	// of before and after.
	binary struct {
		op          string
		left, right node
		moment      bool
	}
	// prefix is NOT x or -x.
	prefix struct {
		op string
		x  node
	}
	// postfix is x IS NULL and the like.
	postfix struct {
		x  node
		op string
	}
	between struct {
		x, low, high node
		not          bool
	}
	in struct {
		x    node
		list []node
		not  bool
	}
	cast struct {
		x        node
		typeName string
	}
	// group is what the person put in parentheses.
	group struct{ x node }
)

func (column) level() int   { return atomLevel }
func (text) level() int     { return atomLevel }
func (interval) level() int { return atomLevel }
func (call) level() int     { return atomLevel }
func (array) level() int    { return atomLevel }
func (group) level() int    { return atomLevel }
func (cast) level() int     { return castLevel }
func (postfix) level() int  { return compareLevel }
func (between) level() int  { return compareLevel }
func (in) level() int       { return compareLevel }

func (c constant) level() int {
	if strings.HasPrefix(c.sql, "-") {
		return minusLevel
	}
	return atomLevel
}

func (p prefix) level() int {
	if p.op == "NOT" {
		return notLevel
	}
	return minusLevel
}

func (b binary) level() int {
	switch b.op {
	case "OR":
		return orLevel
	case "AND":
		return andLevel
	case "+", "-":
		return sumLevel
	case "*", "/", "%":
		return productLevel
	case "||", "->", "->>":
		return otherLevel
	}
	return compareLevel
}

// writer collects SQL, and what it is about.
type writer struct {
	strings.Builder
	columns, bare, tables, verbs []string
}

// child writes a part, in parentheses if it binds less tightly than least.
func (w *writer) child(n node, least int) {
	if n.level() >= least {
		n.write(w)
		return
	}
	w.WriteByte('(')
	n.write(w)
	w.WriteByte(')')
}

func (w *writer) list(nodes []node) {
	for i, n := range nodes {
		if i > 0 {
			w.WriteString(", ")
		}
		n.write(w)
	}
}

func addOnce(list []string, word string) []string {
	if word == "" || slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

func (c column) write(w *writer) {
	w.columns = addOnce(w.columns, c.name)
	w.tables = addOnce(w.tables, c.table)
	if c.verb {
		w.verbs = addOnce(w.verbs, c.name)
	}
	w.WriteString(identifier(c.name))
}

func (t text) write(w *writer) {
	if t.bare {
		w.bare = addOnce(w.bare, t.value)
	}
	w.WriteString(quote(t.value))
}

func (c constant) write(w *writer) { w.WriteString(c.sql) }

func (i interval) write(w *writer) { w.WriteString("interval " + quote(i.amount)) }

func (c call) write(w *writer) {
	w.WriteString(c.name + "(")
	w.list(c.args)
	w.WriteByte(')')
}

func (a array) write(w *writer) {
	w.WriteString("ARRAY[")
	w.list(a.items)
	w.WriteByte(']')
}

func (b binary) write(w *writer) {
	level := b.level()
	left, right := level, level+1
	switch level {
	case orLevel, andLevel:
		right = level
	case compareLevel:
		left = level + 1
	}
	w.child(b.left, left)
	if b.op == "->" || b.op == "->>" {
		w.WriteString(b.op)
	} else {
		w.WriteString(" " + b.op + " ")
	}
	w.child(b.right, right)
}

func (p prefix) write(w *writer) {
	w.WriteString(p.op)
	if p.op == "NOT" {
		w.WriteByte(' ')
		w.child(p.x, notLevel)
		return
	}
	w.child(p.x, castLevel)
}

func (p postfix) write(w *writer) {
	w.child(p.x, otherLevel)
	w.WriteString(" " + p.op)
}

func (b between) write(w *writer) {
	w.child(b.x, otherLevel)
	if b.not {
		w.WriteString(" NOT")
	}
	w.WriteString(" BETWEEN ")
	w.child(b.low, otherLevel)
	w.WriteString(" AND ")
	w.child(b.high, otherLevel)
}

func (i in) write(w *writer) {
	w.child(i.x, otherLevel)
	if i.not {
		w.WriteString(" NOT")
	}
	w.WriteString(" IN (")
	w.list(i.list)
	w.WriteByte(')')
}

func (c cast) write(w *writer) {
	w.child(c.x, castLevel)
	w.WriteString("::" + c.typeName)
}

func (g group) write(w *writer) {
	w.WriteByte('(')
	g.x.write(w)
	w.WriteByte(')')
}

// ungroup takes parentheses around the whole off.
func ungroup(n node) node {
	for {
		g, ok := n.(group)
		if !ok {
			return n
		}
		n = g.x
	}
}

// sql writes a node.
func sql(n node) string {
	var w writer
	n.write(&w)
	return w.String()
}

// quote writes a string literal.
func quote(value string) string { return "'" + strings.ReplaceAll(value, "'", "''") + "'" }

// identifier writes a column's name, in quotes only if it must be.
func identifier(name string) string {
	if plainName(name) && !reserved(name) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// plainName reports whether name can stand in SQL as it is.
func plainName(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c >= 'a' && c <= 'z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// reserved are the words that PostgreSQL does not take as a column's name, or
// takes for something else (user).
func reserved(name string) bool {
	switch name {
	case "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between",
		"binary", "both", "case", "cast", "check", "collate", "collation", "column", "concurrently", "constraint",
		"create", "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
		"current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end",
		"except", "exists", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having",
		"ilike", "in", "initially", "inner", "intersect", "interval", "into", "is", "isnull", "join", "lateral",
		"leading", "left", "like", "limit", "localtime", "localtimestamp", "natural", "not", "notnull", "null",
		"offset", "on", "only", "or", "order", "outer", "overlaps", "placing", "primary", "references", "returning",
		"right", "select", "session_user", "similar", "some", "symmetric", "system_user", "table", "tablesample",
		"then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when", "where",
		"window", "with":
		return true
	}
	return false
}
