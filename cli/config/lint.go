package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/lazyregexp"
	"github.com/whimbrel-go/whimbrel/lint"
)

// Lint is the [lint] table: how "whimbrel lint" judges migrations.
type Lint struct {
	lint.Settings
	// FailOn is from which severity on findings end the command with 3; Off is
	// never, and Default what the command says.
	FailOn lint.Severity
	// Version is the database's, as people write it: "15", "mariadb 10.11".
	Version string
	// StartAfter is the version from which on migrations are reviewed, it
	// excluded.
	StartAfter int64
	// Rows is how many rows tables have, by their names.
	Rows map[string]int64
}

// lintKeys are the keys of [lint].
var lintKeys = []string{
	"fail_on", "database_version", "small_table", "large_table", "start_after", "tenant_column", "ids", "timestamps", "rules", "rows",
}

// lintTable returns the [lint] table.
func (f *file) lintTable(env lookup, problems *diag.List) section {
	table, _ := f.values["lint"].(map[string]any)
	return section{file: f, path: []string{"lint"}, table: table, env: env, problems: problems}
}

// failOn are the values of fail_on and --fail-on.
var failOn = map[string]lint.Severity{"error": lint.Error, "warning": lint.Warning, "note": lint.Note, "never": lint.Off}

// ParseFailOn reads the value of --fail-on.
func ParseFailOn(text string) (lint.Severity, error) {
	if severity, ok := failOn[text]; ok {
		return severity, nil
	}
	return lint.Default, &Problem{Summary: fmt.Sprintf("--fail-on cannot be %q", text)}
}

// Lint reads the [lint] table. What it does not say about the project's
// conventions the [draft] table says.
func (c *Config) Lint(rules []*lint.Rule) (Lint, error) {
	draft, err := c.Draft()
	if err != nil {
		return Lint{}, err
	}
	var problems diag.List
	s := c.file.lintTable(c.env, &problems)
	l := Lint{
		FailOn: choice(s, "fail_on", failOn), Version: s.versionText("database_version"), StartAfter: s.version("start_after"),
		Rows: map[string]int64{},
		Settings: lint.Settings{
			Small: s.rows("small_table"), Large: s.rows("large_table"),
			TenantColumn: cmp.Or(s.word("tenant_column"), draft.TenantColumn),
			IDs:          cmp.Or(s.word("ids"), draft.IDs), Timestamps: cmp.Or(s.word("timestamps"), draft.Timestamps),
			Severities: s.sub("rules").severities(rules),
		},
	}
	if l.Small > 0 && l.Large > 0 && l.Small >= l.Large {
		s.fail("small_table", try("small_table = \"10k\"\nlarge_table = \"1M\""), "small_table must be smaller than large_table")
	}
	if _, err := ParseServer("postgres", l.Version); err != nil {
		s.fail("database_version", try(`database_version = "15", or "mariadb 10.11"`), "database_version cannot be %q", l.Version)
	}
	rows := s.sub("rows")
	for table := range rows.table {
		l.Rows[table] = rows.rows(table)
	}
	return l, problems.Err()
}

// severities reads [lint.rules]. A name of another tool's stands for all rules
// that it is an alias of; the rule's own name wins over it.
func (s section) severities(rules []*lint.Rule) map[string]lint.Severity {
	chosen := map[string]lint.Severity{}
	names := slices.Sorted(maps.Keys(s.table))
	isAlias := func(name string) int {
		if !slices.ContainsFunc(rules, func(r *lint.Rule) bool { return r.ID == name }) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(isAlias(a), isAlias(b)) })
	for _, name := range names {
		meant := lint.FindAll(rules, name)
		if len(meant) == 0 {
			a := advice{hint: "see the list: whimbrel lint --list"}
			if near := lint.NearestRule(rules, name); near != "" {
				a = advice{detail: "did you mean " + near + "?"}
			}
			s.fail(name, a, "there is no rule %s", name)
			continue
		}
		severity := choice(s, name, map[string]lint.Severity{
			"off": lint.Off, "note": lint.Note, "warning": lint.Warning, "error": lint.Error,
		})
		for _, r := range meant {
			chosen[r.ID] = severity
		}
	}
	return chosen
}

