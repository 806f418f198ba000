package dialect

import "time"

// Timeouts bound how long statements wait for locks, and how long they run; 0
// leaves that to the server.
type Timeouts struct{ Lock, Statement time.Duration }

// Limits is the SQL of [Timeouts].
type Limits struct {
	// InTransaction is sent after the migration's transaction was opened, and
	// ends with it.
	InTransaction []string
	// Set and Reset are sent on the session, around a migration that has no
	// transaction because the database has none for it. They are empty where a
	// statement that is cut off may leave something behind.
	Set, Reset []string
	// Without names what the database cannot bound.
	Without []string
}

// Sessions is what a server can tell of its sessions.
type Sessions struct {
	// Blockers is a query for the sessions that a session waits for. Its rows
	// are those of [Lock].Holders. Nil where nobody knows.
	Blockers func(session int64) string
	// End is what a person types to end a session.
	End func(session int64) string
	// Only is a query that answers as another one does, but NULL, without
	// running it, if the session that runs it is not the one it is meant for: a
	// pooler between hands out the server's sessions as it likes. Nil where
	// there is no such thing.
	Only func(session int64, query string) string
}
