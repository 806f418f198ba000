package eval

// ecto writes the structs of Ecto that have a form of their own.
func (o InspectOptions) ecto(name string, m *Map) string {
	get := func(m *Map, key string) Value {
		v, ok := m.Get(Atom(key))
		if !ok {
			return Nil
		}
		return v
	}
	switch name {
	case "Ecto.Schema.Metadata":
		text := "#Ecto.Schema.Metadata<" + o.inspect(get(m, "state"))
		for _, key := range []string{"prefix", "source", "context"} {
			if v := get(m, key); v != Nil {
				text += ", " + o.inspect(v)
			}
		}
		return text + ">"
	case "Ecto.Association.NotLoaded":
		return "#Ecto.Association.NotLoaded<association " + o.inspect(get(m, "__field__")) + " is not loaded>"
	case "Ecto.Changeset":
		data := o.inspect(get(m, "data"))
		if inner, ok := get(m, "data").(*Map); ok && inner.Struct() != "" {
			data = "#" + inspectAtom(inner.Struct()) + "<>"
		}
		return "#Ecto.Changeset<action: " + o.inspect(get(m, "action")) + ", changes: " + o.inspect(get(m, "changes")) +
			", errors: " + o.inspect(get(m, "errors")) + ", data: " + data + ", valid?: " + o.inspect(get(m, "valid?")) + ">"
	}
	for _, p := range m.Pairs() {
		if host, ok := p.Value.(*Host); ok {
			return host.Text
		}
	}
	return "#" + name + "<>"
}
