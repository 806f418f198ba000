package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/source"
)

// DefaultParallel is how many tenants are worked on at once if nobody says.
// Half of the time of a migration is spent waiting for the server, and a few
// sessions are what any server can spare.
const DefaultParallel = 4

// Tenants runs the migrations of one [Config] in many prefixes: schemas of
// PostgreSQL or SQL Server, databases of MySQL and MariaDB. Each is migrated
// as by a [Migrator] with that prefix in Config.Commands.Prefix: it has a table
// of versions, a journal and a lock of its own, and a failure is its own too.
// The migrations are found and loaded once for all of them.
//
// A run has up to Parallel sessions open, and as many again where a migration
// without a transaction needs a second one for its lock (PostgreSQL), a
// statement is cancelled, or it is asked who holds a lock. VersionsDB has its
// own. A session that has run a migration is not used for another tenant, so
// that nothing that a migration sets on its session reaches one.
//
// Tenants is safe for concurrent use. The functions of Go migrations are called
// one at a time; the code that they give to Run is called by several goroutines
// at once, unless Parallel is 1.
type Tenants struct {
	db        database.Connector
	config    Config
	options   TenantOptions
	migrators []*Migrator
	// telling lets one event be told at a time.
	telling sync.Mutex
}

// TenantOptions say which tenants there are, and how they take turns.
type TenantOptions struct {
	// Prefixes are the tenants, in the order in which they are begun. They have
	// to exist; as with Ecto, nothing creates them.
	Prefixes []string
	// Parallel is how many are worked on at once; 0 means [DefaultParallel].
	Parallel int
	// FailFast begins no further tenant once one has failed. Those that were
	// begun are not interrupted.
	FailFast bool
	// Observe is called for everything that happens, with the prefix that it
	// happens in; "" for what is about all of them. It is never called twice at
	// once, and the events of one prefix come in the order that [Event] says,
	// with a [TenantEnded] at the end. Config.Observe is called too, in the same
	// way but without the prefix; Config.Logger has it as an attribute.
	Observe func(ctx context.Context, prefix string, e Event)
}

// NewTenants returns what runs migrations in many prefixes. It checks the
// configuration, the prefixes among it, and opens nothing.
func NewTenants(db database.Connector, config Config, options TenantOptions) (*Tenants, error) {
	if err := checkPrefixes(config, options.Prefixes); err != nil {
		return nil, err
	}
	if options.Parallel < 0 {
		return nil, fmt.Errorf("migrate: TenantOptions.Parallel cannot be %d", options.Parallel)
	}
	if options.Parallel == 0 {
		options.Parallel = DefaultParallel
	}
	t := &Tenants{db: db, config: config, options: options}
	t.options.Prefixes = slices.Clone(options.Prefixes)
	for _, prefix := range t.options.Prefixes {
		m, err := New(db, t.configOf(prefix))
		if err != nil {
			return nil, err
		}
		t.migrators = append(t.migrators, m)
	}
	return t, nil
}

func checkPrefixes(config Config, prefixes []string) error {
	if config.Commands.Prefix != "" {
		return errors.New("migrate: Config.Commands.Prefix is for one tenant; leave it empty with TenantOptions.Prefixes")
	}
	if len(prefixes) == 0 {
		return errors.New("migrate: there are no tenants; set TenantOptions.Prefixes")
	}
	seen := make(map[string]bool, len(prefixes))
	for _, prefix := range prefixes {
		switch {
		case prefix == "":
			return errors.New("migrate: a tenant has an empty name")
		case seen[prefix]:
			return fmt.Errorf("migrate: the tenant %q is named twice", prefix)
		}
		seen[prefix] = true
	}
	return nil
}

// configOf is the configuration of one tenant.
func (t *Tenants) configOf(prefix string) Config {
	c := t.config
	c.Commands.Prefix = prefix
	if c.Logger != nil {
		c.Logger = c.Logger.With("prefix", prefix)
	}
	c.Observe = func(ctx context.Context, e Event) { t.observe(ctx, prefix, e) }
	return c
}

func (t *Tenants) observe(ctx context.Context, prefix string, e Event) {
	t.telling.Lock()
	defer t.telling.Unlock()
	if t.config.Observe != nil {
		t.config.Observe(ctx, e)
	}
	if t.options.Observe != nil {
		t.options.Observe(ctx, prefix, e)
	}
}

// TenantOutcome says how it ended for one tenant.
type TenantOutcome uint8

