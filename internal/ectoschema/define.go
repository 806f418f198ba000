package ectoschema

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// schemaModule is the module that schemas use.
const schemaModule = "Ecto.Schema"

// building is the attribute that has the schema while its block runs.
const building = "ecto_schema_building"

// Native returns the module Ecto.Schema.
func Native() eval.NativeModule {
	macros := map[string]eval.Macro{
		"__using__/1": useSchema, "schema/2": schemaMacro, "embedded_schema/1": embeddedMacro,
	}
	for name, native := range map[string]eval.Native{
		"field/1": field, "field/2": field, "field/3": field,
		"timestamps/0": timestamps, "timestamps/1": timestamps,
		"belongs_to/2": belongsTo, "belongs_to/3": belongsTo,
		"has_one/2": has, "has_one/3": has, "has_many/2": has, "has_many/3": has,
		"many_to_many/2": manyToMany, "many_to_many/3": manyToMany,
	} {
		macros[name] = func(c *eval.MacroCall) (eval.Value, error) { return c.Function(native) }
	}
	for _, arity := range []string{"/2", "/3", "/4"} {
		macros["embeds_one"+arity], macros["embeds_many"+arity] = embed, embed
	}
	return eval.NativeModule{Macros: macros}
}

// useSchema is use Ecto.Schema.
func useSchema(c *eval.MacroCall) (eval.Value, error) {
	m := c.Caller()
	m.Import(schemaModule, map[string]bool{"schema/2": true, "embedded_schema/1": true}, nil)
	for name, v := range map[string]eval.Value{
		"primary_key": eval.Nil, "timestamps_opts": eval.List{}, "foreign_key_type": eval.Atom("id"), "schema_prefix": eval.Nil,
	} {
		m.SetAttribute(name, v)
	}
	return eval.Nil, nil
}

// draft is a schema whose block runs.
type draft struct {
	schema *Schema
	module *eval.ModuleDef
	fields []eval.Pair
}

// schemaMacro is schema "table" do ... end.
func schemaMacro(c *eval.MacroCall) (eval.Value, error) {
	v, err := c.Eval(c.Node.Args[0])
	if err != nil {
		return nil, err
	}
	source, ok := v.(eval.String)
	if !ok {
		return nil, eval.NewRaised(c.Pos, "ArgumentError", "schema source must be a string, got: %s", eval.Inspect(v))
	}
	d := &draft{module: c.Caller(), schema: &Schema{Module: eval.Module(c.Caller().Name), Source: string(source)}}
	if prefix, ok := d.module.Attribute("schema_prefix"); ok {
		d.schema.Prefix, _ = eval.Text(prefix)
		if prefix == eval.Nil {
			d.schema.Prefix = ""
		}
	}
	d.fields = []eval.Pair{{Key: eval.Atom("__meta__"), Value: d.schema.Meta("built", d.schema.Source, d.schema.Prefix)}}
	return d.define(c, c.Node.Args[1], "id")
}

// embeddedMacro is embedded_schema do ... end.
func embeddedMacro(c *eval.MacroCall) (eval.Value, error) {
	d := &draft{module: c.Caller(), schema: &Schema{Module: eval.Module(c.Caller().Name)}}
	return d.define(c, c.Node.Args[0], "binary_id")
}

// define runs the block and gives the module its schema and its struct.
func (d *draft) define(c *eval.MacroCall, block syntax.Node, keyType string) (eval.Value, error) {
	// What was passed over may have set @primary_key and the like.
	if lacks := d.module.Lacks(c.Pos, "the schema of "+d.module.Name); lacks != nil {
		return nil, lacks
	}
	if err := d.primaryKey(c, keyType); err != nil {
		return nil, err
	}
	d.module.SetAttribute(building, &eval.Host{Value: d, Text: "schema"})
	if _, err := c.EvalImporting(schemaModule, bodyOf(block)); err != nil {
		return nil, err
	}
	fields := d.fields
	d.module.SetStruct(fields)
	module := eval.Module(d.module.Name)
	d.schema.New = func() *eval.Map { return eval.NewStruct(module, fields...) }
	d.schema.Define(d.module)
	d.module.DefineNative("__schema__", 1, d.schema.reflect)
	d.module.DefineNative("__schema__", 2, d.schema.reflect)
	d.module.DefineNative(loadFunction, 1, d.schema.loadEmbedded)
	d.module.DefineNative(dumpFunction, 1, d.schema.dumpEmbedded)
	return eval.OK, nil
}

