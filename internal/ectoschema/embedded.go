package ectoschema

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// The functions of a schema's module that make its struct of a JSON document,
// and the other way round.
const (
	loadFunction = "__load_embedded__"
	dumpFunction = "__dump_embedded__"
)

// loadEmbedded makes the schema's struct of a map whose keys are texts.
func (s *Schema) loadEmbedded(c *eval.Call) (eval.Value, error) {
	given, err := c.Map(0)
	if err != nil {
		return nil, err
	}
	m := s.New()
	for _, f := range s.Stored() {
		v, ok := given.Get(eval.String(f.Source))
		if !ok {
			continue
		}
		loaded, ok, err := f.Type.loadJSONValue(v, c.Invoke)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, c.Raise("ArgumentError", "cannot load `%s` as type %s for field :%s in %s", eval.Inspect(v), f.Type, f.Name, s.Name())
		}
		m = m.Put(eval.Atom(f.Name), loaded)
	}
	return m, nil
}

// loadJSONValue loads what is in a JSON document, where a type has the values
// that it is cast from.
func (t Type) loadJSONValue(v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	inner := t
	if t.Of != nil {
		inner = *t.Of
	}
	if inner.isCustom() || inner.Name == embeddedType {
		return t.Load(Postgres, v, invoke)
	}
	return t.Cast(v, invoke)
}

// dumpEmbedded makes a map of the schema's struct.
func (s *Schema) dumpEmbedded(c *eval.Call) (eval.Value, error) {
	given, err := c.Map(0)
	if err != nil {
		return nil, err
	}
	m := eval.NewMap()
	for _, f := range s.Stored() {
		v, ok := given.Get(eval.Atom(f.Name))
		if !ok {
			continue
		}
		if f.Type.isCustom() || f.Type.Of != nil || f.Type.Name == embeddedType || f.Type.Name == enumType {
			var err error
			if v, _, err = f.Type.Dump(Postgres, v, c.Invoke); err != nil {
				return nil, err
			}
		}
		m = m.Put(eval.Atom(f.Source), v)
	}
	return m, nil
}
