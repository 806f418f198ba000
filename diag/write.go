package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Sources returns the text of a file by the name that positions use. It may
// return nil: the diagnostic is then shown without its line.
type Sources func(file string) []byte

// Write prints the diagnostics for a person: severity and summary, position,
// the source line with a caret, the detail and the hint.
//
//	error: a constraint must have either a check or exclude option
//	  priv/repo/migrations/20260101000000_add_check.exs:5:5
//	    5 |     create constraint("products", :positive)
//	      |     ^
//	  try: create constraint("products", :positive, check: "price > 0")
func Write(w io.Writer, list List, sources Sources) {
	for _, d := range list {
		fmt.Fprintf(w, "%s: %s\n", d.Severity, d.Summary)
		if p := d.Pos.String(); p != "" {
			fmt.Fprintf(w, "  %s\n", p)
		}
		writeLine(w, d.Pos, sources)
		for _, pos := range d.Via {
			fmt.Fprintf(w, "  called from %s\n", pos)
		}
		writeIndented(w, "  ", "", d.Detail)
		writeIndented(w, "  ", "try: ", d.Hint)
	}
}

func writeLine(w io.Writer, pos Pos, sources Sources) {
	if sources == nil || !pos.IsValid() {
		return
	}
	line, ok := sourceLine(sources(pos.File), pos.Line)
	if !ok {
		return
	}
	number := fmt.Sprint(pos.Line)
	fmt.Fprintf(w, "    %s | %s\n", number, strings.ReplaceAll(line, "\t", " "))
	if pos.Column < 1 || pos.Column > utf8.RuneCountInString(line)+1 {
		return
	}
	fmt.Fprintf(w, "    %s | %s^\n", strings.Repeat(" ", len(number)), strings.Repeat(" ", pos.Column-1))
}

// sourceLine returns line n (from 1) of text.
func sourceLine(text []byte, n int) (string, bool) {
	rest := string(text)
	for i := 1; ; i++ {
		line, after, more := strings.Cut(rest, "\n")
		if i == n {
			line = strings.TrimSuffix(line, "\r")
			return line, line != ""
		}
		if !more {
			return "", false
		}
		rest = after
	}
}

func writeIndented(w io.Writer, indent, label, text string) {
	if text == "" {
		return
	}
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		prefix := label
		if i > 0 {
			prefix = strings.Repeat(" ", len(label))
		}
		fmt.Fprintln(w, strings.TrimRight(indent+prefix+line, " "))
	}
}
