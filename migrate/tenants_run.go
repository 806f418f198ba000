package migrate

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
)

// tenantsRun is one run of all tenants.
type tenantsRun struct {
	*Tenants
	direction command.Direction
	target    Target
	// Each worker writes the results of its own tenants only.
	results []TenantResult
	// again are the tenants that another one was in the way of.
	mu    sync.Mutex
	again []int
}

func (t *Tenants) run(ctx context.Context, direction command.Direction, target Target) ([]TenantResult, error) {
	r := &tenantsRun{Tenants: t, direction: direction, target: target, results: make([]TenantResult, len(t.migrators))}
	for i, prefix := range t.options.Prefixes {
		r.results[i].Prefix = prefix
	}
	shared, err := t.shareMigrations(ctx)
	if err != nil {
		return nil, err
	}
	w := t.workers(shared)
	defer w.close(ctx)
	w.work(ctx, t.all(), t.options.Parallel, func(i int) bool {
		return r.tenant(ctx, i, w.migrator(i), t.options.Parallel > 1)
	})
	again := r.again
	w.work(ctx, again, 1, func(i int) bool { // alone, so that nobody is in the way
		again = again[1:]
		return r.tenant(ctx, i, w.migrator(i), false)
	})
	for _, i := range again { // it is not their turn any more
		t.ended(ctx, r.results[i])
	}
	e := &TenantsError{Results: r.results, cause: ctx.Err()}
	if len(e.Left()) == 0 {
		return r.results, nil
	}
	return r.results, e
}

// tenant migrates one tenant, and reports whether to go on with others. If
// another one may have been in its way it comes again later.
func (r *tenantsRun) tenant(ctx context.Context, i int, m *Migrator, mayWait bool) (goOn bool) {
	result := &r.results[i]
	started := time.Now()
	applied, err := m.run(ctx, r.direction, r.target.after(len(result.Applied)))
	if err != nil && ctx.Err() != nil && !isStarted(err) {
		return false // it was cancelled before anything was sent
	}
	result.Applied = append(result.Applied, applied...)
	result.Duration += time.Since(started)
	result.Err = err
	switch {
	case err != nil:
		result.Outcome = TenantFailed
	case len(result.Applied) > 0:
		result.Outcome = TenantDone
	default:
		result.Outcome = TenantNothingToDo
	}
	if mayWait && err != nil && isCollision(m.config.Dialect.Name(), err) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.again = append(r.again, i)
		return true
	}
	r.ended(ctx, *result)
	return err == nil || !r.options.FailFast
}

func (t *Tenants) ended(ctx context.Context, result TenantResult) {
	t.observe(ctx, result.Prefix, TenantEnded{result})
}

func isStarted(err error) bool {
	var e *Error
	return errors.As(err, &e)
}

// isCollision recognises what fails only because the same was done in another
// prefix at the same moment, to something that both share: an extension, a
// role, a function outside of the prefix. These are deadlock_detected,
// serialization_failure, a row of a catalogue that is written twice, and on
// MySQL ER_LOCK_DEADLOCK.
func isCollision(dialectName string, err error) bool {
	var e *database.Error
	if !errors.As(err, &e) {
		return false
	}
	switch dialectName {
	case "postgres":
		return e.Code == "40P01" || e.Code == "40001" ||
			e.Code == "XX000" && strings.Contains(e.Message, "concurrently") ||
			e.Code == "23505" && strings.Contains(e.Message, `"pg_`)
	case "mysql":
		return e.Code == "1213"
	case "mssql":
		return e.Code == "1205"
	}
	return false
}

// after is what remains of a target once n migrations of it are done.
func (t Target) after(n int) Target {
	if t.kind == targetStep {
		t.step = max(t.step-n, 0)
	}
	return t
}

// all are the places of all tenants.
func (t *Tenants) all() []int {
	list := make([]int, len(t.migrators))
	for i := range list {
		list[i] = i
	}
	return list
}

// each calls visit for each tenant, and stops when one of them says so.
func (t *Tenants) each(ctx context.Context, visit func(i int, m *Migrator) (goOn bool)) error {
	shared, err := t.shareMigrations(ctx)
	if err != nil {
		return err
	}
	w := t.workers(shared)
	defer w.close(ctx)
	w.work(ctx, t.all(), t.options.Parallel, func(i int) bool { return visit(i, w.migrator(i)) })
	return ctx.Err()
}

// workers share what is found and the sessions of a run.
type workers struct {
	*Tenants
	shared   *found
	sessions *sessions
	versions *sessions // nil unless the versions are in another database

	mu   sync.Mutex
	next []int
	// stopped: no further tenant is begun.
	stopped bool
	// panicked is what the code of a migration panicked with.
	panicked *tenantPanic
}

// tenantPanic is a panic in the code of a migration, with the stack that the
// goroutine had which is gone.
type tenantPanic struct {
	prefix string
	value  any
	stack  []byte
}

func (p *tenantPanic) Error() string {
	return fmt.Sprintf("%v (tenant %s)\n%s", p.value, p.prefix, p.stack)
}

func (t *Tenants) workers(shared *found) *workers {
	w := &workers{Tenants: t, shared: shared, sessions: &sessions{Connector: t.db}}
	if t.config.VersionsDB != nil {
		w.versions = &sessions{Connector: t.config.VersionsDB}
	}
	return w
}

// migrator is that of a tenant, for this run.
func (w *workers) migrator(i int) *Migrator {
	m := *w.migrators[i]
	m.db, m.shared = w.sessions, w.shared
	if w.versions != nil {
		m.config.VersionsDB = w.versions
	}
	return &m
}

// work calls do with the places of the tenants, up to parallel at once, until it
// returns false or the context is cancelled.
func (w *workers) work(ctx context.Context, tenants []int, parallel int, do func(i int) (goOn bool)) {
	w.next = tenants
	var running sync.WaitGroup
	for range min(len(tenants), parallel) {
		running.Go(func() {
			for i := w.take(ctx); i >= 0; i = w.take(ctx) {
				if !w.do(i, do) {
					w.stop(nil)
				}
			}
		})
	}
	running.Wait()
	if w.panicked != nil {
		// As it would have without goroutines: the program ends, unless its
		// caller knows better.
		panic(w.panicked)
	}
}

// take returns the place of the next tenant, or -1.
func (w *workers) take(ctx context.Context) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped || len(w.next) == 0 || ctx.Err() != nil {
		return -1
	}
	i := w.next[0]
	w.next = w.next[1:]
	return i
}

func (w *workers) stop(p *tenantPanic) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	if w.panicked == nil {
		w.panicked = p
	}
}

// do calls do, and keeps its panic for the goroutine of the caller.
func (w *workers) do(i int, do func(i int) bool) (goOn bool) {
	defer func() {
		if value := recover(); value != nil {
			w.stop(&tenantPanic{prefix: w.options.Prefixes[i], value: value, stack: debug.Stack()})
		}
	}()
	return do(i)
}

func (w *workers) close(ctx context.Context) {
	w.sessions.close(ctx)
	if w.versions != nil {
		w.versions.close(ctx)
	}
}
