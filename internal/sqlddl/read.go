package sqlddl

import (
	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
)

// Text is a statement of SQL as it was read. Start and End are offsets in the
// text that it was read from.
type Text struct {
	Start, End int
	// Algorithm and Lock are MySQL's ALGORITHM and LOCK, and Online is SQL
	// Server's ONLINE = ON.
	Algorithm, Lock string
	Online          bool
	// Parts are what it says, in order: one for each clause of ALTER TABLE and
	// for each object of a list.
	Parts []Part
	// gap is what [Parse] says of it instead, or nil.
	gap *Unknown
}

// Part is one thing that a statement says, and where.
type Part struct {
	Statement
	Start, End int
}

// Read reads all statements of a text by the rules of a database: "postgres",
// "mysql", "sqlite" or "mssql"; "" is PostgreSQL.
func Read(sql, database string) []Text {
	if database == "" {
		database = "postgres"
	}
	pieces, err := sqlsplit.Split(sql, sqlsplit.Options{Dialect: sqlsplit.Dialect(database)})
	if err != nil {
		unknown := Unknown{Words: firstWords(tokens(sql, database)), Reason: err.Error()}
		return []Text{{End: len(sql), Parts: []Part{{unknown, 0, len(sql)}}}}
	}
	var texts []Text
	var buffer []token
	for _, piece := range pieces {
		if piece.Kind != sqlsplit.Statement {
			continue
		}
		s := &scanner{database: database, sql: sql[:piece.End], pos: piece.Start}
		buffer = appendTokens(buffer[:0], s)
		if database == "mssql" {
			texts = append(texts, batch(s.sql, buffer)...)
			continue
		}
		p := &parser{database: database, sql: s.sql, tokens: buffer}
		texts = append(texts, p.read())
	}
	return texts
}

// Parse reads all statements of a text like [Read], and returns those that
// change the schema.
func Parse(sql, database string) []Statement {
	var list []Statement
	for _, text := range Read(sql, database) {
		if text.gap != nil {
			list = append(list, *text.gap)
			list = append(list, partitions(text)...)
			continue
		}
		for _, part := range text.Parts {
			if modelled(part.Statement) {
				list = append(list, part.Statement)
			}
		}
	}
	return list
}

// partitions are what a statement that is not understood in all its parts says
// of partitions.
func partitions(text Text) []Statement {
	var list []Statement
	for _, part := range text.Parts {
		if partition, ok := part.Statement.(Partition); ok {
			list = append(list, partition)
		}
	}
	return list
}

// modelled reports what changes the schema, as a model of tables knows it.
func modelled(s Statement) bool {
	switch s := s.(type) {
	case Command, PrimaryKey, DropPrimaryKey, ForeignKey, Unique, AlterColumn, RenameConstraint, Validate, Comment,
		Extension, CreateEnum, DropType, RenameType, AddValue, RenameValue, Partition:
		return true
	case CreateTable:
		return !s.Temporary
	case SetStorage:
		return s.What == "ENGINE" || s.What == ConvertCharset
	case Unknown:
		return !s.Harmless
	}
	return false
}

// read reads the statement at the parser.
func (p *parser) read() Text {
	start := p.at().start
	p.begin, p.text = start, Text{Start: start}
	first := p.pos
	p.first = first
	known := p.statement()
	if known && !p.failed && !p.ended() {
		p.rest() // more than is understood
		p.gap = true
	}
	if !known || p.failed {
		p.pos = first
		unknown := p.unknown(first)
		p.rest()
		p.text.Parts = []Part{{Statement: unknown, Start: start}}
		p.gap = false
	}
	p.text.End = max(p.last(), start)
	for i := range p.text.Parts {
		if part := &p.text.Parts[i]; part.End == 0 {
			part.End = p.text.End
		}
	}
	if p.gap {
		unknown := p.unknown(first)
		if !unknown.Harmless {
			p.text.gap = &unknown
		}
	}
	p.accept(";")
	return p.text
}

// ended reports the end of the statement. Outside of SQL Server's batches a
// semicolon within a statement belongs to the body of a trigger.
func (p *parser) ended() bool {
	switch {
	case p.at().kind == end:
		return true
	case p.database == "mssql":
		return p.sees(";") || p.begins()
	}
	return p.sees(";") && p.tokens[p.pos+1].kind == end
}

// rest passes over everything.
func (p *parser) rest() {
	p.step()
	for !p.ended() {
		p.step()
	}
}

// unknown is the statement from that token on as one that is not understood.
func (p *parser) unknown(first int) Unknown {
	list := p.tokens[first:]
	if harmless(list) {
		return Unknown{Words: firstWords(list), Harmless: true}
	}
	return Unknown{Words: firstWords(list), Reason: notUnderstood, Table: p.about, Creates: p.creates}
}
