package sqlddl

import "github.com/whimbrel-go/whimbrel/command"

// otherObject reads CREATE, ALTER and DROP of what is no table, index or type.
func (p *parser) otherObject(verb string) bool {
	p.modifiers()
	switch {
	case p.accept("TRIGGER"):
		p.trigger(verb)
		return true
	case p.accept("MATERIALIZED VIEW"):
		p.define(verb, "MATERIALIZED VIEW")
		return true
	case p.accept("FOREIGN TABLE"):
		p.define(verb, "FOREIGN TABLE")
		p.gap = true
		return true
	case p.accept("SCHEMA"):
		p.define(verb, "SCHEMA")
		return true
	}
	for _, what := range otherObjects {
		if p.accept(what) {
			p.define(verb, what)
			return true
		}
	}
	return false
}

// modifiers passes over what may stand before the kind of the object.
func (p *parser) modifiers() {
	for !p.failed {
		switch {
		case p.acceptAny("OR REPLACE", "OR ALTER", "TEMPORARY", "TEMP", "RECURSIVE", "CONSTRAINT", "PROCEDURAL", "TRUSTED",
			"SQL SECURITY DEFINER", "SQL SECURITY INVOKER", "IF NOT EXISTS") != "":
		case p.accept("ALGORITHM ="):
			p.step()
		case p.accept("DEFINER ="):
			p.step()
			if p.sees("( )") { // CURRENT_USER()
				p.parens()
			}
			for p.at().kind == word && p.at().text[0] == '@' || p.accept("@") {
				p.step()
			}
			if p.at().kind == name {
				p.step()
			}
		default:
			return
		}
	}
}

// define reads the names; what follows is its own business.
func (p *parser) define(verb, what string) {
	p.acceptAny("CONCURRENTLY", "MAPPING FOR", "FAMILY", "CLASS", "TRIGGER")
	p.lenient()
	var objects []command.Object
	for p.at().kind == word || p.at().kind == name {
		objects = append(objects, p.object())
		if p.sees("(") {
			p.parens()
		}
		if verb != "DROP" || !p.accept(",") {
			break
		}
	}
	p.failed = false
	table := p.ruled(what)
	if len(objects) == 0 {
		objects = []command.Object{{}}
	}
	cascade := false
	for !p.ended() {
		cascade = verb == "DROP" && p.sees("CASCADE")
		p.step()
	}
	if verb != "DROP" && isAny(what, "PROCEDURE", "PROC", "FUNCTION", "VIEW") {
		p.body()
	}
	for _, o := range objects {
		p.put(Define{o, verb, what, cascade, table})
	}
}

// ruled reads the table that a policy or a rule is on: ON t, AS ON UPDATE TO t.
func (p *parser) ruled(what string) command.Object {
	switch {
	case what == "RULE" && p.accept("AS ON"):
		p.step()
		if !p.accept("TO") {
			return command.Object{}
		}
	case what != "RULE" && what != "POLICY", !p.accept("ON"):
		return command.Object{}
	}
	if t := p.at(); t.kind != word && t.kind != name {
		return command.Object{}
	}
	return p.object()
}

// body passes over the rest of a batch of SQL Server, where a procedure goes to
// its end. Statements of other databases end where they do.
func (p *parser) body() {
	for p.database == "mssql" && p.at().kind != end {
		p.step()
	}
}

// trigger reads what follows TRIGGER: a name, and the table behind ON.
func (p *parser) trigger(verb string) {
	p.lenient()
	t := Trigger{Name: p.object().Name, What: verb}
	for !p.failed && !p.ended() {
		if p.accept("ON") {
			t.Table = p.object()
			break
		}
		p.step()
	}
	for !p.ended() {
		p.step()
	}
	if verb != "DROP" {
		p.body()
	}
	p.put(t)
}
