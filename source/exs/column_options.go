package exs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// columnOptionCall says whose options are read.
type columnOptionCall struct {
	// name is the function, for messages.
	name string
	pos  diag.Pos
	// base are the options that hold where none is given.
	base command.ColumnOptions
	// also are options that the caller reads itself.
	also []string
}

// columnSettings is what the options of a column say.
type columnSettings struct {
	options command.ColumnOptions
	from    *command.From
}

// columnOptions reads the options of add, modify and their kin. The first of
// two equal keys counts, as with Keyword.get. Ecto ignores options that it
// does not know; so does Whimbrel, with a warning.
func (s *session) columnOptions(c columnOptionCall, opts []eval.Pair) (columnSettings, error) {
	set := columnSettings{options: c.base}
	seen := map[eval.Value]bool{}
	for _, o := range opts {
		if seen[o.Key] {
			continue
		}
		seen[o.Key] = true
		known, err := s.columnOption(c, &set, o)
		if err != nil {
			return set, err
		}
		if name := string(o.Key.(eval.Atom)); !known && !slices.Contains(c.also, name) {
			s.recorder.Warn(ignoredOption(c.name, c.pos, name, columnOptionNames))
		}
	}
	return set, nil
}

// columnOption sets one option, and reports whether it is one.
func (s *session) columnOption(c columnOptionCall, set *columnSettings, o eval.Pair) (bool, error) {
	options := &set.options
	var err error
	switch o.Key {
	case eval.Atom("primary_key"):
		options.PrimaryKey = eval.Truthy(o.Value)
	case eval.Atom("null"):
		options.Null = nullability(o.Value)
		if options.Null == command.NullUnset && o.Value != eval.Nil {
			s.ignoredValue(c, o, "true or false")
		}
	case eval.Atom("default"):
		options.Default, err = defaultValue(c, o.Value)
	case eval.Atom("size"):
		options.Size, err = optionText(c, o)
	case eval.Atom("precision"):
		options.Precision = s.optionInt(c, o)
	case eval.Atom("scale"):
		options.Scale = s.optionInt(c, o)
	case eval.Atom("start_value"):
		options.StartValue = s.optionInt(c, o)
	case eval.Atom("increment"):
		options.Increment = s.optionInt(c, o)
	case eval.Atom("generated"):
		if eval.Truthy(o.Value) {
			options.Generated, err = defaultValue(c, o.Value)
		}
	case eval.Atom("check"):
		options.Check, err = columnCheck(c, o)
	case eval.Atom("from"):
		set.from, err = s.from(c, o.Value)
	default:
		return textOption(c, options, o)
	}
	return true, err
}

// textOption sets the options that are plain text.
func textOption(c columnOptionCall, options *command.ColumnOptions, o eval.Pair) (bool, error) {
	var target *string
	switch o.Key {
	case eval.Atom("after"):
		target = &options.After
	case eval.Atom("comment"):
		target = &options.Comment
	case eval.Atom("collation"):
		target = &options.Collation
	case eval.Atom("collate"):
		target = &options.Collate
	case eval.Atom("fields"):
		target = &options.Fields
	default:
		return false, nil
	}
	text, err := optionText(c, o)
	*target = text
	return true, err
}

func nullability(v eval.Value) command.Nullability {
	switch v {
	case eval.True:
		return command.Nullable
	case eval.False:
		return command.NotNull
	}
	return command.NullUnset
}

func defaultValue(c columnOptionCall, v eval.Value) (command.Value, error) {
	value, ok := literal(v)
	if !ok {
		return nil, diag.Errorf(diag.Invalid, c.pos, "%s cannot be written into SQL", eval.Inspect(v)).
			WithHint("use a string, number, boolean, list, map or fragment(\"...\")")
	}
	return value, nil
}

func optionText(c columnOptionCall, o eval.Pair) (string, error) {
	if !eval.Truthy(o.Value) {
		return "", nil
	}
	text, ok := eval.Text(o.Value)
	if !ok {
		return "", wrongOption(c, o, "text or a number")
	}
	return text, nil
}

