package exs

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// existence reads it off the function's name: create_if_not_exists and
// drop_if_exists are lenient.
func existence(name string) command.Existence {
	if strings.Contains(name, "_exists") {
		return command.Lenient
	}
	return command.Strict
}

// resolve sets the prefix that an object has in this run.
func (s *session) resolve(prefix *string, pos diag.Pos) error {
	resolved, err := s.recorder.Prefix(*prefix, pos)
	*prefix = resolved
	return err
}

// create is create/1 and create_if_not_exists/1 with an index, a constraint or
// a table that has only its primary key. It returns the object.
func (s *session) create(c *eval.Call) (eval.Value, error) {
	at, exists := command.Position(c.Pos), existence(c.Name)
	if m, ok := isStruct(c.Args[0], indexModule); ok {
		i, err := s.index(m, c.Pos)
		if err != nil {
			return nil, err
		}
		return m, s.recorder.Record(command.CreateIndex{Position: at, Index: i, Existence: exists})
	}
	if m, ok := isStruct(c.Args[0], constraintModule); ok && exists == command.Strict {
		constraint, err := s.constraint(m, c.Pos)
		if err == nil {
			err = checkConstraintSQL(m, c.Pos)
		}
		if err != nil {
			return nil, err
		}
		return m, s.recorder.Record(command.CreateConstraint{Position: at, Constraint: constraint})
	}
	if m, ok := isStruct(c.Args[0], tableModule); ok {
		create, err := s.createTable(m, c.Pos, exists)
		if err != nil {
			return nil, err
		}
		return m, s.recorder.Record(create)
	}
	return nil, wrongObject(c.Name, c.Args[0], c.Pos, "table(...), index(...) or constraint(...)")
}

// createTable returns the command with the primary key as its first column.
func (s *session) createTable(m *eval.Map, pos diag.Pos, exists command.Existence) (command.CreateTable, error) {
	create := command.CreateTable{Position: command.Position(pos), Existence: exists}
	var err error
	if create.Table, err = s.table(m, pos); err != nil {
		return create, err
	}
	key, err := s.primaryKey(m, pos)
	if err == nil && key != nil {
		create.Columns = []command.Add{{Position: create.Position, Column: *key}}
	}
	return create, err
}

// primaryKey reads the :primary_key option of a table: false for none, true
// for the repository's, or options of its own.
func (s *session) primaryKey(m *eval.Map, pos diag.Pos) (*command.Column, error) {
	v, _ := m.Get(eval.Atom("primary_key"))
	switch v {
	case eval.False:
		return nil, nil
	case eval.True:
		return s.recorder.PrimaryKey(), nil
	}
	pairs, ok := eval.Keyword(v)
	if !ok {
		return nil, diag.Errorf(diag.Invalid, pos, "the option :primary_key must be true, false or options such as [name: :uuid, type: :binary_id], got: %s", eval.Inspect(v))
	}
	column := command.Column{Name: "id", Type: command.NewType("bigserial")}
	for _, p := range pairs {
		switch p.Key {
		case eval.Atom("name"):
			name, ok := eval.Text(p.Value)
			if !ok || name == "" {
				return nil, diag.Errorf(diag.Invalid, pos, "the name of a primary key must be an atom, got: %s", eval.Inspect(p.Value))
			}
			column.Name = name
		case eval.Atom("type"):
			var err error
			if column.Type, column.Reference, err = typeOrReference(p.Value, pos); err != nil {
				return nil, err
			}
		}
	}
	set, err := s.columnOptions(columnOptionCall{name: "primary_key", pos: pos, also: []string{"name", "type", "autogenerate"}}, pairs)
	column.Options = set.options
	column.Options.PrimaryKey = true
	return &column, err
}

// createBlock is create/2 and create_if_not_exists/2.
func (s *session) createBlock(c *eval.MacroCall) (eval.Value, error) {
	m, err := s.tableOf(c)
	if err != nil {
		return nil, err
	}
	create, err := s.createTable(m, c.Pos, existence(c.Node.Name))
	if err != nil {
		return nil, err
	}
	if err := s.recorder.StartCreate(create); err != nil {
		return nil, err
	}
	return m, s.block(c)
}

// alterBlock is alter/2.
func (s *session) alterBlock(c *eval.MacroCall) (eval.Value, error) {
	m, err := s.tableOf(c)
	if err != nil {
		return nil, err
	}
	t, err := s.table(m, c.Pos)
	if err != nil {
		return nil, err
	}
	if err := s.recorder.StartAlter(command.AlterTable{Position: command.Position(c.Pos), Table: t}); err != nil {
		return nil, err
	}
	return eval.OK, s.block(c)
}

