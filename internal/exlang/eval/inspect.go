package eval

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// InspectOptions are those of inspect/2.
type InspectOptions struct {
	// Limit is how many elements of a collection are shown, PrintableLimit how
	// many characters of a string.
	Limit, PrintableLimit int
	// Charlists is "infer", "as_charlists" or "as_lists".
	Charlists string
	// Binaries is "infer", "as_strings" or "as_binaries".
	Binaries string
	// Base is "decimal", "hex", "octal" or "binary".
	Base string
	// RawStructs shows structs as the maps that they are.
	RawStructs bool
	// depth is how deep within other terms the term is.
	depth int
	// left is how many bytes may still be written, those of a part again for
	// each term that it is in.
	left *int
	// fields returns the fields of a script's own struct in the order of their
	// definition; nil where no script is at hand.
	fields func(module Atom) []Pair
}

// NoLimit is the limit :infinity.
const NoLimit = -1

// DefaultInspectOptions are those of inspect/1.
func DefaultInspectOptions() InspectOptions {
	return InspectOptions{Limit: 50, PrintableLimit: 4096, Charlists: "infer", Binaries: "infer", Base: "decimal"}
}

// maxMessage is how much of a term is written into a message. A small term can
// hold another one many times, and so be endless to write.
const maxMessage = 16 << 10

// within returns the options for writing so many bytes.
func (o InspectOptions) within(bytes int) InspectOptions {
	o.left = &bytes
	return o
}

// full reports whether no more may be written.
func (o InspectOptions) full() bool { return *o.left <= 0 }

// Inspect returns a term for a message, as Elixir's inspect/1 prints it, but no
// more of it than anybody reads. Charlists are shown as newer versions do,
// ~c"abc".
func Inspect(v Value) string { return DefaultInspectOptions().within(maxMessage).inspect(v) }

// maxInspectDepth is how deep terms are shown.
const maxInspectDepth = 1000

func (o InspectOptions) inspect(v Value) string {
	if o.depth++; o.depth > maxInspectDepth {
		return "..."
	}
	if o.full() {
		return "…"
	}
	text := o.term(v)
	*o.left -= len(text)
	return text
}

func (o InspectOptions) term(v Value) string {
	switch v := v.(type) {
	case Atom:
		return inspectAtom(v)
	case Int:
		return o.integer(v)
	case Float:
		return inspectFloat(float64(v))
	case String:
		return o.binary(string(v))
	case List:
		return o.list(v)
	case Tuple:
		return "{" + o.all(v) + "}"
	case *Map:
		return o.mapOrStruct(v)
	}
	return o.other(v)
}

// other is what the other kinds of values are called in messages.
func (o InspectOptions) other(v Value) string {
	switch v := v.(type) {
	case *Fun:
		if v.Name != "" {
			return v.Name
		}
		return fmt.Sprintf("#Function<fn/%d>", v.Arity)
	case *Stream:
		return v.Name
	case *Improper:
		return "[" + o.all(v.Heads) + " | " + o.inspect(v.Tail) + "]"
	case *Host:
		return v.Text
	case Opaque:
		return "the result of " + v.What
	}
	return "?"
}

// inspectFloat writes whole floats without an exponent for longer than
// to_string/1 does.
func inspectFloat(f float64) string {
	if size := math.Abs(f); size >= 1 && size < 1e16 && math.Trunc(f) == f {
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return command.Float(f).String()
}

func (o InspectOptions) integer(n Int) string {
	base, prefix := 10, ""
	switch o.Base {
	case "hex":
		base, prefix = 16, "0x"
	case "octal":
		base, prefix = 8, "0o"
	case "binary":
		base, prefix = 2, "0b"
	}
	digits := strings.ToUpper(n.Text(base))
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		return "-" + prefix + rest
	}
	return prefix + digits
}

