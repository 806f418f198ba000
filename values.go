package whimbrel

import (
	"math/big"

	"github.com/whimbrel-go/whimbrel/command"
)

// Fragment is SQL that is used as it stands: Default(Fragment("now()")).
type Fragment string

// Number is a number that no type of Go holds, as its digits.
type Number string

// Literal is what a default can be.
type Literal interface {
	string | Fragment | bool | int | int32 | int64 | float64 | Number
}

// Default is the column's default: a string, a number, a boolean or a
// [Fragment].
func Default[T Literal](v T) ColumnOption { return defaultOption(literal(v)) }

// DefaultNull is an explicit DEFAULT NULL.
func DefaultNull() ColumnOption { return defaultOption(command.Null{}) }

// DefaultList is the default of an array column. PostgreSQL and SQLite.
func DefaultList[T Literal](elements ...T) ColumnOption {
	return defaultOption(listOf(elements))
}

func listOf[T Literal](elements []T) command.List {
	list := make(command.List, len(elements))
	for i, e := range elements {
		list[i] = literal(e)
	}
	return list
}

// Atom is text that a script writes as an atom. In JSON it is like any other,
// but Elixir, whose order of keys counts, puts atoms before strings.
type Atom string

// Key is what the key of a pair can be.
type Key interface {
	string | Atom | bool | int | int64 | float64
}

// Pair is a key and a value, of [DefaultMap] and of [Keywords].
type Pair struct{ pair command.Pair }

// Entry is a pair of [DefaultMap].
func Entry[K Key, V Literal | Atom](key K, value V) Pair {
	return EntryValue(key, Value{literal(value)})
}

// EntryMap is a pair of [DefaultMap] whose value is a map itself.
func EntryMap[K Key](key K, pairs ...Pair) Pair { return EntryValue(key, MapValue(pairs...)) }

// EntryList is a pair of [DefaultMap] whose value is a list.
func EntryList[V Literal, K Key](key K, elements ...V) Pair {
	return EntryValue(key, Value{listOf(elements)})
}

// EntryValue is a pair whose value is of any shape.
func EntryValue[K Key](key K, value Value) Pair {
	return Pair{command.Pair{Key: literal(key), Value: value.value}}
}

// Value is a value of any shape, where the shorter forms do not suffice: a list
// of lists, a list with a NULL in it.
type Value struct{ value command.Value }

// Scalar is a value that is neither a list nor a map.
func Scalar[V Literal | Atom](v V) Value { return Value{literal(v)} }

// NullValue is NULL as part of a list or a map.
func NullValue() Value { return Value{command.Null{}} }

// ListValue is a list.
func ListValue(elements ...Value) Value {
	list := make(command.List, len(elements))
	for i, e := range elements {
		list[i] = e.value
	}
	return Value{list}
}

// MapValue is a map.
func MapValue(pairs ...Pair) Value { return Value{mapOf(pairs)} }

// DefaultValue is a default of any shape.
func DefaultValue(v Value) ColumnOption { return defaultOption(v.value) }

// DefaultMap is the default of a column of type [Map], as JSON. Keys are
// written in their order, as Elixir does.
func DefaultMap(pairs ...Pair) ColumnOption { return defaultOption(mapOf(pairs)) }

func mapOf(pairs []Pair) command.Map {
	m := make(command.Map, len(pairs))
	for i, p := range pairs {
		m[i] = p.pair
	}
	command.SortPairs(m)
	return m
}

func defaultOption(v command.Value) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.Default = v })
}

// literal turns a value of Go into one of a command.
func literal[T Literal | Atom](v T) command.Value {
	switch v := any(v).(type) {
	case string:
		return command.String(v)
	case Fragment:
		return command.Fragment(v)
	case bool:
		return command.Bool(v)
	case int:
		return command.Int(int64(v))
	case int32:
		return command.Int(int64(v))
	case int64:
		return command.Int(v)
	case float64:
		return command.Float(v)
	case Number:
		return number(v)
	case Atom:
		return atom(v)
	}
	// The types above are all that T can be.
	panic("whimbrel: unreachable")
}

// number is a whole number of any size. Any other text is used as it stands,
// so that the database has the last word.
func number(digits Number) command.Value {
	if n, ok := new(big.Int).SetString(string(digits), 10); ok {
		return command.BigInt(n)
	}
	return command.Fragment(digits)
}

// atom knows the atoms that are values of their own.
func atom(name Atom) command.Value {
	switch name {
	case "nil":
		return command.Null{}
	case "true", "false":
		return command.Bool(name == "true")
	}
	return command.Atom(name)
}

// Keywords is a command for databases without SQL; see
// [Migration.ExecuteKeywords].
type Keywords []Pair

// Keyword is a pair of [Keywords].
func Keyword[V Literal | Atom](key string, value V) Pair { return Entry(Atom(key), value) }

func (k Keywords) action() command.Keywords {
	pairs := make(command.Keywords, len(k))
	for i, p := range k {
		pairs[i] = p.pair
	}
	return pairs
}
