package migrate

import (
	"slices"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/plan"
)

// evident returns which statements of a migration need no message to the journal
// before them: they add something to a table that the migration itself has just
// made, so that the catalogue says for sure whether they were executed. The
// journal hears of them together with the statement before them, as planned. That
// matters where no migration has a transaction.
func evident(dialectName string, p *plan.Plan) []bool {
	statements := p.Statements()
	list := make([]bool, len(statements))
	if dialectName != "mysql" || managesTransaction(p) {
		return list
	}
	made := map[command.Object]bool{}
	for i, s := range statements {
		wanted := expectations(dialectName, s)
		adds := len(wanted) > 0 && !slices.ContainsFunc(wanted, func(e expectation) bool { return !e.present })
		switch {
		case !adds:
			clear(made) // whatever it does to them
		case wanted[0].thing == aTable:
			made[wanted[0].table] = true
		default:
			list[i] = !slices.ContainsFunc(wanted, func(e expectation) bool { return !made[e.table] })
		}
	}
	return list
}

// reach returns the end of the statements of which the journal hears together
// with one of them.
func reach(evident []bool, first int) (end int) {
	for end = first + 1; end < len(evident) && evident[end]; end++ {
	}
	return end
}

// announcement are the entries for a statement that is about to be sent, and for
// those after it that need no message of their own.
func announcement(j *job, evident []bool, first int, state dialect.JournalState, now time.Time) []dialect.JournalEntry {
	statements := j.plan.Statements()
	entries := []dialect.JournalEntry{statementEntry(j, first+1, statements[first].Text(), state, now)}
	for i := first + 1; i < reach(evident, first); i++ {
		entries = append(entries, statementEntry(j, i+1, statements[i].Text(), dialect.JournalPlanned, now))
	}
	return entries
}
