package sqlfile

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
	"github.com/whimbrel-go/whimbrel/source"
)

// cut is a text in pieces, with the places of their tokens.
type cut struct {
	text   string
	pieces []sqlsplit.Piece
	tokens []span
	// windows: its lines end as on Windows.
	windows bool
}

// span is where a token begins and ends.
type span struct{ start, end int }

func (l loader) cut(name string, text []byte) (*cut, error) {
	c := &cut{text: string(text), windows: source.WindowsLines(text)}
	var err error
	c.pieces, err = sqlsplit.Split(c.text, sqlsplit.Options{
		Dialect: l.dialect, File: name, Mark: role, Token: func(start, end int) { c.tokens = append(c.tokens, span{start, end}) },
	})
	return c, err
}

// tokens adds what a file says. A text that cannot be cut is one token.
func (l loader) tokens(d *source.Digest, text []byte) {
	c, err := l.cut("", text)
	if err != nil {
		d.Add("", string(text))
		return
	}
	c.add(d)
}

// checksum returns the checksum of the files that were cut already, or "" if
// they would have to be cut again.
func checksum(files ...*cut) string {
	var d source.Digest
	for _, c := range files {
		if c.windows {
			return ""
		}
		c.add(&d)
		d.EndFile()
	}
	return d.Sum()
}

// add adds the statements, token by token, and the annotations among the
// comments.
func (c *cut) add(d *source.Digest) {
	next := 0
	for _, piece := range c.pieces {
		switch piece.Kind {
		case sqlsplit.Mark:
			d.Add("-- ", strings.Join(strings.Fields(piece.Text), " "))
			continue
		case sqlsplit.Gap:
			continue
		}
		first := next
		for ; next < len(c.tokens) && c.tokens[next].start < piece.End; next++ {
			d.Add("", c.text[c.tokens[next].start:c.tokens[next].end])
		}
		if next == first {
			d.Add("", piece.Text) // between verbatim marks
		}
		d.Add("; ", strconv.Itoa(piece.Repeat))
	}
}