// rowUnits are what a number of rows may end in.
var rowUnits = map[string]float64{"": 1, "k": 1e3, "m": 1e6, "g": 1e9, "b": 1e9}

// rows reads a number of rows: 4000000, "4M" or "4.5 million".
func (s section) rows(key string) int64 {
	return s.count(key, parseRows, try(key+` = "4M"`), `a number of rows, such as 4000000 or "4M"`)
}

// count reads a number that is not negative, and may be written as a text.
func (s section) count(key string, parse func(string) (int64, bool), a advice, what string) int64 {
	switch value := s.table[key].(type) {
	case nil:
		return 0
	case int64:
		if value >= 0 {
			return value
		}
	case string:
		if n, ok := parse(s.expanded(key, value)); ok {
			return n
		}
	}
	s.fail(key, a, "%s must be %s", key, what)
	return 0
}

func parseRows(text string) (int64, bool) {
	text = strings.ToLower(strings.NewReplacer("_", "", " ", "", "thousand", "k", "million", "m", "billion", "g").Replace(text))
	number := strings.TrimRight(text, "kmgb")
	unit, ok := rowUnits[text[len(number):]]
	n, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || n < 0 || n*unit > 1e18 {
		return 0, false
	}
	return int64(n * unit), true
}

// version reads the version of a migration.
func (s section) version(key string) int64 {
	parse := func(text string) (int64, bool) {
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil && n >= 0
	}
	return s.count(key, parse, try(key+" = 20190417140000"), "the version of a migration")
}

// versionText reads the version of a database, which may be a whole number.
func (s section) versionText(key string) string {
	switch value := s.table[key].(type) {
	case int64:
		return strconv.FormatInt(value, 10)
	case float64: // 10.10 would be 10.1
		s.fail(key, try(key+` = "10.11"`), "%s must be a string", key)
		return ""
	}
	return s.text(key)
}

// serverVersion is the first number of a version, with the one behind its dot.
var serverVersion = lazyregexp.New(`(\d+)(?:\.(\d+))?`)

// mssqlYears are the versions of SQL Server by the names that people know.
var mssqlYears = map[int]int{2012: 11, 2014: 12, 2016: 13, 2017: 14, 2019: 15, 2022: 16, 2025: 17}

// ParseServer reads the version of a database: "15", "15.4 (Debian 15.4-1)",
// "10.11.6-MariaDB", "mariadb 10.11", "SQL Server 2019". Without a version, the
// oldest that is supported is meant.
func ParseServer(database, version string) (lint.Server, error) {
	server := lint.Server{Database: database}
	text := strings.ToLower(strings.TrimSpace(version))
	server.MariaDB = database == MySQL && strings.Contains(text, "maria")
	if text == "" || text == "mariadb" || text == "mysql" {
		return server, nil
	}
	// A server that wants to look like an old MySQL says "5.5.5-10.11.6-MariaDB".
	parts := serverVersion().FindStringSubmatch(strings.TrimPrefix(text, "5.5.5-"))
	if parts == nil {
		return server, &Problem{fmt.Sprintf("%q is no version of a database", version), try("15, or mariadb 10.11")}
	}
	server.Major, _ = strconv.Atoi(parts[1])
	server.Minor, _ = strconv.Atoi(parts[2])
	if major, ok := mssqlYears[server.Major]; ok && database == MSSQL {
		server.Major = major
	}
	return server, nil
}

// MariaDB reports whether somebody has called the database MariaDB: by the URL's
// scheme, or as the adapter.
func (r *Repo) MariaDB() bool {
	var problems diag.List
	s := r.section
	s.problems = &problems
	texts := []string{r.config.options.URL}
	if from := r.urlFrom(); from != "" && from != "--url" {
		url, _ := r.config.env(from)
		texts = append(texts, url)
	}
	if r.urlFrom() == "" {
		texts = append(texts, s.text("url"), s.text("adapter"), s.text("dialect"))
	}
	return slices.ContainsFunc(texts, func(text string) bool { return strings.HasPrefix(strings.ToLower(text), "mariadb") })
}

// Lint reads the [lint] table of the file that the repository is from.
func (r *Repo) Lint(rules []*lint.Rule) (Lint, error) { return r.config.Lint(rules) }
