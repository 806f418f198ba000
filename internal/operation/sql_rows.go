package operation

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
)

// upkeep reads what is about how tables are kept; it reports whether it was.
func (l *lowering) upkeep(s sqlddl.Statement) bool {
	switch st := s.(type) {
	case sqlddl.Truncate:
		l.add(Truncate{OnTable{st.Table}, st.Cascade})
	case sqlddl.SetStorage:
		l.add(SetStorage{OnTable{st.Table}, st.What, st.Value, st.Collation})
	case sqlddl.SetOption:
		l.add(SetOption{OnTable{st.Table}, st.What, st.Value})
	case sqlddl.Partition:
		if st.Detach {
			l.add(DetachPartition{OnTable{st.Table}, st.Partition, st.Concurrently})
		} else {
			l.add(AttachPartition{OnTable{st.Table}, st.Partition, st.New, st.Bound})
		}
	case sqlddl.Refresh:
		l.add(Refresh{OnTable{st.View}, st.Concurrently})
	case sqlddl.Vacuum:
		l.add(Vacuum{OnTable{st.Table}, st.Full})
	case sqlddl.Analyze:
		l.add(Analyze{OnTable{st.Table}})
	case sqlddl.Cluster:
		l.add(Cluster{OnTable{st.Table}})
	case sqlddl.Reindex:
		l.reindex(st)
	default:
		return false
	}
	return true
}

// reindex knows the table of an index where the schema does. SQLite's REINDEX
// names either.
func (l *lowering) reindex(st sqlddl.Reindex) {
	op := Reindex{OnTable{st.Table}, st.Index, st.What, st.Concurrently}
	switch {
	case st.Table.Name != "", st.Index.Name == "":
	case st.What == "" && l.before.Table(st.Index) != nil:
		op.Table, op.Index, op.What = st.Index, command.Object{}, "TABLE"
	case st.What == "INDEX", st.What == "":
		op.OnTable, op.What = l.tableOf(st.Index), "INDEX"
	}
	l.add(op)
}

// session reads rows, variables and transactions; it reports whether it was.
func (l *lowering) session(s sqlddl.Statement) bool {
	switch st := s.(type) {
	case sqlddl.Write:
		l.add(Write{OnTable{st.Table}, st.Verb, st.Where, st.Bounded, st.Columns})
	case sqlddl.Query:
		l.add(Read{OnTable{st.Table}})
	case sqlddl.LockTable:
		l.add(LockTable{OnTable{st.Table}, st.Mode})
	case sqlddl.SetVariable:
		l.add(SetVariable{OnObject{command.Object{Prefix: st.Scope, Name: st.Name}}, st.Value, st.Local})
	case sqlddl.Transaction:
		l.add(Transaction{named(""), st.Verb})
	default:
		return false
	}
	return true
}
