package whimbrel

import "github.com/whimbrel-go/whimbrel/command"

// Fragment is SQL that is used as it stands: Default(Fragment("now()")).
type Fragment string

// Literal is what a default can be.
type Literal interface {
	string | Fragment | bool | int | int32 | int64 | float64
}

// Default is the column's default: a string, a number, a boolean or a
// [Fragment].
func Default[T Literal](v T) ColumnOption { return defaultOption(literal(v)) }

// DefaultNull is an explicit DEFAULT NULL.
func DefaultNull() ColumnOption { return defaultOption(command.Null{}) }

// DefaultList is the default of an array column. PostgreSQL and SQLite.
func DefaultList[T Literal](elements ...T) ColumnOption {
	list := make(command.List, len(elements))
	for i, e := range elements {
		list[i] = literal(e)
	}
	return defaultOption(list)
}

// Pair is a key and a value of [DefaultMap].
type Pair struct{ pair command.Pair }

// Entry is a pair of [DefaultMap].
func Entry[T Literal](key string, value T) Pair {
	return Pair{command.Pair{Key: command.String(key), Value: literal(value)}}
}

// EntryMap is a pair of [DefaultMap] whose value is a map itself.
func EntryMap(key string, pairs ...Pair) Pair {
	return Pair{command.Pair{Key: command.String(key), Value: mapOf(pairs)}}
}

// EntryList is a pair of [DefaultMap] whose value is a list.
func EntryList[T Literal](key string, elements ...T) Pair {
	list := make(command.List, len(elements))
	for i, e := range elements {
		list[i] = literal(e)
	}
	return Pair{command.Pair{Key: command.String(key), Value: list}}
}

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
func literal[T Literal](v T) command.Value {
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
	}
	// The types above are all that T can be.
	panic("whimbrel: unreachable")
}
