package sqlddl

import "github.com/whimbrel-go/whimbrel/command"

// createType reads what follows CREATE TYPE.
func (p *parser) createType() bool {
	name := p.object()
	if !p.accept("AS ENUM") {
		p.put(Define{Object: name, Verb: "CREATE", What: "TYPE"})
		p.rest()
		return true
	}
	enum := CreateEnum{Type: name}
	p.expect("(")
	for !p.sees(")") && !p.failed {
		enum.Values = append(enum.Values, p.literal())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	p.put(enum)
	return true
}

func (p *parser) alterType() bool {
	name := p.object()
	switch {
	case p.accept("ADD VALUE"):
		add := AddValue{Type: name, Lenient: p.lenient() == command.Lenient, Value: p.literal()}
		switch p.acceptAny("BEFORE", "AFTER") {
		case "BEFORE":
			add.Before, add.Next = true, p.literal()
		case "AFTER":
			add.Next = p.literal()
		}
		p.put(add)
	case p.accept("RENAME VALUE"):
		from := p.literal()
		p.expect("TO")
		p.put(RenameValue{name, from, p.literal()})
	case p.accept("RENAME TO"):
		p.put(RenameType{name, command.Object{Prefix: name.Prefix, Name: p.name()}})
	case p.accept("SET SCHEMA"):
		p.put(RenameType{name, command.Object{Prefix: p.name(), Name: name.Name}})
	default:
		p.put(Define{Object: name, Verb: "ALTER", What: "TYPE"})
		p.rest()
	}
	return true
}
