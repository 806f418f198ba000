package sqldb

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/database/internal/rows"
)

// Query returns all rows. Values that the driver gives as text
// (MySQL's does) get the column's type back.
func (c *conn) Query(ctx context.Context, query string, args ...any) ([][]any, error) {
	var all [][]any
	read := func(ctx context.Context) error {
		rows, err := c.one.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		all, err = c.kind.read(rows)
		return err
	}
	c.queries++
	if c.queries == 1 && !c.used && strings.HasPrefix(query, "SELECT ") {
		// Mostly the only one, the list of versions: if it is cancelled, the
		// connection may go, and it need not know its number.
		err := read(ctx)
		return all, c.failed(err, query)
	}
	c.used = true
	return all, c.failed(c.cancellably(ctx, read), query)
}

func (c *conn) failed(err error, query string) error {
	if err == nil {
		return nil
	}
	c.used = true
	return c.kind.describe(err, 0, query)
}

func (k Kind) read(answer *sql.Rows) ([][]any, error) {
	types, err := answer.ColumnTypes()
	if err != nil {
		return nil, err
	}
	var all [][]any
	var block []any
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.DatabaseTypeName()
	}
	targets := make([]any, len(types))
	for answer.Next() {
		var row []any
		row, block = rows.Next(block, len(types))
		for i := range row {
			targets[i] = &row[i]
		}
		if err := answer.Scan(targets...); err != nil {
			return nil, err
		}
		for i := range row {
			row[i] = k.normal(row[i], names[i])
		}
		all = append(all, row)
	}
	return all, answer.Err()
}

// normal brings a driver's value into the set that [database.Conn] names.
func (k Kind) normal(value any, typeName string) any {
	switch v := value.(type) {
	case []byte:
		if k == SQLite || k == Postgres && strings.EqualFold(typeName, "bytea") { // is what it is
			return v
		}
		return fromText(v, strings.ToUpper(typeName))
	case int64, float64, bool, string, time.Time, nil:
		return v
	case int32:
		return int64(v)
	case uint64:
		if v <= 1<<63-1 {
			return int64(v)
		}
		return strconv.FormatUint(v, 10)
	case uint8:
		return int64(v)
	case float32:
		return float64(v)
	default:
		return v
	}
}

func fromText(value []byte, typeName string) any {
	text := string(value)
	switch name := strings.TrimPrefix(typeName, "UNSIGNED "); {
	case strings.HasSuffix(name, "INT"), name == "YEAR":
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n
		}
	case name == "FLOAT", name == "DOUBLE":
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	case strings.HasSuffix(name, "BLOB"), strings.HasSuffix(name, "BINARY"), name == "BIT", name == "GEOMETRY":
		return value
	}
	return text
}
