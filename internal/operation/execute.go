package operation

import "github.com/whimbrel-go/whimbrel/command"

func (l *lowering) execute(c command.Execute) {
	switch up := c.Up.(type) {
	case command.SQL:
		l.sql(string(up))
	case command.Query:
		l.sql(up.SQL)
	case command.Keywords:
		l.add(Opaque{What: up.Inspect()})
	case *command.Func, *command.Code:
		l.add(Opaque{What: command.DescribeAction(up), Code: true, May: true})
	}
}
