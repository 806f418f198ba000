package exs

import (
	"errors"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// repos is the library of the modules that mean the repository of the run, and
// of what is around it.
type repos struct {
	*session
	made *eval.NativeModule
}

// Module implements eval.Library. The tables are made when they are first asked
// for.
func (r *repos) Module(name string) (eval.NativeModule, bool) {
	switch name {
	case "Ecto.Repo":
		return eval.NativeModule{Functions: r.repoFunctions(), Macros: map[string]eval.Macro{"__using__/1": r.useRepo}}, true
	case "Ecto.Adapters.SQL":
		return eval.NativeModule{Functions: r.adapterSQL()}, true
	case "Ecto.Migration.Runner":
		return eval.NativeModule{Functions: r.runner()}, true
	case "Process":
		return eval.NativeModule{Functions: map[string]eval.Native{"sleep/1": r.running(r.sleep)}}, true
	}
	if m, ok := driver(name); ok {
		return m, true
	}
	if !r.isRepo(name) {
		return eval.NativeModule{}, false
	}
	if r.made == nil {
		r.made = &eval.NativeModule{Functions: r.repoFunctions()}
	}
	return *r.made, true
}

// useRepo is use Ecto.Repo in the application's sources: what the module does
// not define itself are the functions of repo().
func (s *session) useRepo(c *eval.MacroCall) (eval.Value, error) {
	if len(s.loading) == 0 {
		return nil, diag.Errorf(diag.Refused, c.Pos, "use Ecto.Repo: the migration defines a repository of its own").
			WithHint("write repo() for the one that it runs in")
	}
	c.Caller().SetDeputy("Ecto.Repo")
	return eval.Nil, nil
}

// isRepo reports whether a module means repo(): the configured one, or one that
// is named like a repository and is not in the file.
func (s *session) isRepo(name string) bool {
	if name == s.repoName() {
		return true
	}
	if !strings.HasSuffix(name, "Repo") || strings.HasPrefix(name, "Ecto.") {
		return false
	}
	return s.file == nil || s.file.Module(name) == nil
}

func (s *session) repoName() string {
	if s.recorder != nil && s.recorder.Config().Repo != "" {
		return s.recorder.Config().Repo
	}
	return repoModule
}

// repoAtom is what repo() returns.
func (s *session) repoAtom() eval.Atom { return eval.Module(s.repoName()) }

// dialect is the kind of the database; PostgreSQL where none is meant.
func (s *session) dialect() string {
	if name := s.recorder.Config().Dialect; name != "" {
		return name
	}
	return "postgres"
}

// repoFunctions returns the functions of a repository.
func (s *session) repoFunctions() map[string]eval.Native {
	natives := s.repoQueries()
	if natives == nil {
		natives = map[string]eval.Native{}
	}
	for name, native := range map[string]eval.Native{
		"query/1": s.query, "query/2": s.query, "query/3": s.query,
		"query!/1": s.query, "query!/2": s.query, "query!/3": s.query,
		"transaction/1": s.transaction, "transaction/2": s.transaction,
		"transact/1": s.transaction, "transact/2": s.transaction,
		"rollback/1": s.rollback, "in_transaction?/0": s.inTransaction,
		"checkout/1": s.checkout, "checkout/2": s.checkout, "checked_out?/0": s.inTransaction,
		"config/0": s.config, "__adapter__/0": s.adapter, "default_options/1": noOptions,
		"get_dynamic_repo/0": s.repo, "put_dynamic_repo/1": s.repo,
	} {
		natives[name] = native
	}
	for name, native := range natives {
		natives[name] = s.running(native)
	}
	return natives
}

// answer is what a database answers to a query.
type answer struct {
	*command.Result
	// Rows are the rows of the result as terms.
	Rows [][]eval.Value
}

// ask sends a query of the repository. While the migration is planned it is
// recorded, and the answer is nil: see opaque. A refusal of the database is an
// exception that can be rescued.
func (s *session) ask(c *eval.Call, sql string, params []eval.Value) (*answer, error) {
	query, err := newQuery(c, sql, params)
	if err != nil {
		return nil, err
	}
	s.asked = query.Inspect()
	if s.recorder.Database() == nil && c.InTry() {
		return nil, s.needsDatabase(c, "query "+s.asked) // whether it is rescued
	}
	execute := command.Execute{Position: command.Position(c.Pos), Up: query}
	if len(params) == 0 {
		execute.Up = command.SQL(sql)
	}
	result, err := s.recorder.Ask(execute)
	if err != nil {
		return nil, s.refusal(c, err)
	}
	if result == nil {
		return nil, nil
	}
	a := &answer{Result: result, Rows: make([][]eval.Value, len(result.Rows))}
	for i, row := range result.Rows {
		if err := c.Grow(8 * len(row)); err != nil {
			return nil, err
		}
		a.Rows[i] = terms(row)
	}
	return a, nil
}

// opaque is the answer of the last query while there is no database.
func (s *session) opaque() eval.Value { return eval.Opaque{What: "query " + s.asked} }

// needsDatabase ends the planning of what can only be known with a database.
func (s *session) needsDatabase(c *eval.Call, what string) error {
	return &eval.NeedsDatabase{Pos: c.Pos, What: what}
}

func newQuery(c *eval.Call, sql string, params []eval.Value) (command.Query, error) {
	query := command.Query{SQL: sql, Params: make([]command.Value, len(params))}
	for i, v := range params {
		p, ok := param(v)
		if !ok {
			if opaque, found := findOpaque(v); found {
				return query, &eval.NeedsDatabase{Pos: c.Pos, What: opaque.What}
			}
			return query, c.Raise("DBConnection.EncodeError", "query has invalid parameter %s", eval.Inspect(v))
		}
		query.Params[i] = p
	}
	return query, nil
}

// findOpaque looks for a value that only the database knows.
func findOpaque(v eval.Value) (eval.Opaque, bool) {
	var parts []eval.Value
	switch v := v.(type) {
	case eval.Opaque:
		return v, true
	case eval.List:
		parts = v
	case eval.Tuple:
		parts = v
	case *eval.Map:
		for _, p := range v.Pairs() {
			parts = append(parts, p.Value)
		}
	}
	for _, part := range parts {
		if found, ok := findOpaque(part); ok {
			return found, true
		}
	}
	return eval.Opaque{}, false
}

// query is query/1..3 and query!/1..3, which run at once and not in the queue.
// The reference page's sample for after_begin passes a second statement where
// parameters belong; it is the one for the way down.
func (s *session) query(c *eval.Call) (eval.Value, error) {
	sql, err := iodata(c, 0)
	if err != nil {
		return nil, err
	}
	var params eval.List
	if len(c.Args) > 1 {
		switch v := c.Args[1].(type) {
		case eval.String:
			if s.recorder.Direction() == command.Down {
				sql = string(v)
			}
		case eval.List:
			params = v
		default:
			return nil, c.WrongArgument(1, "a list of parameters")
		}
	}
	send := func() (*answer, error) { return s.ask(c, sql, params) }
	if len(c.Args) > 2 && s.savepoint(c.Args[2]) {
		send = s.withinSavepoint(c, send)
	}
	return s.answered(c, send)
}

// answered is what query (with ok and error) and query! return.
func (s *session) answered(c *eval.Call, send func() (*answer, error)) (eval.Value, error) {
	bang := strings.Contains(c.Name, "!")
	a, err := send()
	var raised *eval.Raised
	switch {
	case err != nil && !bang && errors.As(err, &raised) && raised.Cause != nil:
		return eval.Tuple{eval.Atom("error"), raised.Exception}, nil
	case err != nil:
		return nil, err
	case a == nil:
		return s.opaque(), nil
	case bang:
		return s.resultStruct(a), nil
	}
	return eval.Tuple{eval.OK, s.resultStruct(a)}, nil
}

// iodata reads SQL: a string, or a list of them as deep as it may be.
func iodata(c *eval.Call, i int) (string, error) {
	var b strings.Builder
	var write func(eval.Value) bool
	write = func(v eval.Value) bool {
		switch v := v.(type) {
		case eval.String:
			b.WriteString(string(v))
			return true
		case eval.List:
			for _, e := range v {
				if !write(e) {
					return false
				}
			}
			return true
		case eval.Int:
			if !v.IsInt64() || v.Int64() < 0 || v.Int64() > 255 {
				return false
			}
			b.WriteByte(byte(v.Int64()))
			return true
		}
		return false
	}
	if opaque, found := findOpaque(c.Args[i]); found {
		return "", &eval.NeedsDatabase{Pos: c.Pos, What: opaque.What}
	}
	if !write(c.Args[i]) {
		return "", diag.Errorf(diag.Invalid, c.Pos, "%s needs SQL in a string, got: %s", c.Name, eval.Inspect(c.Args[i]))
	}
	return b.String(), nil
}

// savepoint reports whether the options ask for one around the query.
func (s *session) savepoint(options eval.Value) bool {
	pairs, _ := eval.Keyword(options)
	mode, _ := eval.Option(pairs, "mode")
	db := s.recorder.Database()
	return mode == eval.Value(eval.Atom("savepoint")) && s.dialect() == "postgres" && db != nil && db.InTransaction()
}

// withinSavepoint leaves the transaction as it was if the query fails.
func (s *session) withinSavepoint(c *eval.Call, send func() (*answer, error)) func() (*answer, error) {
	return func() (*answer, error) {
		if _, err := s.ask(c, "SAVEPOINT postgrex_query", nil); err != nil {
			return nil, err
		}
		a, failure := send()
		after := []string{"RELEASE SAVEPOINT postgrex_query"}
		if failure != nil {
			after = []string{"ROLLBACK TO SAVEPOINT postgrex_query", after[0]}
		}
		for _, sql := range after {
			if _, err := s.ask(c, sql, nil); err != nil {
				return nil, err
			}
		}
		return a, failure
	}
}
