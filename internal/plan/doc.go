// Package plan turns a loaded migration and a direction into the statements
// that run: it chooses the callback, lets it record its commands, reverses
// them for a rollback, and has the dialect write them. It executes nothing,
// and everything that can be refused is refused here.
package plan
