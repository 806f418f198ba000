package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/whimbrel-go/whimbrel/diag"
)

// usageError is a command line that asks for something wrongly.
type usageError struct {
	summary string
	// detail is a remark, hint a command line to type instead; both optional.
	detail, hint string
}

func (e *usageError) Error() string { return e.summary }

func usagef(format string, args ...any) *usageError {
	return &usageError{summary: fmt.Sprintf(format, args...)}
}

func (e *usageError) try(hint string) *usageError {
	e.hint = hint
	return e
}

func (a *app) printUsage(e *usageError) {
	d := diag.Errorf(diag.Invalid, diag.Pos{}, "%s", e.summary)
	d.Detail, d.Hint = e.detail, e.hint
	a.printDiagnostics(diag.List{d})
}

// unknownCommand answers a word that is no command.
func unknownCommand(parent *cobra.Command, word string) error {
	var names []string
	for _, c := range parent.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	e := usagef("unknown command %s", word).try(parent.CommandPath() + " --help")
	// People come from "mix ecto.migrate" and "mix ecto.gen.migration".
	bare := strings.ReplaceAll(strings.TrimPrefix(word, "ecto."), ".", " ")
	first, _, _ := strings.Cut(bare, " ")
	if near := diag.Nearest(first, names); near != "" {
		if first == near {
			near = bare
		}
		e.detail, e.hint = "did you mean "+near+"?", parent.CommandPath()+" "+near
	}
	return e
}

// flagError answers a flag that is wrong.
func flagError(c *cobra.Command, err error) error {
	e := usagef("%s", strings.TrimSuffix(err.Error(), ": "))
	e.hint = c.CommandPath() + " --help"
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		e.summary = fmt.Sprintf("--%s cannot be %q", invalid.GetFlag().Name, invalid.GetValue())
		if reason := invalid.Unwrap(); reason != nil && !errors.Is(reason, strconv.ErrSyntax) {
			e.detail = reason.Error()
		} else if invalid.GetFlag().Value.Type() == "int" {
			e.detail = "it takes a number"
		}
		return e
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return e
	}
	typed := unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		e.summary = "unknown flag -" + typed
		return e
	}
	e.summary = "unknown flag --" + typed
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if near := diag.Nearest(typed, names); near != "" {
		e.detail, e.hint = "did you mean --"+near+"?", c.CommandPath()+" --"+near
	}
	return e
}

// noArguments refuses arguments of a command that takes none.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usagef("%s takes no arguments, but got %s", c.CommandPath(), strings.Join(args, " ")).
		try(c.CommandPath() + " --help")
}
