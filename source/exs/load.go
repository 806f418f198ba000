package exs

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Format returns the format of Ecto's scripts.
func Format() source.Format { return source.Format{Ext: ".exs", Load: Load, Tokens: tokens} }

// Load parses a script and defines its modules. No function of the migration
// runs yet. The name is the path to show in messages.
func Load(name string, text []byte) (*source.Migration, error) {
	tree, err := syntax.Parse(name, text)
	if err != nil {
		return nil, err
	}
	file, err := eval.Load(tree, (&session{}).library(), eval.DefaultLimits)
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
		DisableDDLTransaction: enabled(module, "disable_ddl_transaction"),
		DisableMigrationLock:  enabled(module, "disable_migration_lock"),
		Up:                    callback(file, module, "up"),
		Down:                  callback(file, module, "down"),
		Change:                callback(file, module, "change"),
		AfterBegin:            callback(file, module, "after_begin"),
		BeforeCommit:          callback(file, module, "before_commit"),
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
func callback(file *eval.File, module *eval.ModuleDef, name string) source.Callback {
	if !module.Defines(name, 0) {
		return nil
	}
	return func(recorder *record.Recorder) error {
		s := &session{recorder: recorder}
		_, err := eval.New(file, s.library(), eval.DefaultLimits).CallFunction(module, name)
		return err
	}
}
