package sqlddl

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// ParseDefault reads a default of a column of a type, as SQL writes it. What is
// not a literal is a fragment; no default at all is nil.
func ParseDefault(sql string, t command.Type, database string) command.Value {
	if database == "" {
		database = "postgres"
	}
	return parseDefault(sql, t, database)
}

func parseDefault(sql string, t command.Type, database string) command.Value {
	bare := unwrapped(sql, database)
	list := tokens(bare, database)
	if uncast, cast, ok := withoutCast(bare, list); ok {
		if v := literal(uncast, castType(t, cast), database); v != nil {
			return orNone(v)
		}
	}
	if v := literal(bare, t, database); v != nil {
		return orNone(v)
	}
	if t.IsArray() {
		if v, ok := array(bare, t, database); ok {
			return v
		}
	}
	return command.Fragment(sql)
}

// orNone: a default of NULL is none.
func orNone(v command.Value) command.Value {
	if _, null := v.(command.Null); null {
		return nil
	}
	return v
}

// unwrapped takes parentheses away that go around everything.
func unwrapped(sql, database string) string {
	list := tokens(sql, database)
	closing := map[int]int{}
	var open []int
	for i, t := range list {
		switch {
		case t.kind == symbol && t.text == "(":
			open = append(open, i)
		case t.kind == symbol && t.text == ")" && len(open) > 0:
			closing[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	from, to := 0, len(list)-2 // the last token is the end
	for from < to && closing[from] == to {
		from, to = from+1, to-1
	}
	if from > to {
		return strings.TrimSpace(sql)
	}
	return sql[list[from].start:list[to].end]
}

// castType: a number for a column of text is shown as one by its cast only.
func castType(t command.Type, cast string) command.Type {
	switch cast {
	case "integer", "bigint", "numeric":
		return command.NewType("decimal")
	}
	return t
}

// withoutCast returns what stands before a single ::type at the end, and the
// type.
func withoutCast(sql string, list []token) (bare, cast string, ok bool) {
	depth := 0
	for i, t := range list {
		switch {
		case t.kind == symbol && (t.text == "(" || t.text == "["):
			depth++
		case t.kind == symbol && (t.text == ")" || t.text == "]"):
			depth--
		case t.kind == symbol && t.text == "::" && depth == 0:
			for _, rest := range list[i+1:] {
				if rest.kind == symbol && !strings.Contains("()[].,", rest.text) {
					return "", "", false
				}
			}
			return unwrapped(sql[:t.start], "postgres"), strings.ToLower(strings.TrimSpace(sql[t.end:])), true
		}
	}
	return "", "", false
}

// literal reads a single literal, or returns nil.
func literal(sql string, t command.Type, database string) command.Value {
	list := tokens(sql, database)
	sign := ""
	if len(list) == 3 && list[0].kind == symbol && (list[0].text == "-" || list[0].text == "+") {
		sign, list = strings.TrimPrefix(list[0].text, "+"), list[1:]
	}
	if len(list) != 2 {
		return nil
	}
	switch first := list[0]; {
	case first.kind == number:
		return numberValue(sign+first.text, t, database)
	case sign != "":
		return nil
	case first.kind == text:
		return textValue(first.text, t, database)
	case first.kind == word && strings.EqualFold(first.text, "true"):
		return command.Bool(true)
	case first.kind == word && strings.EqualFold(first.text, "false"):
		return command.Bool(false)
	case first.kind == word && strings.EqualFold(first.text, "null"):
		return command.Null{}
	}
	return nil
}

func numberValue(digits string, t command.Type, database string) command.Value {
	if t.Name == "boolean" && (database == "mysql" || database == "mssql") {
		return command.Bool(digits != "0")
	}
	if n, ok := integer(digits); ok {
		return n
	}
	var f float64
	if json.Unmarshal([]byte(digits), &f) != nil {
		return nil
	}
	if command.Float(f).String() != digits && !strings.Contains(digits, ".") {
		return nil
	}
	return command.Float(f)
}

// numeric types, whose default databases show in quotes.
var numeric = []string{
	"integer", "bigint", "smallint", "decimal", "float", "real", "boolean", "serial", "bigserial",
	"integer unsigned", "bigint unsigned", "smallint unsigned", "tinyint", "tinyint unsigned", "mediumint", "float(24)",
}

func textValue(value string, t command.Type, database string) command.Value {
	switch {
	case slices.Contains(numeric, t.Name) && database != "sqlite":
		list := tokens(value, database)
		if len(list) == 2 && list[0].kind == number || len(list) == 3 && list[0].text == "-" && list[1].kind == number {
			return numberValue(value, t, database)
		}
	case t.IsMap() && t.Of == nil:
		if m, ok := jsonMap(value); ok {
			return m
		}
	case t.IsArray() && value == "{}":
		return command.List{}
	}
	return command.String(value)
}

// array reads ARRAY['a'::text, 'b'] and its like.
func array(sql string, t command.Type, database string) (command.Value, bool) {
	p := &parser{database: database, sql: sql, tokens: tokens(sql, database)}
	if !p.accept("ARRAY [") {
		return nil, false
	}
	list := command.List{}
	for !p.sees("]") {
		v := parseDefault(p.until(), *t.Of, database)
		if _, fragment := v.(command.Fragment); fragment || v == nil {
			return nil, false
		}
		list = append(list, v)
		if !p.accept(",") {
			break
		}
	}
	return list, p.accept("]")
}

func jsonMap(text string) (command.Map, bool) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var decoded any
	if err := decoder.Decode(&decoded); err != nil || decoder.More() {
		return nil, false
	}
	v, ok := jsonValue(decoded)
	m, isMap := v.(command.Map)
	return m, ok && isMap
}

func jsonValue(decoded any) (command.Value, bool) {
	switch d := decoded.(type) {
	case nil:
		return command.Null{}, true
	case bool:
		return command.Bool(d), true
	case string:
		return command.String(d), true
	case json.Number:
		v := numberValue(d.String(), command.Type{}, "")
		return v, v != nil
	case []any:
		list := command.List{}
		for _, e := range d {
			v, ok := jsonValue(e)
			if !ok {
				return nil, false
			}
			list = append(list, v)
		}
		return list, true
	case map[string]any:
		m := command.Map{}
		for k, e := range d {
			v, ok := jsonValue(e)
			if !ok {
				return nil, false
			}
			m = append(m, command.Pair{Key: command.String(k), Value: v})
		}
		command.SortPairs(m)
		return m, true
	}
	return nil, false
}

// integer reads a whole number of any size.
func integer(digits string) (command.Integer, bool) {
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return command.Integer{}, false
	}
	return command.BigInt(n), true
}