// bodyOf returns the code of do: in a keyword list.
func bodyOf(n syntax.Node) syntax.Node {
	list, ok := n.(*syntax.List)
	if !ok || len(list.Elems) != 1 {
		return n
	}
	pair, ok := list.Elems[0].(*syntax.Tuple)
	if !ok {
		return n
	}
	return pair.Right
}

// primaryKey reads @primary_key: {name, type, options} or false.
func (d *draft) primaryKey(c *eval.MacroCall, keyType string) error {
	v, _ := d.module.Attribute("primary_key")
	if v == eval.False {
		return nil
	}
	if v == nil || v == eval.Nil {
		autogenerate := eval.Tuple{eval.Atom("autogenerate"), eval.True}
		v = eval.Tuple{eval.Atom("id"), eval.Atom(keyType), eval.List{autogenerate}}
	}
	key, ok := v.(eval.Tuple)
	if !ok || len(key) != 3 {
		return eval.NewRaised(c.Pos, "ArgumentError", "@primary_key must be false or {name, type, opts}")
	}
	name, isAtom := key[0].(eval.Atom)
	options, isList := eval.Keyword(key[2])
	if !isAtom || !isList {
		return eval.NewRaised(c.Pos, "ArgumentError", "@primary_key must be false or {name, type, opts}")
	}
	return d.add(name, key[1], append(options, eval.Pair{Key: eval.Atom("primary_key"), Value: eval.True}), c.Pos)
}

// drafting returns the schema whose block calls a function.
func drafting(c *eval.Call) (*draft, error) {
	if v, ok := c.Caller.Attribute(building); ok {
		if host, ok := v.(*eval.Host); ok {
			if d, ok := host.Value.(*draft); ok {
				return d, nil
			}
		}
	}
	return nil, diag.Errorf(diag.Invalid, c.Pos, "%s is called outside of schema", c.Name)
}

// add adds a field.
func (d *draft) add(name eval.Atom, kind eval.Value, options []eval.Pair, pos diag.Pos) error {
	t, err := TypeFrom(kind, options, pos)
	if err != nil {
		return err
	}
	f := Field{Name: string(name), Source: string(name), Type: t, Default: eval.Nil}
	for _, o := range options {
		f.option(string(o.Key.(eval.Atom)), o.Value)
	}
	if autogenerate, ok := eval.Option(options, "autogenerate"); ok && autogenerate == eval.True {
		f.Autogenerate = "uuid"
		if t.Name == "id" {
			f.Autogenerate = "id"
		}
	}
	d.schema.Fields = append(d.schema.Fields, f)
	d.put(f.Name, f.Default)
	return nil
}

// option sets what an option of field says.
func (f *Field) option(key string, v eval.Value) {
	switch key {
	case "default":
		f.Default = v
	case "source":
		f.Source, _ = eval.Text(v)
	case "primary_key":
		f.PrimaryKey = eval.Truthy(v)
	case "virtual":
		f.Virtual = eval.Truthy(v)
	case "read_after_writes":
		f.ReadAfterWrites = eval.Truthy(v)
	case "load_in_query":
		f.SkipInQuery = v == eval.False
	case "writable":
		f.Writable, _ = eval.Text(v)
	}
}

// put sets a default of the struct.
func (d *draft) put(name string, v eval.Value) {
	d.fields = append(d.fields, eval.Pair{Key: eval.Atom(name), Value: v})
}

// field is field/1..3.
func field(c *eval.Call) (eval.Value, error) {
	d, err := drafting(c)
	if err != nil {
		return nil, err
	}
	name, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	kind := eval.Value(eval.Atom("string"))
	if len(c.Args) > 1 {
		kind = c.Args[1]
	}
	options, err := c.Keyword(2)
	if err != nil {
		return nil, err
	}
	return eval.OK, d.add(name, kind, options, c.Pos)
}

