package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/structure"
)

// history returns the structure that the old migrations lead to.
func (s *squashing) history(ctx context.Context) (string, error) {
	s.app.err.Progress("running the history on a scratch database ...")
	return s.onScratch(ctx, s.app.folders(s.repo), func(target structure.Target) error {
		rows, err := s.filled(ctx, target)
		if err != nil {
			return err
		}
		return s.refuseRows(rows)
	})
}

// result returns the structure that the new migration leads to.
func (s *squashing) result(ctx context.Context, o output) (string, error) {
	s.app.err.Progress("running " + o.base + " on a scratch database ...")
	folder, err := os.MkdirTemp("", "whimbrel-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if err := os.WriteFile(filepath.Join(folder, o.base), []byte(o.text), 0o600); err != nil {
		return "", err
	}
	return s.onScratch(ctx, []source.Folder{{FS: os.DirFS(folder), Name: "squashed"}}, func(structure.Target) error { return nil })
}

// onScratch runs the migrations of folders on a new database, looks at it,
// dumps it and drops it.
func (s *squashing) onScratch(ctx context.Context, folders []source.Folder, look func(structure.Target) error) (dump string, err error) {
	defer s.app.err.EndProgress()
	d, remove, err := s.scratch(ctx)
	if err != nil {
		return "", s.noScratch(err)
	}
	defer func() { err = errors.Join(err, remove()) }()
	conn, err := s.app.connect(ctx, d)
	if err != nil {
		return "", err
	}
	defer func() { err = hangUp(ctx, conn, err) }()
	m, err := migrate.New(&lender{app: s.app, database: d, conn: conn}, migrate.Config{
		Dialect: s.dialect, Folders: folders, Formats: s.app.formats(s.dialect), Commands: s.repo.Commands,
		VersionsTable: s.repo.VersionsTable, Lock: s.repo.Lock, Repo: s.repo.Module, Now: s.app.now,
	})
	if err != nil {
		return "", err
	}
	if _, err := m.Up(ctx, migrate.To(s.flags.to)); err != nil {
		return "", err
	}
	target := s.app.structureTarget(s.repo, d, conn)
	if err := look(target); err != nil {
		return "", err
	}
	return structure.Dump(ctx, target, structure.Options{WithoutVersions: true})
}

// scratch creates a database beside the configured one. What it returns drops
// it, also after an interruption.
func (s *squashing) scratch(ctx context.Context) (d config.Database, remove func() error, err error) {
	if d, err = s.repo.Database(); err != nil {
		return d, nil, err
	}
	if d.Dialect == config.SQLite {
		folder, err := os.MkdirTemp("", "whimbrel-")
		d.Path = filepath.Join(folder, "scratch.db")
		d.Shown = d.Path
		return d, func() error { return os.RemoveAll(folder) }, err
	}
	d.Name = "whimbrel_squash_" + fmt.Sprintf("%.8s", rand.Text())
	d.Storage.ForceDrop = true
	outcome, err := s.app.storageUp(ctx, d)
	if err == nil && outcome == alreadyDone {
		err = fmt.Errorf("there is a database %s already", d.Name)
	}
	if err != nil {
		return d, nil, err
	}
	return d, func() error {
		done, cancel := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
		defer cancel()
		_, err := s.app.storageDown(done, d)
		return err
	}, nil
}

// noScratch says what to do where no database can be created.
func (s *squashing) noScratch(err error) error {
	for _, problem := range s.app.diagnose(err) {
		return diag.Errorf(databaseKind, diag.Pos{}, "no scratch database could be created to check the result: %s", problem.Summary).
			WithDetail("%s", problem.Detail).
			WithHint("name a server on which you may create databases with --url, or: whimbrel squash --to %d --unverified", s.flags.to)
	}
	return err
}

// filled lists the tables that have rows.
func (s *squashing) filled(ctx context.Context, target structure.Target) ([]string, error) {
	tables, err := structure.Tables(ctx, target)
	if err != nil {
		return nil, err
	}
	own := target.Own()
	var filled []string
	for _, t := range tables {
		if own[t.Name] {
			continue
		}
		some, err := hasRows(ctx, target.Conn, s.dialect, t)
		if err != nil {
			return nil, err
		}
		if some {
			filled = append(filled, "table "+command.Object{Prefix: t.Schema, Name: t.Name}.String())
		}
	}
	return filled, nil
}

func hasRows(ctx context.Context, conn database.Conn, d dialect.Dialect, t structure.Table) (bool, error) {
	prefix, err := d.QuoteName(t.Schema)
	if err != nil {
		return false, err
	}
	name, err := d.QuoteName(t.Name)
	if err != nil {
		return false, err
	}
	rows, err := conn.Query(ctx, "SELECT 1 FROM "+prefix+"."+name+" LIMIT 1")
	return len(rows) > 0, err
}
