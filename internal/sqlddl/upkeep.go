package sqlddl

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// upkeep reads the statements that care for tables.
func (p *parser) upkeep() bool {
	switch {
	case p.accept("VACUUM"):
		p.vacuum()
	case p.accept("ANALYZE"), p.accept("UPDATE STATISTICS"):
		p.analyze()
	case p.accept("CLUSTER"):
		p.cluster()
	case p.accept("REINDEX"):
		p.reindex()
	case p.accept("REFRESH MATERIALIZED VIEW"):
		concurrently := p.accept("CONCURRENTLY")
		p.put(Refresh{p.object(), concurrently})
		p.acceptAny("WITH NO DATA", "WITH DATA")
	case p.accept("TRUNCATE"):
		p.truncate()
	case p.acceptAny("OPTIMIZE TABLE", "OPTIMIZE LOCAL TABLE", "OPTIMIZE NO_WRITE_TO_BINLOG TABLE") != "":
		p.tableList(func(o command.Object) Statement { return Vacuum{o, true} })
	case p.acceptAny("LOCK TABLES", "LOCK TABLE", "LOCK") != "":
		p.lockTables()
	case p.acceptAny("ENABLE TRIGGER", "DISABLE TRIGGER") != "":
		p.switchTrigger()
	default:
		return false
	}
	return true
}

// tableList reads the tables of a statement that names several.
func (p *parser) tableList(each func(command.Object) Statement) {
	var places []Part
	for !p.failed {
		from := p.at().start
		p.accept("ONLY")
		o := p.object()
		p.accept("*")
		places = append(places, p.part(each(o), from))
		if p.sees("(") { // the columns that VACUUM ANALYZE and ANALYZE are for
			p.parens()
		}
		if !p.accept(",") {
			break
		}
	}
	p.putEach(places)
}

// options reads VERBOSE, FULL and their like, in parentheses or not, and
// reports whether one is among them.
func (p *parser) options(wanted string, others ...string) bool {
	found := false
	if p.sees("(") {
		options := strings.ToUpper(p.parens())
		for _, option := range strings.Split(options, ",") {
			words := strings.Fields(option)
			if len(words) > 0 && words[0] == wanted {
				found = len(words) == 1 || words[1] != "FALSE" && words[1] != "OFF" && words[1] != "0"
			}
		}
	}
	for {
		switch {
		case p.accept(wanted):
			found = true
		case p.acceptAny(others...) != "":
		default:
			return found
		}
	}
}

func (p *parser) vacuum() {
	full := p.options("FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE") || p.database == "sqlite"
	if p.database == "sqlite" || p.ended() {
		for !p.ended() {
			p.step()
		}
		p.put(Vacuum{Full: full})
		return
	}
	p.tableList(func(o command.Object) Statement { return Vacuum{o, full} })
}

func (p *parser) analyze() {
	p.options("VERBOSE", "SKIP_LOCKED", "LOCAL", "NO_WRITE_TO_BINLOG")
	p.accept("TABLE")
	if p.ended() {
		p.put(Analyze{})
		return
	}
	p.tableList(func(o command.Object) Statement { return Analyze{o} })
	if !p.ended() {
		p.rest()
	}
}

func (p *parser) cluster() {
	p.options("VERBOSE")
	if p.ended() {
		p.put(Cluster{})
		return
	}
	table := p.object()
	switch {
	case p.accept("USING"):
		p.name()
	case p.accept("ON"): // CLUSTER index ON table
		table = p.object()
	}
	p.put(Cluster{table})
}

func (p *parser) reindex() {
	r := Reindex{Concurrently: p.options("CONCURRENTLY", "VERBOSE")}
	r.What = p.acceptAny("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM")
	r.Concurrently = p.accept("CONCURRENTLY") || r.Concurrently
	if p.ended() {
		p.put(r)
		return
	}
	switch o := p.object(); r.What {
	case "TABLE":
		r.Table = o
	default:
		r.Index = o
	}
	p.put(r)
}

func (p *parser) truncate() {
	p.accept("TABLE")
	n := len(p.text.Parts)
	p.tableList(func(o command.Object) Statement { return Truncate{Table: o} })
	p.acceptAny("RESTART IDENTITY", "CONTINUE IDENTITY")
	if p.acceptAny("CASCADE", "RESTRICT") == "CASCADE" {
		for i := n; i < len(p.text.Parts); i++ {
			if t, ok := p.text.Parts[i].Statement.(Truncate); ok {
				t.Cascade = true
				p.text.Parts[i].Statement = t
			}
		}
	}
}

// lockTables: PostgreSQL has one mode behind all tables, MySQL one behind each.
func (p *parser) lockTables() {
	var locks []LockTable
	var places []Part
	for !p.failed {
		from := p.at().start
		p.accept("ONLY")
		lock := LockTable{Table: p.object()}
		p.accept("*")
		if p.database == "mysql" {
			if p.accept("AS") || !p.seesAny("READ", "WRITE", "LOW_PRIORITY") {
				p.name()
			}
			lock.Mode = p.acceptAny("READ LOCAL", "READ", "LOW_PRIORITY WRITE", "WRITE")
		}
		locks, places = append(locks, lock), append(places, p.part(nil, from))
		if !p.accept(",") {
			break
		}
	}
	mode := ""
	if p.database != "mysql" {
		mode = "ACCESS EXCLUSIVE"
		if p.accept("IN") {
			from := p.at().start
			for !p.ended() && !p.sees("MODE") {
				p.step()
			}
			mode = strings.ToUpper(p.since(from))
			p.expect("MODE")
		}
		p.accept("NOWAIT")
	}
	for i, lock := range locks {
		if mode != "" {
			lock.Mode = mode
		}
		places[i].Statement = lock
	}
	p.putEach(places)
}

// switchTrigger is SQL Server's DISABLE TRIGGER name ON table.
func (p *parser) switchTrigger() {
	t := Trigger{What: strings.ToUpper(p.tokens[p.pos-2].text), Name: p.object().Name}
	for p.accept(",") {
		p.object()
	}
	p.expect("ON")
	t.Table = p.object()
	p.put(t)
}
