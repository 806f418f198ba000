package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/internal/term"
)

// decide drafts. What has two meanings is answered by --choose, or asked on a
// terminal.
func (d *drafting) decide() (*draft.Result, error) {
	a := d.app
	given, used, cancelled := d.flags.choose, 0, false
	answers := bufio.NewReader(a.in)
	d.options.Choose = func(q intent.Question) (int, bool) {
		if used < len(given) {
			n := given[used]
			used++
			if n >= 1 && n <= len(q.Choices) {
				d.chosen = append(d.chosen, n)
				return n - 1, true
			}
			return 0, false
		}
		if cancelled || !term.IsTerminal(a.in) {
			return 0, false
		}
		n, ok := ask(a.err, answers, q)
		cancelled = !ok
		return n, ok
	}
	result, err := draft.Draft(d.options)
	var question *draft.Question
	switch {
	case err == nil && used < len(given):
		return nil, usagef("--choose answers %s, but %d had to be asked", plural(len(given), "question"), used).
			try("whimbrel draft without --choose")
	case err == nil:
		return result, nil
	case cancelled:
		_, _ = fmt.Fprintln(a.err, "Nothing was written.")
		return nil, errReported
	case errors.As(err, &question):
		return nil, d.unclear(diag.List{d.unanswered(question)})
	case diag.All(err) != nil:
		return nil, d.unclear(diag.All(err))
	}
	return nil, err
}

// ask shows the readings and returns the chosen one, from 0. An empty answer
// and the end of the input choose none of them.
func ask(w io.Writer, answers *bufio.Reader, q intent.Question) (chosen int, ok bool) {
	_, _ = fmt.Fprintln(w, q.Text)
	for i, c := range q.Choices {
		_, _ = fmt.Fprintf(w, "  %d. %s\n", i+1, c.Label)
	}
	for {
		_, _ = fmt.Fprintf(w, "Which one? [1-%d, nothing to stop] ", len(q.Choices))
		line, err := answers.ReadString('\n')
		answer := strings.TrimSpace(line)
		if answer == "" {
			if err != nil {
				_, _ = fmt.Fprintln(w)
			}
			return 0, false
		}
		if n := reading(answer, q.Choices); n >= 0 {
			return n, true
		}
		if err != nil {
			return 0, false
		}
		_, _ = fmt.Fprintf(w, "%q is none of them.\n", answer)
	}
}

// reading is the choice that an answer names, by its number or its words, or -1.
func reading(answer string, choices []intent.Choice) int {
	if n, err := strconv.Atoi(strings.TrimSuffix(answer, ".")); err == nil && n >= 1 && n <= len(choices) {
		return n - 1
	}
	return slices.IndexFunc(choices, func(c intent.Choice) bool { return strings.EqualFold(c.Label, answer) })
}

// unanswered is the question where nobody can be asked, with what to type for
// each reading.
func (d *drafting) unanswered(q *draft.Question) *diag.Diagnostic {
	e := diag.Errorf(diag.Refused, q.Pos, "%s", q.Text)
	if len(q.Choices) == 0 {
		return e.WithHint("say it in the description")
	}
	typed := "whimbrel draft -"
	if !d.fromStdin {
		typed = "whimbrel draft " + shellQuoted(d.options.Text)
	}
	for _, n := range d.chosen {
		typed += fmt.Sprintf(" --choose %d", n)
	}
	var readings, commands []string
	for i, c := range q.Choices {
		readings = append(readings, fmt.Sprintf("%d. %s", i+1, c.Label))
		commands = append(commands, fmt.Sprintf("%s --choose %d", typed, i+1))
	}
	return e.WithDetail("%s", strings.Join(readings, "\n")).WithHint("%s", strings.Join(commands, "\n"))
}

// shellQuoted writes a text as one argument of a shell.
func shellQuoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// unclear explains what is wrong with the text, with the words that are meant,
// and ends the command as a wrong command line does.
func (d *drafting) unclear(list diag.List) error {
	a := d.app
	text := []byte(d.options.Text)
	a.printWith(list, func(file string) []byte {
		if file == draft.TextName {
			return text
		}
		return sources(file)
	})
	return exit{exitUsage}
}