// tableOf evaluates the table of a block.
func (s *session) tableOf(c *eval.MacroCall) (*eval.Map, error) {
	name := c.Node.Name
	if s.recorder == nil {
		return nil, diag.Errorf(diag.Invalid, c.Pos, "%s is called outside of a migration's functions", name)
	}
	if !c.Node.DoBlock && blockOf(c.Node) == nil {
		return nil, diag.Errorf(diag.Invalid, c.Pos, "%s needs a do block as its second argument", name)
	}
	v, err := c.Eval(c.Node.Args[0])
	if err != nil {
		return nil, err
	}
	m, ok := isStruct(v, tableModule)
	if !ok {
		return nil, wrongObject(name, v, c.Pos, "table(...)")
	}
	return m, nil
}

// block runs the lines of a block and closes it.
func (s *session) block(c *eval.MacroCall) error {
	if _, err := c.Eval(blockOf(c.Node)); err != nil {
		return err
	}
	return s.recorder.End()
}

// blockOf returns the code of do: in a call's last argument.
func blockOf(n *syntax.Call) syntax.Node {
	list, ok := n.Args[len(n.Args)-1].(*syntax.List)
	if !ok || len(list.Elems) != 1 {
		return nil
	}
	pair, ok := list.Elems[0].(*syntax.Tuple)
	if !ok {
		return nil
	}
	if key, ok := pair.Left.(*syntax.Atom); !ok || key.Name != "do" {
		return nil
	}
	return pair.Right
}

// drop is drop and drop_if_exists with a table, an index or a constraint.
func (s *session) drop(c *eval.Call) (eval.Value, error) {
	opts, err := options(c, 1)
	if err != nil {
		return nil, err
	}
	mode, err := dropMode(c, opts)
	if err != nil {
		return nil, err
	}
	at, exists := command.Position(c.Pos), existence(c.Name)
	if m, ok := isStruct(c.Args[0], tableModule); ok {
		t, err := s.table(m, c.Pos)
		if err != nil {
			return nil, err
		}
		return m, s.recorder.Record(command.DropTable{Position: at, Table: t, Existence: exists, Mode: mode})
	}
	if m, ok := isStruct(c.Args[0], indexModule); ok {
		i, err := s.index(m, c.Pos)
		if err != nil {
			return nil, err
		}
		return m, s.recorder.Record(command.DropIndex{Position: at, Index: i, Existence: exists, Mode: mode})
	}
	if m, ok := isStruct(c.Args[0], constraintModule); ok {
		constraint, err := s.constraint(m, c.Pos)
		if err != nil {
			return nil, err
		}
		return m, s.recorder.Record(command.DropConstraint{Position: at, Constraint: constraint, Existence: exists, Mode: mode})
	}
	return nil, wrongObject(c.Name, c.Args[0], c.Pos, "table(...), index(...) or constraint(...)")
}

func dropMode(c *eval.Call, opts []eval.Pair) (command.DropMode, error) {
	for _, o := range opts {
		if o.Key != eval.Atom("mode") {
			continue
		}
		switch o.Value {
		case eval.Atom("restrict"):
			return command.Restrict, nil
		case eval.Atom("cascade"):
			return command.Cascade, nil
		}
		return 0, diag.Errorf(diag.Invalid, c.Pos, "the option :mode must be :restrict or :cascade, got: %s", eval.Inspect(o.Value))
	}
	return command.Restrict, nil
}

// rename is rename/2 with a table or an index.
func (s *session) rename(c *eval.Call) (eval.Value, error) {
	to, err := renameTo(c, 1)
	if err != nil {
		return nil, err
	}
	at := command.Position(c.Pos)
	if m, ok := isStruct(c.Args[0], indexModule); ok {
		name, ok := eval.Text(to)
		if !ok || name == "" {
			return nil, wrongObject("rename", to, c.Pos, "the index's new name")
		}
		i, err := s.index(m, c.Pos)
		if err != nil {
			return nil, err
		}
		return m.Put(eval.Atom("name"), to), s.recorder.Record(command.RenameIndex{Position: at, Index: i, To: name})
	}
	current, okCurrent := isStruct(c.Args[0], tableModule)
	renamed, okNew := isStruct(to, tableModule)
	if !okCurrent || !okNew {
		return nil, wrongObject("rename", c.Args[0], c.Pos, "rename table(:posts), to: table(:new_posts)")
	}
	from, err := s.table(current, c.Pos)
	if err != nil {
		return nil, err
	}
	target, err := s.table(renamed, c.Pos)
	if err != nil {
		return nil, err
	}
	return renamed, s.recorder.Record(command.RenameTable{Position: at, From: from.Object, To: target.Object})
}

