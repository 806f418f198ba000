// Package pgx connects to PostgreSQL through the protocol layer of
// github.com/jackc/pgx, without its type system: the migrator sends text and
// reads versions.
//
// Several statements travel in one message: a pipeline of the extended query
// protocol that ends with a single Sync ("Message Flow, Pipelining" in the
// PostgreSQL manual). The server stops at the first that fails, and the number
// of answers before it is its index.
package pgx
