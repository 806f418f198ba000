package cli

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// squashedLine is the line of the status table for all versions whose files a
// squashed migration has replaced, or "".
func (a *app) squashedLine(status []migrate.Status) string {
	var into int64
	n := 0
	for _, s := range status {
		if s.SquashedInto != 0 {
			into = s.SquashedInto
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("  %s%-15s squashed into %d", a.out.Paint(term.Green, fmt.Sprintf("%-10s", "up")), plural(n, "version"), into)
}
