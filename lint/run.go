package lint

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
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
	config.Server.Database = config.Dialect.Name()
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
	r.report.Findings = slices.DeleteFunc(r.report.Findings, r.isOver)
	r.report.Findings = once(r.report.Findings)
	return r.report, nil
}

// once leaves out all but the first finding of rules of which one is enough.
// What a comment allows is no finding yet.
func once(findings []Finding) []Finding {
	said := map[*Rule]bool{}
	return slices.DeleteFunc(findings, func(f Finding) bool {
		if !f.Rule.Once && !f.Once || f.Suppressed != nil {
			return false
		}
		again := said[f.Rule]
		said[f.Rule] = true
		return again
	})
}

// loaded is a migration that was read, with its plan.
type loaded struct {
	migration *source.Migration
	plan      *plan.Plan
	text      []byte
	err       error
}

// loadAll loads and plans the migrations, which do not depend on each other, on
// all processors. The result waits for the one that is asked for. Code in Go is
// called by one goroutine, the caller's.
func loadAll(ctx context.Context, entries []Entry, config Config) func(i int) loaded {
	results := make([]loaded, len(entries))
	done := make([]chan struct{}, len(entries))
	for i := range done {
		done[i] = make(chan struct{})
	}
	inGo := func(i int) bool { return len(entries[i].Paths()) == 0 }
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for i := int(next.Add(1)) - 1; i < len(entries); i = int(next.Add(1)) - 1 {
				if ctx.Err() == nil && !inGo(i) {
					results[i] = loadBeside(entries[i], config)
				}
				close(done[i])
			}
		}()
	}
	return func(i int) loaded {
		if inGo(i) {
			return load(entries[i], config)
		}
		<-done[i]
		l := results[i]
		results[i] = loaded{} // the plans of a long history need not stay
		return l
	}
}

// loadBeside loads and plans a migration on a goroutine of its own. No code of
// the user's in Go runs there, whose panics are another matter.
func loadBeside(e Entry, config Config) (l loaded) {
	guard(e.Path, "the reading of this migration", func() { l = load(e, config) }, func(d *diag.Diagnostic) { l = loaded{err: d} })
	return l
}

func load(e Entry, config Config) (l loaded) {
	if e.Review {
		l.text, _ = e.Text() // without it findings are shown without their lines
		if l.text == nil && config.Read != nil {
			l.text = config.Read(e.Path)
		}
	}
	if l.migration, l.err = e.Load(); l.err == nil {
		l.plan, l.err = plan.Build(l.migration, command.Up, config.Commands, config.Dialect)
	}
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
			r.report.Problems = append(r.report.Problems, problems(e, l.err)...)
			r.review(e, &Pass{Config: r.config, Source: l.text, Migration: &source.Migration{Version: e.Version, Name: e.Name, File: e.Path}})
		}
		return
	}
	if r.config.Planned != nil {
		r.config.Planned(e, l.plan)
	}
	if !e.Review {
		r.guard(e, "the replay", func() {
			for _, s := range commands(l.plan.Known()) {
				r.schema.Apply(s.Command)
			}
		})
		return
	}
	r.review(e, &Pass{
		Config: r.config, Migration: l.migration, Plan: l.plan, Source: l.text,
		Schema: r.schema, First: r.schema.Clone(), fresh: map[command.Object]bool{},
		down: sync.OnceValues(func() (*plan.Plan, error) {
			return plan.Build(l.migration, command.Down, r.config.Commands, r.config.Dialect)
		}),
	})
}

// review asks the rules about a migration.
func (r *runner) review(e Entry, p *Pass) {
	r.report.Reviewed++
	r.guard(e, "the review", p.run)
	r.guard(e, "the search for places", func() {
		p.place()
		p.findings = repeated(p.findings)
		p.suppress()
		p.order()
	})
	r.report.Problems = append(r.report.Problems, p.problems...)
	r.report.Findings = append(r.report.Findings, p.findings...)
}

// guard does something about a migration. If that fails, nobody knows the schema
// behind it.
func (r *runner) guard(e Entry, doing string, f func()) {
	guard(e.Path, doing+" of this migration", f, func(d *diag.Diagnostic) {
		r.schema.Unreadable(e.Path, e.Name, d)
		r.report.Problems = append(r.report.Problems, d)
	})
}

// isOver reports whether what comes behind a finding has made it good.
func (r *runner) isOver(f Finding) (over bool) {
	if f.Unless == nil {
		return false
	}
	guard(f.File, "the rule "+f.Rule.ID, func() { over = f.Unless(r.schema) },
		func(d *diag.Diagnostic) { r.report.Problems = append(r.report.Problems, d) })
	return over
}

func problems(e Entry, err error) diag.List {
	if list := diag.All(err); len(list) > 0 {
		return list
	}
	return diag.List{diag.Errorf(diag.Invalid, diag.Pos{File: e.Path}, "%v", err)}
}

// run asks the rules about the text, about each operation, and then about all.
func (p *Pass) run() {
	p.each(func(r *Rule) {
		if r.Text != nil {
			r.Text(p)
		}
	})
	if p.Plan == nil {
		return // it cannot be planned
	}
	w := &walk{p.Schema, p.Server, p.fresh}
	w.each(p.Plan.Known(), p.step)
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
}

// each calls f for every rule that is to be asked.
func (p *Pass) each(f func(*Rule)) {
	for _, r := range p.Rules {
		if p.asked(r) {
			p.ask(r, f)
		}
	}
}

// asked reports whether a rule is to be asked.
func (p *Pass) asked(r *Rule) bool { return r.For(p.Database()) && p.Severities[r.ID] != Off }
