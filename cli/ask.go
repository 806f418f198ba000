package cli

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/term"
)

// askFirst asks on a terminal whether to go on. Where nobody can be asked it
// returns refusal, which says which flag answers instead. A no ends the command
// with what was not done.
func (a *app) askFirst(question, nothing string, refusal *usageError) error {
	if !term.IsTerminal(a.in) {
		return refusal
	}
	_, _ = fmt.Fprintf(a.err, "%s [y/N] ", question)
	answer, _ := bufio.NewReader(a.in).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	_, _ = fmt.Fprintln(a.err, nothing)
	return errReported
}
