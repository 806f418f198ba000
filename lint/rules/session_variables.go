package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// sessionVariables are the rules about SET.
func sessionVariables() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "session-variable-left", Title: "a variable of the session is set and stays set", Severity: lint.Warning,
			Databases: []string{"postgres", "mysql"},
			Migration: sessionVariableLeft,
		},
		{
			ID: "set-local-outside-transaction", Title: "SET LOCAL does nothing outside of a transaction", Severity: lint.Warning,
			Databases: []string{"postgres"},
			Step:      setLocalOutside,
		},
	}
}

// Variables that do no harm when they stay, or that have rules of their own.
const (
	harmlessVariables = ` application_name check_function_bodies client_encoding client_min_messages default_table_access_method
 default_with_oids row_security standard_conforming_strings xmloption constraints transaction session_replication_role
 foreign_key_checks names character_set_client character_set_connection character_set_results collation_connection charset
 sql_notes password character `
)

func sessionVariableLeft(p *lint.Pass) {
	left := map[string]*lint.Step{}
	var order []string
	for _, s := range p.Steps {
		v, ok := s.Operation.(operation.SetVariable)
		if !ok || v.Local && p.Plan.InTransaction {
			continue
		}
		name := strings.ToLower(v.Object.Name)
		switch {
		case name == "all":
			clear(left)
		case isUsual(p, name, v.Value):
			delete(left, name)
		case v.Local || strings.HasPrefix(name, "@") || strings.Contains(harmlessVariables, " "+name+" "):
		case left[name] == nil:
			left[name] = s
			order = append(order, name)
		}
	}
	for _, name := range order {
		if s := left[name]; s != nil {
			reportLeft(p, s, s.Operation.(operation.SetVariable))
			delete(left, name)
		}
	}
}

// isUsual reports whether the value is what a session has at the beginning, as
// far as that can be known: MySQL's @old_value is what was kept of it.
func isUsual(p *lint.Pass, name, value string) bool {
	value = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(value)), " ", "")
	if value == "default" || value == "none" || p.Database() == "mysql" && strings.HasPrefix(value, "@") {
		return true
	}
	switch {
	case strings.HasSuffix(name, "_timeout"):
		return value == "0" || value == "'0'"
	case name == "search_path":
		return slices.Contains([]string{"public", `"$user",public`, `'$user',public`, "'public'"}, value)
	case name == "default_tablespace":
		return value == "" || value == "''"
	case name == "autocommit", name == "unique_checks":
		return value == "1" || value == "on"
	}
	return false
}

func reportLeft(p *lint.Pass, s *lint.Step, v operation.SetVariable) {
	name := strings.ToLower(v.Object.Name)
	problem := lint.Problem{
		Message: fmt.Sprintf("sets %s for the session, and leaves it so: %s", name, afterwards(name)),
		Manual:  manual(p, map[string]string{"postgres": "SET, Description", "mysql": "SET Syntax for Variable Assignment"}[p.Database()]),
		Advice:  fmt.Sprintf("set it back at the end of the migration (SET %s = DEFAULT)", name),
	}
	if v.Object.Prefix == "GLOBAL" {
		problem.Message = fmt.Sprintf("sets %s for all sessions of the server", name)
		problem.Advice = "set it in the server's configuration, where the next person looks for it"
	} else if p.Plan.InTransaction {
		problem.Advice = "write SET LOCAL, which ends with the migration's transaction"
		problem.Fix = madeLocal(s)
	}
	p.Report(s, problem)
}

// afterwards says who has to do with the variable after the migration.
func afterwards(name string) string {
	switch name {
	case "search_path":
		return "the next migrations make their tables elsewhere, and no longer find their own"
	case "role", "authorization", "session_authorization":
		return "what the next migrations make belongs to another owner"
	case "autocommit":
		return "what follows is lost unless somebody commits it"
	}
	if strings.HasSuffix(name, "_timeout") {
		return "a later migration that takes longer fails for no reason of its own"
	}
	return "the next migrations run with it, or not, depending on which of them run together"
}

// madeLocal writes SET LOCAL.
func madeLocal(s *lint.Step) *lint.Fix {
	text := clause(s)
	words := strings.Fields(text)
	if len(words) < 3 || !strings.EqualFold(words[0], "SET") {
		return nil
	}
	rest := strings.TrimSpace(text[len("SET"):])
	if strings.EqualFold(words[1], "SESSION") {
		rest = strings.TrimSpace(rest[len("SESSION"):])
		if strings.EqualFold(words[2], "CHARACTERISTICS") {
			return nil
		}
		if strings.EqualFold(words[2], "AUTHORIZATION") {
			rest = "SESSION " + rest
		}
	}
	c := command.Execute{Up: command.SQL("SET LOCAL " + rest)}
	if old, ok := s.Command.(command.Execute); ok {
		c.Down = old.Down
	}
	return &lint.Fix{Instead: []command.Command{c}}
}

func setLocalOutside(p *lint.Pass, s *lint.Step) {
	v, ok := s.Operation.(operation.SetVariable)
	if !ok || !v.Local || p.Plan.InTransaction || openTransaction(p) {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("sets %s for the transaction, and the migration has none: PostgreSQL warns and does nothing", strings.ToLower(v.Object.Name)),
		Manual:  manual(p, "SET, Parameters"),
		Advice:  "set it for the session (SET without LOCAL), and back at the end of the migration (RESET)",
	})
}

// openTransaction reports whether the migration has begun a transaction of its
// own before its last step.
func openTransaction(p *lint.Pass) bool {
	open := false
	for _, s := range p.Steps {
		if t, ok := s.Operation.(operation.Transaction); ok {
			switch t.Verb {
			case "BEGIN":
				open = true
			case "COMMIT", "ROLLBACK":
				open = false
			}
		}
	}
	return open
}
