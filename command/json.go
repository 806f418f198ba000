package command

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// JSON encodes a value as Jason does, which Ecto uses for map and list
// defaults: no spaces, keys in the map's order, text unescaped but for quotes,
// backslashes and control characters.
func JSON(v Value) (string, error) {
	var b strings.Builder
	if err := writeJSON(&b, v); err != nil {
		return "", err
	}
	return b.String(), nil
}

func writeJSON(b *strings.Builder, v Value) error {
	switch v := v.(type) {
	case Null:
		b.WriteString("null")
	case Bool, Integer, Float:
		b.WriteString(v.Inspect())
	case String:
		return writeJSONString(b, string(v))
	case Atom:
		return writeJSONString(b, string(v))
	case Decimal:
		return writeJSONString(b, string(v))
	case Date:
		return writeJSONString(b, string(v))
	case Time:
		return writeJSONString(b, string(v))
	case NaiveDateTime:
		return writeJSONString(b, string(v))
	case DateTime:
		return writeJSONString(b, string(v))
	case List:
		return writeJSONList(b, v)
	case Map:
		return writeJSONMap(b, v)
	default:
		return fmt.Errorf("%s cannot be written as JSON", v.Inspect())
	}
	return nil
}

func writeJSONList(b *strings.Builder, list List) error {
	b.WriteByte('[')
	for i, e := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeJSON(b, e); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

func writeJSONMap(b *strings.Builder, m Map) error {
	b.WriteByte('{')
	for i, p := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		key, ok := jsonKey(p.Key)
		if !ok {
			return fmt.Errorf("%s cannot be a key in JSON", p.Key.Inspect())
		}
		if err := writeJSONString(b, key); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := writeJSON(b, p.Value); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// jsonKey returns the key as String.Chars gives it.
func jsonKey(v Value) (string, bool) {
	switch v := v.(type) {
	case String:
		return string(v), true
	case Atom:
		return string(v), true
	case Null:
		return "nil", true
	case Bool, Integer, Float:
		return v.Inspect(), true
	}
	return "", false
}

var jsonShort = map[byte]string{
	'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`,
}

func writeJSONString(b *strings.Builder, s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("%s is not valid UTF-8 and cannot be written as JSON", strconv.Quote(s))
	}
	b.WriteByte('"')
	for i := range len(s) {
		c := s[i]
		if short, ok := jsonShort[c]; ok {
			b.WriteString(short)
		} else if c < 0x20 {
			fmt.Fprintf(b, `\u%04X`, c)
		} else {
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return nil
}
