package exs

import (
	"errors"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// violations are the constraints that a refusal of the database names, as the
// adapter reads them.
func (s *session) violations(r *command.Refusal, table string) []ectoschema.Violation {
	switch s.dialect() {
	case "mysql":
		return mysqlViolation(r, table)
	case "sqlite":
		return sqliteViolation(r.Message)
	case "mssql":
		return mssqlViolation(r)
	}
	return postgresViolation(r)
}

func violation(kind eval.Atom, name string) []ectoschema.Violation {
	return []ectoschema.Violation{{Kind: kind, Name: eval.String(name)}}
}

func postgresViolation(r *command.Refusal) []ectoschema.Violation {
	kind := eval.Atom("")
	switch errorName(r.Code) {
	case "unique_violation":
		kind = "unique"
	case "foreign_key_violation", "restrict_violation":
		kind = "foreign_key"
	case "exclusion_violation":
		kind = "exclusion"
	case "check_violation":
		kind = "check"
	default:
		return nil
	}
	return violation(kind, r.Constraint)
}

func mysqlViolation(r *command.Refusal, table string) []ectoschema.Violation {
	switch r.Code {
	case "1062":
		if name, ok := quotedAfter(r.Message, " for key "); ok {
			return violation("unique", strings.TrimPrefix(name, table+"."))
		}
	case "1451", "1452":
		for _, mark := range []string{" CONSTRAINT ", " FOREIGN KEY "} {
			if name, ok := quotedAfter(r.Message, mark); ok {
				return violation("foreign_key", name)
			}
		}
	case "3819":
		if name, ok := quotedAfter(r.Message, "Check constraint "); ok {
			return violation("check", name)
		}
	}
	return nil
}

// quotedAfter is the first quoted name after a mark.
func quotedAfter(message, mark string) (string, bool) {
	_, after, ok := strings.Cut(message, mark)
	const quotes = "\"'`"
	start := strings.IndexAny(after, quotes)
	if !ok || start < 0 {
		return "", false
	}
	after = after[start+1:]
	end := strings.IndexAny(after, quotes)
	if end < 0 {
		return "", false
	}
	return after[:end], true
}

// sqliteViolation reads what SQLite says; of a foreign key it says no name.
func sqliteViolation(message string) []ectoschema.Violation {
	// The driver adds the number of the error: (2067).
	if i := strings.LastIndex(message, " ("); i >= 0 && strings.HasSuffix(message, ")") {
		message = message[:i]
	}
	if _, columns, ok := strings.Cut(message, "UNIQUE constraint failed: "); ok {
		if name, ok := strings.CutPrefix(columns, "index "); ok {
			return violation("unique", strings.Trim(name, "'"))
		}
		return violation("unique", sqliteIndex(columns))
	}
	if strings.Contains(message, "FOREIGN KEY constraint failed") {
		return []ectoschema.Violation{{Kind: "foreign_key", Name: eval.Nil}}
	}
	if _, name, ok := strings.Cut(message, "CHECK constraint failed: "); ok {
		return violation("check", name)
	}
	return nil
}

// sqliteIndex is the name that Ecto gives the index of some columns: of
// "users.a, users.b" it is users_a_b_index.
func sqliteIndex(columns string) string {
	var parts []string
	for i, column := range strings.Split(columns, ", ") {
		if table, name, ok := strings.Cut(column, "."); ok && i > 0 {
			column = name
		} else if ok {
			column = table + "_" + name
		}
		parts = append(parts, column)
	}
	return strings.Join(append(parts, "index"), "_")
}

// mssqlViolation reads the messages of SQL Server, which have the name in
// quotes.
func mssqlViolation(r *command.Refusal) []ectoschema.Violation {
	for _, known := range []struct {
		code, mark string
		kind       eval.Atom
	}{
		{"2601", "unique index ", "unique"}, {"2627", " constraint ", "unique"},
		{"547", "FOREIGN KEY constraint ", "foreign_key"}, {"547", "REFERENCE constraint ", "foreign_key"},
		{"547", "CHECK constraint ", "check"},
	} {
		if r.Code != known.code {
			continue
		}
		if name, ok := quotedAfter(r.Message, known.mark); ok {
			return violation(known.kind, name)
		}
	}
	return nil
}

// constraintAdvice is how Ecto ends the message of an Ecto.ConstraintError.
const constraintAdvice = "\n\nIf you would like to stop this constraint violation from raising an\n" +
	"exception and instead add it as an error to your changeset, please\ncall `%s_constraint/3` on your changeset with the constraint\n" +
	"`:name` as an option.\n"

// violated answers a refusal of the database with the changeset, if that
// declares the constraint.
func (r *row) violated(err error) (eval.Value, error) {
	var refused *command.Refusal
	if !errors.As(err, &refused) {
		return nil, err
	}
	found := r.violations(refused, r.table)
	if len(found) == 0 {
		return nil, err
	}
	changeset := r.changeset
	for _, v := range found {
		var declared bool
		var failure error
		if changeset, declared, failure = ectoschema.WithViolation(changeset, v, r.call.Invoke); failure != nil {
			return nil, failure
		}
		if !declared {
			raised := eval.NewRaised(r.call.Pos, "Ecto.ConstraintError", "constraint error when attempting to %s struct:\n\n    * %s (%s_constraint)"+
				constraintAdvice, r.action, eval.Inspect(v.Name), v.Kind, v.Kind)
			raised.Cause = err
			return nil, raised
		}
	}
	if isBang(r.call) {
		raised := r.invalidError(changeset)
		raised.Cause = err
		return nil, raised
	}
	return eval.Tuple{eval.Atom("error"), changeset}, nil
}
