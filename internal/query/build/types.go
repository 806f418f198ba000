package build

import (
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// plain refers to one of Ecto's own types.
func plain(name string) query.TypeRef { return query.Plain(ectoschema.Type{Name: name}) }

// anyType is a type that asks nothing of a value.
var anyType = query.TypeRef{}

// isAny reports whether a type asks nothing.
func isAny(t query.TypeRef) bool {
	return t.Field == nil && t.Of == nil && t.Elems == nil && t.Type.IsAny()
}

// quotedType is the type that an expression has, as far as its code tells.
func (b *builder) quotedType(n syntax.Node) (query.TypeRef, error) {
	if field, ok := fieldOf(n); ok {
		of, err := b.source(field.Target)
		return query.FieldType(of, field.Name), err
	}
	switch n := n.(type) {
	case *syntax.Float:
		return plain("float"), nil
	case *syntax.Integer:
		return plain("integer"), nil
	case *syntax.String:
		return plain("string"), nil
	case *syntax.Atom:
		return atomType(n.Name), nil
	case *syntax.List:
		return b.listType(n.Elems)
	case *syntax.Tuple:
		return b.tupleType([]syntax.Node{n.Left, n.Right})
	case *syntax.Call:
		return b.callType(n)
	}
	return anyType, nil
}

func atomType(name string) query.TypeRef {
	switch name {
	case "true", "false":
		return plain("boolean")
	case "nil":
		return anyType
	}
	return plain("atom")
}

// listType is {:array, type} where all elements have one type.
func (b *builder) listType(elems []syntax.Node) (query.TypeRef, error) {
	var of query.TypeRef
	for i, e := range elems {
		t, err := b.quotedType(e)
		if err != nil {
			return t, err
		}
		if i > 0 && !sameType(of, t) {
			return query.Wrapped("array", anyType), nil
		}
		of = t
	}
	return query.Wrapped("array", of), nil
}

func (b *builder) tupleType(elems []syntax.Node) (query.TypeRef, error) {
	t := query.TypeRef{Wrap: "tuple", Elems: make([]query.TypeRef, len(elems))}
	for i, e := range elems {
		of, err := b.quotedType(e)
		if err != nil {
			return t, err
		}
		t.Elems[i] = of
	}
	return t, nil
}

// sameType reports whether two types are the same, as far as is known.
func sameType(a, b query.TypeRef) bool {
	switch {
	case a.Field != nil || b.Field != nil:
		return a.Field != nil && b.Field != nil && a.Field.Of == b.Field.Of && a.Field.Name == b.Field.Name
	case a.Wrap != b.Wrap || (a.Of == nil) != (b.Of == nil) || len(a.Elems) != len(b.Elems):
		return false
	case a.Of != nil:
		return sameType(*a.Of, *b.Of)
	}
	for i := range a.Elems {
		if !sameType(a.Elems[i], b.Elems[i]) {
			return false
		}
	}
	return a.Type.Equal(b.Type)
}

// callType is the type of a call, an operator or a form.
func (b *builder) callType(n *syntax.Call) (query.TypeRef, error) {
	if n.Target != nil {
		return anyType, nil
	}
	switch n.Name {
	case "field":
		if len(n.Args) == 2 {
			of, err := b.source(n.Args[0])
			if err != nil {
				return anyType, err
			}
			name, err := b.name(n.Args[1])
			return query.FieldType(of, name), err
		}
	case "datetime_add":
		return plain("naive_datetime"), nil
	case "date_add":
		return plain("date"), nil
	case "type":
		if len(n.Args) == 2 {
			return b.typeArgument(n.Args[1])
		}
	case "sigil_s", "sigil_S", "<<>>", "<>":
		return plain("string"), nil
	case "sigil_w", "sigil_W":
		return query.Wrapped("array", plain("string")), nil
	case "-":
		if len(n.Args) == 1 {
			return b.quotedType(n.Args[0])
		}
	case "{}":
		return b.tupleType(n.Args)
	case "max", "min", "first_value", "last_value", "nth_value", "lag", "lead":
		if len(n.Args) > 0 {
			return b.quotedType(n.Args[0])
		}
	case "|>":
		if piped, ok := unpipe(n); ok {
			return b.callType(piped)
		}
	case "@":
		v, err := b.Eval(n)
		return valueType(v), err
	}
	return plain(outType(n.Name, len(n.Args))), nil
}

// valueType is the type of a value that stands for itself.
func valueType(v eval.Value) query.TypeRef {
	switch v := v.(type) {
	case eval.Float:
		return plain("float")
	case eval.Int:
		return plain("integer")
	case eval.String:
		return plain("string")
	case eval.Atom:
		return atomType(string(v))
	case eval.List:
		var of query.TypeRef
		for i, e := range v {
			t := valueType(e)
			if i > 0 && !sameType(of, t) {
				return query.Wrapped("array", anyType)
			}
			of = t
		}
		return query.Wrapped("array", of)
	}
	return anyType
}

// outType is the type of what a function gives; "" is any.
func outType(name string, arity int) string {
	switch name {
	case "count", "row_number", "rank", "dense_rank", "ntile":
		return "integer"
	case "is_nil", "==", "!=", "<", ">", "<=", ">=", "or", "and", "like", "ilike":
		return "boolean"
	case "not":
		if arity == 1 {
			return "boolean"
		}
	}
	return ""
}

// typeArgument reads the type of type(expr, type).
func (b *builder) typeArgument(n syntax.Node) (query.TypeRef, error) {
	if field, ok := fieldOf(n); ok {
		of, err := b.source(field.Target)
		return query.FieldType(of, field.Name), err
	}
	if call, ok := syntax.IsCall(n, "field"); ok {
		return b.callType(call)
	}
	if pair, ok := n.(*syntax.Tuple); ok {
		outer, ok := pair.Left.(*syntax.Atom)
		inner, err := b.typeArgument(pair.Right)
		if err != nil || !ok {
			return inner, err
		}
		return query.Wrapped(outer.Name, inner), nil
	}
	inner, ok := isPin(n)
	if !ok {
		inner = n
	}
	v, err := b.Eval(inner)
	if err != nil {
		return anyType, err
	}
	t, err := ectoschema.TypeFrom(v, nil, n.Pos())
	return query.Plain(t), err
}
