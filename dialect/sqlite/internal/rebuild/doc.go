// Package rebuild changes SQLite's tables by the procedure of its manual
// ("Making Other Kinds Of Table Schema Changes", ALTER TABLE): a table with the
// new definition is created, gets the rows, takes the place of the old one, and
// the indexes and triggers are created again. All of it is one transaction or
// part of one.
package rebuild
