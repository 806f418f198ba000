package exs

import (
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/project"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// ectoMigration is the module that scripts use.
const ectoMigration = "Ecto.Migration"

// repoModule is what repo() returns where no repository is configured.
const repoModule = "Repo"

// session is one run of one callback: the functions of Ecto.Migration record
// into its recorder. Without a recorder, while a file is loaded, they refuse.
type session struct {
	recorder *record.Recorder
	project  *project.Project
	// file is what is run; nil while it is loaded.
	file *eval.File
	// interp runs function/0 of the module.
	interp   *eval.Interp
	module   *eval.ModuleDef
	function string
	// loading are the files of the application that are being loaded, each for
	// the one before it.
	loading []string
	// asked is the last query.
	asked string
}

// library returns the modules that a script can call.
func (s *session) library() eval.Library {
	return eval.Libraries{&repos{session: s}, s.modules(), s.queryModules(), s.project, stdlib.New(s.host()), finder{s}}
}

// host is what the standard library needs of the run.
func (s *session) host() stdlib.Options {
	return stdlib.Options{Sleep: s.wait, Output: func(m stdlib.Message) error {
		if s.recorder != nil {
			s.recorder.Notice(record.Notice{Level: m.Level, Text: m.Text})
		}
		return nil
	}}
}

// wait waits in a live part. Nobody waits for a plan.
func (s *session) wait(d time.Duration) error {
	if s.recorder == nil || s.recorder.Database() == nil {
		return nil
	}
	return s.recorder.Database().Sleep(d)
}

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
		"execute_file/1": s.executeFile, "execute_file/2": s.executeFile,
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

func (s *session) flush(c *eval.MacroCall) (eval.Value, error) {
	if s.recorder == nil {
		return nil, diag.Errorf(diag.Invalid, c.Pos, "flush/0 is called outside of a migration's functions")
	}
	return eval.OK, s.recorder.Flush(c.Pos)
}
