package sqlddl

import "strings"

// session reads SET, PRAGMA and the statements around transactions.
func (p *parser) session() bool {
	switch {
	case p.accept("SET"):
		p.set()
	case p.accept("RESET"):
		p.put(SetVariable{Name: p.variable(), Value: "DEFAULT"})
	case p.accept("PRAGMA"):
		return p.pragma()
	default:
		return p.transaction()
	}
	return true
}

// transaction reads what begins and ends one.
func (p *parser) transaction() bool {
	verb := ""
	switch p.acceptAny("BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "SAVE TRANSACTION", "SAVE TRAN") {
	case "BEGIN", "START TRANSACTION":
		verb = "BEGIN"
	case "COMMIT", "END":
		verb = "COMMIT"
	case "ROLLBACK", "ABORT":
		verb = "ROLLBACK"
	case "SAVEPOINT", "SAVE TRANSACTION", "SAVE TRAN":
		verb = "SAVEPOINT"
	case "RELEASE":
		verb = "RELEASE"
	default:
		return false
	}
	for !p.ended() {
		p.step()
	}
	p.put(Transaction{verb})
	return true
}

// set reads SET: several variables on MySQL, one elsewhere.
func (p *parser) set() {
	for !p.failed {
		v := SetVariable{}
		n := len(p.text.Parts)
		switch scope := p.acceptAny("SESSION AUTHORIZATION", "SESSION CHARACTERISTICS", "SESSION", "LOCAL", "GLOBAL", "PERSIST_ONLY", "PERSIST"); scope {
		case "LOCAL":
			v.Local = p.database != "mysql"
		case "SESSION AUTHORIZATION", "SESSION CHARACTERISTICS":
			v.Name = strings.ToLower(strings.TrimPrefix(scope, "SESSION "))
		case "GLOBAL", "PERSIST", "PERSIST_ONLY":
			v.Scope = "GLOBAL"
		}
		if v.Name == "" {
			v.Name = p.variable()
		}
		if scope, name, ok := strings.Cut(v.Name, "."); ok && strings.HasPrefix(scope, "@@") {
			v.Name = name
			if scope == "@@global" || scope == "@@persist" {
				v.Scope = "GLOBAL"
			}
		}
		v.Name = strings.TrimPrefix(v.Name, "@@")
		v.Value = p.value()
		p.put(v)
		p.closed(n)
		if p.database != "mysql" || !p.accept(",") {
			break
		}
		p.begin = p.at().start
	}
	if len(p.text.Parts) == 1 {
		p.text.Parts[0].Start, p.text.Parts[0].End = p.text.Start, 0
	}
}

// variable reads the name of a variable, with its points.
func (p *parser) variable() string {
	if p.accept("TIME ZONE") {
		return "timezone"
	}
	name := p.name()
	for p.accept(".") {
		name += "." + p.name()
	}
	return strings.ToLower(name)
}

// value reads what a variable becomes: to the end, or to a comma on MySQL.
func (p *parser) value() string {
	p.acceptAny("TO", ": =", "=")
	first := p.at()
	count := 0
	for !p.ended() && !p.failed && !(p.database == "mysql" && p.sees(",")) {
		if p.sees("(") {
			p.parens()
		} else {
			p.step()
		}
		count++
	}
	if count == 1 && first.kind == text {
		return first.text
	}
	if count == 0 {
		return ""
	}
	return p.since(first.start)
}

// pragma reads PRAGMA name = value and PRAGMA name(value). Without a value it
// is a question.
func (p *parser) pragma() bool {
	name := p.variable()
	if _, after, ok := strings.Cut(name, "."); ok {
		name = after
	}
	value := ""
	switch {
	case p.accept("="):
		value = p.value()
	case p.sees("("):
		value = p.parens()
	default:
		return false
	}
	p.put(SetVariable{Name: name, Value: value})
	return true
}
