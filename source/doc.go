// Package source finds migrations in folders. Finding reads names only; a file
// is read when it is loaded. Each format has a package below that turns the
// text of a file into a [Migration].
package source
