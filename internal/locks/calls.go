package locks

import "strings"

// called returns the functions that an expression calls, in lower case and
// without their schemas.
func called(expr string) []string {
	var functions []string
	for i := 0; i < len(expr); {
		switch c := expr[i]; {
		case c == '\'':
			i = afterQuote(expr, i)
		case isWord(c):
			begin := i
			for i < len(expr) && isWord(expr[i]) {
				i++
			}
			name := strings.ToLower(expr[begin:i])
			rest := strings.TrimLeft(expr[i:], " \"\t\n")
			if strings.HasPrefix(rest, "(") {
				functions = append(functions, name)
			}
		default:
			i++
		}
	}
	return functions
}

// afterQuote returns where the quoted text ends that begins at i.
func afterQuote(expr string, i int) int {
	for i++; i < len(expr); i++ {
		if expr[i] != '\'' {
			continue
		}
		if i++; i >= len(expr) || expr[i] != '\'' {
			return i
		}
	}
	return i
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// steady reports whether PostgreSQL evaluates a function once for all rows:
// one that is not marked as volatile. Of the application's own functions nobody
// knows it; they are volatile unless somebody says otherwise.
func steady(function string) bool {
	switch function {
	case "now", "current_timestamp", "localtimestamp", "current_time", "localtime", "transaction_timestamp", "statement_timestamp",
		"to_timestamp", "to_date", "to_char", "to_number", "date_trunc", "date_part", "extract", "timezone", "age",
		"make_date", "make_time", "make_timestamp", "make_timestamptz", "make_interval", "date", "current_setting", "txid_current",
		"coalesce", "nullif", "greatest", "least", "cast", "row", "array", "array_fill", "array_append", "array_cat",
		"string_to_array", "array_to_string",
		"lower", "upper", "initcap", "trim", "btrim", "ltrim", "rtrim", "lpad", "rpad", "left", "right", "length", "char_length",
		"replace", "repeat", "reverse", "substring", "substr", "split_part", "translate", "concat", "concat_ws", "format", "md5",
		"sha256", "encode", "decode", "convert_to", "convert_from", "chr", "ascii", "quote_literal", "quote_ident",
		"abs", "round", "floor", "ceil", "ceiling", "trunc", "mod", "power", "sqrt", "sign", "div",
		"json_build_object", "jsonb_build_object", "json_build_array", "jsonb_build_array", "to_json", "to_jsonb",
		"jsonb_set", "json_object", "jsonb_object", "hstore", "to_tsvector", "to_tsquery", "int4range", "int8range", "numrange",
		"tsrange", "tstzrange", "daterange", "point", "box", "polygon", "circle", "uuid_nil", "uuid_ns_dns", "uuid_ns_url",
		// Types with a size.
		"varchar", "char", "character", "varying", "bpchar", "numeric", "decimal", "bit", "varbit", "float",
		"timestamp", "timestamptz", "time", "timetz", "interval", "precision":
		return true
	}
	return false
}
