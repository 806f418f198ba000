// Package server starts private PostgreSQL and MariaDB servers for tests.
//
// A private server runs from the binaries that are installed on the machine,
// in a temporary directory of its own, on a free loopback port, with an
// administrator whose password is random. It shares nothing with a system
// instance: no data directory, no socket, no option file, no account. Since
// its data is thrown away, everything that makes a server durable is off.
//
// # Nothing outlives its owner
//
// The process that called [Start] owns the server. It may be stopped by
// SIGKILL, by a test timeout or by a panic, none of which run deferred calls,
// so the server is tied to its owner from outside, twice:
//
//   - A watchdog, a few lines of shell, holds the reading end of a pipe whose
//     writing end only the owner has. However the owner ends, the kernel
//     closes its end, the watchdog sees the end of file, kills the server and
//     removes the directory. This works on every Unix, needs no signal
//     handler, and is why a test binary needs no TestMain.
//   - On Linux the kernel is asked to signal the server when its owner dies
//     (PR_SET_PDEATHSIG), which also covers a watchdog that was killed. It
//     alone would not do: other systems have no such thing, and it leaves the
//     directory behind.
//
// Servers and watchdogs run in sessions of their own, so that a Ctrl-C in a
// terminal does not stop a server under the tests that are still using it.
package server
