package config

import (
	"errors"
	"path"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// defaultRepo is the name of the repository of the [repo] table, which is also
// the one that exists without any configuration.
const defaultRepo = "repo"

// repoKeys are the keys of [repo] and [repos.NAME].
var repoKeys = []string{
	"url", "adapter", "dialect", "hostname", "port", "username", "password", "database", "socket", "socket_dir", "ssl",
	"encoding", "template", "lc_collate", "lc_ctype", "charset", "collation", "maintenance_database", "force_drop_db",
	"module", "otp_app", "priv", "migrations_paths", "pool_size", "start_apps_before_migration",
	"migration_source", "migration_primary_key", "migration_foreign_key", "migration_timestamps", "migration_lock",
	"migration_advisory_lock_retry_interval_ms", "migration_advisory_lock_max_tries", "migration_default_prefix",
	"migration_repo", "migration_cast_version_column", "dump_path",
	"strict_checksums", "migration_lock_timeout", "lock_timeout", "statement_timeout", "lock_retries", "transaction",
}

// Repo is one repository: a database with its folder of migrations.
type Repo struct {
	// Name is the name in the file; Module is Ecto's name for it.
	Name, Module string
	// Folders are the folders with migrations.
	Folders []Folder
	// Structure is the file that dump writes and load reads: dump_path, or
	// structure.sql in priv.
	Structure Folder
	// Commands, VersionsTable, Lock and LockRetry are the migration_* keys.
	Commands      migrate.Commands
	VersionsTable string
	Lock          dialect.LockStrategy
	LockRetry     migrate.LockRetry
	// StrictChecksums, Transaction and Limits are keys that Ecto does not have.
	StrictChecksums bool
	Transaction     migrate.TransactionMode
	Limits          migrate.Limits
	// PoolSize and OTPApp are only told to scripts that ask for them.
	PoolSize int
	OTPApp   string
	// MigrationRepo is the repository that holds the table of versions, or nil.
	MigrationRepo *Repo
	// Warnings are keys that have no effect here.
	Warnings diag.List

	config  *Config
	section section
}

// Configured reports whether the repository is one of a file's, and not the one
// that there is without a file.
func (r *Repo) Configured() bool { return r.config.File != "" }

// Folder is a folder of migrations.
type Folder struct {
	// Path is the folder to open; Shown is how messages name it.
	Path, Shown string
}

// module returns the module of a repository: as configured, or from its name.
func (c *Config) module(name string) (string, error) {
	var problems diag.List
	module := c.file.section(name, c.env, &problems).text("module")
	if module == "" {
		module = generate.Camelize(generate.Underscore(name))
	}
	return strings.TrimPrefix(module, "Elixir."), problems.Err()
}

// repo reads a repository, all but its connection.
func (c *Config) repo(name string) (*Repo, error) {
	r, migrationRepo, err := c.readRepo(name)
	if err != nil || migrationRepo == "" {
		return r, err
	}
	known, err := c.find(strings.TrimPrefix(migrationRepo, "Elixir."))
	if err != nil {
		problem := *diag.All(err)[0]
		problem.Pos, problem.Summary = r.section.pos("migration_repo"), "migration_repo: "+problem.Summary
		return nil, &problem
	}
	if known != name {
		r.MigrationRepo, _, err = c.readRepo(known)
	}
	return r, err
}

func (c *Config) readRepo(name string) (r *Repo, migrationRepo string, err error) {
	problems := diag.List{}
	s := c.file.section(name, c.env, &problems)
	module, err := c.module(name)
	if err != nil {
		return nil, "", err
	}
	r = &Repo{Name: name, Module: module, config: c, section: s}
	r.Folders = c.folders(s, module)
	r.Structure = c.structure(s, module)
	r.VersionsTable = s.text("migration_source")
	r.Commands = commands(s)
	r.Lock, r.LockRetry = locking(s)
	r.StrictChecksums = s.boolean("strict_checksums")
	r.Transaction, r.Limits = limits(s)
	s.boolean("migration_cast_version_column") // versions are read as numbers whatever the column's type
	r.PoolSize, r.OTPApp = s.number("pool_size"), s.word("otp_app")
	if len(s.texts("start_apps_before_migration")) > 0 {
		r.Warnings = append(r.Warnings, diag.Warningf(s.pos("start_apps_before_migration"),
			"start_apps_before_migration has no effect: no Elixir application is started"))
	}
	if r.Lock == dialect.LockAdvisory && !s.has("module") {
		r.Warnings = append(r.Warnings, diag.Warningf(s.pos("migration_lock"),
			"the advisory lock does not keep Mix away: its number is made of the repository's module").
			WithHint("name the application's module: module = \"MyApp.Repo\""))
	}
	migrationRepo = s.text("migration_repo")
	return r, migrationRepo, problems.Err()
}

func (c *Config) folders(s section, module string) []Folder {
	paths := s.texts("migrations_paths")
	if len(paths) == 0 {
		paths = []string{path.Join(priv(s, module), "migrations")}
	}
	folders := make([]Folder, len(paths))
	for i, p := range paths {
		folders[i] = folderIn(c.options.Dir, c.file.dir, p)
	}
	return folders
}

// priv is the folder of everything that belongs to a repository.
func priv(s section, module string) string {
	if priv := s.text("priv"); priv != "" {
		return priv
	}
	parts := strings.Split(module, ".")
	return path.Join("priv", generate.Underscore(parts[len(parts)-1]))
}

func (c *Config) structure(s section, module string) Folder {
	file := s.text("dump_path")
	if file == "" {
		file = path.Join(priv(s, module), "structure.sql")
	}
	return folderIn(c.options.Dir, c.file.dir, file)
}

// FolderAt returns a folder that was written on the command line, relative to
// the working directory.
func FolderAt(workingDir, written string) Folder {
	return folderIn(workingDir, workingDir, written)
}

func folderIn(workingDir, dir, written string) Folder {
	full := within(dir, written)
	return Folder{Path: full, Shown: shownPath(workingDir, full)}
}

func locking(s section) (dialect.LockStrategy, migrate.LockRetry) {
	retry := migrate.LockRetry{
		Interval: time.Duration(s.number("migration_advisory_lock_retry_interval_ms")) * time.Millisecond,
	}
	if text, ok := s.table["migration_advisory_lock_max_tries"].(string); !ok || strings.TrimPrefix(text, ":") != "infinity" {
		retry.MaxTries = s.number("migration_advisory_lock_max_tries")
	}
	if on, ok := s.table["migration_lock"].(bool); ok {
		if on {
			return dialect.LockDefault, retry
		}
		return dialect.LockNone, retry
	}
	return choice(s, "migration_lock", map[string]dialect.LockStrategy{
		"table_lock": dialect.LockDefault, "pg_advisory_lock": dialect.LockAdvisory,
	}), retry
}

// Dialect returns the repository's dialect without asking for more of the
// connection than it must.
func (r *Repo) Dialect() (string, error) {
	var problems diag.List
	s := r.section
	s.problems = &problems
	adapter := s.adapter()
	if err := problems.Err(); err != nil || adapter != "" && r.urlFrom() == "" {
		return adapter, err
	}
	d, err := r.Database()
	return d.Dialect, err
}

// urlFrom names the flag or variable that sets the URL, or is "".
func (r *Repo) urlFrom() string {
	if r.config.options.URL != "" {
		return "--url"
	}
	own := "WHIMBREL_" + strings.ToUpper(strings.Map(variableRune, r.Name)) + "_URL"
	if value, ok := r.config.env(own); ok && value != "" {
		return own
	}
	if value, ok := r.config.env("DATABASE_URL"); ok && value != "" && (r.Name == defaultRepo || len(r.config.names) == 1) {
		return "DATABASE_URL"
	}
	return ""
}

func variableRune(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '_'
}

// Database works the connection out: flag, environment, file, default.
func (r *Repo) Database() (Database, error) {
	var problems diag.List
	s := r.section
	s.problems = &problems
	d, err := r.database(s)
	if err != nil {
		return d, err
	}
	d.Storage = storage(s)
	return d, problems.Err()
}

func (r *Repo) database(s section) (Database, error) {
	c := r.config
	adapter := s.adapter()
	origin, raw, dir := r.urlFrom(), c.options.URL, c.options.Dir
	if origin != "" && origin != "--url" {
		raw, _ = c.env(origin)
		if _, real := c.options.LookupEnv(origin); !real {
			dir = c.file.dir // from .env: relative paths start where that file is
		}
	}
	if origin != "" {
		d, err := ParseURL(raw, adapter, c.options.Dir, dir)
		d.Origin = origin
		return d, located(err, diag.Pos{File: origin})
	}
	if s.has("url") {
		raw := s.text("url")
		if err := s.problems.Err(); err != nil {
			return Database{}, err
		}
		d, err := ParseURL(raw, adapter, c.options.Dir, c.file.dir)
		if err == nil && adapter != "" && adapter != d.Dialect {
			err = &Problem{"the url and the adapter name different databases", try("remove the adapter: the url says which database it is")}
		}
		d.Origin = s.pos("url").String()
		return d, located(err, s.pos("url"))
	}
	return r.fromKeys(s, adapter)
}

// fromKeys builds the connection from Ecto's single keys.
func (r *Repo) fromKeys(s section, adapter string) (Database, error) {
	c := r.config
	name := s.text("database")
	if adapter == "" && (s.has("hostname") || s.has("username") || s.has("port")) {
		s.fail("hostname", try("adapter = \"postgres\""), "the adapter is missing: which kind of database is it?")
	}
	if adapter == "" || adapter == SQLite {
		if name == "" {
			name = "whimbrel.db"
		}
		d := sqliteDatabase(name, c.options.Dir, c.file.dir, nil)
		d.Origin = "the default"
		return d, s.problems.Err()
	}
	if name == "" {
		s.fail("adapter", try("database = \"app_dev\", or url = \"...\""), "the name of the database is missing")
	}
	d := Database{
		Dialect: adapter, Host: s.text("hostname"), Port: s.number("port"), User: s.text("username"),
		Password: s.text("password"), Name: name, Socket: s.text("socket"), Origin: c.File,
	}
	if dir := s.text("socket_dir"); dir != "" {
		d.Socket = dir
	}
	if s.has("ssl") {
		d = d.withSSL(s.boolean("ssl"))
	}
	return d, s.problems.Err()
}

// adapter reads the adapter, or the dialect: two names for one thing.
func (s section) adapter() string {
	for _, key := range []string{"adapter", "dialect"} {
		if text := s.text(key); text != "" {
			name, err := DialectOf(text)
			if err != nil {
				s.fail(key, err.(*Problem).advice, "%s", err.Error())
			}
			return name
		}
	}
	return ""
}

func storage(s section) Storage {
	return Storage{
		Encoding: s.text("encoding"), Template: s.text("template"),
		Collate: s.text("lc_collate"), Ctype: s.text("lc_ctype"),
		Charset: s.text("charset"), Collation: s.text("collation"),
		Maintenance: s.text("maintenance_database"), ForceDrop: s.boolean("force_drop_db"),
	}
}

// located gives a problem the place of the value.
func located(err error, pos diag.Pos) error {
	var problem *Problem
	if errors.As(err, &problem) {
		return problem.advice.on(diag.Errorf(Kind, pos, "%s", problem.Summary))
	}
	return err
}
