package ectoschema

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Type is a type of Ecto. The zero value is :any.
type Type struct {
	// Name is the type's name: "string", "array", "map", "Ecto.UUID",
	// "Ecto.Enum", "Ecto.Embedded", ...
	Name string
	// Of is the inner type of {:array, type}, {:map, type} and of what a
	// query wraps: "in", "out" and "splice".
	Of *Type
	// Enum are the values of an Ecto.Enum.
	Enum []EnumValue
	// Module is the module of a type of the application's own, and of the
	// schema that is embedded.
	Module eval.Atom
}

// EnumValue is a value of an Ecto.Enum, and what the database has for it: a
// string or an integer.
type EnumValue struct {
	Atom   eval.Atom
	Dumped eval.Value
}

// The names of types that have rules of their own.
const (
	anyType      = "any"
	uuidType     = "Ecto.UUID"
	enumType     = "Ecto.Enum"
	embeddedType = "Ecto.Embedded"
)

// base are the types that an atom names.
const base = " any integer float decimal boolean string bitstring map binary id binary_id date duration atom uuid" +
	" time time_usec naive_datetime naive_datetime_usec utc_datetime utc_datetime_usec "

// IsAny reports whether values of the type are taken as they are.
func (t Type) IsAny() bool { return t.Name == "" || t.Name == anyType }

// IsBase reports whether the type is one of Ecto's own that an atom names.
func (t Type) IsBase() bool {
	return t.Of == nil && (t.Name == "" || strings.Contains(base, " "+t.Name+" "))
}

// Array returns {:array, of}.
func Array(of Type) Type { return Type{Name: "array", Of: &of} }

// Equal reports whether two types are the same.
func (t Type) Equal(other Type) bool {
	if t.IsAny() && other.IsAny() {
		return true
	}
	if t.Name != other.Name || (t.Of == nil) != (other.Of == nil) {
		return false
	}
	return t.Of == nil || t.Of.Equal(*other.Of)
}

// Underlying is Ecto.Type.type/1: the type that the database has.
func (t Type) Underlying() Type {
	switch t.Name {
	case uuidType:
		return Type{Name: "uuid"}
	case enumType:
		if _, integer := t.enumExample().(eval.Int); integer {
			return Type{Name: "integer"}
		}
		return Type{Name: "string"}
	case embeddedType:
		return Type{Name: "map"}
	}
	if t.Of != nil {
		of := t.Of.Underlying()
		return Type{Name: t.Name, Of: &of}
	}
	return t
}

func (t Type) enumExample() eval.Value {
	if len(t.Enum) == 0 {
		return nil
	}
	return t.Enum[0].Dumped
}

// isCustom reports whether the type is a module of the application's own.
func (t Type) isCustom() bool { return t.Module != "" && t.Name != embeddedType }

// Database is Ecto.Type.type/1, for types of the application, too.
func (t Type) Database(invoke Invoke) (Type, error) {
	if t.isCustom() {
		v, err := invoke(t.Module, "type")
		if err != nil {
			return Type{}, err
		}
		own, _ := TypeOf(v)
		return own, nil
	}
	if t.Of != nil {
		of, err := t.Of.Database(invoke)
		return Type{Name: t.Name, Of: &of}, err
	}
	return t.Underlying(), nil
}

// String writes the type as Elixir does.
func (t Type) String() string {
	switch {
	case t.Name == "":
		return ":any"
	case t.Of != nil:
		return "{:" + t.Name + ", " + t.Of.String() + "}"
	case t.Name == enumType:
		return "#Ecto.Enum<values: " + t.enumValues() + ">"
	case t.Name[0] >= 'A' && t.Name[0] <= 'Z':
		return t.Name
	}
	return ":" + t.Name
}

func (t Type) enumValues() string {
	list := make(eval.List, len(t.Enum))
	for i, v := range t.Enum {
		list[i] = v.Atom
	}
	return eval.Inspect(list)
}

// TypeOf reads a type as a script writes it: an atom, a module or a tuple.
func TypeOf(v eval.Value) (Type, bool) {
	switch v := v.(type) {
	case eval.Atom:
		if name, ok := eval.ModuleName(v); ok {
			return Type{Name: name}, name == uuidType
		}
		return Type{Name: string(v)}, v != eval.Nil
	case eval.Tuple:
		if len(v) != 2 {
			return Type{}, false
		}
		outer, ok := v[0].(eval.Atom)
		inner, innerOK := TypeOf(v[1])
		return Type{Name: string(outer), Of: &inner}, ok && innerOK
	}
	return Type{}, false
}

// TypeFrom reads a type as a script writes it. Options are those of the field
// that has it: Ecto.Enum has its values there.
func TypeFrom(v eval.Value, options []eval.Pair, pos diag.Pos) (Type, error) {
	if v == eval.Module(enumType) {
		return enumOf(options, pos)
	}
	if tuple, ok := v.(eval.Tuple); ok && len(tuple) == 2 {
		outer, ok := tuple[0].(eval.Atom)
		if ok && (outer == "array" || outer == "map") {
			inner, err := TypeFrom(tuple[1], options, pos)
			return Type{Name: string(outer), Of: &inner}, err
		}
	}
	if _, ok := eval.ModuleName(v); ok && v != eval.Module(uuidType) {
		module, _ := v.(eval.Atom)
		return Type{Name: eval.Inspect(v), Module: module}, nil
	}
	t, ok := TypeOf(v)
	if !ok {
		return t, diag.Errorf(diag.Refused, pos, "the type %s is not something that Whimbrel knows", eval.Inspect(v)).
			WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
			WithHint("use the type that the database has: :string, :map, :binary_id, ...")
	}
	return t, nil
}

// enumOf reads values: [:a, :b] and values: [a: 1, b: 2].
func enumOf(options []eval.Pair, pos diag.Pos) (Type, error) {
	given, _ := eval.Option(options, "values")
	list, ok := given.(eval.List)
	t := Type{Name: enumType}
	for _, e := range list {
		switch e := e.(type) {
		case eval.Atom:
			t.Enum = append(t.Enum, EnumValue{Atom: e, Dumped: eval.String(e)})
			continue
		case eval.Tuple:
			if name, isAtom := e[0].(eval.Atom); isAtom && len(e) == 2 {
				t.Enum = append(t.Enum, EnumValue{Atom: name, Dumped: e[1]})
				continue
			}
		}
		ok = false
	}
	if !ok || len(t.Enum) == 0 {
		return t, eval.NewRaised(pos, "ArgumentError", "Ecto.Enum types must have a values option specified as a list of atoms or a keyword list "+
			"with atom keys and either integer or string values")
	}
	return t, nil
}

// IsEmbedded reports whether the type is an embedded schema, or a list of them.
func (t Type) IsEmbedded() bool {
	return t.Name == embeddedType || t.Of != nil && t.Of.Name == embeddedType
}
