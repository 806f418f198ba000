package exs

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
	"github.com/whimbrel-go/whimbrel/internal/query/build"
	"github.com/whimbrel-go/whimbrel/internal/query/sqltext"
)

// conflictReader reads on_conflict: and conflict_target:.
type conflictReader struct {
	*session
	call          *eval.Call
	schema        *ectoschema.Schema
	table, prefix string
	options       []eval.Pair
	// target are the fields of conflict_target:.
	target []string
}

// read returns what to do about a conflict. The values of its query are
// numbered from an index on.
func (r *conflictReader) read(index int) (sqltext.Conflict, error) {
	done, err := r.conflictTarget()
	if err != nil {
		return done, err
	}
	v, ok := eval.Option(r.options, "on_conflict")
	switch {
	case !ok || v == eval.Atom("raise"):
		if done.Target != nil || done.TargetSQL != "" {
			return done, r.call.Raise("ArgumentError", ":conflict_target option is forbidden when :on_conflict is :raise")
		}
		return done, nil
	case v == eval.Atom("nothing"):
		done.Nothing = true
		return done, nil
	case v == eval.Atom("replace_all"):
		done.Replace, err = r.replaceAll(nil)
		return done, err
	}
	if t, ok := v.(eval.Tuple); ok && len(t) == 2 {
		fields := fieldNames(t[1])
		switch t[0] {
		case eval.Atom("replace"):
			done.Replace, err = r.replace(fields)
			return done, err
		case eval.Atom("replace_all_except"):
			done.Replace, err = r.replaceAll(fields)
			return done, err
		}
	}
	done.Query, err = r.update(v, index)
	return done, err
}

func fieldNames(v eval.Value) []string {
	list, ok := v.(eval.List)
	if !ok {
		list = eval.List{v}
	}
	var names []string
	for _, e := range list {
		if name, ok := eval.Text(e); ok {
			names = append(names, name)
		}
	}
	return names
}

// conflictTarget reads :field, [:a, :b] and {:unsafe_fragment, sql}.
func (r *conflictReader) conflictTarget() (sqltext.Conflict, error) {
	var done sqltext.Conflict
	v, ok := eval.Option(r.options, "conflict_target")
	if !ok {
		return done, nil
	}
	if t, ok := v.(eval.Tuple); ok && len(t) == 2 && t[0] == eval.Value(eval.Atom("unsafe_fragment")) {
		done.TargetSQL, _ = eval.Text(t[1])
		return done, nil
	}
	r.target = fieldNames(v)
	for _, name := range r.target {
		column := name
		if r.schema != nil {
			f, ok := r.schema.Field(name)
			if !ok {
				return done, r.call.Raise("ArgumentError", "unknown field `:%s` in conflict_target", name)
			}
			column = f.Source
		}
		done.Target = append(done.Target, column)
	}
	return done, nil
}

func (r *conflictReader) replace(fields []string) ([]string, error) {
	if len(fields) == 0 {
		return nil, r.call.Raise("ArgumentError", ":on_conflict option with `{:replace, fields}` requires a non-empty list of fields")
	}
	if r.schema == nil {
		return fields, nil
	}
	columns := make([]string, len(fields))
	for i, name := range fields {
		f, ok := r.schema.Field(name)
		if !ok || (f.Writable != "" && f.Writable != "always") {
			return nil, r.call.Raise("ArgumentError", "cannot replace non-updatable field `:%s` in :on_conflict option", name)
		}
		columns[i] = f.Source
	}
	return columns, nil
}

// replaceAll is every field but those of the conflict's target and of except.
func (r *conflictReader) replaceAll(except []string) ([]string, error) {
	if r.schema == nil {
		kind := ":replace_all"
		if except != nil {
			kind = ":replace_all_except"
		}
		return nil, r.call.Raise("ArgumentError", "cannot use %s on operations without a schema", kind)
	}
	var columns []string
	// Ecto keeps them from the last to the first.
	for _, f := range slices.Backward(r.schema.Stored()) {
		if (f.Writable == "" || f.Writable == "always") && !slices.Contains(r.target, f.Name) && !slices.Contains(except, f.Name) {
			columns = append(columns, f.Source)
		}
	}
	if len(columns) == 0 {
		return nil, r.call.Raise("ArgumentError", "empty list of fields to update, use the `:replace` option instead")
	}
	return columns, nil
}

// update plans the query of on_conflict:, or the assignments [set: ...].
func (r *conflictReader) update(v eval.Value, index int) (*query.Planned, error) {
	q, ok := build.Of(v)
	if !ok {
		if _, isKeyword := eval.Keyword(v); !isKeyword {
			return nil, r.call.Raise("ArgumentError", "unknown value for :on_conflict, got: %s", eval.Inspect(v))
		}
		updates, err := build.Updates(v, r.call.Pos)
		if err != nil {
			return nil, err
		}
		q = query.FromTable(r.table, r.schema, r.call.Pos).Clone()
		q.Updates = updates
	}
	q = q.Clone()
	q.Prefix = r.prefix
	return query.PlanAt(q, query.UpdateAll, r.ectoAdapter(), "", index, r.call.Invoke)
}
