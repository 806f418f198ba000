package source

// SquashedName is the name of migrations that stand for all before them; see
// [File.Squashed].
const SquashedName = "squashed"

// Squashed reports whether the migration has taken the place of all older ones,
// as "whimbrel squash" writes them: NUMBER_squashed. Databases may have run the
// older versions, whose files are gone, and another file with its own version.
func (f File) Squashed() bool { return f.Name == SquashedName }
