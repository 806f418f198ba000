package sqlddl

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// statement reads the whole statement, and reports whether it is of a kind that
// is read here.
func (p *parser) statement() bool {
	switch {
	case p.accept("CREATE"):
		return p.create()
	case p.accept("ALTER"):
		return p.alter()
	case p.accept("DROP"):
		return p.drop()
	case p.acceptAny("RENAME TABLE", "RENAME TABLES") != "":
		p.renameTables()
		return true
	case p.accept("COMMENT ON"):
		return p.comment()
	}
	return p.rowStatement() || p.upkeep() || p.session() || p.database == "mssql" && p.procedure()
}

func (p *parser) create() bool {
	p.acceptAny("OR REPLACE", "OR ALTER")
	switch {
	case p.accept("EXTENSION"):
		lenient := p.lenient() == command.Lenient
		p.put(Extension{Name: p.name(), Lenient: lenient})
		p.rest()
		return true
	case p.accept("TYPE"):
		return p.createType()
	case p.acceptAny("TEMPORARY TABLE", "TEMP TABLE", "LOCAL TEMPORARY TABLE", "LOCAL TEMP TABLE",
		"GLOBAL TEMPORARY TABLE", "GLOBAL TEMP TABLE") != "":
		p.createTable(true)
		return true
	case p.acceptAny("UNLOGGED TABLE", "TABLE") != "":
		p.createTable(false)
		return true
	case p.accept("VIRTUAL TABLE"):
		p.createVirtual()
		return true
	}
	at := p.pos
	unique := p.accept("UNIQUE")
	p.acceptAny("CLUSTERED", "NONCLUSTERED")
	using := p.acceptAny("FULLTEXT", "SPATIAL", "COLUMNSTORE")
	if p.accept("INDEX") {
		p.createIndex(unique, strings.ToLower(using))
		return true
	}
	p.pos = at
	return p.otherObject("CREATE")
}

func (p *parser) drop() bool {
	switch {
	case p.acceptAny("TABLE", "TEMPORARY TABLE") != "":
		p.dropEach(func(o command.Object, e command.Existence, m command.DropMode) Statement {
			return Command{Command: command.DropTable{Table: command.Table{Object: o}, Existence: e, Mode: m}}
		})
	case p.accept("INDEX"):
		p.dropIndexes()
	case p.accept("EXTENSION"):
		p.dropEach(func(o command.Object, e command.Existence, m command.DropMode) Statement {
			return Extension{Name: o.Name, Drop: true, Lenient: e == command.Lenient, Cascade: m == command.Cascade}
		})
	case p.accept("TYPE"):
		p.dropEach(func(o command.Object, e command.Existence, m command.DropMode) Statement {
			return DropType{Type: o, Lenient: e == command.Lenient, Cascade: m == command.Cascade}
		})
	case p.accept("DATABASE"), p.database == "mysql" && p.accept("SCHEMA"):
		p.dropEach(func(o command.Object, _ command.Existence, _ command.DropMode) Statement { return DropDatabase{o.Name} })
		p.gap = true
	case p.accept("SCHEMA"):
		p.dropEach(func(o command.Object, _ command.Existence, m command.DropMode) Statement {
			return DropSchema{o.Name, m == command.Cascade}
		})
		p.gap = true // it takes its tables along
	default:
		return p.otherObject("DROP")
	}
	return true
}

func (p *parser) dropIndexes() {
	concurrently := p.accept("CONCURRENTLY")
	existence := p.lenient()
	var places []Part
	var drops []command.DropIndex
	for {
		from := p.at().start
		index := p.object()
		drop := command.DropIndex{Existence: existence}
		drop.Index = command.Index{Prefix: index.Prefix, Name: index.Name, Concurrently: concurrently}
		switch {
		case p.accept("ON"):
			on := p.object()
			drop.Index.Prefix, drop.Index.Table = on.Prefix, on.Name
		case p.database == "mssql" && index.Prefix != "": // DROP INDEX table.index
			drop.Index.Prefix, drop.Index.Table = "", index.Prefix
		}
		p.indexOptions(&command.Index{})
		drops, places = append(drops, drop), append(places, p.part(nil, from))
		if !p.accept(",") {
			break
		}
	}
	mode := p.dropMode()
	for i := range drops {
		drops[i].Mode = mode
		places[i].Statement = Command{Command: drops[i]}
	}
	p.putEach(places)
}

