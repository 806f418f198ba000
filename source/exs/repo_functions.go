package exs

import (
	"errors"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// transaction is transaction/1,2 and transact/1,2. Within a transaction it is
// that one, and otherwise a real one, for which there has to be a database.
func (s *session) transaction(c *eval.Call) (eval.Value, error) {
	if operations, ok := multiOf(c.Args[0]); ok {
		return s.transactMulti(c, operations)
	}
	f, ok := c.Args[0].(*eval.Fun)
	if !ok || f.Arity > 1 {
		return nil, diag.Errorf(diag.Refused, c.Pos, "%s with %s is not something that Whimbrel runs in a migration",
			c.Name, eval.Inspect(c.Args[0])).WithHint("give it a function: repo().transaction(fn -> ... end)")
	}
	transact := c.Name == "transact/1" || c.Name == "transact/2"
	var result eval.Value
	run := func() (err error) {
		if result, err = s.callWithRepo(f); err == nil && transact {
			err = failedTransact(c, result)
		}
		return err
	}
	db := s.recorder.Database()
	switch {
	case db != nil:
		err := db.Transaction(run)
		var back *rolledBack
		if errors.As(err, &back) {
			return eval.Tuple{eval.Atom("error"), back.value}, nil
		}
		if err != nil {
			return nil, s.refusal(c, err)
		}
	case s.recorder.Config().OutsideTransaction:
		return nil, s.needsDatabase(c, "repo().transaction, which is a transaction of its own here")
	default:
		if err := run(); err != nil {
			return nil, err
		}
	}
	if transact {
		return result, nil
	}
	return eval.Tuple{eval.OK, result}, nil
}

func (s *session) callWithRepo(f *eval.Fun) (eval.Value, error) {
	if f.Arity == 1 {
		return f.Call([]eval.Value{s.repoAtom()})
	}
	return f.Call(nil)
}

// failedTransact is the end of a transact whose function has answered an error.
func failedTransact(c *eval.Call, result eval.Value) error {
	if opaque, ok := result.(eval.Opaque); ok {
		return &eval.NeedsDatabase{Pos: c.Pos, What: opaque.What}
	}
	if t, ok := result.(eval.Tuple); ok && len(t) == 2 && t[0] == eval.Value(eval.Atom("error")) {
		return &rolledBack{t[1], c.Pos}
	}
	return nil
}

func (s *session) rollback(c *eval.Call) (eval.Value, error) {
	if s.recorder.Database() == nil {
		return nil, s.needsDatabase(c, "repo().rollback")
	}
	return nil, &rolledBack{c.Args[0], c.Pos}
}

func (s *session) inTransaction(*eval.Call) (eval.Value, error) {
	if db := s.recorder.Database(); db != nil {
		return eval.Boolean(db.InTransaction()), nil
	}
	return eval.Boolean(!s.recorder.Config().OutsideTransaction), nil
}

// checkout runs a function on one session, as everything in a migration is.
func (s *session) checkout(c *eval.Call) (eval.Value, error) {
	f, ok := c.Args[0].(*eval.Fun)
	if !ok || f.Arity > 1 {
		return nil, c.WrongArgument(0, "a function")
	}
	return s.callWithRepo(f)
}

func (s *session) repo(*eval.Call) (eval.Value, error) { return s.repoAtom(), nil }

func noOptions(*eval.Call) (eval.Value, error) { return eval.List{}, nil }

// adapter is the adapter that an application has for the database.
func (s *session) adapter(*eval.Call) (eval.Value, error) {
	switch s.dialect() {
	case "mysql":
		return eval.Module("Ecto.Adapters.MyXQL"), nil
	case "sqlite":
		return eval.Module("Ecto.Adapters.SQLite3"), nil
	case "mssql":
		return eval.Module("Ecto.Adapters.Tds"), nil
	}
	return eval.Module("Ecto.Adapters.Postgres"), nil
}

// config is what of the repository's configuration is known, as a keyword list.
func (s *session) config(c *eval.Call) (eval.Value, error) {
	list := eval.List{}
	for _, p := range s.recorder.Config().RepoConfig() {
		list = append(list, eval.Tuple{term(p.Key), term(p.Value)})
	}
	return list, nil
}

// repoConfig is Ecto.Migration.Runner.repo_config/2.
func (s *session) repoConfig(c *eval.Call) (eval.Value, error) {
	for _, p := range s.recorder.Config().RepoConfig() {
		if eval.Equal(term(p.Key), c.Args[0]) {
			return term(p.Value), nil
		}
	}
	return c.Args[1], nil
}

// adapterSQL is Ecto.Adapters.SQL, whose functions take the repository first.
func (s *session) adapterSQL() map[string]eval.Native {
	natives := map[string]eval.Native{
		"table_exists?/2": s.tableExists, "table_exists?/3": s.tableExists,
	}
	for _, name := range []string{"query/2", "query/3", "query/4", "query!/2", "query!/3", "query!/4"} {
		natives[name] = s.ofRepo(s.query)
	}
	for name, native := range natives {
		natives[name] = s.running(native)
	}
	return natives
}

// ofRepo takes the repository from the arguments, which must be that of the run.
func (s *session) ofRepo(native eval.Native) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		name, ok := eval.ModuleName(c.Args[0])
		if !ok || !s.isRepo(name) {
			return nil, diag.Errorf(diag.Refused, c.Pos, "%s is called with %s, which is not the repository of the migration",
				c.Name, eval.Inspect(c.Args[0])).WithHint("call it with repo()")
		}
		inner := *c
		inner.Args = c.Args[1:]
		return native(&inner)
	}
}

