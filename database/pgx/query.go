package pgx

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/whimbrel-go/whimbrel/database/internal/rows"
)

// The OIDs of the types that Query decodes (pg_type.dat of PostgreSQL).
const (
	oidBool        = 16
	oidBytea       = 17
	oidInt8        = 20
	oidInt2        = 21
	oidInt4        = 23
	oidOID         = 26
	oidFloat4      = 700
	oidFloat8      = 701
	oidDate        = 1082
	oidTimestamp   = 1114
	oidTimestampTZ = 1184
)

// Query returns all rows. Types that it does not know are strings, in the
// server's text form.
func (c *conn) Query(ctx context.Context, query string, args ...any) ([][]any, error) {
	params := make([][]byte, len(args))
	for i, arg := range args {
		var err error
		if params[i], err = encode(arg); err != nil {
			return nil, err
		}
	}
	reader := c.pg.ExecParams(ctx, query, params, nil, nil, nil)
	var all [][]any
	var block []any
	for reader.NextRow() {
		var row []any
		row, block = rows.Next(block, len(reader.FieldDescriptions()))
		err := decodeRow(reader, row)
		if err != nil {
			_, _ = reader.Close()
			return nil, err
		}
		all = append(all, row)
	}
	if _, err := reader.Close(); err != nil {
		return nil, statementError(ctx, err, 0, query)
	}
	return all, nil
}

func decodeRow(reader *pgconn.ResultReader, row []any) error {
	fields := reader.FieldDescriptions()
	for i, value := range reader.Values() {
		var err error
		if row[i], err = decode(fields[i].DataTypeOID, value); err != nil {
			return fmt.Errorf("column %s: %w", fields[i].Name, err)
		}
	}
	return nil
}

// encode writes an argument in the server's text form.
func encode(arg any) ([]byte, error) {
	switch v := arg.(type) {
	case nil:
		return nil, nil
	case string:
		return []byte(v), nil
	case []byte:
		return []byte(`\x` + hex.EncodeToString(v)), nil
	case int:
		return strconv.AppendInt(nil, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(nil, v, 10), nil
	case float64:
		return strconv.AppendFloat(nil, v, 'g', -1, 64), nil
	case bool:
		return strconv.AppendBool(nil, v), nil
	case time.Time:
		return v.AppendFormat(nil, time.RFC3339Nano), nil
	}
	return nil, fmt.Errorf("a query's argument cannot be a %T", arg)
}

// decode reads a value in the server's text form.
func decode(oid uint32, value []byte) (any, error) {
	if value == nil {
		return nil, nil
	}
	switch oid { // the versions, of which there are many
	case oidInt2, oidInt4, oidInt8, oidOID:
		return strconv.ParseInt(string(value), 10, 64)
	}
	text := string(value)
	switch oid {
	case oidBool:
		return text == "t", nil
	case oidFloat4, oidFloat8:
		return strconv.ParseFloat(text, 64)
	case oidBytea:
		if digits, ok := strings.CutPrefix(text, `\x`); ok {
			return hex.DecodeString(digits)
		}
	case oidDate:
		return parseTime(text, time.DateOnly), nil
	case oidTimestamp:
		return parseTime(text, "2006-01-02 15:04:05.999999"), nil
	case oidTimestampTZ:
		return parseTime(text, "2006-01-02 15:04:05.999999Z07"), nil
	}
	return text, nil
}

// parseTime leaves a text that is not ISO (another DateStyle, infinity, an
// offset with minutes) as it is.
func parseTime(text, layout string) any {
	if t, err := time.Parse(layout, text); err == nil {
		return t
	}
	return text
}
