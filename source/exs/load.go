package exs

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/project"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// load parses a script and defines its modules; see [Load].
func load(around *project.Project, name string, text []byte) (*source.Migration, error) {
	tree, err := syntax.Parse(name, text)
	if err != nil {
		return nil, err
	}
	sum := checksum(text, tree)
	file, err := eval.Load(tree, (&session{project: around}).library(), eval.DefaultLimits)
	if err != nil {
		return nil, err
	}
	module := migrationModule(file)
	if module == nil {
		return nil, diag.Errorf(diag.Invalid, diag.Pos{File: name}, "the file does not define an Ecto.Migration").
			WithHint("defmodule Repo.Migrations.Name do\n  use Ecto.Migration\n  ...\nend")
	}
	return &source.Migration{
		File:                  name,
		Module:                module.Name,
		Checksum:              sum,
		DisableDDLTransaction: enabled(module, "disable_ddl_transaction"),
		DisableMigrationLock:  enabled(module, "disable_migration_lock"),
		Up:                    callback(around, file, module, "up"),
		Down:                  callback(around, file, module, "down"),
		Change:                callback(around, file, module, "change"),
		AfterBegin:            callback(around, file, module, "after_begin"),
		BeforeCommit:          callback(around, file, module, "before_commit"),
	}, nil
}

// migrationModule returns the first module that uses Ecto.Migration.
func migrationModule(file *eval.File) *eval.ModuleDef {
	for _, m := range file.Modules {
		if m.UsesModule(ectoMigration) {
			return m
		}
	}
	return nil
}

func enabled(m *eval.ModuleDef, attribute string) bool {
	v, ok := m.Attribute(attribute)
	return ok && eval.Truthy(v)
}

// callback returns a function that runs name/0 of the module with a recorder,
// or nil if the module does not define it.
func callback(around *project.Project, file *eval.File, module *eval.ModuleDef, name string) source.Callback {
	if !module.Defines(name, 0) {
		return nil
	}
	return func(recorder *record.Recorder) error {
		s := &session{recorder: recorder, project: around, file: file}
		s.interp, s.module, s.function = eval.New(file, s.library(), eval.DefaultLimits), module, name
		_, err := s.interp.CallFunction(module, name)
		return s.live(err)
	}
}
