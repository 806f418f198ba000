package sqlddl

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// batch reads the statements of a batch of SQL Server. Nothing needs to stand
// between them; IF and BEGIN only say when they run.
func batch(sql string, list []token) []Text {
	var texts []Text
	p := &parser{database: "mssql", sql: sql, tokens: list}
	for p.at().kind != end {
		before := p.pos
		if p.accept(";") || p.control() && !p.failed {
			continue
		}
		p.pos, p.failed = before, false
		texts = append(texts, p.read())
		p.text, p.names, p.about, p.creates, p.gap, p.failed, p.conditional = Text{}, nil, command.Object{}, false, false, false, false
		if p.pos == before {
			p.step()
		}
	}
	return texts
}

// begins reports a word that begins a statement of SQL Server wherever it
// stands, since it is reserved.
func (p *parser) begins() bool {
	if p.at().kind != word || p.pos == 0 {
		return false
	}
	switch before := p.tokens[p.pos-1]; {
	case before.text == ".":
		return false
	case p.seesAny("ELSE", "END"):
		return !p.inCase()
	case p.sees("UPDATE"):
		return !isAny(before.text, "THEN", "ON", "FOR", "AFTER", "OF", "INSTEAD") && before.text != ","
	}
	return p.seesAny("ALTER TABLE", "ALTER INDEX", "CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE", "CREATE CLUSTERED", "CREATE NONCLUSTERED",
		"CREATE TYPE", "CREATE SCHEMA", "DROP TABLE", "DROP INDEX", "DROP VIEW", "DROP TRIGGER", "DROP SCHEMA", "DROP TYPE",
		"DROP DATABASE", "DROP PROCEDURE", "DROP FUNCTION", "EXEC", "EXECUTE", "TRUNCATE", "IF", "WHILE", "BEGIN", "DECLARE",
		"COMMIT", "ROLLBACK", "PRINT", "RAISERROR", "THROW", "RETURN", "WAITFOR", "INSERT INTO", "DELETE FROM", "DELETE TOP",
		"MERGE INTO", "GOTO", "SAVE TRAN", "SAVE TRANSACTION", "GO")
}

// inCase reports that a CASE of the statement is open.
func (p *parser) inCase() bool {
	open := 0
	for _, t := range p.tokens[p.first:p.pos] {
		switch {
		case t.kind != word:
		case isKeyword(t.text, "CASE"):
			open++
		case isKeyword(t.text, "END"):
			open--
		}
	}
	return open > 0
}

func isAny(text string, keywords ...string) bool {
	return slices.ContainsFunc(keywords, func(k string) bool { return isKeyword(text, k) })
}

// control passes over what says when statements run. The condition of IF makes
// the statement behind it one that may find things as they should be.
func (p *parser) control() bool {
	switch {
	case p.sees("BEGIN TRAN"), p.sees("BEGIN TRANSACTION"), p.sees("BEGIN DISTRIBUTED"), p.sees("END CONVERSATION"):
		return false
	case p.acceptAny("BEGIN TRY", "BEGIN CATCH", "END TRY", "END CATCH", "BEGIN", "END", "ELSE", "GO") != "":
		return true
	case p.acceptAny("IF", "WHILE") != "":
		p.condition()
		p.conditional = true
		return true
	case p.acceptAny("PRINT", "RAISERROR", "THROW", "RETURN", "WAITFOR", "DECLARE", "GOTO", "USE") != "":
		for !p.ended() {
			p.step()
		}
		p.conditional = false
		return true
	}
	return false
}

// condition passes over an expression, up to the statement behind it.
func (p *parser) condition() {
	for first := true; p.at().kind != end; first = false {
		switch {
		case p.sees("("):
			p.parens()
			if p.failed {
				return
			}
		case !first && p.begins(), p.seesAny("SELECT", "SET", "CREATE", "ALTER", "DROP", ";"):
			return
		default:
			p.step()
		}
	}
}

// procedure reads EXEC of what is known: sp_rename. The others can do anything.
func (p *parser) procedure() bool {
	p.acceptAny("EXEC", "EXECUTE")
	for p.at().kind == word && strings.HasPrefix(p.at().text, "@") && p.pos+1 < len(p.tokens) && p.tokens[p.pos+1].text == "=" {
		p.pos += 2
	}
	switch strings.ToLower(p.object().Name) {
	case "sp_rename":
		return p.spRename()
	case "sp_refreshview", "sp_refreshsqlmodule", "sp_recompile", "sp_settriggerorder",
		"sp_addextendedproperty", "sp_updateextendedproperty", "sp_dropextendedproperty":
		p.put(Unknown{Words: firstWords(p.tokens[p.first:]), Harmless: true})
		for !p.ended() {
			p.step()
		}
		return true
	}
	return false
}

// spRename reads the arguments of sp_rename, by their order.
func (p *parser) spRename() bool {
	var arguments []string
	for !p.failed && p.at().kind != end && !p.sees(";") {
		if p.at().kind == word && strings.HasPrefix(p.at().text, "@") {
			p.step()
			p.expect("=")
		}
		arguments = append(arguments, p.literal())
		if !p.accept(",") {
			break
		}
	}
	if len(arguments) < 2 || p.failed {
		return false
	}
	kind := "OBJECT"
	if len(arguments) > 2 {
		kind = strings.ToUpper(arguments[2])
	}
	return p.renamed(path(arguments[0]), arguments[1], kind)
}

// renamed says what sp_rename renames. The new name is taken as it is.
func (p *parser) renamed(from []string, to, kind string) bool {
	last := len(from) - 1
	name := from[last]
	parent := command.Object{}
	if last >= 1 {
		parent.Name = from[last-1]
	}
	if last >= 2 {
		parent.Prefix = from[last-2]
	}
	switch {
	case kind == "COLUMN" && last >= 1:
		p.put(Renames{parent, kind})
		p.put(Command{Command: command.RenameColumn{Table: parent, From: name, To: to}})
	case kind == "INDEX" && last >= 1:
		p.put(Renames{parent, kind})
		index := command.Index{Prefix: parent.Prefix, Table: parent.Name, Name: name}
		p.put(Command{Command: command.RenameIndex{Index: index, To: to}})
	case kind == "OBJECT" && last <= 2:
		from := command.Object{Prefix: parent.Name, Name: name}
		p.put(Renames{from, kind})
		p.put(Command{Command: command.RenameTable{From: from, To: command.Object{Prefix: from.Prefix, Name: to}}})
	default:
		p.put(Renames{command.Object{Prefix: parent.Name, Name: name}, kind})
	}
	return true
}

// path cuts "dbo.[a.b].c" into names.
func path(text string) []string {
	var names []string
	for {
		if inner, ok := strings.CutPrefix(text, "["); ok {
			name, rest, closed := strings.Cut(inner, "]")
			if rest, more := strings.CutPrefix(rest, "."); closed && (more || rest == "") {
				names, text = append(names, name), rest
				if more {
					continue
				}
				return names
			}
		}
		name, rest, more := strings.Cut(text, ".")
		names, text = append(names, name), rest
		if !more {
			return names
		}
	}
}
