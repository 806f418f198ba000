package sqlddl

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// rowStatement reads the statements that read and write rows.
func (p *parser) rowStatement() bool {
	if p.seesAny("UPDATE STATISTICS") {
		return false
	}
	r := &rowText{parser: p}
	if p.accept("WITH") {
		r.commonTables()
	}
	if p.sees("( SELECT") || p.seesAny("SELECT", "VALUES", "TABLE", "( (") {
		return r.selection()
	}
	return r.write()
}

// rowText is a statement about rows. Its conditions are gathered while it is
// passed over.
type rowText struct {
	*parser
	// limited: a LIMIT, TOP or FETCH FIRST stands somewhere.
	limited bool
}

// commonTables reads what WITH has before the statement. What writes there,
// writes too.
func (r *rowText) commonTables() {
	r.accept("RECURSIVE")
	for !r.failed {
		r.name()
		if r.sees("(") {
			r.parens()
		}
		r.expect("AS")
		r.acceptAny("NOT MATERIALIZED", "MATERIALIZED")
		if !r.accept("(") {
			r.fail()
			return
		}
		n := len(r.text.Parts)
		r.begin = r.at().start
		if !r.write() {
			r.scan(nil)
		}
		r.closed(n)
		r.expect(")")
		if !r.accept(",") {
			break
		}
	}
	r.begin = r.at().start
}

// write reads INSERT, UPDATE, DELETE and their like.
func (r *rowText) write() bool {
	switch {
	case r.acceptAny("INSERT", "REPLACE") != "":
		r.insert(strings.ToUpper(r.tokens[r.pos-1].text))
	case r.accept("UPDATE"):
		r.update()
	case r.accept("DELETE"):
		r.deletion()
	case r.accept("MERGE"):
		r.merge()
	case r.accept("COPY"):
		r.copy()
	case r.accept("LOAD DATA"), r.accept("BULK INSERT"):
		r.bulk()
	default:
		return false
	}
	return true
}

// lead passes over what may stand before the table.
func (r *rowText) lead() {
	for !r.failed {
		switch {
		case r.acceptAny("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "IGNORE", "OVERWRITE", "INTO", "FROM", "ONLY",
			"OR REPLACE", "OR IGNORE", "OR ABORT", "OR FAIL", "OR ROLLBACK") != "":
		case r.accept("TOP"):
			r.limited = true
			if r.sees("(") {
				r.parens()
			} else {
				r.step()
			}
			r.accept("PERCENT")
		default:
			return
		}
	}
}

func (r *rowText) insert(verb string) {
	r.lead()
	w := Write{Table: r.object(), Verb: verb}
	seen := r.scan(nil)
	w.Where = seen.where > 0
	w.Bounded = r.limited || !seen.selects && (seen.values || r.database == "mysql") || seen.keyed
	r.put(w)
}

func (r *rowText) update() {
	r.lead()
	w := Write{Table: r.object(), Verb: "UPDATE"}
	for !r.failed && !r.ended() && !r.sees("SET") { // an alias, or MySQL's joins
		r.step()
	}
	r.expect("SET")
	seen := r.scan(&w.Columns)
	w.Where, w.Bounded = seen.where > 0, r.limited || seen.keyed
	w.Table = r.resolved(w.Table, seen)
	r.put(w)
}

func (r *rowText) deletion() {
	r.lead()
	w := Write{Table: r.object(), Verb: "DELETE"}
	seen := r.scan(nil)
	w.Where, w.Bounded = seen.where > 0, r.limited || seen.keyed
	w.Table = r.resolved(w.Table, seen)
	r.put(w)
}

// merge: ON is its condition.
func (r *rowText) merge() {
	r.lead()
	w := Write{Table: r.object(), Verb: "MERGE", Where: true}
	r.scan(nil)
	w.Bounded = r.limited
	r.put(w)
}

func (r *rowText) copy() {
	if r.sees("(") {
		r.scan(nil)
		r.put(Query{})
		return
	}
	table := r.object()
	if r.sees("(") {
		r.parens()
	}
	into := r.accept("FROM")
	r.scan(nil)
	if into {
		r.put(Write{Table: table, Verb: "COPY"})
	} else {
		r.put(Query{table})
	}
}

// bulk is LOAD DATA of MySQL and BULK INSERT of SQL Server.
func (r *rowText) bulk() {
	for r.database == "mysql" && !r.failed && !r.accept("INTO TABLE") {
		if r.ended() {
			r.fail()
		}
		r.step()
	}
	table := r.object()
	r.scan(nil)
	r.put(Write{Table: table, Verb: "COPY"})
}

// selection reads a query. INTO makes a table of it, and set_config sets a
// variable.
func (r *rowText) selection() bool {
	if r.setConfig() {
		return true
	}
	seen := r.scan(nil)
	if seen.into.Name != "" {
		create := CreateTable{AsQuery: true, Temporary: seen.temporary}
		create.Table.Object = seen.into
		r.about, r.creates, r.gap = seen.into, !seen.temporary, !seen.temporary
		r.put(create)
		return true
	}
	r.put(Query{seen.from})
	return true
}

// setConfig is SELECT set_config('name', 'value', local).
func (r *rowText) setConfig() bool {
	at := r.pos
	r.accept("SELECT")
	r.accept("PG_CATALOG .")
	if !r.accept("SET_CONFIG (") {
		r.pos = at
		return false
	}
	v := SetVariable{Name: strings.ToLower(r.literal())}
	r.expect(",")
	v.Value = strings.Trim(r.until(), "'")
	r.expect(",")
	v.Local = isKeyword(r.until(), "TRUE")
	r.expect(")")
	if r.failed {
		r.pos, r.failed = at, false
		return false
	}
	r.scan(nil)
	r.put(v)
	return true
}

// resolved is the table that an alias stands for.
func (r *rowText) resolved(o command.Object, s scanned) command.Object {
	if o.Prefix != "" {
		return o
	}
	for _, a := range s.aliases {
		if a.alias == o.Name {
			return a.table
		}
	}
	return o
}

// quotedName writes a name as PostgreSQL takes it, if it needs quotes.
func quotedName(name string) string {
	plain := name != "" && isLetter(name[0]) && !strings.ContainsFunc(name, func(c rune) bool {
		return c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9')
	})
	if plain && !slices.Contains(columnClauses, strings.ToUpper(name)) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}
