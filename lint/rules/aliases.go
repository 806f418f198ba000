package rules

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/lint"
)

// aliases reads "TOOL NAME" lines.
func aliases(lines ...string) []lint.Alias {
	list := make([]lint.Alias, len(lines))
	for i, line := range lines {
		list[i].Tool, list[i].Name, _ = strings.Cut(line, " ")
	}
	return list
}
