package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/lazyregexp"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// printError explains an error to a person.
func (a *app) printError(err error) {
	a.printDiagnostics(a.diagnose(err))
}

// diagnosed is an error that explains itself, as those of package migrate do.
type diagnosed interface{ Diagnostic() *diag.Diagnostic }

// diagnose returns what is to be said about an error.
func (a *app) diagnose(err error) diag.List {
	var failed *migrate.Error
	var self diagnosed
	var server *database.Error
	switch {
	case errors.As(err, &failed):
		return diag.List{pointInto(failed)}
	case errors.As(err, &self):
		return diag.List{self.Diagnostic()}
	case diag.All(err) != nil:
		return diag.All(err)
	case errors.Is(err, context.Canceled):
		return diag.List{diag.Errorf(databaseKind, diag.Pos{}, "interrupted")}
	case errors.As(err, &server):
		d := diag.Errorf(databaseKind, diag.Pos{}, "%s", server.Error())
		d.Detail = strings.TrimSpace(server.Detail + "\n" + server.Hint)
		return diag.List{d}
	}
	return diag.List{diag.Errorf(diag.IO, diag.Pos{}, "%v", err)}
}

// pointInto adds a caret below the place in a statement that the server points
// at.
func pointInto(e *migrate.Error) *diag.Diagnostic {
	d := e.Diagnostic()
	var server *database.Error
	if !errors.As(e.Err, &server) || server.Position < 1 || e.SQL == "" {
		return d
	}
	plain := "  " + strings.ReplaceAll(strings.TrimRight(e.SQL, "\n"), "\n", "\n  ")
	marked := strings.ReplaceAll(withCaret(strings.TrimRight(e.SQL, "\n"), server.Position), "\n", "\n  ")
	d.Detail = strings.Replace(d.Detail, plain, "  "+marked, 1)
	return d
}

// withCaret puts a caret below the character at position (from 1) of a text.
func withCaret(text string, position int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		length := utf8.RuneCountInString(line)
		if position <= length+1 {
			before := []rune(line)[:min(position-1, length)]
			// Tabs stay tabs, so that the caret stands where the character does.
			pad := strings.Map(func(r rune) rune {
				if r == '\t' {
					return r
				}
				return ' '
			}, string(before))
			lines[i] = line + "\n" + pad + "^"
			break
		}
		position -= length + 1
	}
	return strings.Join(lines, "\n")
}

// printDiagnostics writes to standard error, without any password.
func (a *app) printDiagnostics(list diag.List) { a.printWith(list, sources) }

// printWith is printDiagnostics with the texts that the lines come from.
func (a *app) printWith(list diag.List, texts diag.Sources) {
	a.err.EndProgress()
	styles := map[diag.Severity]string{diag.Error: term.Red, diag.Warning: term.Yellow, diag.Note: term.Bold}
	for _, d := range list {
		var b bytes.Buffer
		diag.Write(&b, diag.List{d}, texts)
		text := a.redact(b.String())
		if rest, ok := strings.CutPrefix(text, d.Severity.String()+":"); ok {
			text = a.err.Paint(styles[d.Severity], d.Severity.String()+":") + rest
		}
		_, _ = fmt.Fprint(a.err, text)
	}
}

// sources reads a file whose line is to be shown. A line of the configuration
// is shown without its passwords, and one of a .env file not at all.
func sources(file string) []byte {
	if filepath.Base(file) == ".env" {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	if strings.HasSuffix(file, ".toml") {
		text = urlPassword().ReplaceAll(text, []byte("$1***@"))
		text = passwordKey().ReplaceAll(text, []byte("$1***"))
	}
	return text
}

var (
	urlPassword = lazyregexp.New(`(://[^\s:/@"']*:)[^\s"']*@`)
	passwordKey = lazyregexp.New(`(?m)(password\S*\s*=\s*).*$`)
)

// redact takes the passwords of all databases out of a text.
func (a *app) redact(text string) string {
	for _, d := range a.databases {
		text = d.Redact(text)
	}
	return text
}
