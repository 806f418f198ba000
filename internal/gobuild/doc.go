// Package gobuild runs a folder of Go migrations that has no main: it finds
// the package's [Set variable], and builds a program around it that exists only
// in an overlay of the go command, so that nothing is ever written into the
// user's module.
//
// The virtual main package lies in the module, below the migrations folder,
// and therefore may import whatever the migrations may, internal packages
// included. Go's build cache is the only cache. There is no stamp of our own
// that would skip the go command when files look unchanged: a build without
// changes takes it about 0.15 s, and only the go command knows everything that
// a program is made of (imported packages, go.mod, go.work, the environment,
// the toolchain). A stamp that misses one of them runs an old migration.
//
// [Set variable]: https://pkg.go.dev/github.com/whimbrel-go/whimbrel#Set
package gobuild
