package project

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Term returns a value of TOML as a term: a table is a keyword list, and a
// string that begins with a colon is an atom, or the name of a module, as
// ":MyApp.Repo".
func Term(v any) eval.Value {
	switch v := v.(type) {
	case string:
		if name, ok := strings.CutPrefix(v, ":"); ok && name != "" {
			return atom(name)
		}
		return eval.String(v)
	case bool:
		return eval.Boolean(v)
	case int64:
		return eval.Int{Int: big.NewInt(v)}
	case float64:
		return eval.Float(v)
	case time.Time:
		return eval.String(v.Format(time.RFC3339Nano))
	case []any:
		list := make(eval.List, len(v))
		for i, e := range v {
			list[i] = Term(e)
		}
		return list
	case []map[string]any:
		list := make(eval.List, len(v))
		for i, e := range v {
			list[i] = Term(e)
		}
		return list
	case map[string]any:
		list := make(eval.List, 0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			list = append(list, eval.Tuple{atom(key), Term(v[key])})
		}
		return list
	}
	return eval.Nil
}

// atom returns the atom of a name; a name that begins like a module's is one.
func atom(name string) eval.Atom {
	if name != "" && name[0] >= 'A' && name[0] <= 'Z' {
		return eval.Module(name)
	}
	return eval.Atom(name)
}

// keyOf returns the key under which TOML has a setting.
func keyOf(v eval.Value) (string, bool) {
	if name, ok := eval.ModuleName(v); ok {
		return name, true
	}
	a, ok := v.(eval.Atom)
	return string(a), ok
}
