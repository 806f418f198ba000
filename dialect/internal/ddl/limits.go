package ddl

import (
	"time"

	"github.com/whimbrel-go/whimbrel/dialect"
)

// Milliseconds rounds up, as 0 would mean no limit.
func Milliseconds(d time.Duration) int64 {
	return int64((d + time.Millisecond - 1) / time.Millisecond)
}

// NoLimits is for a database that cannot bound the given timeouts.
func NoLimits(t dialect.Timeouts) dialect.Limits {
	var l dialect.Limits
	if t.Lock > 0 {
		l.Without = append(l.Without, "lock_timeout")
	}
	if t.Statement > 0 {
		l.Without = append(l.Without, "statement_timeout")
	}
	return l
}
