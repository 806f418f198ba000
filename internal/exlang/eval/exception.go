package eval

import "slices"

// builtinException returns the fields of Elixir's own exceptions, apart from
// __struct__ and __exception__.
func builtinException(name string) ([]Pair, bool) {
	if message, ok := defaultMessage(name); ok {
		return []Pair{{Atom("message"), String(message)}}, true
	}
	var keys []Atom
	switch name {
	case "KeyError":
		keys = []Atom{"key", "term", "message"}
	case "MatchError", "CaseClauseError", "WithClauseError", "TryClauseError", "BadMapError", "BadFunctionError":
		keys = []Atom{"term"}
	case "CondClauseError":
	case "BadStructError":
		keys = []Atom{"struct", "term"}
	case "BadBooleanError":
		keys = []Atom{"operator", "term"}
	case "BadArityError":
		keys = []Atom{"function", "args"}
	case "FunctionClauseError":
		keys = []Atom{"module", "function", "arity", "kind", "args", "clauses"}
	case "UndefinedFunctionError":
		keys = []Atom{"module", "function", "arity", "reason", "message"}
	case "Protocol.UndefinedError":
		keys = []Atom{"protocol", "value", "description"}
	case "ErlangError":
		keys = []Atom{"original", "reason"}
	case "CompileError", "SyntaxError", "TokenMissingError":
		keys = []Atom{"file", "line", "description"}
	default:
		return nil, false
	}
	fields := make([]Pair, len(keys))
	for i, k := range keys {
		fields[i] = Pair{k, Nil}
	}
	return fields, true
}

// defaultMessage returns what the exceptions say that have but a message.
func defaultMessage(name string) (string, bool) {
	switch name {
	case "RuntimeError":
		return "runtime error", true
	case "ArgumentError":
		return "argument error", true
	case "ArithmeticError":
		return "bad argument in arithmetic expression", true
	case "SystemLimitError":
		return "a system limit has been reached", true
	case "Enum.EmptyError":
		return "empty error", true
	case "Enum.OutOfBoundsError":
		return "out of bounds error", true
	case "Ecto.MigrationError", "Ecto.NoResultsError", "Ecto.MultipleResultsError", "Ecto.QueryError", "Ecto.ChangeError",
		"Ecto.CastError", "Ecto.ConstraintError", "Ecto.InvalidChangesetError", "Ecto.StaleEntryError", "UnicodeConversionError",
		"File.Error", "JSON.DecodeError", "Jason.DecodeError", "Jason.EncodeError", "Postgrex.Error", "MyXQL.Error", "Exqlite.Error", "DBConnection.ConnectionError":
		return "", true
	}
	return "", false
}

// exceptionStruct builds an exception of a module that is not written in
// Elixir here: options are a message or the fields.
func exceptionStruct(name string, options Value) *Map {
	fields, known := builtinException(name)
	fields = append(slices.Clone(fields), Pair{Atom("__exception__"), True}, Pair{structKey, Module(name)})
	switch options := options.(type) {
	case String:
		fields = append(fields, Pair{Atom("message"), options})
	case List:
		pairs, _ := Keyword(options)
		base := MapOf(fields)
		for _, p := range pairs {
			if _, ok := base.Get(p.Key); ok || !known {
				fields = append(fields, p)
			}
		}
		if _, ok := MapOf(fields).Get(Atom("message")); !ok && !known {
			fields = append(fields, Pair{Atom("message"), String("")})
		}
	}
	return MapOf(fields)
}

// messageField returns the field message of an exception, or "".
func messageField(v Value) string {
	m, ok := v.(*Map)
	if !ok {
		return ""
	}
	field, _ := m.Get(Atom("message"))
	text, _ := field.(String)
	return string(text)
}

// builtinMessage is Exception.message/1 of Elixir's own exceptions.
func builtinMessage(e *Map) string {
	if text := messageField(e); text != "" {
		return text
	}
	name, _ := ModuleName(e.Struct())
	get := func(key Atom) Value {
		v, ok := e.Get(key)
		if !ok {
			return Nil
		}
		return v
	}
	switch name {
	case "KeyError":
		if get("term") == Nil {
			return "key " + Inspect(get("key")) + " not found"
		}
		return "key " + Inspect(get("key")) + " not found in: " + Inspect(get("term"))
	case "MatchError":
		return "no match of right hand side value: " + Inspect(get("term"))
	case "CaseClauseError":
		return "no case clause matching: " + Inspect(get("term"))
	case "WithClauseError":
		return "no with clause matching: " + Inspect(get("term"))
	case "TryClauseError":
		return "no try clause matching: " + Inspect(get("term"))
	case "CondClauseError":
		return "no cond clause evaluated to a truthy value"
	case "BadMapError":
		return "expected a map, got: " + Inspect(get("term"))
	case "BadFunctionError":
		return "expected a function, got: " + Inspect(get("term"))
	case "BadStructError":
		return "expected a struct named " + Inspect(get("struct")) + ", got: " + Inspect(get("term"))
	case "BadBooleanError":
		operator, _ := Text(get("operator"))
		return "expected a boolean on left-side of \"" + operator + "\", got: " + Inspect(get("term"))
	case "ErlangError":
		return "Erlang error: " + Inspect(get("original"))
	}
	return ""
}
