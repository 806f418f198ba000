package exs

import (
	"errors"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
	"github.com/whimbrel-go/whimbrel/internal/query/build"
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

// mayAnswerError reports whether the answer to a violation depends on the
// changeset: then there has to be a database.
func (r *row) mayAnswerError() bool {
	v, _ := r.changeset.Get(eval.Atom("constraints"))
	list, _ := v.(eval.List)
	return len(list) > 0 && !isBang(r.call)
}

// prepare calls the functions of prepare_changes.
func (r *row) prepare() error {
	v, _ := r.changeset.Get(eval.Atom("prepare"))
	list, _ := v.(eval.List)
	for i := len(list) - 1; i >= 0; i-- {
		f, ok := list[i].(*eval.Fun)
		if !ok {
			continue
		}
		done, err := f.Call([]eval.Value{r.changeset})
		if err != nil {
			return err
		}
		m, ok := done.(*eval.Map)
		if !ok || !ectoschema.IsChangeset(m) {
			return r.call.Raise("RuntimeError", "expected function %s given to Ecto.Changeset.prepare_changes/2 to return an Ecto.Changeset, got: `%s`",
				eval.Inspect(f), eval.Inspect(done))
		}
		r.changeset = m
	}
	return nil
}

// deleteAssociated deletes or unlinks the rows of associations with on_delete:.
func (r *row) deleteAssociated() error {
	for _, a := range r.schema.Associations {
		if a.OnDelete != "delete_all" && a.OnDelete != "nilify_all" {
			continue
		}
		id, _ := r.data.Get(eval.Atom(a.OwnerKey))
		if id == nil || id == eval.Nil {
			continue
		}
		q, err := r.associatedRows(a, id)
		if err != nil {
			return err
		}
		op := query.DeleteAll
		if a.OnDelete == "nilify_all" {
			op = query.UpdateAll
			nilify := eval.List{eval.Tuple{eval.Atom("set"), eval.List{eval.Tuple{eval.Atom(a.RelatedKey), eval.Nil}}}}
			if q.Updates, err = build.Updates(nilify, r.call.Pos); err != nil {
				return err
			}
		}
		if _, _, err := r.session.send(r.call, q, op, r.options); err != nil {
			return err
		}
	}
	return nil
}

// associatedRows is the query for what goes with a row that is deleted: the
// rows of an association, and of a many_to_many those between.
func (r *row) associatedRows(a *ectoschema.Association, id eval.Value) (*query.Query, error) {
	if a.Kind == ectoschema.ManyToMany {
		q, err := build.Queryable(r.call, a.Join.Table, r.call.Pos)
		if err != nil {
			return nil, err
		}
		owner, _ := r.schema.Field(a.OwnerKey)
		t := query.Plain(owner.Type)
		value := query.Tagged{Value: query.Param{Value: id, Type: t, Pos: r.call.Pos}, Type: t}
		q = q.Clone()
		q.Wheres = []query.Condition{{Expr: query.Call{Name: "==", Args: []query.Expr{query.FieldOf(0, a.Join.OwnerKey), value}}}}
		return q, nil
	}
	plain := *a
	plain.Where = nil
	q, err := query.AssociatedRows(&plain, nil, eval.List{id}, r.call.Invoke, r.call.Pos)
	if err == nil {
		q.Prefix = r.prefix
	}
	return q, err
}

// isAlone reports whether the row is written with one statement.
func (r *row) isAlone() bool {
	v, _ := r.changeset.Get(eval.Atom("prepare"))
	if list, _ := v.(eval.List); len(list) > 0 {
		return false
	}
	for _, a := range r.schema.Associations {
		if r.action == "delete" && a.OnDelete != "nothing" {
			return false
		}
	}
	return true
}

// inTransactionOf writes in the transaction of the migration, or in one of its
// own, which an answer {:error, changeset} undoes.
func (r *row) inTransactionOf(write func() (eval.Value, error)) (eval.Value, error) {
	db := r.recorder.Database()
	switch {
	case db == nil && r.recorder.Config().OutsideTransaction:
		return nil, r.needsDatabase(r.call, r.call.Name+", which is a transaction of its own here")
	case db == nil || db.InTransaction():
		return write()
	}
	var answer eval.Value
	err := db.Transaction(func() (err error) {
		if answer, err = write(); err != nil {
			return err
		}
		if t, ok := answer.(eval.Tuple); ok && len(t) == 2 && t[0] == eval.Value(eval.Atom("error")) {
			return &rolledBack{answer, r.call.Pos}
		}
		return nil
	})
	var back *rolledBack
	if errors.As(err, &back) {
		return back.value, nil
	}
	if err != nil {
		return nil, r.refusal(r.call, err)
	}
	return answer, nil
}
