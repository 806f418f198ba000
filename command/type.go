package command

// Type is a column type by Ecto's name ("string", "utc_datetime_usec") or the
// database's own ("tstzrange", "timestamp with time zone"), which is passed as
// it is. {:array, t} and {:map, t} have Of set.
type Type struct {
	Name string
	Of   *Type
}

// NewType returns the type of that name.
func NewType(name string) Type { return Type{Name: name} }

// ArrayOf returns {:array, of}.
func ArrayOf(of Type) Type { return Type{Name: "array", Of: &of} }

// MapOf returns {:map, of}.
func MapOf(of Type) Type { return Type{Name: "map", Of: &of} }

// IsArray reports whether t is {:array, inner}.
func (t Type) IsArray() bool { return t.Name == "array" && t.Of != nil }

// IsMap reports whether t is :map or {:map, inner}.
func (t Type) IsMap() bool { return t.Name == "map" }

// IsZero reports whether no type is given.
func (t Type) IsZero() bool { return t.Name == "" }

// Inspect returns the type as Elixir prints it: :string, {:array, :string}.
func (t Type) Inspect() string {
	if t.Of != nil {
		return "{" + Atom(t.Name).Inspect() + ", " + t.Of.Inspect() + "}"
	}
	return Atom(t.Name).Inspect()
}
