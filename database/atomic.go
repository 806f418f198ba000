package database

import "context"

// Atomic is a session that can run statements as one transaction in a single
// round trip.
type Atomic interface {
	// ExecAtomic reports whether the server can do that; if it cannot, nothing was
	// sent to it, or nothing of what was sent was executed. After an error the
	// transaction may be open. Each text is one statement that changes rows.
	ExecAtomic(ctx context.Context, statements ...string) (sent bool, err error)
}

// ExecAtomic asks a session, or the one that it wraps.
func ExecAtomic(ctx context.Context, conn Conn, statements ...string) (sent bool, err error) {
	for conn != nil {
		if atomic, ok := conn.(Atomic); ok {
			return atomic.ExecAtomic(ctx, statements...)
		}
		wrapper, ok := conn.(interface{ Unwrap() Conn })
		if !ok {
			break
		}
		conn = wrapper.Unwrap()
	}
	return false, nil
}
