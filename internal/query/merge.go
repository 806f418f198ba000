package query

import (
	"maps"
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// MergeSelects is select_merge: what is selected now goes into what was
// selected before.
func MergeSelects(q *Query, before, now *Select) (*Select, error) {
	done := &Select{Take: mergeTakes(q, before, now)}
	switch old := before.Expr.(type) {
	case Whole:
		if next, ok := now.Expr.(Whole); ok {
			if next == old {
				done.Expr = old
				return done, nil
			}
			break
		}
		if isMap(now) {
			done.Expr = Merge{Left: old, Right: now.Expr}
			return done, nil
		}
	case MapExpr:
		if next, ok := now.Expr.(MapExpr); ok && old.Update == nil && next.Update == nil {
			if m, ok := mergeMaps(old, next); ok {
				done.Expr = m
				return done, nil
			}
		}
	case StructExpr:
		if next, ok := now.Expr.(MapExpr); ok && old.Map.Update == nil && next.Update == nil && !hasParams(old) {
			if m, ok := mergeMaps(old.Map, next); ok {
				old.Map = m
				done.Expr = old
				return done, nil
			}
		}
	}
	if !isMap(now) {
		return nil, queryError(q, "cannot select_merge these select expressions, they are incompatible in query")
	}
	done.Expr = Merge{Left: before.Expr, Right: now.Expr}
	return done, nil
}

// isMap reports whether a select gives a map: %{...}, or map/2 of a source.
func isMap(s *Select) bool {
	switch e := s.Expr.(type) {
	case MapExpr:
		return true
	case Whole:
		return s.Take[e.Of.Index].Kind == "map"
	}
	return false
}

// mergeMaps puts the pairs of two maps into one, if the keys of both are
// atoms. Where the first has interpolated values none of its pairs may be
// replaced, as that would change their numbers.
func mergeMaps(old, next MapExpr) (MapExpr, bool) {
	if !atomKeys(old) || !atomKeys(next) {
		return MapExpr{}, false
	}
	var done MapExpr
	for i, key := range old.Keys {
		if slices.Contains(next.Keys, key) {
			if hasParams(old) {
				return MapExpr{}, false
			}
			continue
		}
		done.Keys, done.Values = append(done.Keys, key), append(done.Values, old.Values[i])
	}
	done.Keys, done.Values = append(done.Keys, next.Keys...), append(done.Values, next.Values...)
	return done, true
}

func atomKeys(m MapExpr) bool {
	for _, key := range m.Keys {
		l, ok := key.(Literal)
		if _, isAtom := l.Value.(eval.Atom); !ok || !isAtom {
			return false
		}
	}
	return true
}

// hasParams reports whether an expression has interpolated values.
func hasParams(e Expr) bool {
	found := false
	visit(e, func(e Expr) {
		switch e.(type) {
		case Param, Nested, Splice:
			found = true
		}
	})
	return found
}

// mergeTakes joins the fields that are taken of each source.
func mergeTakes(q *Query, before, now *Select) map[int]Take {
	done := maps.Clone(before.Take)
	if done == nil {
		done = map[int]Take{}
	}
	for index, take := range now.Take {
		old, ok := done[index]
		whole, isWhole := before.Expr.(Whole)
		switch {
		case ok:
			kind := old.Kind
			if kind == "any" {
				kind = take.Kind
			}
			done[index] = Take{Kind: kind, Fields: withoutDuplicates(append(slices.Clone(old.Fields), take.Fields...)), Nested: old.Nested || take.Nested}
		case !isWhole || whole.Of.Index != index:
			done[index] = take
		case q.sourceSchema(index) != nil:
			fields := append(slices.Clone(take.Fields), q.sourceSchema(index).QueryFields()...)
			done[index] = Take{Kind: take.Kind, Fields: withoutDuplicates(fields)}
		}
	}
	return done
}
