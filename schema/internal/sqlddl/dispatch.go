package sqlddl

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// statement reads the whole statement; known is false if it is of no kind that
// is read here.
func (p *parser) statement() (list []Statement, known bool) {
	switch {
	case p.accept("CREATE"):
		return p.create()
	case p.accept("ALTER"):
		return p.alter()
	case p.accept("DROP"):
		return p.drop()
	case p.accept("RENAME TABLE"):
		return p.renameTables(), true
	case p.accept("COMMENT ON"):
		return p.comment()
	}
	return nil, false
}

func (p *parser) create() ([]Statement, bool) {
	switch {
	case p.accept("EXTENSION"):
		lenient := p.lenient() == command.Lenient
		list := []Statement{Extension{Name: p.name(), Lenient: lenient}}
		p.rest()
		return list, true
	case p.accept("TYPE"):
		return p.createType()
	case p.acceptAny("TEMPORARY TABLE", "TEMP TABLE", "LOCAL TEMPORARY TABLE", "LOCAL TEMP TABLE") != "":
		p.rest()
		return nil, true
	case p.acceptAny("UNLOGGED TABLE", "TABLE") != "":
		return p.createTable(), true
	}
	unique := p.accept("UNIQUE")
	p.acceptAny("CLUSTERED", "NONCLUSTERED")
	if using := p.acceptAny("FULLTEXT", "SPATIAL"); p.accept("INDEX") {
		return p.createIndex(unique, strings.ToLower(using)), true
	}
	return nil, false
}

func (p *parser) drop() ([]Statement, bool) {
	switch {
	case p.accept("TABLE"):
		return p.dropEach(func(o command.Object, e command.Existence, m *command.DropMode) Statement {
			return Command{command.DropTable{Table: command.Table{Object: o}, Existence: e, Mode: *m}}
		}), true
	case p.accept("INDEX"):
		concurrently := p.accept("CONCURRENTLY")
		return p.dropEach(func(o command.Object, e command.Existence, m *command.DropMode) Statement {
			index := command.Index{Prefix: o.Prefix, Name: o.Name, Concurrently: concurrently}
			return Command{command.DropIndex{Index: index, Existence: e, Mode: *m}}
		}), true
	case p.accept("EXTENSION"):
		return p.dropEach(func(o command.Object, e command.Existence, _ *command.DropMode) Statement {
			return Extension{Name: o.Name, Drop: true, Lenient: e == command.Lenient}
		}), true
	case p.accept("TYPE"):
		return p.dropEach(func(o command.Object, e command.Existence, _ *command.DropMode) Statement {
			return DropType{Type: o, Lenient: e == command.Lenient}
		}), true
	}
	return nil, false
}

// dropEach reads names with what stands behind them all.
func (p *parser) dropEach(drop func(command.Object, command.Existence, *command.DropMode) Statement) []Statement {
	existence := p.lenient()
	var objects []command.Object
	for {
		objects = append(objects, p.object())
		if !p.accept(",") {
			break
		}
	}
	var on command.Object
	if p.accept("ON") {
		on = p.object()
	}
	if p.sees("LOCK") || p.sees("ALGORITHM") {
		p.rest()
	}
	mode := p.dropMode()
	var list []Statement
	for _, o := range objects {
		s := drop(o, existence, &mode)
		if c, ok := s.(Command); ok && on.Name != "" {
			if i, ok := c.Command.(command.DropIndex); ok {
				i.Index.Prefix, i.Index.Table = on.Prefix, on.Name
				s = Command{i}
			}
		}
		list = append(list, s)
	}
	return list
}

// renameTables is MySQL's RENAME TABLE a TO b, c TO d.
func (p *parser) renameTables() []Statement {
	var list []Statement
	for {
		from := p.object()
		p.expect("TO")
		list = append(list, Command{command.RenameTable{From: from, To: p.object()}})
		if !p.accept(",") {
			return list
		}
	}
}

// rest passes over everything.
func (p *parser) rest() {
	for p.at().kind != end && !p.sees(";") {
		p.step()
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
	TRUNCATE COPY NOTIFY LISTEN UNLISTEN DISCARD CHECKPOINT OPTIMIZE FLUSH PRINT DECLARE FETCH CLOSE LOAD SECURITY`)

// otherObjects are what is created, altered and dropped without a table
// changing.
var otherObjects = strings.Fields(`VIEW FUNCTION PROCEDURE TRIGGER SEQUENCE ROLE USER GROUP POLICY RULE DATABASE PUBLICATION
	SUBSCRIPTION SERVER STATISTICS COLLATION OPERATOR CAST AGGREGATE LANGUAGE CONVERSION TABLESPACE EVENT DOMAIN TYPE
	EXTENSION TRANSFORM DEFAULT LOGIN SYNONYM TEXT ACCESS`)
