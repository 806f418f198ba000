package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
)

// section is one table of the file. Its readers return the zero value where a
// key is absent or wrong; what is wrong is collected in problems.
type section struct {
	file     *file
	path     []string
	table    map[string]any
	env      lookup
	problems *diag.List
}

func (s section) has(key string) bool { _, ok := s.table[key]; return ok }

// text reads a string and fills in variables.
func (s section) text(key string) string {
	value, ok := s.table[key]
	if !ok {
		return ""
	}
	text, ok := value.(string)
	if !ok {
		s.wrongType(key, "a string", value)
		return ""
	}
	return s.expanded(key, text)
}

// texts reads a string or a list of strings.
func (s section) texts(key string) []string {
	switch value := s.table[key].(type) {
	case nil:
		return nil
	case string:
		return []string{s.expanded(key, value)}
	case []any:
		texts := make([]string, 0, len(value))
		for _, element := range value {
			text, ok := element.(string)
			if !ok {
				s.wrongType(key, "a list of strings", value)
				return nil
			}
			texts = append(texts, s.expanded(key, text))
		}
		return texts
	default:
		s.wrongType(key, "a string or a list of strings", value)
		return nil
	}
}

// number reads a whole number that is not negative. A string of digits will
// do, because variables are only filled into strings.
func (s section) number(key string) int {
	switch value := s.table[key].(type) {
	case nil:
		return 0
	case int64:
		if value >= 0 && value < 1<<31 {
			return int(value)
		}
	case string:
		var n int
		if text := s.expanded(key, value); text == "" {
			return 0
		} else if _, err := fmt.Sscanf(text, "%d", &n); err == nil && fmt.Sprint(n) == text && n >= 0 {
			return n
		}
	}
	s.wrongType(key, "a whole number from 0 up", s.table[key])
	return 0
}

func (s section) boolean(key string) bool {
	value, ok := s.table[key].(bool)
	if !ok && s.has(key) {
		s.wrongType(key, "true or false", s.table[key])
	}
	return value
}

// sub returns the table under a key.
func (s section) sub(key string) section {
	table, ok := s.table[key].(map[string]any)
	if !ok && s.has(key) {
		s.wrongType(key, "a table", s.table[key])
	}
	inner := s
	inner.path = append(slices.Clone(s.path), key)
	inner.table = table
	return inner
}

// choice reads a string that must be one of a few.
func choice[T any](s section, key string, choices map[string]T) T {
	var zero T
	text := strings.TrimPrefix(s.text(key), ":")
	if text == "" {
		return zero
	}
	value, ok := choices[text]
	if !ok {
		names := make([]string, 0, len(choices))
		for name := range choices {
			names = append(names, name)
		}
		slices.Sort(names)
		s.fail(key, oneOf(text, names), "%s cannot be %q", key, text)
	}
	return value
}

func (s section) expanded(key, text string) string {
	expanded, err := expand(text, s.env)
	if err != nil {
		s.fail(key, try(err.hint), "%s: %s", key, err.problem)
	}
	return expanded
}

// only refuses keys that are not known.
func (s section) only(known ...string) {
	keys := make([]string, 0, len(s.table))
	for key := range s.table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if slices.Contains(known, key) {
			continue
		}
		s.fail(key, didYouMean(key, known), "unknown key %s", key)
	}
}

func (s section) fail(key string, a advice, format string, args ...any) {
	*s.problems = append(*s.problems, a.on(diag.Errorf(Kind, s.pos(key), format, args...)))
}

func (s section) pos(key string) diag.Pos {
	if s.file.shown == "" {
		return diag.Pos{}
	}
	return locate(s.file.shown, s.file.text, append(slices.Clone(s.path), key))
}

func (s section) wrongType(key, want string, got any) {
	s.fail(key, advice{}, "%s must be %s, but is %s", key, want, describe(got))
}

func describe(value any) string {
	switch value.(type) {
	case string:
		return "a string"
	case int64:
		return "a whole number"
	case float64:
		return "a number"
	case bool:
		return "true or false"
	case []any, []map[string]any:
		return "a list"
	case map[string]any:
		return "a table"
	case time.Time:
		return "a time"
	}
	return fmt.Sprintf("a %T", value)
}