// each shows elements until the limit is reached. What is inside an element
// has what is left of the limit.
func (o InspectOptions) each(n int, show func(o InspectOptions, i int) string) string {
	parts := make([]string, 0, min(n, 64))
	for i := range n {
		if o.full() {
			parts = append(parts, "…")
			break
		}
		if o.Limit == 0 {
			parts = append(parts, "...")
			break
		}
		if o.Limit > 0 {
			o.Limit--
		}
		parts = append(parts, show(o, i))
	}
	return strings.Join(parts, ", ")
}

func (o InspectOptions) all(values []Value) string {
	return o.each(len(values), func(o InspectOptions, i int) string { return o.inspect(values[i]) })
}

func inspectAll(values []Value) string { return DefaultInspectOptions().within(maxMessage).all(values) }

func (o InspectOptions) list(list List) string {
	asText := o.Charlists == "as_charlists" || o.Charlists == "infer" && PrintableCharlist(list)
	if len(list) > 0 && asText {
		w := textWriter{left: *o.left}
		ok := w.charlist(list)
		*o.left = w.left
		if ok {
			return "~c" + o.quoted(w.out.String())
		}
	}
	if pairs, ok := Keyword(list); ok && len(pairs) > 0 && keywordKeys(pairs) {
		return "[" + o.keywordPairs(pairs) + "]"
	}
	return "[" + o.all(list) + "]"
}

// keywordKeys reports whether all keys can be written as key: value; names of
// modules cannot.
func keywordKeys(pairs []Pair) bool {
	return !slices.ContainsFunc(pairs, func(p Pair) bool {
		key, ok := p.Key.(Atom)
		return !ok || strings.HasPrefix(string(key), "Elixir.")
	})
}

func (o InspectOptions) keywordPairs(pairs []Pair) string {
	return o.each(len(pairs), func(o InspectOptions, i int) string {
		return keywordKey(pairs[i].Key.(Atom)) + " " + o.inspect(pairs[i].Value)
	})
}

func (o InspectOptions) pairs(pairs []Pair) string {
	if keywordKeys(pairs) {
		return o.keywordPairs(pairs)
	}
	return o.each(len(pairs), func(o InspectOptions, i int) string {
		return o.inspect(pairs[i].Key) + " => " + o.inspect(pairs[i].Value)
	})
}

func (o InspectOptions) mapOrStruct(m *Map) string {
	module := m.Struct()
	if module == "" || o.RawStructs {
		return "%{" + o.pairs(m.pairs) + "}"
	}
	if text, ok := o.knownStruct(m); ok {
		return text
	}
	return "%" + inspectAtom(module) + "{" + o.pairs(o.structPairs(m)) + "}"
}

// structPairs returns the fields that are shown, in the order of the struct's
// definition where that is known, and else in that of maps.
func (o InspectOptions) structPairs(m *Map) []Pair {
	pairs := slices.DeleteFunc(slices.Clone(m.pairs), func(p Pair) bool {
		return p.Key == structKey || p.Key == Atom("__exception__")
	})
	order := fieldOrder(m.Struct())
	if o.fields != nil && order == nil {
		for _, p := range o.fields(m.Struct()) {
			order = append(order, p.Key)
		}
	}
	slices.SortStableFunc(pairs, func(a, b Pair) int { return slices.Index(order, a.Key) - slices.Index(order, b.Key) })
	return pairs
}

// Inspect returns a term as Elixir's inspect/2 prints it, the script's own
// structs with their fields in order. What it writes counts.
func (c *Call) Inspect(v Value, options InspectOptions) (string, error) {
	options.fields = func(module Atom) []Pair {
		name, _ := ModuleName(module)
		if m, err := c.interp.module(name, c.Caller); err == nil && m != nil && m.structure != nil {
			return m.structure.fields
		}
		return c.interp.hostModule(name).Struct
	}
	options = options.within(c.interp.room())
	text := options.inspect(v)
	if options.full() {
		return "", c.Grow(c.interp.room() + 1)
	}
	return text, c.Grow(len(text))
}

// InspectCall returns Module.function as messages write it.
func InspectCall(module Atom, name string) string { return inspectAtom(module) + "." + name }
