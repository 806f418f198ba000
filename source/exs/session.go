package exs

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// ectoMigration is the module that scripts use.
const ectoMigration = "Ecto.Migration"

// repoModule is what repo() returns.
const repoModule = "Repo"

// session is one run of one callback: the functions of Ecto.Migration record
// into its recorder. Without a recorder, while a file is loaded, they refuse.
type session struct{ recorder *record.Recorder }

// library returns the modules that a script can call.
func (s *session) library() eval.Library { return eval.Libraries{s.modules(), stdlib.New()} }

// modules are the modules of Ecto.
func (s *session) modules() eval.Modules {
	return eval.Modules{
		ectoMigration: {
			Functions: s.functions(),
			Macros: map[string]eval.Macro{
				"__using__/1":            useMigration,
				"create/2":               s.createBlock,
				"create_if_not_exists/2": s.createBlock,
				"alter/2":                s.alterBlock,
				"flush/0":                s.flush,
			},
		},
		repoModule: {Functions: map[string]eval.Native{
			"query!/1": s.running(s.query), "query!/2": s.running(s.query), "query!/3": s.running(s.query),
			"query/1": s.running(s.query), "query/2": s.running(s.query), "query/3": s.running(s.query),
		}},
	}
}

// functions returns the functions of Ecto.Migration by name and arity.
func (s *session) functions() map[string]eval.Native {
	natives := map[string]eval.Native{
		"table/1": s.newTable, "table/2": s.newTable,
		"index/2": s.newIndex, "index/3": s.newIndex,
		"unique_index/2": s.newUniqueIndex, "unique_index/3": s.newUniqueIndex,
		"constraint/2": s.newConstraint, "constraint/3": s.newConstraint,
		"fragment/1":   fragment,
		"references/1": s.references, "references/2": s.references,
		"create/1": s.create, "create_if_not_exists/1": s.create,
		"drop/1": s.drop, "drop/2": s.drop,
		"drop_if_exists/1": s.drop, "drop_if_exists/2": s.drop,
		"rename/2": s.rename, "rename/3": s.renameColumn,
		"add/2": s.add, "add/3": s.add,
		"add_if_not_exists/2": s.add, "add_if_not_exists/3": s.add,
		"modify/2": s.modify, "modify/3": s.modify,
		"remove/1": s.remove, "remove/2": s.remove, "remove/3": s.remove,
		"remove_if_exists/1": s.remove, "remove_if_exists/2": s.remove,
		"timestamps/0": s.timestamps, "timestamps/1": s.timestamps,
		"execute/1": s.execute, "execute/2": s.execute,
		"direction/0": s.direction, "prefix/0": s.prefix, "repo/0": s.repo,
	}
	for name, native := range natives {
		natives[name] = s.running(native)
	}
	return natives
}

// running lets a function only run while a migration does.
func (s *session) running(native eval.Native) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		if s.recorder == nil {
			return nil, diag.Errorf(diag.Invalid, c.Pos, "%s is called outside of a migration's functions", c.Name).
				WithHint("call it in change/0, up/0 or down/0")
		}
		return native(c)
	}
}

// useMigration is use Ecto.Migration.
func useMigration(c *eval.MacroCall) (eval.Value, error) {
	m := c.Caller()
	m.Import(ectoMigration, nil, nil)
	m.SetAttribute("disable_ddl_transaction", eval.False)
	m.SetAttribute("disable_migration_lock", eval.False)
	return eval.Nil, nil
}

func (s *session) direction(*eval.Call) (eval.Value, error) {
	return eval.Atom(s.recorder.Direction()), nil
}

func (s *session) prefix(*eval.Call) (eval.Value, error) {
	if p := s.recorder.Config().Prefix; p != "" {
		return eval.String(p), nil
	}
	return eval.Nil, nil
}

func (s *session) repo(*eval.Call) (eval.Value, error) { return eval.Module(repoModule), nil }

func (s *session) flush(c *eval.MacroCall) (eval.Value, error) {
	if s.recorder == nil {
		return nil, diag.Errorf(diag.Invalid, c.Pos, "flush/0 is called outside of a migration's functions")
	}
	return eval.OK, s.recorder.Flush(c.Pos)
}

// query is repo().query!(sql), which runs at once and not in the queue. The
// reference page's sample for after_begin passes a second statement where
// parameters belong; it is the one for the way down.
func (s *session) query(c *eval.Call) (eval.Value, error) {
	sql, ok := c.Args[0].(eval.String)
	if !ok {
		return nil, diag.Errorf(diag.Invalid, c.Pos, "%s needs SQL in a string, got: %s", c.Name, eval.Inspect(c.Args[0]))
	}
	if len(c.Args) > 1 {
		down, isText := c.Args[1].(eval.String)
		params, isList := c.Args[1].(eval.List)
		switch {
		case isText && s.recorder.Direction() == command.Down:
			sql = down
		case isText, isList && len(params) == 0:
		default:
			return nil, diag.Errorf(diag.Refused, c.Pos, "a query with parameters is not something that Whimbrel runs in a migration").
				WithHint("write the values into the SQL")
		}
	}
	err := s.recorder.Immediate(command.Execute{Position: command.Position(c.Pos), Up: command.SQL(sql)})
	return eval.Opaque{What: "a query"}, err
}
