// Package term knows what a stream can show: colour, symbols beyond ASCII, and
// a line of progress that is written over.
package term

import (
	"cmp"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/term"
)

// Stream is an output. It shows colour only on a terminal whose user has not
// declined it.
type Stream struct {
	io.Writer
	// Terminal says that a person is watching.
	Terminal bool
	color    bool
	unicode  bool
	progress bool
}

// New returns a stream for a writer. The environment decides with NO_COLOR,
// TERM and the locale.
func New(w io.Writer, lookupEnv func(string) (string, bool)) *Stream {
	s := &Stream{Writer: w, Terminal: IsTerminal(w)}
	if !s.Terminal {
		return s
	}
	env := func(name string) string { value, _ := lookupEnv(name); return value }
	windows := runtime.GOOS == "windows"
	s.color = env("NO_COLOR") == "" && env("TERM") != "dumb" && (!windows || env("WT_SESSION") != "" || env("TERM") != "")
	locale := cmp.Or(env("LC_ALL"), env("LC_CTYPE"), env("LANG"))
	s.unicode = strings.Contains(strings.ToLower(strings.ReplaceAll(locale, "-", "")), "utf8") || runtime.GOOS == "darwin"
	return s
}

// IsTerminal reports whether a reader or writer is a terminal.
func IsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Styles of text.
const (
	Red    = "31"
	Green  = "32"
	Yellow = "33"
	Dim    = "2"
	Bold   = "1"
)

// Paint returns the text in a style, or as it is.
func (s *Stream) Paint(style, text string) string {
	if !s.color || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// Mark returns a symbol and a space where the terminal can show it, and
// otherwise nothing.
func (s *Stream) Mark(symbol string) string {
	if !s.unicode {
		return ""
	}
	return symbol + " "
}

// Progress shows a line that the next one replaces. It does nothing where
// nobody is watching.
func (s *Stream) Progress(line string) {
	if !s.Terminal {
		return
	}
	s.EndProgress()
	if f, ok := s.Writer.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 && len(line) >= width {
			line = line[:width-1]
		}
	}
	_, _ = io.WriteString(s.Writer, line)
	s.progress = true
}

// EndProgress takes the line of progress away.
func (s *Stream) EndProgress() {
	if s.progress {
		_, _ = io.WriteString(s.Writer, "\r\x1b[K")
		s.progress = false
	}
}