// The outcomes.
const (
	// TenantNotStarted: the run ended before it was this tenant's turn.
	TenantNotStarted TenantOutcome = iota
	// TenantNothingToDo: nothing was pending.
	TenantNothingToDo
	// TenantDone: what was pending was run.
	TenantDone
	// TenantFailed: TenantResult.Err says why.
	TenantFailed
)

// String returns the outcome in a few words.
func (o TenantOutcome) String() string {
	switch o {
	case TenantNothingToDo:
		return "nothing to do"
	case TenantDone:
		return "done"
	case TenantFailed:
		return "failed"
	default:
		return "not started"
	}
}

// TenantResult is how a run ended for one tenant.
type TenantResult struct {
	Prefix  string
	Outcome TenantOutcome
	// Applied is what was run, also if a later migration has failed.
	Applied  []Applied
	Duration time.Duration
	// Err is what [Migrator.Up] or [Migrator.Down] returned.
	Err error
}

// TenantEnded is the last event of a tenant that was begun.
type TenantEnded struct{ Result TenantResult }

func (TenantEnded) event() {}

// Up runs what is pending in each tenant, as far as the target says, and
// returns how it ended for each, in the order of the prefixes. The failure of
// one does not stop the others; if not all could be done, the error is a
// [*TenantsError].
//
// If the context is cancelled, those that have begun end as [Migrator.Up] does
// then, and no further one begins.
func (t *Tenants) Up(ctx context.Context, target Target) ([]TenantResult, error) {
	return t.run(ctx, command.Up, target)
}

// Down undoes what is applied in each tenant, as far as the target says, as
// [Tenants.Up] runs it.
func (t *Tenants) Down(ctx context.Context, target Target) ([]TenantResult, error) {
	return t.run(ctx, command.Down, target)
}

// Each calls visit with a migrator for each tenant, up to Parallel at once, to
// look at them ([Migrator.Check]) or settle something in all of them
// ([Migrator.Accept]). The migrator is not to be used after visit has returned.
// The first error ends it once those that have begun are done.
func (t *Tenants) Each(ctx context.Context, visit func(ctx context.Context, prefix string, m *Migrator) error) error {
	var first struct {
		sync.Mutex
		err error
	}
	err := t.each(ctx, func(i int, m *Migrator) (goOn bool) {
		err := visit(ctx, t.options.Prefixes[i], m)
		first.Lock()
		defer first.Unlock()
		if first.err == nil {
			first.err = err
		}
		return err == nil
	})
	return errors.Join(err, first.err)
}

// TenantsError says that not all tenants could be done.
type TenantsError struct {
	// Results are those of all tenants, in their order.
	Results []TenantResult
	// cause is why some were not started, if the context was cancelled.
	cause error
}

// Left are the tenants that are not done: they have failed or were not started.
func (e *TenantsError) Left() []TenantResult {
	var left []TenantResult
	for _, r := range e.Results {
		if r.Outcome == TenantFailed || r.Outcome == TenantNotStarted {
			left = append(left, r)
		}
	}
	return left
}

// Error counts, and names the first few with their reasons.
func (e *TenantsError) Error() string {
	var reasons []string
	failed, left := 0, e.Left()
	for _, r := range left {
		if r.Err == nil {
			continue
		}
		failed++
		if len(reasons) < maxListed {
			reasons = append(reasons, fmt.Sprintf("%s: %v", r.Prefix, r.Err))
		}
	}
	text := fmt.Sprintf("%d of %s failed", failed, count(len(e.Results), "tenant", "tenants"))
	if waiting := len(left) - failed; waiting > 0 {
		text += fmt.Sprintf(", %d not started", waiting)
	}
	if failed > maxListed {
		reasons = append(reasons, fmt.Sprintf("and %d more", failed-maxListed))
	}
	if len(reasons) > 0 {
		text += ": " + strings.Join(reasons, "; ")
	}
	return text
}

// Unwrap returns the errors of all tenants that have failed, and the reason why
// others were not started.
func (e *TenantsError) Unwrap() []error {
	var list []error
	for _, r := range e.Results {
		if r.Err != nil {
			list = append(list, r.Err)
		}
	}
	if e.cause != nil {
		list = append(list, e.cause)
	}
	return list
}

// shareMigrations finds the migrations once for all tenants.
func (t *Tenants) shareMigrations(ctx context.Context) (*found, error) {
	all, err := t.migrators[0].findAll()
	if err != nil {
		return nil, err
	}
	for _, w := range all.warnings {
		if t.config.Logger != nil {
			log(ctx, t.config.Logger, Warned{w})
		}
		t.observe(ctx, "", Warned{w})
	}
	all.files = source.Shared(all.files)
	return all, nil
}
