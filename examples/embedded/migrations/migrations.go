// Package migrations holds the migrations of the example: some in Go, which
// add themselves to the set, and Ecto scripts, which are embedded. The versions
// order them all.
package migrations

import (
	"embed"

	"github.com/whimbrel-go/whimbrel"
)

// Migrations are those in Go.
var Migrations whimbrel.Set

// Scripts are those in Elixir.
//
//go:embed *.exs
var Scripts embed.FS
