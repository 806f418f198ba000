package exs

import (
	_ "embed"
	"strings"
)

// errorCodes are PostgreSQL's codes with their names (appendix A of its
// manual), one a line.
//
//go:embed errcodes.txt
var errorCodes string

// errorName is the name of an SQLSTATE, which Postgrex gives as code.
func errorName(code string) string {
	_, rest, ok := strings.Cut(errorCodes, code+" ")
	if !ok || len(code) != 5 {
		return "nil"
	}
	name, _, _ := strings.Cut(rest, "\n")
	return name
}
