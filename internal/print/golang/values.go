package golang

import (
	"math"
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

func boolean(b bool) node { return raw(strconv.FormatBool(b)) }

func integer(n int) node { return raw(strconv.Itoa(n)) }

func integerOf(n *int) node {
	if n == nil {
		return nil
	}
	return integer(*n)
}

// defaultOption writes a default in the shortest form that says it.
func (p *printer) defaultOption(v command.Value, pos diag.Pos) node {
	switch v := v.(type) {
	case command.Null:
		return whimbrel("DefaultNull")
	case command.List:
		if elements, function, ok := p.alike("DefaultList", v); ok {
			return whimbrel(function, elements...)
		}
		return whimbrel("DefaultValue", p.value(v, pos))
	case command.Map:
		return whimbrel("DefaultMap", p.entries(v, pos)...)
	case command.Atom, command.Tuple:
		p.refuse(pos, "the default %s has no form in Go, and no database accepts it", v.Inspect())
		return raw("")
	}
	n, _ := p.scalar(v)
	return whimbrel("Default", n)
}

// scalar writes a value that is neither a list nor a map, and returns its type
// in Go, or "".
func (p *printer) scalar(v command.Value) (n node, kind string) {
	switch v := v.(type) {
	case command.String:
		return str(string(v)), "string"
	case command.Bool:
		return boolean(bool(v)), "bool"
	case command.Fragment:
		return whimbrel("Fragment", str(string(v))), "Fragment"
	case command.Integer:
		return whole(v)
	case command.Float:
		if v == 0 && math.Signbit(float64(v)) {
			p.math = true
			return raw("math.Copysign(0, -1)"), "float64"
		}
		return raw(v.String()), "float64"
	case command.Atom:
		return whimbrel("Atom", str(string(v))), ""
	}
	return nil, ""
}

// whole writes an integer. An int may have 32 bits where the code is compiled.
func whole(n command.Integer) (node, string) {
	value, err := strconv.ParseInt(n.String(), 10, 64)
	switch {
	case err != nil:
		return whimbrel("Number", str(n.String())), "Number"
	case int64(int32(value)) != value:
		return fn("int64", raw(n.String())), "int64"
	}
	return raw(n.String()), "int"
}

// alike returns the elements of a list if they are of one type, and the
// function with the type's name if there are none to tell it.
func (p *printer) alike(function string, list command.List) (elements []node, name string, ok bool) {
	first := ""
	for i, v := range list {
		n, kind := p.scalar(v)
		if i == 0 {
			first = kind
		}
		if kind == "" || kind != first {
			return nil, "", false
		}
		elements = append(elements, n)
	}
	if len(list) == 0 {
		function += "[string]"
	}
	return elements, function, true
}

func (p *printer) entries(m command.Map, pos diag.Pos) []node {
	nodes := make([]node, len(m))
	for i, pair := range m {
		nodes[i] = p.entry(pair, pos)
	}
	return nodes
}

func (p *printer) entry(pair command.Pair, pos diag.Pos) node {
	key := p.key(pair.Key, pos)
	switch v := pair.Value.(type) {
	case command.Map:
		return whimbrel("EntryMap", append([]node{key}, p.entries(v, pos)...)...)
	case command.List:
		if elements, function, ok := p.alike("EntryList", v); ok {
			return whimbrel(function, append([]node{key}, elements...)...)
		}
	default:
		if n, _ := p.scalar(v); n != nil {
			return whimbrel("Entry", key, n)
		}
	}
	return whimbrel("EntryValue", key, p.value(pair.Value, pos))
}

func (p *printer) key(v command.Value, pos diag.Pos) node {
	switch v.(type) {
	case command.Null:
		return whimbrel("Atom", str("nil"))
	case command.String, command.Bool, command.Float, command.Integer, command.Atom:
		if n, kind := p.scalar(v); kind != "Number" {
			return n
		}
	}
	p.refuse(pos, "the key %s has no form in Go", v.Inspect())
	return raw("")
}

// value writes a value of any shape.
func (p *printer) value(v command.Value, pos diag.Pos) node {
	switch v := v.(type) {
	case command.Null:
		return whimbrel("NullValue")
	case command.List:
		elements := make([]node, len(v))
		for i, e := range v {
			elements[i] = p.value(e, pos)
		}
		return whimbrel("ListValue", elements...)
	case command.Map:
		return whimbrel("MapValue", p.entries(v, pos)...)
	}
	n, _ := p.scalar(v)
	if n == nil {
		p.refuse(pos, "the value %s has no form in Go", v.Inspect())
		return raw("")
	}
	return whimbrel("Scalar", n)
}

func (p *printer) keywords(k command.Keywords, pos diag.Pos) node {
	list := call{function: "whimbrel.Keywords", open: "{", close: "}"}
	for _, pair := range k {
		name, isAtom := pair.Key.(command.Atom)
		n, _ := p.scalar(pair.Value)
		if isAtom && n != nil {
			list.args = append(list.args, whimbrel("Keyword", str(string(name)), n))
			continue
		}
		list.args = append(list.args, p.entry(pair, pos))
	}
	return list
}
