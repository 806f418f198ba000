package structure

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/lazyregexp"
)

func dumpPostgres(ctx context.Context, t Target, o Options) (string, error) {
	pgDump := tool{[]string{"pg_dump"}, "PostgreSQL's structure is dumped with its own program.", installPostgres}
	args := []string{
		"--schema-only", "--no-acl", "--no-owner", "--encoding=UTF8", "--no-password",
		// A subscription's connection string has a password.
		"--no-subscriptions",
		"--exclude-table=*." + exactly(t.journal()), "--dbname=" + t.Server.conninfo(),
	}
	for _, prefix := range o.Prefixes {
		args = append(args, "--schema="+exactly(prefix))
	}
	if o.WithoutVersions {
		args = append(args, "--exclude-table=*."+exactly(t.versions()))
	}
	dump, complaint, err := pgDump.run(ctx, "", t.Server.pgEnv(), args...)
	if err != nil {
		return "", t.postgresFailure("the structure could not be dumped", complaint, err)
	}
	if dump = tidyPostgres(dump); o.WithoutVersions {
		return dump, nil
	}
	tables, err := Tables(ctx, t)
	if err != nil {
		return "", err
	}
	for _, table := range tables {
		if table.Name != t.versions() || len(o.Prefixes) > 0 && !slices.Contains(o.Prefixes, table.Schema) {
			continue
		}
		object := command.Object{Prefix: table.Schema, Name: table.Name}
		inserts, err := t.insertVersions(ctx, object, object)
		if err != nil {
			return "", err
		}
		dump += inserts
	}
	return dump, nil
}

// exactly writes a name as a pattern that matches nothing else.
func exactly(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// conninfo is the address for libpq, without the password.
func (s Server) conninfo() string {
	var parts []string
	add := func(key, value string) {
		if value != "" {
			parts = append(parts, key+"='"+strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value)+"'")
		}
	}
	host := s.Host
	if s.Socket != "" {
		host = s.Socket
	}
	add("host", host)
	if s.Port != 0 {
		add("port", strconv.Itoa(s.Port))
	}
	add("dbname", s.Name)
	add("user", s.User)
	for _, key := range libpqParams {
		add(key, s.Params.Get(key))
	}
	return strings.Join(parts, " ")
}

// libpqParams are the parameters of a URL that libpq knows too.
var libpqParams = []string{
	"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslnegotiation", "options", "connect_timeout",
	"target_session_attrs", "channel_binding", "gssencmode", "krbsrvname", "passfile",
}

func (s Server) pgEnv() []string {
	env := []string{"PGAPPNAME=whimbrel"}
	if s.Password != "" {
		env = append(env, "PGPASSWORD="+s.Password)
	}
	return env
}

// postgresHeader is how every dump begins: what pg_dump writes there depends on
// its version, and what a newer one writes an older server does not know.
const postgresHeader = `--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
`

const postgresEnd = "--\n-- PostgreSQL database dump complete\n--\n\n"

var (
	// postgresBody is where the objects begin.
	postgresBody = lazyregexp.New(`(?m)^(SET default_t\w+ = .*;|--\n-- (Name: |PostgreSQL database dump complete))`)
	// createSchema is the creation of a schema with the comment above it, so
	// that it cannot be a line in the body of a function. "public" is in the
	// new database already; pg_dump creates it where --schema names it.
	createSchema = lazyregexp.New(`(?m)^(-- Name: .*; Type: SCHEMA; Schema: -; Owner: .*\n--\n\n)CREATE SCHEMA (.*;)$`)
	// extensionComment is there from the creation of the extension; only its
	// owner, an administrator, could set it.
	extensionComment = lazyregexp.New(`(?m)^--\n-- Name: EXTENSION .*; Type: COMMENT; .*\n--\n\nCOMMENT ON EXTENSION .*;\n\n\n`)
	publicComment    = lazyregexp.New(`(?m)^--\n-- Name: SCHEMA public; Type: COMMENT; .*\n--\n\nCOMMENT ON SCHEMA public IS 'standard public schema';\n\n\n`)
)

// tidyPostgres takes out of a dump what is not the structure.
func tidyPostgres(dump string) string {
	if at := postgresBody().FindStringIndex(dump); at != nil {
		dump = dump[at[0]:]
	}
	if end := strings.LastIndex(dump, strings.TrimSpace(postgresEnd)); end >= 0 {
		dump = dump[:end]
	}
	dump = publicComment().ReplaceAllString(dump, "")
	dump = extensionComment().ReplaceAllString(dump, "")
	dump = createSchema().ReplaceAllString(dump, "${1}CREATE SCHEMA IF NOT EXISTS ${2}")
	return postgresHeader + "\n" + dump + postgresEnd
}

func loadPostgres(ctx context.Context, t Target, name, text string) error {
	psql := tool{[]string{"psql"}, "PostgreSQL's structure is loaded with its own program.", installPostgres}
	_, complaint, err := psql.run(ctx, text, t.Server.pgEnv(),
		"--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--single-transaction", "--file=-",
		"--dbname="+t.Server.conninfo())
	if err == nil {
		return nil
	}
	failure := t.postgresFailure("the structure could not be loaded", complaint, err)
	if f, ok := failure.(*Failure); ok {
		f.locate(name, psqlError())
		f.Detail = strings.TrimSpace(f.Detail + "\nNothing was loaded: it is one transaction.")
		if already(complaint) {
			f.Hint = "load into an empty database: whimbrel drop, whimbrel create, whimbrel load"
		}
	}
	return failure
}

var (
	psqlError       = lazyregexp.New(`(?s)psql:<stdin>:(\d+): (?:ERROR|FATAL):\s+(.*)`)
	versionMismatch = lazyregexp.New(`server version: (\d+).*pg_dump version: (\d+)`)
)

func (t Target) postgresFailure(what, complaint string, err error) error {
	if complaint == "" {
		return fmt.Errorf("%s: %w", what, err)
	}
	f := &Failure{Summary: what, Detail: complaint, Err: err}
	if v := versionMismatch().FindStringSubmatch(complaint); v != nil {
		f.Summary = fmt.Sprintf("%s: pg_dump %s does not work with PostgreSQL %s", what, v[2], v[1])
		f.Hint = "apt-get install postgresql-client-" + v[1] + ", and have it first in PATH"
	}
	return f
}

// locate reads the line of the file, and the message, from what a client
// program complains of.
func (f *Failure) locate(name string, pattern *regexp.Regexp) {
	found := pattern.FindStringSubmatch(f.Detail)
	if found == nil {
		f.Pos = diag.Pos{File: name}
		return
	}
	line, _ := strconv.Atoi(found[1])
	f.Pos = diag.Pos{File: name, Line: line, Column: 1}
	message, rest, _ := strings.Cut(found[2], "\n")
	f.Summary, f.Detail = f.Summary+": "+message, rest
}
