package build

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// update adds update: [set: [name: value], inc: [...]]. What is interpolated
// comes after what is not.
func (b *builder) update(q *query.Query, n syntax.Node) error {
	if _, pin := isPin(n); pin {
		v, err := b.pinned(n)
		if err != nil {
			return err
		}
		updates, err := Updates(v, n.Pos())
		q.Updates = append(q.Updates, updates...)
		return err
	}
	list, ok := n.(*syntax.List)
	if !ok {
		return malformedUpdate(n)
	}
	var later []query.Update
	for _, e := range list.Elems {
		pair, ok := e.(*syntax.Tuple)
		if !ok {
			return malformedUpdate(n)
		}
		op, err := b.atom(pair.Left)
		if err != nil {
			return err
		}
		if !isUpdate(op) {
			return compileError(e.Pos(), "unknown key `:%s` in update", op)
		}
		now, then, err := b.assignments(op, pair.Right)
		if err != nil {
			return err
		}
		q.Updates = append(q.Updates, now...)
		later = append(later, then...)
	}
	q.Updates = append(q.Updates, later...)
	return nil
}

func isUpdate(op string) bool { return op == "set" || op == "inc" || op == "push" || op == "pull" }

func malformedUpdate(n syntax.Node) error {
	return compileError(n.Pos(), "malformed update in query expression, expected a keyword list with set/push/pull as keys "+
		"with field-value pairs as values")
}

// assignments builds the pairs of one operation: those written down and those
// interpolated.
func (b *builder) assignments(op string, n syntax.Node) (now, later []query.Update, err error) {
	if _, pin := isPin(n); pin {
		v, err := b.pinned(n)
		if err != nil {
			return nil, nil, err
		}
		later, err = pairUpdates(op, v, n.Pos())
		return nil, later, err
	}
	list, ok := n.(*syntax.List)
	if !ok {
		return nil, nil, malformedUpdate(n)
	}
	for _, e := range list.Elems {
		pair, ok := e.(*syntax.Tuple)
		if !ok {
			return nil, nil, malformedUpdate(n)
		}
		field, err := b.atom(pair.Left)
		if err != nil {
			return nil, nil, err
		}
		_, pin := isPin(pair.Right)
		if !pin {
			value, err := b.expr(pair.Right, updateType(op, field))
			if err != nil {
				return nil, nil, err
			}
			now = append(now, query.Update{Op: op, Field: field, Value: value})
			continue
		}
		v, err := b.pinned(pair.Right)
		if err != nil {
			return nil, nil, err
		}
		later = append(later, updateTo(op, field, v, n.Pos()))
	}
	return now, later, nil
}

func updateType(op, field string) query.TypeRef {
	t := query.FieldType(query.Binding{}, field)
	if op == "push" || op == "pull" {
		return query.Wrapped("out", t)
	}
	return t
}

func updateTo(op, field string, v eval.Value, pos diag.Pos) query.Update {
	u := query.Update{Op: op, Field: field, Value: query.Param{Value: v, Type: updateType(op, field), Pos: pos}}
	if d, ok := unwrap(v).(dynamic); ok {
		u.Value = d.expr
	}
	return u
}

// Updates reads [set: [name: value], inc: [...]] from a value.
func Updates(v eval.Value, pos diag.Pos) ([]query.Update, error) {
	pairs, ok := eval.Keyword(v)
	if !ok {
		return nil, eval.NewRaised(pos, "ArgumentError", "malformed update `%s` in query expression, "+
			"expected a keyword list with set/push/pull as keys with field-value pairs as values", eval.Inspect(v))
	}
	var updates []query.Update
	for _, p := range pairs {
		op := string(p.Key.(eval.Atom))
		if !isUpdate(op) {
			return nil, compileError(pos, "unknown key `:%s` in update", op)
		}
		list, err := pairUpdates(op, p.Value, pos)
		if err != nil {
			return nil, err
		}
		updates = append(updates, list...)
	}
	return updates, nil
}

func pairUpdates(op string, v eval.Value, pos diag.Pos) ([]query.Update, error) {
	if err := eval.LookInto(v, pos); err != nil {
		return nil, err
	}
	pairs, ok := eval.Keyword(v)
	if !ok {
		return nil, eval.NewRaised(pos, "ArgumentError", "malformed :%s in update `%s`, expected a keyword list", op, eval.Inspect(v))
	}
	updates := make([]query.Update, len(pairs))
	for i, p := range pairs {
		updates[i] = updateTo(op, string(p.Key.(eval.Atom)), p.Value, pos)
	}
	return updates, nil
}
