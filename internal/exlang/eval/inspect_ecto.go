package eval

// inspectEcto writes the structs of Ecto that have a form of their own.
func inspectEcto(name string, m *Map) string {
	get := func(m *Map, key string) Value {
		v, ok := m.Get(Atom(key))
		if !ok {
			return Nil
		}
		return v
	}
	switch name {
	case "Ecto.Schema.Metadata":
		text := "#Ecto.Schema.Metadata<" + Inspect(get(m, "state"))
		for _, key := range []string{"prefix", "source", "context"} {
			if v := get(m, key); v != Nil {
				text += ", " + Inspect(v)
			}
		}
		return text + ">"
	case "Ecto.Association.NotLoaded":
		return "#Ecto.Association.NotLoaded<association " + Inspect(get(m, "__field__")) + " is not loaded>"
	case "Ecto.Changeset":
		data := Inspect(get(m, "data"))
		if inner, ok := get(m, "data").(*Map); ok && inner.Struct() != "" {
			data = "#" + inspectAtom(inner.Struct()) + "<>"
		}
		return "#Ecto.Changeset<action: " + Inspect(get(m, "action")) + ", changes: " + Inspect(get(m, "changes")) +
			", errors: " + Inspect(get(m, "errors")) + ", data: " + data + ", valid?: " + Inspect(get(m, "valid?")) + ">"
	}
	for _, p := range m.Pairs() {
		if host, ok := p.Value.(*Host); ok {
			return host.Text
		}
	}
	return "#" + name + "<>"
}