// dropEach reads names with what stands behind them all.
func (p *parser) dropEach(drop func(command.Object, command.Existence, command.DropMode) Statement) {
	existence := p.lenient()
	var places []Part
	var names []command.Object
	for {
		from := p.at().start
		names = append(names, p.object())
		places = append(places, p.part(nil, from))
		if !p.accept(",") {
			break
		}
	}
	mode := p.dropMode()
	for i, o := range names {
		places[i].Statement = drop(o, existence, mode)
	}
	p.putEach(places)
}

// putEach adds the objects of a list; a single one is the whole statement.
func (p *parser) putEach(places []Part) {
	if len(places) == 1 {
		places[0].Start, places[0].End = p.begin, 0
	}
	p.text.Parts = append(p.text.Parts, places...)
}

// renameTables is MySQL's RENAME TABLE a TO b, c TO d.
func (p *parser) renameTables() {
	for {
		n := len(p.text.Parts)
		from := p.object()
		p.acceptAny("WAIT", "NOWAIT")
		p.expect("TO")
		p.put(Command{Command: command.RenameTable{From: from, To: p.object()}})
		p.closed(n)
		if !p.accept(",") {
			return
		}
		p.begin = p.at().start
	}
}

// harmless reports a statement that changes no table: it reads or writes rows,
// sets something, or is about other objects.
func harmless(list []token) bool {
	first := keyword(list, 0)
	if slices.Contains(rowStatements, first) {
		return true
	}
	if first != "CREATE" && first != "ALTER" && first != "DROP" && first != "COMMENT" {
		return false
	}
	for i := 1; i < len(list) && i < 6; i++ {
		k := keyword(list, i)
		switch {
		case slices.Contains(otherObjects, k):
			return true
		case k == "TABLE", k == "INDEX", k == "SCHEMA":
			// Only an empty schema comes into being or changes; dropped, it takes
			// its tables along.
			return k == "SCHEMA" && first != "DROP" || first == "COMMENT"
		}
	}
	return false
}

func keyword(list []token, i int) string {
	if i >= len(list) || list[i].kind != word {
		return ""
	}
	return strings.ToUpper(list[i].text)
}

var rowStatements = strings.Fields(`SELECT INSERT UPDATE DELETE MERGE REPLACE WITH VALUES TABLE SET RESET SHOW EXPLAIN ANALYZE
	VACUUM REINDEX CLUSTER REFRESH GRANT REVOKE LOCK UNLOCK BEGIN START COMMIT END ROLLBACK SAVEPOINT RELEASE PRAGMA USE
	TRUNCATE COPY NOTIFY LISTEN UNLISTEN DISCARD CHECKPOINT OPTIMIZE FLUSH PRINT DECLARE OPEN FETCH CLOSE DEALLOCATE LOAD SECURITY`)

// otherObjects are what is created, altered and dropped without a table
// changing.
var otherObjects = strings.Fields(`VIEW FUNCTION PROCEDURE TRIGGER SEQUENCE ROLE USER GROUP POLICY RULE DATABASE PUBLICATION
	SUBSCRIPTION SERVER STATISTICS COLLATION OPERATOR CAST AGGREGATE LANGUAGE CONVERSION TABLESPACE EVENT DOMAIN TYPE
	EXTENSION TRANSFORM DEFAULT LOGIN SYNONYM TEXT ACCESS PROC`)
