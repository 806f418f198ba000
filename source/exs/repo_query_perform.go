package exs

import (
	"errors"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// perform writes the row unless its changeset is not valid. What
// prepare_changes and on_delete: do is one transaction with it.
func (r *row) perform(write func() (eval.Value, error)) (eval.Value, error) {
	if answer, err := r.invalid(); answer != nil || err != nil {
		return answer, err
	}
	if r.mayAnswerError() && r.recorder.Database() == nil {
		return nil, r.needsDatabase(r.call, r.call.Name+" of a changeset with constraints")
	}
	if r.isAlone() {
		return r.prepared(write)
	}
	return r.inTransactionOf(func() (eval.Value, error) { return r.prepared(write) })
}

// prepared calls the functions of prepare_changes first.
func (r *row) prepared(write func() (eval.Value, error)) (eval.Value, error) {
	if err := r.prepare(); err != nil {
		return nil, err
	}
	if answer, err := r.invalid(); answer != nil || err != nil {
		return answer, err
	}
	if err := r.refuseAssociations(); err != nil {
		return nil, err
	}
	if err := r.returned(); err != nil {
		return nil, err
	}
	return write()
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
