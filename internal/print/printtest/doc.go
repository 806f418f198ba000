// Package printtest has what the tests of the printers share: migrations to
// print, from the case files and at random, and a text form of commands to
// compare them by, also between processes.
package printtest
