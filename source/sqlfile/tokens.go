package sqlfile

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
)

// tokens returns what a file says: its statements, token by token, and the
// annotations among its comments. A text that cannot be cut is one token.
func (l loader) tokens(text []byte) []string {
	type span struct{ start, end int }
	var spans []span
	pieces, err := sqlsplit.Split(string(text), sqlsplit.Options{
		Dialect: l.dialect, Mark: role, Token: func(start, end int) { spans = append(spans, span{start, end}) },
	})
	if err != nil {
		return []string{string(text)}
	}
	var list []string
	next := 0
	for _, piece := range pieces {
		switch piece.Kind {
		case sqlsplit.Mark:
			list = append(list, "-- "+strings.Join(strings.Fields(piece.Text), " "))
			continue
		case sqlsplit.Gap:
			continue
		}
		before := len(list)
		for ; next < len(spans) && spans[next].start < piece.End; next++ {
			list = append(list, string(text[spans[next].start:spans[next].end]))
		}
		if len(list) == before {
			list = append(list, piece.Text) // between verbatim marks
		}
		list = append(list, "; "+strconv.Itoa(piece.Repeat))
	}
	return list
}
