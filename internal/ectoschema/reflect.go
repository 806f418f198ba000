package ectoschema

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// reflect is __schema__/1 and __schema__/2.
func (s *Schema) reflect(c *eval.Call) (eval.Value, error) {
	what, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	if len(c.Args) == 2 {
		return s.reflectField(c, what)
	}
	switch what {
	case schemaReflection:
		return &eval.Host{Value: s, Text: "schema"}, nil
	case "source":
		return textOrNil(s.Source), nil
	case "prefix":
		return textOrNil(s.Prefix), nil
	case "fields":
		return names(s.Stored()), nil
	case "query_fields":
		list := eval.List{}
		for _, name := range s.QueryFields() {
			list = append(list, eval.Atom(name))
		}
		return list, nil
	case "primary_key":
		list := eval.List{}
		for _, name := range s.PrimaryKey() {
			list = append(list, eval.Atom(name))
		}
		return list, nil
	case "associations":
		list := eval.List{}
		for _, a := range s.Associations {
			list = append(list, eval.Atom(a.Field))
		}
		return list, nil
	case "virtual_fields":
		list := eval.List{}
		for _, f := range s.Fields {
			if f.Virtual {
				list = append(list, eval.Atom(f.Name))
			}
		}
		return list, nil
	case "embeds":
		return eval.List{}, nil
	}
	return nil, c.WrongArgument(0, "a reflection such as :fields or :source")
}

// reflectField answers questions about one field.
func (s *Schema) reflectField(c *eval.Call, what eval.Atom) (eval.Value, error) {
	name, err := c.Atom(1)
	if err != nil {
		return nil, err
	}
	if what == "association" {
		return s.reflectAssociation(string(name)), nil
	}
	f, ok := s.Field(string(name))
	if what == "virtual_type" {
		f, ok = s.VirtualField(string(name))
	}
	if !ok {
		return eval.Nil, nil
	}
	switch what {
	case "type", "virtual_type":
		return f.Type.Value(), nil
	case "field_source":
		return eval.Atom(f.Source), nil
	}
	return nil, c.WrongArgument(0, "a reflection such as :type or :field_source")
}

func names(fields []Field) eval.List {
	list := make(eval.List, len(fields))
	for i, f := range fields {
		list[i] = eval.Atom(f.Name)
	}
	return list
}

func textOrNil(text string) eval.Value {
	if text == "" {
		return eval.Nil
	}
	return eval.String(text)
}

// Value is the type as a script writes it.
func (t Type) Value() eval.Value {
	switch {
	case t.Name == "":
		return eval.Atom(anyType)
	case t.Of != nil:
		return eval.Tuple{eval.Atom(t.Name), t.Of.Value()}
	case t.Name[0] >= 'A' && t.Name[0] <= 'Z':
		return eval.Module(t.Name)
	}
	return eval.Atom(t.Name)
}

// reflectAssociation is __schema__(:association, name).
func (s *Schema) reflectAssociation(name string) eval.Value {
	a, ok := s.Association(name)
	if !ok {
		return eval.Nil
	}
	pair := func(name string, v eval.Value) eval.Pair { return eval.Pair{Key: eval.Atom(name), Value: v} }
	cardinality := eval.Atom("one")
	if a.Many {
		cardinality = "many"
	}
	fields := []eval.Pair{pair("field", eval.Atom(a.Field)), pair("owner", a.Owner), pair("owner_key", eval.Atom(a.OwnerKey)),
		pair("cardinality", cardinality)}
	if a.Kind == HasThrough {
		through := make(eval.List, len(a.Through))
		for i, name := range a.Through {
			through[i] = eval.Atom(name)
		}
		fields = append(fields, pair("through", through))
	} else {
		fields = append(fields, pair("related", a.Related), pair("related_key", eval.Atom(a.RelatedKey)))
	}
	if a.Kind == ManyToMany {
		fields = append(fields, pair("join_through", a.Join.Table))
	}
	return eval.NewStruct(eval.Module("Ecto.Association."+a.Kind), fields...)
}