// optionInt reads a number, also from a string. Anything else has no effect in
// Ecto, or breaks the SQL of the few types that use the option.
func (s *session) optionInt(c columnOptionCall, o eval.Pair) *int {
	if !eval.Truthy(o.Value) {
		return nil
	}
	text, _ := eval.Text(o.Value)
	n, err := strconv.Atoi(text)
	if err != nil {
		s.ignoredValue(c, o, "an integer")
		return nil
	}
	return &n
}

// ignoredValue warns of an option whose value has no effect.
func (s *session) ignoredValue(c columnOptionCall, o eval.Pair, want string) {
	base, _, _ := strings.Cut(c.name, "/")
	s.recorder.Warn(diag.Warningf(c.pos, "%s ignores %s: %s", base, o.Key.(eval.Atom), eval.Inspect(o.Value)).
		WithHint("the option must be %s", want))
}

func columnCheck(c columnOptionCall, o eval.Pair) (*command.ColumnCheck, error) {
	if o.Value == eval.Nil {
		return nil, nil
	}
	m, ok := o.Value.(*eval.Map)
	if !ok {
		return nil, wrongOption(c, o, `a map %{name: "...", expr: "..."}`)
	}
	f := &fields{m: m, pos: c.pos}
	return &command.ColumnCheck{Name: f.text("name"), Expr: f.text("expr")}, f.err
}

func wrongOption(c columnOptionCall, o eval.Pair, want string) error {
	base, _, _ := strings.Cut(c.name, "/")
	return diag.Errorf(diag.Invalid, c.pos, "the option %s of %s must be %s, got: %s",
		eval.Inspect(o.Key), base, want, eval.Inspect(o.Value))
}

// columnOptionNames are the options of add/3 and modify/3 that Ecto documents.
var columnOptionNames = []string{
	"primary_key", "default", "null", "size", "precision", "scale", "after", "comment", "collation",
	"generated", "start_value", "increment", "fields", "collate", "check", "from",
}

// ignoredOption warns of an option that has no effect.
func ignoredOption(function string, pos diag.Pos, name string, known []string) *diag.Diagnostic {
	base, _, _ := strings.Cut(function, "/")
	d := diag.Warningf(pos, "%s ignores the option %s", base, command.Atom(name).Inspect())
	if hint := optionAdvice(base, name); hint != "" {
		return d.WithHint("%s", hint)
	}
	if near := diag.Nearest(name, known); near != "" {
		return d.WithHint("did you mean %s:?", near)
	}
	return d.WithHint("the options are %s", joinAtoms(known))
}

// optionAdvice knows what people mean by options that stand in the wrong place
// or come from elsewhere.
func optionAdvice(function, name string) string {
	if function == "references" && (name == "null" || name == "default" || name == "comment" || name == "primary_key") {
		return fmt.Sprintf("it belongs to the column: add :column, references(:table), %s: ...", name)
	}
	switch name {
	case "nullable", "allow_nil", "allow_null", "required", "optional", "is_nullable", "not_null":
		return "null: false forbids NULL, null: true allows it"
	case "unique", "uniq":
		return "create unique_index(:table, [:column]) after the table"
	case "index":
		return "create index(:table, [:column]) after the table"
	case "on_delete", "on_update", "references", "foreign_key", "validate", "match", "with":
		return fmt.Sprintf("it belongs inside references(...): references(:table, %s: ...)", name)
	case "type":
		return "the type is the second argument: add :column, :type; of a foreign key, references(:table, type: ...)"
	case "limit", "length", "max_length", "max", "char_limit":
		return "size: 100"
	case "default_value", "value":
		return "default: ..."
	case "auto_increment", "autoincrement":
		return "use the type :bigserial or :identity"
	case "timezone", "time_zone":
		return "use the type :timestamptz"
	case "name":
		return "the name is the first argument; of a foreign key's constraint, references(:table, name: ...)"
	case "column":
		return "it belongs inside references(...): references(:table, column: ...)"
	}
	return ""
}

func joinAtoms(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = command.Atom(n).Inspect()
	}
	return strings.Join(quoted, ", ")
}
