package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// Somebody may drop by hand what a half-done migration has made, and run it
// again. The journal says that those statements are done, so that the run would
// go on after them, and record a version of which a table is missing. So before
// it goes on it compares what they must have left with the catalogue.

// undone is what the database does not show of statements that were executed.
type undone struct {
	// by are the indexes of the statements whose work is gone, or half gone.
	by []int
	// again are those that make it good if they are sent again, in their order;
	// none where a statement in between has changed what they would make.
	again    []int
	evidence string
}

// lookForUndone compares the statements that were executed with the catalogue;
// nil if it shows nothing else, or cannot say.
func (m *Migrator) lookForUndone(ctx context.Context, conn database.Conn, j *job, p position) (*undone, error) {
	if m.dialectName() == "mssql" {
		return nil, nil
	}
	statements := j.plan.Statements()
	e := effects{dialect: m.dialectName()}
	for i, s := range statements {
		sent := slices.ContainsFunc(p.inFlight, func(f flight) bool { return f.index == i })
		switch {
		case p.states[i] == dialect.JournalDone:
			e.follow(i, s, true)
		case p.states[i] != "" || sent || p.mayHaveRun[i]:
			e.follow(i, s, false)
		}
	}
	contradicted, evidence, err := e.compare(ctx, catalogue{conn: conn, dialect: m.dialectName()})
	if err != nil || len(contradicted) == 0 {
		return nil, err
	}
	u := &undone{evidence: strings.Join(evidence, ", ")}
	repeatable := true
	for _, x := range contradicted {
		first := -1
		for _, i := range x.by {
			v, err := m.lookAt(ctx, conn, j, statements[i])
			switch {
			case err != nil:
				return nil, err
			case v.answer != executed:
				u.by, first = append(u.by, i), i
			case first >= 0:
				repeatable = false
			}
		}
	}
	slices.Sort(u.by)
	if u.by = slices.Compact(u.by); repeatable {
		u.again = u.by
	}
	if len(u.by) == 0 {
		return nil, nil // each of them has done what it should
	}
	return u, nil
}

// compare looks for everything in the catalogue, but for what a table has that
// is missing itself, and returns what is not as it must be.
func (e *effects) compare(ctx context.Context, c catalogue) (contradicted []effect, evidence []string, err error) {
	var missingTables []command.Object
	for _, x := range e.list {
		if x.thing != aTable && slices.Contains(missingTables, x.table) {
			if x.present {
				contradicted = append(contradicted, x)
			}
			continue
		}
		found, err := c.look(ctx, x.expectation)
		if err != nil {
			return nil, nil, err
		}
		if (found != missing) == x.present {
			continue
		}
		if x.thing == aTable && x.present {
			missingTables = append(missingTables, x.table)
		}
		contradicted, evidence = append(contradicted, x), append(evidence, x.say(found))
	}
	return contradicted, evidence, nil
}

// unfinished is why a run cannot go on then.
func (u *undone) unfinished(j *job, texts []string, since time.Time) *UnfinishedError {
	first := u.by[0]
	e := &UnfinishedError{
		Version: j.file.Version, Number: first + 1, Total: len(texts), Statement: texts[first], Since: since,
		Undone: true, Direction: j.plan.Direction, Evidence: u.evidence,
	}
	for _, i := range u.again {
		e.Again = append(e.Again, i+1)
	}
	return e
}

// numbers lists statements by their numbers: "statement 1", "statements 1, 3".
func numbers(list []int) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = fmt.Sprint(n)
	}
	if len(list) == 1 {
		return "statement " + texts[0]
	}
	return "statements " + strings.Join(texts, ", ")
}

// undoneDetail explains the error to a person.
func (e *UnfinishedError) undoneDetail() string {
	return fmt.Sprintf("An earlier run executed it, and ended in the middle of the migration at %s UTC.\n"+
		"Since then somebody has undone what it did: %s.", e.Since.Format(time.DateTime), e.Evidence)
}

// undoneAdvice says what to type.
func (e *UnfinishedError) undoneAdvice(where string) string {
	whole, from := "--not-applied", "nothing of the migration is left: begin with its first statement"
	if e.Direction == command.Down {
		whole, from = "--applied", "all that the migration had made is there again: begin with the first statement"
	}
	version := fmt.Sprintf("--version %d", e.Version)
	lines := [][2]string{{fmt.Sprintf("%s %d", whole, e.Version), from}}
	if len(e.Again) > 0 {
		lines = append(lines, [2]string{"--again " + version, "send " + numbers(e.Again) + " again; changes of rows are not made again"})
	}
	lines = append(lines, [2]string{"--done " + version, "the database is as it should be, or you have put it right: go on"})
	width := 0
	for _, line := range lines {
		width = max(width, len(line[0]+where))
	}
	var b strings.Builder
	b.WriteString("say what is to be done:")
	for _, line := range lines {
		fmt.Fprintf(&b, "\nwhimbrel repair %-*s    %s", width, line[0]+where, line[1])
	}
	return b.String()
}
