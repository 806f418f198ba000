package sqldb

import (
	"context"
	"strings"

	"github.com/whimbrel-go/whimbrel/database"
)

// compound is whether a server has MariaDB's compound statements.
type compound uint8

const (
	compoundUnknown compound = iota
	compoundYes
	compoundNo
)

// ExecAtomic implements [database.Atomic] with a compound statement of MariaDB's,
// which is one statement and one round trip. MySQL has them in stored programs
// only.
func (c *conn) ExecAtomic(ctx context.Context, statements ...string) (sent bool, err error) {
	if c.kind != MySQL {
		return false, nil
	}
	if c.compound == compoundUnknown {
		if err := c.askCompound(ctx); err != nil {
			return true, err
		}
	}
	if c.compound == compoundNo {
		return false, nil
	}
	err = c.Exec(ctx, "BEGIN NOT ATOMIC START TRANSACTION; "+strings.Join(statements, "; ")+"; COMMIT; END")
	if database.CodeOf(err) == "1064" { // ER_PARSE_ERROR: older than 10.1
		c.compound = compoundNo
		return false, nil
	}
	return true, err
}

func (c *conn) askCompound(ctx context.Context) error {
	rows, err := c.Query(ctx, "SELECT VERSION()")
	if err != nil {
		return err
	}
	c.compound = compoundNo
	if version, ok := rows[0][0].(string); ok && strings.Contains(version, "MariaDB") {
		c.compound = compoundYes
	}
	return nil
}
