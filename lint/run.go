package lint

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
)

// Report is what the rules found.
type Report struct {
	// Findings are in the order of the migrations and of their lines, those
	// that are suppressed among them.
	Findings []Finding
	// Reviewed is how many migrations were looked at.
	Reviewed int
	// Problems are the migrations that could not be read or planned.
	Problems diag.List
}

// Run asks the rules about the migrations that are to be reviewed, in the order
// of their versions. The others before them tell what the schema is.
func Run(ctx context.Context, entries []Entry, config Config) (*Report, error) {
	r := &runner{config: config, schema: config.Base, report: &Report{}}
	if r.schema == nil {
		r.schema = schema.New(schema.ForDatabase(config.Dialect.Name()))
	} else {
		r.schema = r.schema.Clone()
	}
	loaded := loadAll(ctx, entries, config)
	for i, entry := range entries {
		l := loaded(i)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.migration(entry, l)
	}
	return r.report, nil
}

// loaded is a migration that was read, with its plan.
type loaded struct {
	migration *source.Migration
	plan      *plan.Plan
	text      []byte
	err       error
}

// loadAll loads and plans the migrations, which do not depend on each other, on
// all processors. The result waits for the one that is asked for.
func loadAll(ctx context.Context, entries []Entry, config Config) func(i int) loaded {
	results := make([]loaded, len(entries))
	done := make([]chan struct{}, len(entries))
	for i := range done {
		done[i] = make(chan struct{})
	}
	var next sync.Mutex
	at := 0
	take := func() int {
		next.Lock()
		defer next.Unlock()
		at++
		return at - 1
	}
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for i := take(); i < len(entries); i = take() {
				if ctx.Err() == nil {
					results[i] = load(entries[i], config)
				}
				close(done[i])
			}
		}()
	}
	return func(i int) loaded {
		<-done[i]
		return results[i]
	}
}

func load(e Entry, config Config) (l loaded) {
	if l.migration, l.err = e.Load(); l.err != nil {
		return l
	}
	if l.plan, l.err = plan.Build(l.migration, command.Up, config.Commands, config.Dialect); l.err != nil || !e.Review {
		return l
	}
	l.text, _ = e.Text() // without it findings are shown without their lines
	return l
}

// runner goes through the migrations.
type runner struct {
	config Config
	schema *schema.Schema
	report *Report
}

func (r *runner) migration(e Entry, l loaded) {
	r.schema.Begin(e.Version)
	if l.err != nil {
		r.schema.Unreadable(e.Path, e.Name, l.err)
		if e.Review {
			r.report.Reviewed++
			r.report.Problems = append(r.report.Problems, problems(e, l.err)...)
		}
		return
	}
	if !e.Review {
		for _, s := range commands(l.plan.Known()) {
			r.schema.Apply(s.Command)
		}
		return
	}
	r.report.Reviewed++
	p := &Pass{
		Config: r.config, Migration: l.migration, Plan: l.plan, Source: l.text,
		Schema: r.schema, First: r.schema.Clone(), fresh: map[command.Object]bool{},
		down: sync.OnceValues(func() (*plan.Plan, error) {
			return plan.Build(l.migration, command.Down, r.config.Commands, r.config.Dialect)
		}),
	}
	p.run()
	p.place()
	r.report.Findings = append(r.report.Findings, suppress(p, l.text)...)
}

func problems(e Entry, err error) diag.List {
	if list := diag.All(err); len(list) > 0 {
		return list
	}
	return diag.List{diag.Errorf(diag.Invalid, diag.Pos{File: e.Path}, "%v", err)}
}

// commands leaves out the further statements of a command that has several.
func commands(statements []dialect.Statement) []dialect.Statement {
	return slices.DeleteFunc(slices.Clone(statements), func(s dialect.Statement) bool { return s.Further || s.Command == nil })
}

// run asks the rules about each operation, and then about all.
func (p *Pass) run() {
	for number, statement := range commands(p.Plan.Known()) {
		for _, located := range operation.Of(statement.Command, p.Database(), p.Schema) {
			p.step(&Step{
				Located: located, Command: statement.Command, Statement: statement.SQL, Number: number,
				Effects: locks.Of(located.Operation, p.Schema, p.Server), Fresh: p.Fresh(located.On()),
			})
		}
		p.Schema.Apply(statement.Command)
	}
	p.each(func(r *Rule) {
		if r.Migration != nil {
			r.Migration(p)
		}
	})
}

// step asks the rules about an operation.
func (p *Pass) step(s *Step) {
	p.Steps = append(p.Steps, s)
	p.each(func(r *Rule) {
		if r.Step != nil {
			r.Step(p, s)
		}
	})
	p.remember(s.Operation)
}

// remember keeps which tables are fresh.
func (p *Pass) remember(op operation.Operation) {
	switch op := op.(type) {
	case operation.CreateTable:
		if !op.AsQuery && (!op.Lenient || p.Schema.Table(op.Table) == nil) {
			p.fresh[op.Table] = true
		}
	case operation.RenameTable:
		if p.fresh[op.Table] {
			p.fresh[op.To] = true
		}
	case operation.DropTable:
		delete(p.fresh, op.Table)
	}
}

// each calls f for every rule that is to be asked.
func (p *Pass) each(f func(*Rule)) {
	for _, r := range p.Rules {
		if r.For(p.Database()) && p.Severities[r.ID] != Off {
			p.rule = r
			f(r)
		}
	}
}
