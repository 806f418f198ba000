package diag

import (
	"fmt"
	"slices"
	"strings"
)

// Setting is a line of the configuration. What a person has to fill in is
// "...".
type Setting struct {
	// Table is the table that it belongs to: "elixir.app.my_app".
	Table string
	// Key is the key as it is written, with quotes where it needs them.
	Key string
	// Values are the texts that it should have; a key of one text is no List.
	Values []string
	List   bool
}

// String returns the line: env = ["HOME"].
func (s Setting) String() string {
	quoted := make([]string, len(s.Values))
	for i, v := range s.Values {
		quoted[i] = fmt.Sprintf("%q", v)
	}
	value := strings.Join(quoted, ", ")
	if s.List {
		value = "[" + value + "]"
	}
	return s.Key + " = " + value
}

// Missing returns a copy of d that also says which line of the configuration
// is missing, and perhaps more about it in a comment.
func (d *Diagnostic) Missing(s Setting, comment string) *Diagnostic {
	if comment != "" {
		comment = "    # " + comment
	}
	c := d.WithHint("say it in whimbrel.toml:\n  [%s]\n  %s%s", s.Table, s, comment)
	c.Setting = &s
	return c
}

// With returns the setting with more values. Those of a list are gathered.
func (s Setting) With(values []string) Setting {
	if !s.List {
		return s
	}
	all := slices.Clone(values)
	for _, v := range s.Values {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	s.Values = all
	return s
}
