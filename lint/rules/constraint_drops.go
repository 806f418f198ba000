package rules

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// constraintLosses are the rules about constraints that are dropped.
func constraintLosses() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "drop-constraint", Title: "a constraint is dropped that running code may rely on", Severity: lint.Warning,
			Aliases:   aliases("pgfence drop-constraint", "migrationpilot MP097"),
			Migration: dropConstraint,
		},
		{
			ID: "drop-foreign-key", Title: "a foreign key is dropped: both tables are locked, and nothing follows deletes any more",
			Severity:  lint.Note,
			Aliases:   aliases("atlas CD101"),
			Migration: dropForeignKey,
		},
	}
}

// lost is a constraint or unique index that a step drops.
type lost struct {
	step    *lint.Step
	table   *schema.Table
	name    string
	columns []string
	// others are further columns that it goes with.
	others []string
	kind   string
	check  string
	key    *schema.ForeignKey
	// after is the table at the end of the migration, or nil, and then are the
	// names of the columns there.
	after *schema.Table
	then  []string
}

// losses are the constraints of tables from before the migration that it drops
// and that were there. Those that go with their table or a column are left out,
// as are those that CASCADE drops with others: these are matters of other rules.
func losses(p *lint.Pass) []lost {
	var list []lost
	for _, s := range p.Steps {
		if s.Fresh {
			continue
		}
		var l lost
		switch op := s.Operation.(type) {
		case operation.DropConstraint:
			if op.Cascade {
				continue
			}
			l = lost{step: s, name: op.Name, kind: op.Kind}
		case operation.DropIndex:
			if op.Cascade {
				continue
			}
			l = lost{step: s, name: op.Index.Name, kind: "INDEX"}
		default:
			continue
		}
		if l.table = p.First.Table(s.On()); l.table == nil {
			if l.kind == "INDEX" {
				continue
			}
			l.table = &schema.Table{Object: s.On(), Partial: true}
		}
		if addedBefore(p.Steps, s, l.name) {
			continue
		}
		if !l.find() || dropped(p, l.table.Object, slices.Concat(l.columns, l.others)) {
			continue
		}
		var table command.Object
		table, l.then = calledAfter(p.Steps, l.table.Object, l.columns)
		if p.Schema.Table(l.table.Object) != nil { // built anew under its old name
			table = l.table.Object
		}
		l.after = p.Schema.Table(table)
		list = append(list, l)
	}
	return list
}

// addedBefore reports whether the migration itself has added the constraint: a
// check that only helps to forbid NULL.
func addedBefore(steps []*lint.Step, drop *lint.Step, name string) bool {
	for _, s := range steps {
		if s == drop {
			break
		}
		if s.On() != drop.On() {
			continue
		}
		switch op := s.Operation.(type) {
		case operation.AddCheck:
			if op.Name == name {
				return true
			}
		case operation.AddForeignKey:
			if op.Name == name {
				return true
			}
		}
	}
	return false
}

// find looks the constraint up; false if nothing is lost with it.
func (l *lost) find() bool {
	if key := l.table.ForeignKey(l.name); key != nil && l.kind != "INDEX" {
		l.kind, l.key, l.columns = "FOREIGN KEY", key, key.Columns
		return true
	}
	if index := l.table.Index(l.name); index != nil {
		for _, c := range index.Columns {
			l.columns = append(l.columns, columnName(c))
		}
		for _, column := range l.table.Columns {
			if slices.Contains(l.table.IndexesOn(column.Name), index) {
				l.others = append(l.others, column.Name)
			}
		}
		if l.kind == "INDEX" {
			l.kind = "unique index"
		}
		return index.Unique
	}
	if c := l.table.Constraint(l.name); c != nil {
		l.check = c.Check
		for _, column := range l.table.Columns {
			if slices.Contains(l.table.ConstraintsOn(column.Name), c) {
				l.columns = append(l.columns, column.Name)
			}
		}
	} else if l.kind == "PRIMARY KEY" && l.table.PrimaryKey != nil {
		l.columns = l.table.PrimaryKey.Columns
	}
	return l.kind != "INDEX" && (l.table.Partial || l.kind != "")
}

// dropped reports whether the migration drops the table too, or one of the
// columns.
func dropped(p *lint.Pass, table command.Object, columns []string) bool {
	return slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		switch op := s.Operation.(type) {
		case operation.DropTable:
			return op.Table == table
		case operation.DropColumn:
			return op.Table == table && slices.Contains(columns, op.Column)
		}
		return false
	})
}

func dropConstraint(p *lint.Pass) {
	for _, l := range losses(p) {
		if l.key != nil || l.kind == "FOREIGN KEY" || l.replaced(p) {
			continue
		}
		table, name := l.table.Object, l.name
		problem := lint.Problem{
			Unless: func(last *schema.Schema) bool { // a later migration has made it again
				t := last.Table(table)
				return t != nil && name != "" && (t.Constraint(name) != nil || t.Index(name) != nil && t.Index(name).Unique)
			},
			Message: fmt.Sprintf("drops %s of %s: rows that it refused can be written from now on", l.words(), l.table.Object),
			Manual: sections(p, "ALTER TABLE, DROP CONSTRAINT", "ALTER TABLE, DROP CONSTRAINT",
				"ALTER TABLE, Making Other Kinds Of Table Schema Changes", "ALTER TABLE (Transact-SQL), Arguments: DROP"),
			Advice: "be sure that nothing relies on it: with rows that break it, a rollback fails",
		}
		switch l.kind {
		case "UNIQUE", "PRIMARY KEY", "unique index":
			problem.Detail = "Upserts that name its columns (ON CONFLICT, conflict_target) fail at once, and queries lose its index."
			problem.Advice = "release code first that does not need it"
		default:
			problem.Severity = lint.Note
		}
		p.Report(l.step, problem)
	}
}

