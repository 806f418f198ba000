package operation

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// createIndex: what Ecto writes for concurrently: true is LOCK=NONE on MySQL,
// and ONLINE=ON on SQL Server.
func (l *lowering) createIndex(c command.CreateIndex) {
	op := CreateIndex{OnTable: OnTable{c.Index.TableObject()}, Index: c.Index, Lenient: c.Existence == command.Lenient}
	switch l.database {
	case "mysql":
		if c.Index.Concurrently {
			op.Lock = "NONE"
		}
	case "mssql":
		op.Online = c.Index.Concurrently || online(c.Index.Options)
	}
	l.add(op)
	if c.Index.Comment != "" && l.database == "postgres" {
		l.add(Comment{OnTable: OnTable{c.Index.TableObject()}})
	}
}

// online looks for ONLINE = ON among the options of an index of SQL Server.
func online(options string) bool {
	words := strings.Fields(strings.NewReplacer("=", " = ", ",", " , ", "(", " ( ").Replace(strings.ToUpper(options)))
	for i := 0; i+2 < len(words); i++ {
		if words[i] == "ONLINE" && words[i+1] == "=" && words[i+2] == "ON" {
			return true
		}
	}
	return false
}

func (l *lowering) dropIndex(c command.DropIndex) {
	l.add(DropIndex{l.indexed(c.Index), c.Index.Object(), c.Index.Concurrently, c.Mode == command.Cascade, c.Existence == command.Lenient})
}

// indexed is the table of an index: as the command says, or as the schema knows.
func (l *lowering) indexed(index command.Index) OnTable {
	if index.Table != "" {
		return OnTable{index.TableObject()}
	}
	return l.tableOf(index.Object())
}

func (l *lowering) tableOf(index command.Object) OnTable {
	if t, _ := l.before.Index(index); t != nil {
		return OnTable{t.Object}
	}
	return OnTable{}
}
