package config

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// readDotenv reads a .env file; a missing one is empty.
func readDotenv(path, shown string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, diag.Errorf(Kind, diag.Pos{File: shown}, "cannot read the file: %v", reason(err))
	}
	return parseDotenv(string(text), shown)
}

// parseDotenv reads lines of KEY=VALUE, with "export", comments and quotes. A
// value in single quotes is literal; in double quotes \n, \t, \" and \\ are
// escapes; either may span lines.
func parseDotenv(text, shown string) (map[string]string, error) {
	values := map[string]string{}
	lines := strings.Split(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if line == "" || line[0] == '#' {
			continue
		}
		key, rest, ok := strings.Cut(line, "=")
		fields := strings.Fields(key)
		if len(fields) == 2 && fields[0] == "export" {
			fields = fields[1:]
		}
		if !ok || len(fields) != 1 || !isVariable(fields[0]) {
			// The line is not shown: it may hold a secret.
			return nil, diag.Errorf(Kind, diag.Pos{File: shown, Line: i + 1}, "expected KEY=VALUE").
				WithHint("comments start with #")
		}
		value, used, ok := dotenvValue(strings.TrimSpace(rest), lines[i+1:])
		if !ok {
			return nil, diag.Errorf(Kind, diag.Pos{File: shown, Line: i + 1},
				"the value of %s has no closing quote", fields[0])
		}
		values[fields[0]] = value
		i += used
	}
	return values, nil
}

// dotenvValue reads a value, which may go on over the following lines; used is
// the number of those that it took.
func dotenvValue(rest string, following []string) (value string, used int, ok bool) {
	if rest == "" {
		return "", 0, true
	}
	quote := rest[0]
	if quote != '"' && quote != '\'' {
		if i := strings.Index(rest, " #"); i >= 0 {
			rest = rest[:i]
		}
		return strings.TrimSpace(rest), 0, true
	}
	body := rest[1:]
	for {
		if end := closingQuote(body, quote); end >= 0 {
			if quote == '"' {
				return dotenvEscapes.Replace(body[:end]), used, true
			}
			return body[:end], used, true
		}
		if used == len(following) {
			return "", 0, false
		}
		body += "\n" + following[used]
		used++
	}
}

func closingQuote(body string, quote byte) int {
	for i := 0; i < len(body); i++ {
		switch {
		case body[i] == '\\' && quote == '"':
			i++
		case body[i] == quote:
			return i
		}
	}
	return -1
}

var dotenvEscapes = strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t", `\"`, `"`, `\$`, "$", `\\`, `\`)

func isVariable(name string) bool {
	for i, r := range name {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}