func (l lost) words() string {
	switch l.kind {
	case "":
		return "the constraint " + l.name
	case "unique index":
		return "the unique index " + l.name
	case "PRIMARY KEY":
		return "the primary key"
	case "UNIQUE":
		return "the unique constraint " + l.name
	}
	return "the check " + l.name
}

var isNotNull = regexp.MustCompile(`(?i)^[\s("]*(\w+)"?\s+IS\s+NOT\s+NULL[\s)]*$`)

// replaced reports whether the migration leaves something in the place of what
// it drops: a constraint of that name, uniqueness of some of the columns, or
// NOT NULL.
func (l lost) replaced(p *lint.Pass) bool {
	after := l.after
	if after == nil {
		return false
	}
	if m := isNotNull.FindStringSubmatch(l.check); m != nil {
		c := after.Column(m[1])
		return c != nil && c.Options.Null == command.NotNull
	}
	if after.Constraint(l.name) != nil || after.Index(l.name) != nil || after.ForeignKey(l.name) != nil {
		return true
	}
	switch l.kind {
	case "UNIQUE", "PRIMARY KEY", "unique index":
		return slices.ContainsFunc(after.Indexes, func(i schema.Index) bool { return i.Unique && sameColumns(i.Index, l.then) }) ||
			after.PrimaryKey != nil && slices.Equal(after.PrimaryKey.Columns, l.then)
	}
	return checkAdded(p, l)
}

// checkAdded reports whether the migration adds another check on the same
// columns.
func checkAdded(p *lint.Pass, l lost) bool {
	return slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		add, ok := s.Operation.(operation.AddCheck)
		if !ok || add.Table != l.after.Object {
			return false
		}
		added := l.after.Constraint(add.Name)
		return added != nil && slices.ContainsFunc(l.then, func(c string) bool { return slices.Contains(l.after.ConstraintsOn(c), added) })
	})
}

// sameColumns reports whether an index has all rows, and these columns.
func sameColumns(i command.Index, columns []string) bool {
	if i.Where != "" || len(i.Columns) != len(columns) {
		return false
	}
	return !slices.ContainsFunc(i.Columns, func(c command.IndexColumn) bool { return !slices.Contains(columns, columnName(c)) })
}

var operatorClass = regexp.MustCompile(`^\s*"?(\w+)"?\s+\w+_ops\s*$`)

// columnName is the column of an index, without its operator class, or the
// expression.
func columnName(c command.IndexColumn) string {
	if m := operatorClass.FindStringSubmatch(c.Expr); m != nil {
		return m[1]
	}
	return c.Column + c.Expr
}

func dropForeignKey(p *lint.Pass) {
	for _, l := range losses(p) {
		if l.kind != "FOREIGN KEY" || l.key == nil || dropped(p, l.key.To, nil) || l.keyReplaced(p) {
			continue
		}
		problem := lint.Problem{
			Message: fmt.Sprintf("drops the foreign key %s: rows of %s can be deleted while %s still refers to them",
				l.name, l.key.To, l.table.Object),
			Manual: sections(p, "ALTER TABLE, DROP CONSTRAINT", "ALTER TABLE, DROP CONSTRAINT",
				"ALTER TABLE, Making Other Kinds Of Table Schema Changes", "ALTER TABLE (Transact-SQL), Arguments: DROP"),
			Advice: "be sure that nothing relies on it: with rows that refer to nothing, a rollback fails",
		}
		if follows := follow(l.key.OnDelete.Kind); follows != "" {
			problem.Severity = lint.Warning
			problem.Message = fmt.Sprintf("drops the foreign key %s: deleting from %s no longer %s %s",
				l.name, l.key.To, follows, l.table.Object)
			problem.Advice = "release code first that does this itself"
		}
		if p.Database() == "postgres" && l.key.To != l.table.Object {
			problem.Detail = fmt.Sprintf("Takes ACCESS EXCLUSIVE on %s, too, until the migration ends.", l.key.To)
		}
		p.Report(l.step, problem)
	}
}

// follow says what the database does to the rows when what they refer to goes.
func follow(kind command.ActionKind) string {
	switch kind {
	case command.CascadeAll:
		return "deletes the rows of"
	case command.NilifyAll, command.NilifyColumns:
		return "empties the column of"
	case command.DefaultAll, command.DefaultColumns:
		return "sets the default in"
	}
	return ""
}

// keyReplaced reports whether there is a foreign key on the same columns at the
// end, and what followed a deletion still does.
func (l lost) keyReplaced(p *lint.Pass) bool {
	to, _ := calledAfter(p.Steps, l.key.To, nil)
	return l.after != nil && slices.ContainsFunc(l.after.ForeignKeys, func(k schema.ForeignKey) bool {
		return slices.Equal(k.Columns, l.then) && k.To == to &&
			(follow(l.key.OnDelete.Kind) == "" || follow(k.OnDelete.Kind) == follow(l.key.OnDelete.Kind))
	})
}
