// Package ectoschema is Ecto.Schema, Ecto.Type and Ecto.Changeset for the
// schemas that a migration defines for itself: what fields there are, how their
// values are cast, sent to a database and read from it.
package ectoschema
