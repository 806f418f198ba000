package record

import "github.com/whimbrel-go/whimbrel/command"

// RepoConfig is what repo().config() answers: the settings, and those that shape
// commands as Ecto's configuration has them.
func (c Config) RepoConfig() []command.Pair {
	pairs := append([]command.Pair{}, c.Settings...)
	add := func(key string, value command.Value) {
		pairs = append(pairs, command.Pair{Key: command.Atom(key), Value: value})
	}
	if c.PrimaryKey.Disabled {
		add("migration_primary_key", command.Bool(false))
	} else if k := c.PrimaryKey; k.Name != "" || !k.Type.IsZero() {
		add("migration_primary_key", keywords(named("name", k.Name), typed(k.Type), options(k.Options)))
	}
	if k := c.ForeignKey; k.Column != "" || !k.Type.IsZero() || k.Name != "" {
		add("migration_foreign_key", keywords(named("column", k.Column), typed(k.Type), named("name", k.Name)))
	}
	t := c.Timestamps
	if list := keywords(typed(t.Type), column("inserted_at", t.InsertedAt), column("updated_at", t.UpdatedAt), options(t.Options)); len(list) > 0 {
		add("migration_timestamps", list)
	}
	if c.DefaultPrefix != "" {
		add("migration_default_prefix", command.String(c.DefaultPrefix))
	}
	return pairs
}

// keywords is a keyword list: tuples of an atom and a value.
func keywords(parts ...[]command.Pair) command.List {
	list := command.List{}
	for _, part := range parts {
		for _, p := range part {
			list = append(list, command.Tuple{p.Key, p.Value})
		}
	}
	return list
}

func pair(key string, value command.Value) []command.Pair {
	return []command.Pair{{Key: command.Atom(key), Value: value}}
}

func named(key, name string) []command.Pair {
	if name == "" {
		return nil
	}
	return pair(key, command.Atom(name))
}

func typed(t command.Type) []command.Pair {
	if t.IsArray() {
		return nil
	}
	return named("type", t.Name)
}

func column(key string, c TimestampColumn) []command.Pair {
	if c.Disabled {
		return pair(key, command.Bool(false))
	}
	return named(key, c.Name)
}

// options are those that mostly stand there.
func options(o command.ColumnOptions) (pairs []command.Pair) {
	switch o.Null {
	case command.Nullable:
		pairs = append(pairs, pair("null", command.Bool(true))...)
	case command.NotNull:
		pairs = append(pairs, pair("null", command.Bool(false))...)
	}
	if o.Default != nil {
		pairs = append(pairs, pair("default", o.Default)...)
	}
	return pairs
}
