package cli

import (
	"cmp"
	"slices"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
	"github.com/whimbrel-go/whimbrel/schema"
)

// lockNotes are what the statements of one migration do to tables that others
// use, told statement by statement.
type lockNotes struct {
	// effects are by the number of the command, and next is the number of the
	// command that comes.
	effects map[int][]locks.Effect
	next    int
	// bySQL are the same by the text of the command's first statement.
	bySQL    map[string][]locks.Effect
	database string
}

// notesOf works out the effects of statements on tables that were there before,
// and applies the statements to the schema.
func notesOf(statements []dialect.Statement, found *schema.Schema, server lint.Server) *lockNotes {
	n := &lockNotes{effects: map[int][]locks.Effect{}, bySQL: map[string][]locks.Effect{}, database: server.Database}
	for _, step := range lint.Steps(statements, found, server) {
		for _, e := range step.Felt {
			somewhere := e.Table.Name == "" && e.Blocks < locks.Writes // what every query does
			if !somewhere && !slices.Contains(n.effects[step.Number], e) {
				n.effects[step.Number] = append(n.effects[step.Number], e)
			}
		}
		n.bySQL[step.Statement] = n.effects[step.Number]
	}
	return n
}

// noteLocks finds out what the planned statements do to tables, in the schema
// that the migrations before them leave. What those are that cannot be read is
// not known, and no reason to plan nothing.
func (a *app) noteLocks(r *config.Repo, f *planFlags, d dialect.Dialect, list []planned, args []string) error {
	settings, err := r.Lint(rules.All())
	if err != nil {
		return err
	}
	server, err := f.server(r, d.Name(), settings.Version)
	if err != nil {
		return err
	}
	commands := r.Commands
	commands.Prefix, commands.Repo, commands.Settings = f.prefix, r.Module, r.Settings()
	k := &lockKeeper{model: schema.New(schema.ForDatabase(d.Name())), commands: commands, server: server, planned: map[string]*planned{}}
	for i := range list {
		k.planned[list[i].file.path] = &list[i]
	}
	if entries, _, err := a.lintFiles(r, args, d); err == nil && len(args) > 0 {
		for _, e := range entries {
			k.files = append(k.files, toPlan(e.File))
		}
	} else {
		for _, m := range list {
			k.files = append(k.files, m.file)
		}
		slices.SortStableFunc(k.files, func(a, b planFile) int { return cmp.Compare(a.version, b.version) })
	}
	if f.direction == string(command.Down) {
		k.down(list)
	} else {
		k.up()
	}
	return nil
}

// lockKeeper replays the files of a folder, and notes the locks of those that
// are planned.
type lockKeeper struct {
	model    *schema.Schema
	commands schema.Commands
	server   lint.Server
	files    []planFile
	planned  map[string]*planned
}

func (k *lockKeeper) up() {
	for _, file := range k.files {
		if m := k.planned[file.path]; m != nil && m.err == nil {
			m.locks = notesOf(m.plan.Known(), k.model, k.server)
			continue
		}
		k.replay(file)
	}
}

func (k *lockKeeper) down(list []planned) {
	for _, file := range k.files {
		k.replay(file)
	}
	for i := range list {
		if list[i].err == nil {
			list[i].locks = notesOf(list[i].plan.Known(), k.model, k.server)
		}
	}
}

func (k *lockKeeper) replay(file planFile) {
	m, err := file.load()
	if err != nil {
		k.model.Unreadable(file.path, file.name, err)
		return
	}
	k.model.Migrate(m, k.commands)
}

// server is what is known of the database's version without asking it.
func (f *planFlags) server(r *config.Repo, database, version string) (lint.Server, error) {
	server, err := config.ParseServer(database, version)
	if database == config.MySQL && (f.mariaDB || r.MariaDB()) {
		server.MariaDB = true
	}
	return server, err
}

// take returns the effects of the next statement. All of a command's belong to
// its first one.
func (n *lockNotes) take(s dialect.Statement) []locks.Effect {
	if n == nil || s.Further || s.Command == nil {
		return nil
	}
	n.next++
	return n.effects[n.next-1]
}

// The values of --locks.
const (
	locksWaiting = "waiting"
	locksAll     = "all"
	locksNone    = "none"
)

var locksShown = []string{locksWaiting, locksAll, locksNone}

// lockLines are comments above a statement about what it keeps waiting. On
// SQLite every write does that with the whole database, which is told only where
// it takes long.
func lockLines(effects []locks.Effect, database string, all bool) []string {
	var lines []string
	for _, e := range together(effects) {
		if all || e.Blocks >= locks.Writes && (database != config.SQLite || e.Long()) {
			lines = append(lines, "-- lock: "+lockText(e))
		}
	}
	return lines
}

// together makes one effect of those that take the same lock on the same table.
func together(effects []locks.Effect) []locks.Effect {
	var list []locks.Effect
	for _, e := range effects {
		same := func(other locks.Effect) bool {
			return other.Table == e.Table && other.Mode == e.Mode && other.Algorithm == e.Algorithm
		}
		i := slices.IndexFunc(list, same)
		if i < 0 {
			list = append(list, e)
			continue
		}
		list[i].Blocks = max(list[i].Blocks, e.Blocks)
		list[i].Scans, list[i].Rewrites, list[i].Indexes = list[i].Scans || e.Scans, list[i].Rewrites || e.Rewrites, list[i].Indexes || e.Indexes
	}
	return list
}

// lockText says what an effect is: "ACCESS EXCLUSIVE on posts (reads and writes
// wait), scans".
func lockText(e locks.Effect) string {
	text := e.Mode
	if text == "" {
		text = e.Algorithm
	}
	if e.Table.Name != "" {
		text += " on " + e.Table.String()
	}
	switch e.Blocks {
	case locks.Reads:
		text += " (reads and writes wait)"
	case locks.Writes:
		text += " (writes wait)"
	case locks.Schema:
		text += " (other changes of the table wait)"
	case locks.Nothing:
	}
	for _, part := range []struct {
		does bool
		word string
	}{{e.Rewrites, "writes the table anew"}, {e.Scans, "scans"}, {e.Indexes, "builds an index"}} {
		if part.does {
			text += ", " + part.word
		}
	}
	return text
}

// effectJSON is an effect as plan --format json prints it.
type effectJSON struct {
	// Statement is the place among all statements, after_begin's first.
	Statement int    `json:"statement"`
	Table     string `json:"table"`
	Lock      string `json:"lock"`
	Algorithm string `json:"algorithm,omitempty"`
	// Waits is "", "schema changes", "writes" or "reads and writes".
	Waits    string `json:"waits"`
	Scans    bool   `json:"scans"`
	Rewrites bool   `json:"rewrites"`
	Indexes  bool   `json:"indexes"`
	Manual   string `json:"manual,omitempty"`
}

var waiting = map[locks.Blocks]string{locks.Schema: "schema changes", locks.Writes: "writes", locks.Reads: "reads and writes"}

func effectsJSON(statement int, effects []locks.Effect, all bool) []effectJSON {
	list := make([]effectJSON, 0, len(effects))
	for _, e := range effects {
		if e.Blocks == locks.Nothing && !all {
			continue
		}
		list = append(list, effectJSON{
			statement, e.Table.String(), e.Mode, e.Algorithm, waiting[e.Blocks], e.Scans, e.Rewrites, e.Indexes, e.Manual,
		})
	}
	return list
}
