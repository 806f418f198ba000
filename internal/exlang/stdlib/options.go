package stdlib

import (
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Options are what the library needs of the program around it. The zero value
// is right for planning: the real clock, no output, no waiting.
type Options struct {
	// Now is the clock; nil is the real one.
	Now func() time.Time
	// Output gets what the script prints or logs; nil drops it.
	Output func(Message) error
	// Sleep waits; nil does not.
	Sleep func(time.Duration) error
}

// A Message is what a script prints with IO or logs with Logger.
type Message struct {
	// Level is that of Logger, such as "info", or "" for IO.
	Level string
	Text  string
	Pos   diag.Pos
}

// clock is read once, so that all of a script sees the same time.
type clock struct {
	options Options
	reading time.Time
}

func (k *clock) now() time.Time {
	if k.reading.IsZero() {
		read := k.options.Now
		if read == nil {
			read = time.Now
		}
		k.reading = read().UTC()
	}
	return k.reading
}

// output hands a message to the host.
func (l *Library) output(c *eval.Call, level, text string) error {
	if l.clock.options.Output == nil {
		return nil
	}
	return l.clock.options.Output(Message{Level: level, Text: text, Pos: c.Pos})
}
