package tabletext

// begin starts a part at the next token; from is where the blanks before it
// begin. It reads the name that CONSTRAINT gives.
func (p *parser) begin(from int) (q part, start int) {
	start = p.at(0).start
	q.lead = p.sql[from:start]
	for p.sees("CONSTRAINT") {
		p.pos++
		if p.at(0).isName() && !p.at(0).is("PRIMARY") {
			q.constraint = p.at(0).name()
			p.pos++
		}
	}
	return q, start
}

// clause reads what may follow the type of a column.
func (p *parser) clause(from int) part {
	first := p.pos
	q, start := p.begin(from)
	switch {
	case p.accept("PRIMARY", "KEY"):
		q.kind = primaryKey
		p.acceptAny("ASC", "DESC")
		p.conflict()
		p.accept("AUTOINCREMENT")
	case p.accept("NOT", "NULL"):
		q.kind = notNull
		p.conflict()
	case p.accept("NULL"):
		q.kind = null
		p.conflict()
	case p.accept("UNIQUE"):
		q.kind = unique
		p.conflict()
	case p.accept("CHECK"):
		q.kind = check
		p.parens()
		p.conflict()
	case p.accept("DEFAULT"):
		q.kind = defaultValue
		p.value()
	case p.accept("COLLATE"):
		q.kind = collate
		p.pos++
	case p.sees("REFERENCES"):
		q.kind = references
		p.reference(&q)
	case p.sees("DEFERRABLE"), p.sees("NOT", "DEFERRABLE"):
		q.kind = deferrable
		p.deferral()
	case p.sees("GENERATED"), p.sees("AS"):
		q.kind = generated
		p.accept("GENERATED", "ALWAYS")
		p.accept("AS")
		p.parens()
		p.acceptAny("STORED", "VIRTUAL")
	}
	if p.pos == first {
		p.pos++ // a word that SQLite has understood
	}
	q.text = p.sql[start:p.last()]
	return q
}

// constraint reads a constraint of the table.
func (p *parser) constraint(from int) part {
	q, start := p.begin(from)
	switch {
	case p.accept("PRIMARY", "KEY"):
		q.kind, q.columns = primaryKey, p.names()
	case p.accept("UNIQUE"):
		q.kind, q.columns = unique, p.names()
	case p.accept("CHECK"):
		q.kind = check
		p.parens()
	case p.accept("FOREIGN", "KEY"):
		q.kind, q.columns = references, p.names()
		p.reference(&q)
	}
	p.conflict()
	q.text = p.sql[start:p.last()]
	return q
}

func (p *parser) acceptAny(keywords ...string) {
	for _, k := range keywords {
		if p.accept(k) {
			return
		}
	}
}

func (p *parser) conflict() {
	if p.accept("ON", "CONFLICT") {
		p.pos++
	}
}

// value reads a default: a literal with its sign, a name, or an expression in
// parentheses. A blob is an x and a text.
func (p *parser) value() {
	for p.sees("+") || p.sees("-") {
		p.pos++
	}
	if p.sees("(") {
		p.parens()
		return
	}
	adjacent := func() bool { return p.at(0).start == p.last() && !p.atEnd() }
	for p.pos++; adjacent(); p.pos++ {
	}
}

func (p *parser) reference(q *part) {
	p.accept("REFERENCES")
	q.to = p.at(0).name()
	p.pos++
	q.toColumns = p.names()
	for {
		switch {
		case p.sees("ON", "DELETE"), p.sees("ON", "UPDATE"):
			p.pos += 2
			if p.sees("SET") || p.sees("NO") {
				p.pos++
			}
			p.pos++
		case p.accept("MATCH"):
			p.pos++
		case p.sees("DEFERRABLE"), p.sees("NOT", "DEFERRABLE"):
			p.deferral()
		default:
			return
		}
	}
}

func (p *parser) deferral() {
	p.accept("NOT")
	p.accept("DEFERRABLE")
	if p.accept("INITIALLY") {
		p.pos++
	}
}

// parseDefinition reads a column that is to be added.
func parseDefinition(text string) []part {
	list, err := tokens(text)
	if err != nil || len(list) == 0 {
		return []part{{kind: other, text: text}}
	}
	p := &parser{sql: text, tokens: list}
	return p.column(0)
}

// parseClauses reads clauses that are to be added to a column.
func parseClauses(text string) []part {
	list, err := tokens(text)
	if err != nil {
		return nil
	}
	p := &parser{sql: text, tokens: list}
	var parts []part
	for !p.atEnd() {
		parts = append(parts, p.clause(p.last()))
	}
	return parts
}
