package database

// SessionID returns the number by which the server knows a session, such as
// PostgreSQL's process id, or 0 if it is not known. It sends nothing. Sessions
// that can tell have a method of this name; those that wrap another one have
// Unwrap.
//
// Behind a pooler it is the pooler's invention.
func SessionID(conn Conn) int64 {
	for conn != nil {
		if known, ok := conn.(interface{ SessionID() int64 }); ok {
			return known.SessionID()
		}
		wrapper, ok := conn.(interface{ Unwrap() Conn })
		if !ok {
			return 0
		}
		conn = wrapper.Unwrap()
	}
	return 0
}
