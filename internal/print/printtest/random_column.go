package printtest

import (
	"math/big"
	"strconv"

	"pgregory.net/rapid"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

func (g *random) change() command.Change {
	switch g.pick(5) {
	case 0, 1:
		return command.Add{Column: g.column(), Existence: g.existence()}
	case 2:
		m := command.Modify{Column: g.column()}
		if g.bool() {
			old := g.column()
			m.From = &command.From{Type: old.Type, Reference: old.Reference}
			if g.bool() {
				m.From.Options = &old.Options
			}
		}
		return m
	case 3:
		return command.Remove{Name: g.name(), Existence: g.existence()}
	}
	was := g.column()
	r := command.Remove{Name: was.Name, Was: &was, Existence: g.existence()}
	if r.Existence == command.Lenient {
		was.Options = command.ColumnOptions{} // remove_if_exists/2 has none
	}
	return r
}

func (g *random) column() command.Column {
	c := command.Column{Name: g.name(), Options: g.options()}
	if g.rarely() {
		c.Reference = g.reference()
		c.Type = c.Reference.Type
	} else {
		c.Type = g.dataType(2)
	}
	return c
}

func (g *random) dataType(depth int) command.Type {
	if depth > 0 && g.rarely() {
		if g.bool() {
			return command.ArrayOf(g.dataType(depth - 1))
		}
		return command.MapOf(g.dataType(depth - 1))
	}
	return command.NewType(g.of("id", "string", "text", "integer", "bigint", "decimal", "map", "binary_id", "naive_datetime",
		"utc_datetime_usec", "tstzrange", "timestamp with time zone", "geometry(Point,4326)", "uuid", "identity"))
}

func (g *random) reference() *command.Reference {
	r := record.New(g.config, command.Up, record.Forward, nil).Reference(g.name())
	if g.rarely() {
		r.Column = g.name()
	}
	if g.rarely() {
		r.Type = g.dataType(1)
	}
	if g.rarely() {
		r.Name = g.name()
	}
	if g.rarely() {
		prefix := g.of("", "south", `an "odd" one`)
		r.Prefix = &prefix
	}
	r.SkipValidation, r.Match = g.rarely(), g.maybe(func() string { return g.of("full", "partial", "simple") })
	for range g.pick(3) / 2 {
		r.With = append(r.With, command.ColumnPair{Column: g.name(), References: g.name()})
	}
	if g.rarely() {
		r.OnUpdate.Kind = []command.ActionKind{command.Nothing, command.CascadeAll, command.NilifyAll, command.RestrictAction}[g.pick(4)]
	}
	if g.bool() {
		r.OnDelete = command.ReferenceAction{Kind: command.ActionKind(g.pick(7))}
		if k := r.OnDelete.Kind; k == command.NilifyColumns || k == command.DefaultColumns {
			r.OnDelete.Columns = []string{g.name(), g.name()}
		}
	}
	return &r
}

func (g *random) options() command.ColumnOptions {
	o := command.ColumnOptions{
		PrimaryKey: g.rarely(), Null: command.Nullability(g.pick(3)),
		After: g.maybe(g.name), Comment: g.maybe(g.sql), Collation: g.maybe(g.name), Collate: g.maybe(g.name), Fields: g.maybe(g.sql),
	}
	if g.rarely() {
		o.Size = g.of("10", "255", "65536", "max", "1000000")
	}
	if g.rarely() {
		o.Precision = g.number()
		if g.bool() {
			o.Scale = g.number()
		}
	}
	if g.pick(3) == 0 {
		o.Default = g.value(2)
	}
	if g.pick(12) == 0 {
		o.Generated = command.String(g.sql())
		o.StartValue, o.Increment = g.number(), g.number()
		o.Check = &command.ColumnCheck{Name: g.name(), Expr: g.sql()}
	}
	return o
}

func (g *random) number() *int {
	n := rapid.IntRange(-3, 2_000_000).Draw(g.T, "number")
	return &n
}

// value is a default that some database accepts.
func (g *random) value(depth int) command.Value {
	switch kind := g.pick(9); {
	case kind == 0:
		return command.Null{}
	case kind == 1:
		return command.Fragment(g.sql())
	case kind == 2 && depth > 0:
		return g.list(depth)
	case kind == 3 && depth > 0:
		return g.mapping(depth)
	}
	return g.scalar()
}

func (g *random) scalar() command.Value {
	switch g.pick(6) {
	case 0:
		return command.Bool(g.bool())
	case 1:
		return command.Float(rapid.SampledFrom([]float64{0, -1.5, 0.1, 1e22, 1e-9, 123456789.5, 1 << 60}).Draw(g.T, "float"))
	case 2, 3:
		digits := g.of("0", "-1", "42", "999999", "3000000000", "-9223372036854775808", "9223372036854775808", "12345678901234567890123")
		n, _ := new(big.Int).SetString(digits, 10)
		return command.BigInt(n)
	}
	if g.rarely() {
		return command.String("bytes \xff\x00 " + strconv.Itoa(g.pick(9)))
	}
	return command.String(g.maybe(g.sql))
}

func (g *random) list(depth int) command.Value {
	list := command.List{}
	alike, first := g.bool(), g.scalar()
	for range g.pick(4) {
		if alike {
			list = append(list, first)
			continue
		}
		list = append(list, g.value(depth-1))
	}
	return list
}

func (g *random) mapping(depth int) command.Value {
	m := command.Map{}
	atoms := g.bool()
	for i := range g.pick(4) {
		name := g.name() + strconv.Itoa(i)
		var key command.Value = command.String(name)
		if atoms || g.rarely() {
			key = command.Atom(name)
		} else if g.rarely() {
			key = command.Int(int64(i))
		}
		m = append(m, command.Pair{Key: key, Value: g.value(depth - 1)})
	}
	command.SortPairs(m)
	return m
}