// embed is embeds_one and embeds_many, whose schema may stand in a block.
func embed(c *eval.MacroCall) (eval.Value, error) {
	if !c.Node.DoBlock || len(c.Node.Args) < 3 {
		return c.Function(embedNamed)
	}
	last := len(c.Node.Args) - 1
	if err := defineEmbedded(c, c.Node.Args[1], c.Node.Args[2:last], bodyOf(c.Node.Args[last])); err != nil {
		return nil, err
	}
	named, call := *c, *c.Node
	call.Args, call.DoBlock = call.Args[:last], false
	named.Node = &call
	return named.Function(embedNamed)
}

// defineEmbedded defines the module of a block: an embedded schema, whose
// primary key the options may say.
func defineEmbedded(c *eval.MacroCall, name syntax.Node, options []syntax.Node, block syntax.Node) error {
	at := c.Node.Position
	call := func(name string, args ...syntax.Node) *syntax.Call {
		return &syntax.Call{Position: at, Name: name, Args: args}
	}
	do := func(body syntax.Node) syntax.Node {
		pair := &syntax.Tuple{Position: at, Left: &syntax.Atom{Position: at, Name: "do"}, Right: body}
		return &syntax.List{Position: at, Elems: []syntax.Node{pair}, Keywords: true}
	}
	body := []syntax.Node{call("use", &syntax.Atom{Position: at, Name: "Elixir." + schemaModule})}
	for _, n := range options {
		list, _ := n.(*syntax.List)
		if list == nil {
			continue
		}
		for _, e := range list.Elems {
			pair, _ := e.(*syntax.Tuple)
			if pair == nil {
				continue
			}
			if key, ok := pair.Left.(*syntax.Atom); ok && key.Name == "primary_key" {
				body = append(body, call("@", call("primary_key", pair.Right)))
			}
		}
	}
	schema := call("embedded_schema", do(block))
	schema.DoBlock = true
	module := call("defmodule", name, do(call("__block__", append(body, schema)...)))
	module.DoBlock = true
	_, err := c.Eval(module)
	return err
}

func embedNamed(c *eval.Call) (eval.Value, error) {
	d, err := drafting(c)
	if err != nil {
		return nil, err
	}
	name, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	module, err := c.Atom(1)
	if err != nil {
		return nil, err
	}
	f := Field{Name: string(name), Source: string(name), Type: Type{Name: embeddedType, Module: module}, Default: eval.Nil}
	if c.Name[:len("embeds_one")] != "embeds_one" {
		f.Type, f.Default = Array(f.Type), eval.List{}
	}
	options, err := c.Keyword(2)
	if err != nil {
		return nil, err
	}
	if source, ok := eval.Option(options, "source"); ok {
		f.Source, _ = eval.Text(source)
	}
	d.schema.Fields = append(d.schema.Fields, f)
	d.put(f.Name, f.Default)
	return eval.OK, nil
}

// timestamps is timestamps/0,1.
func timestamps(c *eval.Call) (eval.Value, error) {
	d, err := drafting(c)
	if err != nil {
		return nil, err
	}
	options, err := c.Keyword(0)
	if err != nil {
		return nil, err
	}
	if defaults, ok := d.module.Attribute("timestamps_opts"); ok {
		pairs, _ := eval.Keyword(defaults)
		options = append(options, pairs...)
	}
	kind, ok := eval.Option(options, "type")
	if !ok {
		kind = eval.Atom("naive_datetime")
	}
	for _, key := range []string{"inserted_at", "updated_at"} {
		name, ok := eval.Option(options, key)
		if !ok {
			name = eval.Atom(key)
		}
		column, isAtom := name.(eval.Atom)
		if !isAtom || name == eval.False || name == eval.Nil {
			continue
		}
		var own []eval.Pair
		if source, ok := eval.Option(options, key+"_source"); ok {
			own = append(own, eval.Pair{Key: eval.Atom("source"), Value: source})
		}
		if err := d.add(column, kind, own, c.Pos); err != nil {
			return nil, err
		}
		f := &d.schema.Fields[len(d.schema.Fields)-1]
		f.Autogenerate, f.AutoUpdate = "now", key == "updated_at"
	}
	return eval.OK, nil
}