// tableExists asks as the adapter does.
func (s *session) tableExists(c *eval.Call) (eval.Value, error) {
	sql := "SELECT true FROM information_schema.tables WHERE table_name = $1 AND table_schema = current_schema() LIMIT 1"
	switch s.dialect() {
	case "mysql":
		sql = "SELECT true FROM information_schema.tables WHERE table_name = ? AND table_schema = DATABASE() LIMIT 1"
	case "sqlite":
		sql = "SELECT name FROM sqlite_master WHERE type='table' AND name=? LIMIT 1"
	case "mssql":
		sql = "SELECT 1 FROM sys.tables WHERE [name] = @1"
	}
	a, err := s.ask(c, sql, c.Args[1:2])
	if err != nil || a == nil {
		return s.opaque(), err
	}
	return eval.Boolean(len(a.Rows) > 0), nil
}

// runner is Ecto.Migration.Runner.
func (s *session) runner() map[string]eval.Native {
	natives := map[string]eval.Native{
		"repo_config/2": s.repoConfig, "repo/0": s.repo, "prefix/0": s.prefix, "migrator_direction/0": s.direction,
	}
	for name, native := range natives {
		natives[name] = s.running(native)
	}
	return natives
}

// executeFile is execute_file/1,2: each file is one statement.
func (s *session) executeFile(c *eval.Call) (eval.Value, error) {
	e := command.Execute{Position: command.Position(c.Pos)}
	for i := range c.Args {
		text, err := c.Invoke(eval.Module("File"), "read!", c.Args[i])
		if err != nil {
			return nil, err
		}
		sql, ok := text.(eval.String)
		if !ok {
			return nil, c.WrongArgument(i, "the path of a file")
		}
		if i == 0 {
			e.Up = command.SQL(sql)
		} else {
			e.Down = command.SQL(sql)
		}
	}
	return eval.OK, s.recorder.Record(e)
}

// maxSleep is longer than anybody waits for in a migration.
const maxSleep = 24 * time.Hour

// sleep is Process.sleep/1.
func (s *session) sleep(c *eval.Call) (eval.Value, error) {
	n, ok := c.Args[0].(eval.Int)
	if !ok || n.Sign() < 0 || !n.IsInt64() || n.Int64() > maxSleep.Milliseconds() {
		return nil, c.WrongArgument(0, "a number of milliseconds, up to a day")
	}
	return eval.OK, s.wait(time.Duration(n.Int64()) * time.Millisecond)
}
