package schema

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// Schema is a model of the tables of a database.
type Schema struct {
	database string
	// complete: the model was read from a database, so that a table that is not
	// in it does not exist.
	complete bool
	version  int64
	// home is the schema that tables without a prefix are in, if that is known.
	home       string
	tables     []*Table
	enums      []Enum
	extensions []Extension
	gaps       []Gap
	// edition owns the tables that this schema may change in place.
	edition *edition
}

// edition is compared by address: tables of another one are copied first.
type edition struct{ _ byte }

// An Option of [New] and [Replay].
type Option func(*Schema)

// ForDatabase says which database the model is of: "postgres", "mysql",
// "sqlite" or "mssql", the names of the dialects. SQL is read by its rules.
// Without it, SQL is read as PostgreSQL's.
func ForDatabase(name string) Option { return func(s *Schema) { s.database = name } }

// New returns an empty model.
func New(options ...Option) *Schema {
	s := &Schema{edition: &edition{}}
	for _, o := range options {
		o(s)
	}
	return s
}

// Clone returns a copy. Neither sees what is applied to the other from now on.
func (s *Schema) Clone() *Schema {
	c := *s
	c.tables, c.enums = slices.Clone(s.tables), slices.Clone(s.enums)
	c.extensions, c.gaps = slices.Clone(s.extensions), slices.Clone(s.gaps)
	s.edition, c.edition = &edition{}, &edition{}
	return &c
}

// Database is the name of the dialect, or "" if it was not told.
func (s *Schema) Database() string { return s.database }

// Complete reports whether the model was read from a database and has no gap:
// then a table that is not in it does not exist. The model of a migrations
// folder may not know the whole history.
func (s *Schema) Complete() bool { return s.complete && len(s.gaps) == 0 }

// Begin says that what is applied from now on belongs to the migration with
// this version; see [Origin].
func (s *Schema) Begin(version int64) { s.version = version }

// Tables returns the tables in the order in which they were created. They are
// for reading.
func (s *Schema) Tables() []*Table { return slices.Clone(s.tables) }

// Table returns the table, or nil. The prefix counts, but for the one that the
// database uses without being told ("public", "main", "dbo").
func (s *Schema) Table(o command.Object) *Table {
	if i := s.tableIndex(o); i >= 0 {
		return s.tables[i]
	}
	return nil
}

// tableIndex looks from the end: mostly a new table is asked for.
func (s *Schema) tableIndex(o command.Object) int {
	for i, t := range slices.Backward(s.tables) {
		if s.same(t.Object, o) {
			return i
		}
	}
	return -1
}

// same compares objects; a default prefix is no prefix.
func (s *Schema) same(a, b command.Object) bool {
	return a.Name == b.Name && s.prefix(a.Prefix) == s.prefix(b.Prefix)
}

func (s *Schema) prefix(prefix string) string {
	switch {
	case s.home != "":
		if prefix == s.home {
			return ""
		}
	case prefix == "public" && (s.database == "" || s.database == "postgres"),
		prefix == "main" && s.database == "sqlite",
		prefix == "dbo" && s.database == "mssql":
		return ""
	}
	return prefix
}

// NearestTable returns the name of the table that was probably meant, or "".
func (s *Schema) NearestTable(name string) string {
	names := make([]string, len(s.tables))
	for i, t := range s.tables {
		names[i] = t.Name
	}
	return diag.Nearest(name, names)
}

// Index returns the index of that name and its table, or nil.
func (s *Schema) Index(o command.Object) (*Table, *Index) {
	for _, t := range s.tables {
		if i := t.Index(o.Name); i != nil && s.prefix(t.Prefix) == s.prefix(o.Prefix) {
			return t, i
		}
	}
	return nil, nil
}

// Referrer is a foreign key and the table that has it.
type Referrer struct {
	Table *Table
	Key   *ForeignKey
}

// ReferencesTo returns the foreign keys that reference the table, its own
// among them.
func (s *Schema) ReferencesTo(o command.Object) []Referrer {
	var found []Referrer
	for _, t := range s.tables {
		for i := range t.ForeignKeys {
			if s.same(t.ForeignKeys[i].To, o) {
				found = append(found, Referrer{t, &t.ForeignKeys[i]})
			}
		}
	}
	return found
}

// Partitions returns the partitions of the table that are known. One that is
// read from a database has none: what is said of the table is said of them.
func (s *Schema) Partitions(o command.Object) []*Table {
	var found []*Table
	for _, t := range s.tables {
		if t.PartitionOf.Name != "" && s.same(t.PartitionOf, o) {
			found = append(found, t)
		}
	}
	return found
}

// Enums returns the enum types, in the order in which they were created.
func (s *Schema) Enums() []Enum { return slices.Clone(s.enums) }

// Enum returns the enum type of that name, or nil.
func (s *Schema) Enum(o command.Object) *Enum {
	for i := range s.enums {
		if s.same(s.enums[i].Object, o) {
			return &s.enums[i]
		}
	}
	return nil
}

// Extensions returns the extensions, in the order in which they were created.
func (s *Schema) Extensions() []Extension { return slices.Clone(s.extensions) }

// HasExtension reports whether the extension is there.
func (s *Schema) HasExtension(name string) bool {
	return slices.ContainsFunc(s.extensions, func(e Extension) bool { return e.Name == name })
}

// Gaps returns what may have changed the schema in a way that the model does
// not know.
func (s *Schema) Gaps() []Gap { return slices.Clone(s.gaps) }