// renameColumn is rename/3.
func (s *session) renameColumn(c *eval.Call) (eval.Value, error) {
	to, err := renameTo(c, 2)
	if err != nil {
		return nil, err
	}
	m, ok := isStruct(c.Args[0], tableModule)
	if !ok {
		return nil, wrongObject("rename", c.Args[0], c.Pos, "rename table(:posts), :title, to: :summary")
	}
	t, err := s.table(m, c.Pos)
	if err != nil {
		return nil, err
	}
	from, okFrom := c.Args[1].(eval.Atom)
	target, okTo := to.(eval.Atom)
	if !okFrom || !okTo {
		return nil, diag.Errorf(diag.Invalid, c.Pos, "columns are renamed from atom to atom: rename table(:posts), :title, to: :summary")
	}
	return m, s.recorder.Record(command.RenameColumn{
		Position: command.Position(c.Pos), Table: t.Object, From: string(from), To: string(target),
	})
}

// renameTo reads the to: of a rename.
func renameTo(c *eval.Call, i int) (eval.Value, error) {
	if pairs, ok := eval.Keyword(c.Args[i]); ok && len(pairs) == 1 && pairs[0].Key == eval.Atom("to") {
		return pairs[0].Value, nil
	}
	return nil, diag.Errorf(diag.Invalid, c.Pos, "rename needs to: with the new name").
		WithHint("rename table(:posts), :title, to: :summary")
}

// execute is execute/1 and execute/2.
func (s *session) execute(c *eval.Call) (eval.Value, error) {
	e := command.Execute{Position: command.Position(c.Pos)}
	var err error
	if e.Up, err = s.action(c.Args[0], c.Pos); err != nil {
		return nil, err
	}
	if len(c.Args) == 2 {
		if e.Down, err = s.action(c.Args[1], c.Pos); err != nil {
			return nil, err
		}
	}
	return eval.OK, s.recorder.Record(e)
}

func (s *session) action(v eval.Value, pos diag.Pos) (command.Action, error) {
	switch v := v.(type) {
	case eval.String:
		return command.SQL(v), nil
	case *eval.Fun:
		if v.Arity == 0 {
			return &command.Func{Name: eval.Inspect(v), Call: func() error {
				_, err := v.Call(nil)
				return s.live(eval.Diagnose(err, pos))
			}}, nil
		}
	case eval.List:
		if pairs, ok := eval.Keyword(v); ok {
			keywords := make(command.Keywords, len(pairs))
			for i, p := range pairs {
				both, ok := literals([]eval.Value{p.Key, p.Value})
				if !ok {
					return nil, diag.Errorf(diag.Invalid, pos, "cannot execute %s", eval.Inspect(v))
				}
				keywords[i] = command.Pair{Key: both[0], Value: both[1]}
			}
			return keywords, nil
		}
	}
	return nil, diag.Errorf(diag.Invalid, pos, "execute needs SQL in a string, got: %s", eval.Inspect(v))
}

func (s *session) table(m *eval.Map, pos diag.Pos) (command.Table, error) {
	t, err := tableCommand(m, pos)
	if err != nil {
		return t, err
	}
	return t, s.resolve(&t.Prefix, pos)
}

func (s *session) index(m *eval.Map, pos diag.Pos) (command.Index, error) {
	i, err := indexCommand(m, pos)
	if err != nil {
		return i, err
	}
	return i, s.resolve(&i.Prefix, pos)
}

func (s *session) constraint(m *eval.Map, pos diag.Pos) (command.Constraint, error) {
	c, err := constraintCommand(m, pos)
	if err != nil {
		return c, err
	}
	return c, s.resolve(&c.Prefix, pos)
}

func wrongObject(name string, got eval.Value, pos diag.Pos, want string) error {
	base, _, _ := strings.Cut(name, "/")
	return diag.Errorf(diag.Invalid, pos, "%s does not know what to do with %s", base, eval.Inspect(got)).
		WithHint("give it %s", want)
}
