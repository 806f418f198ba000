package term

import (
	"bytes"
	"testing"
)

func TestPipe(t *testing.T) {
	var b bytes.Buffer
	s := New(&b, func(string) (string, bool) { return "xterm.UTF-8", true })
	s.Progress("working")
	s.EndProgress()
	if got := s.Mark("✓") + s.Paint(Red, "text"); got != "text" || b.Len() > 0 || s.Terminal {
		t.Errorf("got %q and %q", got, b.String())
	}
}

func TestTerminal(t *testing.T) {
	var b bytes.Buffer
	s := &Stream{Writer: &b, Terminal: true, color: true, unicode: true}
	if got := s.Mark("✓") + s.Paint(Red, "text") + s.Paint(Red, ""); got != "✓ \x1b[31mtext\x1b[0m" {
		t.Errorf("got %q", got)
	}
	s.Progress("one")
	s.Progress("two")
	s.EndProgress()
	s.EndProgress()
	if got := b.String(); got != "one\r\x1b[Ktwo\r\x1b[K" {
		t.Errorf("got %q", got)
	}
}
