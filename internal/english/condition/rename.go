package condition

import (
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// Rename gives columns of a condition other names: the schema may know that
// "ends" is ends_on, not ends_at. It writes the SQL and the slug again.
func Rename(c intent.Condition, name func(column string) string) intent.Condition {
	p := &parser{tokens: words.Scan(c.SQL), strict: true, rename: name}
	again, used, ok := p.condition()
	if !ok || used != len(p.tokens) {
		return c
	}
	again.Span, again.Table, again.Bare = c.Span, c.Table, c.Bare
	return again
}
