package sqlddl

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// createIndex reads what follows CREATE [UNIQUE] INDEX.
func (p *parser) createIndex(unique bool, using string) {
	index := command.Index{Unique: unique, Using: using}
	index.Concurrently = p.accept("CONCURRENTLY")
	existence := p.lenient()
	if !p.sees("ON") {
		index.Name = p.object().Name
	}
	if p.accept("USING") { // MySQL has it here
		index.Using = p.using()
	}
	p.expect("ON")
	index.Only = p.accept("ONLY")
	table := p.object()
	p.about = table
	index.Prefix, index.Table = table.Prefix, table.Name
	if using == "columnstore" && !p.sees("(") {
		p.indexOptions(&index)
	} else {
		p.indexBody(&index)
	}
	if index.Name == "" {
		index.Name = strings.TrimSuffix(command.DefaultIndexName(index.Table, index.Columns), "_index") + "_idx"
	}
	p.put(Command{Command: command.CreateIndex{Index: index, Existence: existence}})
}

// tableIndex reads MySQL's KEY name (columns) within a table.
func (p *parser) tableIndex(t command.Object, unique bool, using string) Statement {
	p.lenient()
	index := command.Index{Prefix: t.Prefix, Table: t.Name, Unique: unique, Using: using}
	if !p.sees("(") && !p.sees("USING") {
		index.Name = p.name()
	}
	p.indexBody(&index)
	if index.Name == "" {
		index.Name = p.constraintName(t, "key", columnNames(index.Columns)...)
	}
	return Command{Command: command.CreateIndex{Index: index}}
}

// indexBody reads the columns and everything behind them.
func (p *parser) indexBody(index *command.Index) {
	if p.accept("USING") {
		index.Using = p.using()
	}
	p.expect("(")
	for !p.failed {
		index.Columns = append(index.Columns, p.indexColumn())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	p.indexOptions(index)
}

// using leaves out the type that every index has unless told otherwise.
func (p *parser) using() string {
	using := strings.ToLower(p.name())
	if using == "btree" {
		return ""
	}
	return using
}

func (p *parser) indexOptions(index *command.Index) {
	for !p.failed {
		switch {
		case p.accept("USING"):
			index.Using = p.using()
		case p.accept("INCLUDE"):
			for _, c := range p.nameList() {
				index.Include = append(index.Include, command.IndexColumn{Column: c})
			}
		case p.accept("NULLS NOT DISTINCT"):
			index.NullsDistinct = new(bool)
		case p.accept("NULLS DISTINCT"):
		case p.sees("WITH ("):
			p.step()
			index.Options = p.parens()
			p.text.Online = p.text.Online || p.database == "mssql" && online(index.Options)
		case p.database == "mssql" && p.accept("ON"): // a file group
			p.name()
			if p.sees("(") {
				p.parens()
			}
		case p.sees("LOCK"), p.sees("ALGORITHM"):
			p.algorithm()
		case p.database == "mysql" && p.accept("NOWAIT"):
		case p.database == "mysql" && p.accept("WAIT"):
			p.step()
		case p.accept("TABLESPACE"):
			p.name()
		case p.accept("WHERE"):
			index.Where = unwrapped(p.until("WITH ("), p.database)
		case p.accept("COMMENT"):
			index.Comment = p.literal()
		case p.acceptAny("VISIBLE", "INVISIBLE", "ON CONFLICT IGNORE", "ON CONFLICT REPLACE", "ON CONFLICT ABORT") != "":
		case p.accept("KEY_BLOCK_SIZE"):
			p.accept("=")
			p.step()
		default:
			return
		}
	}
}

// indexColumn reads a column or an expression with its direction. Whatever else
// stands behind a column (an operator class, a length) makes it an expression.
func (p *parser) indexColumn() command.IndexColumn {
	var c command.IndexColumn
	from := p.at()
	sql := p.until("ASC", "DESC", "NULLS FIRST", "NULLS LAST")
	switch {
	case from.kind == name && from.end-from.start == len(sql):
		c.Column = from.text
	case from.kind == word && from.end-from.start == len(sql):
		c.Column = from.text
		if p.database == "postgres" {
			c.Column = strings.ToLower(from.text)
		}
	default:
		c.Expr = sql
	}
	switch {
	case p.accept("DESC NULLS LAST"):
		c.Direction = command.DescNullsLast
	case p.acceptAny("DESC NULLS FIRST", "DESC") != "":
		c.Direction = command.Desc
	case p.acceptAny("ASC NULLS FIRST", "NULLS FIRST") != "":
		c.Direction = command.AscNullsFirst
	default:
		p.acceptAny("ASC NULLS LAST", "NULLS LAST", "ASC")
	}
	return c
}

// algorithm reads MySQL's ALGORITHM = x and LOCK = x.
func (p *parser) algorithm() {
	lock := p.accept("LOCK")
	if !lock {
		p.expect("ALGORITHM")
	}
	p.accept("=")
	value := strings.ToUpper(p.step().text)
	if lock {
		p.text.Lock = value
	} else {
		p.text.Algorithm = value
	}
}

// online looks for ONLINE = ON among the options of SQL Server.
func online(options string) bool {
	p := &parser{database: "mssql", sql: options, tokens: tokens(options, "mssql")}
	for ; p.at().kind != end; p.step() {
		if p.sees("ONLINE = ON") {
			return true
		}
	}
	return false
}
