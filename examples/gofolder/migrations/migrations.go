// Package migrations holds the migrations of the database.
//
//	whimbrel gen migration NAME    writes the next one
//	whimbrel migrate               runs what is pending
package migrations

import "github.com/whimbrel-go/whimbrel"

// Migrations are the migrations of this folder. Each adds itself in an init
// function of its file.
var Migrations whimbrel.Set
