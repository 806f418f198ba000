package exs

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// references is references/1 and references/2, with the repository's defaults.
func (s *session) references(c *eval.Call) (eval.Value, error) {
	name, err := tableName(c)
	if err != nil {
		return nil, err
	}
	opts, err := options(c, 1)
	if err != nil {
		return nil, err
	}
	defaults := s.recorder.Reference(string(name.(eval.String)))
	m := s.build(c, referenceModule, referenceFields(defaults), opts, eval.Pair{Key: eval.Atom("table"), Value: name})
	// A prefix of nil differs from no prefix: it asks for the default schema
	// although the table has another.
	var own eval.Value = eval.List{}
	for _, o := range opts {
		if o.Key == eval.Atom("prefix") {
			own = eval.List{eval.Tuple{o.Key, o.Value}}
			break
		}
	}
	m = m.Put(eval.Atom("options"), own)
	_, err = referenceCommand(m, c.Pos)
	return m, err
}

func referenceFields(d command.Reference) []field {
	var name eval.Value = eval.Nil
	if d.Name != "" {
		name = eval.Atom(d.Name)
	}
	return []field{
		{"name", name}, {"prefix", eval.Nil}, {"table", eval.Nil},
		{"column", eval.Atom(d.Column)}, {"type", typeValue(d.Type)},
		{"on_delete", actionValue(d.OnDelete, "delete_all")}, {"on_update", actionValue(d.OnUpdate, "update_all")},
		{"validate", eval.Boolean(!d.SkipValidation)}, {"with", eval.List{}}, {"match", eval.Nil}, {"options", eval.List{}},
	}
}

func typeValue(t command.Type) eval.Value {
	if t.Of != nil {
		return eval.Tuple{eval.Atom(t.Name), typeValue(*t.Of)}
	}
	return eval.Atom(t.Name)
}

// actionValue writes an action as the script would.
func actionValue(a command.ReferenceAction, cascade eval.Atom) eval.Value {
	switch a.Kind {
	case command.CascadeAll:
		return cascade
	case command.NilifyAll:
		return eval.Atom("nilify_all")
	case command.DefaultAll:
		return eval.Atom("default_all")
	case command.RestrictAction:
		return eval.Atom("restrict")
	}
	return eval.Atom("nothing")
}

func referenceCommand(m *eval.Map, pos diag.Pos) (command.Reference, error) {
	f := &fields{m: m, pos: pos}
	ref := command.Reference{
		Table: f.text("table"), Column: f.text("column"), Name: f.text("name"),
		SkipValidation: f.value("validate") == eval.False, Match: f.text("match"),
	}
	if f.err != nil {
		return ref, f.err
	}
	var err error
	if ref.Type, err = columnType(f.value("type"), pos); err != nil {
		return ref, err
	}
	if ref.OnDelete, err = referenceAction(f, "on_delete", deleteActions); err != nil {
		return ref, err
	}
	if ref.OnUpdate, err = referenceAction(f, "on_update", updateActions); err != nil {
		return ref, err
	}
	if ref.With, err = columnPairs(f.value("with"), pos); err != nil {
		return ref, err
	}
	switch ref.Match {
	case "", "full", "simple", "partial":
	default:
		return ref, diag.Errorf(diag.Invalid, pos, "the option :match must be :simple, :partial or :full, got: %s", command.Atom(ref.Match).Inspect())
	}
	ref.Prefix = ownPrefix(f)
	return ref, nil
}

// ownPrefix returns the reference's :prefix option if it has one.
func ownPrefix(f *fields) *string {
	pairs, _ := eval.Keyword(f.value("options"))
	if len(pairs) == 0 {
		return nil
	}
	prefix := ""
	if eval.Truthy(pairs[0].Value) {
		prefix, _ = eval.Text(pairs[0].Value)
	}
	return &prefix
}

var deleteActions = map[eval.Atom]command.ActionKind{
	"nothing": command.Nothing, "delete_all": command.CascadeAll, "nilify_all": command.NilifyAll,
	"default_all": command.DefaultAll, "restrict": command.RestrictAction,
}

var updateActions = map[eval.Atom]command.ActionKind{
	"nothing": command.Nothing, "update_all": command.CascadeAll, "nilify_all": command.NilifyAll,
	"restrict": command.RestrictAction,
}

// columnActions are the actions that name columns: {:nilify, [:a, :b]}.
var columnActions = map[eval.Atom]command.ActionKind{
	"nilify": command.NilifyColumns, "default": command.DefaultColumns,
}

func referenceAction(f *fields, option eval.Atom, known map[eval.Atom]command.ActionKind) (command.ReferenceAction, error) {
	v := f.value(option)
	if name, ok := v.(eval.Atom); ok {
		if kind, ok := known[name]; ok {
			return command.ReferenceAction{Kind: kind}, nil
		}
		return command.ReferenceAction{}, unknownAction(f.pos, option, name, known)
	}
	if t, ok := v.(eval.Tuple); ok && len(t) == 2 && option == "on_delete" {
		name, _ := t[0].(eval.Atom)
		if kind, ok := columnActions[name]; ok {
			columns, err := atoms(t[1], f.pos)
			return command.ReferenceAction{Kind: kind, Columns: columns}, err
		}
	}
	return command.ReferenceAction{}, diag.Errorf(diag.Invalid, f.pos, "unknown :%s value: %s", option, eval.Inspect(v))
}

// sqlActions maps what people know from SQL and from elsewhere to Ecto's words.
var sqlActions = map[eval.Atom]string{
	"cascade": "delete_all", "delete": "delete_all", "set_null": "nilify_all", "nullify": "nilify_all",
	"nilify": "nilify_all", "no_action": "nothing", "set_default": "default_all",
}

func unknownAction(pos diag.Pos, option, name eval.Atom, known map[eval.Atom]command.ActionKind) error {
	d := diag.Errorf(diag.Invalid, pos, "unknown :%s value: %s", option, eval.Inspect(name))
	meant := sqlActions[name]
	if option == "on_update" && meant == "delete_all" {
		meant = "update_all"
	}
	if meant != "" {
		return d.WithHint("%s: :%s", option, meant)
	}
	names := make([]string, 0, len(known))
	for k := range known {
		names = append(names, string(k))
	}
	if near := diag.Nearest(string(name), names); near != "" {
		return d.WithHint("did you mean :%s?", near)
	}
	return d
}

func atoms(v eval.Value, pos diag.Pos) ([]string, error) {
	list, ok := v.(eval.List)
	var names []string
	for _, e := range list {
		name, isAtom := e.(eval.Atom)
		ok = ok && isAtom
		names = append(names, string(name))
	}
	if !ok {
		return nil, diag.Errorf(diag.Invalid, pos, "expected a list of columns as atoms, got: %s", eval.Inspect(v))
	}
	return names, nil
}

func columnPairs(v eval.Value, pos diag.Pos) ([]command.ColumnPair, error) {
	if v == eval.Nil {
		return nil, nil
	}
	pairs, ok := eval.Keyword(v)
	if !ok {
		return nil, diag.Errorf(diag.Invalid, pos, "the option :with must be column: :referenced_column pairs, got: %s", eval.Inspect(v))
	}
	var with []command.ColumnPair
	for _, p := range pairs {
		references, ok := eval.Text(p.Value)
		if !ok {
			return nil, diag.Errorf(diag.Invalid, pos, "the option :with must be column: :referenced_column pairs, got: %s", eval.Inspect(v))
		}
		with = append(with, command.ColumnPair{Column: string(p.Key.(eval.Atom)), References: references})
	}
	return with, nil
}
