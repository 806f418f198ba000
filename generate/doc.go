// Package generate writes new migration files: it chooses the version, the
// file's name and the module's name as "mix ecto.gen.migration" does, and
// fills in Ecto's template.
package generate
