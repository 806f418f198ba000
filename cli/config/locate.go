package config

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
)

// locate finds the place of a key in the text of a TOML file. The TOML library
// tells positions of syntax errors only; since the file has passed it, looking
// at one line after another is enough to point a person to the right one.
func locate(name string, text []byte, path []string) diag.Pos {
	best := diag.Pos{File: name}
	bestDepth := 0
	var table []string
	for i, line := range strings.Split(string(text), "\n") {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "[") {
			header, _, _ := strings.Cut(trimmed, "#")
			table = splitKey(strings.Trim(strings.TrimSpace(header), "[]"))
			if isPrefix(table, path) && len(table) > bestDepth {
				best, bestDepth = diag.Pos{File: name, Line: i + 1, Column: column(line, trimmed)}, len(table)
			}
			continue
		}
		key, rest, ok := strings.Cut(trimmed, "=")
		if !ok || strings.HasPrefix(trimmed, "#") {
			continue
		}
		full := append(slices.Clone(table), splitKey(key)...)
		if !isPrefix(full, path) || len(full) <= bestDepth {
			continue
		}
		best, bestDepth = diag.Pos{File: name, Line: i + 1, Column: column(line, trimmed)}, len(full)
		if inner := path[len(path)-1]; len(full) < len(path) && strings.Contains(rest, inner) {
			best.Column += utf8.RuneCountInString(key) + 1 + utf8.RuneCountInString(rest[:strings.Index(rest, inner)])
			bestDepth = len(path)
		}
	}
	return best
}

func column(line, from string) int {
	return utf8.RuneCountInString(line[:strings.Index(line, from)]) + 1
}

func splitKey(dotted string) []string {
	parts := strings.Split(dotted, ".")
	for i, part := range parts {
		parts[i] = strings.Trim(strings.TrimSpace(part), `"'`)
	}
	return parts
}

func isPrefix(prefix, path []string) bool {
	return len(prefix) <= len(path) && slices.Equal(prefix, path[:len(prefix)])
}
