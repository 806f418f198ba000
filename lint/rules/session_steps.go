package rules

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/lint"
)

// waiting says who waits.
func waiting(b locks.Blocks) string {
	switch b {
	case locks.Reads:
		return "reads and writes wait"
	case locks.Writes:
		return "writes wait"
	case locks.Schema:
		return "other changes of the table wait"
	}
	return "nobody waits"
}

// onlyWay is the command of a step; SQL without a way back gets one that does
// nothing.
func onlyWay(s *lint.Step) []command.Command {
	if c, ok := s.Command.(command.Execute); ok && c.Down == nil {
		c.Down = command.SQL("")
		return []command.Command{c}
	}
	return []command.Command{s.Command}
}
