package pgx

import (
	"context"
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database/internal/pgtext"
)

// typeName returns the name of a type that every server has by the same OID
// (pg_type.dat), and ok = false for any other.
func typeName(oid uint32) (name string, ok bool) {
	switch oid {
	case oidBool:
		return "bool", true
	case oidBytea:
		return "bytea", true
	case 19:
		return "name", true
	case oidInt8:
		return "int8", true
	case oidInt2:
		return "int2", true
	case oidInt4:
		return "int4", true
	case 25:
		return "text", true
	case oidOID:
		return "oid", true
	case 114:
		return "json", true
	case oidFloat4:
		return "float4", true
	case oidFloat8:
		return "float8", true
	case 1042:
		return "bpchar", true
	case 1043:
		return "varchar", true
	case oidDate:
		return "date", true
	case 1083:
		return "time", true
	case oidTimestamp:
		return "timestamp", true
	case oidTimestampTZ:
		return "timestamptz", true
	case 1700:
		return "numeric", true
	case 2950:
		return "uuid", true
	case 3802:
		return "jsonb", true
	}
	return "", false
}

// typeOf returns a type, asking the server for it once.
func (c *conn) typeOf(ctx context.Context, oid uint32) (pgtext.Type, error) {
	if name, ok := typeName(oid); ok {
		return pgtext.Type{Name: name, Modifier: -1}, nil
	}
	if t, ok := c.types[oid]; ok {
		return t, nil
	}
	t, err := c.lookUpType(ctx, oid)
	if err != nil {
		return t, err
	}
	if c.types == nil {
		c.types = map[uint32]pgtext.Type{}
	}
	c.types[oid] = t
	return t, nil
}

// lookUpType asks pg_type. An enum is as good as text, a domain is what it is
// made of, and an array is one of its elements.
func (c *conn) lookUpType(ctx context.Context, oid uint32) (pgtext.Type, error) {
	t := pgtext.Type{Modifier: -1}
	rows, err := c.Query(ctx, "SELECT typname::text, typtype::text, typbasetype, typelem, typcategory::text FROM pg_catalog.pg_type WHERE oid = "+
		strconv.FormatUint(uint64(oid), 10))
	if err != nil {
		return t, err
	}
	if len(rows) != 1 {
		return t, &command.EncodeError{Message: "the server has no type " + strconv.FormatUint(uint64(oid), 10)}
	}
	row := rows[0]
	t.Name, _ = row[0].(string)
	base, _ := row[2].(int64)
	elem, _ := row[3].(int64)
	switch {
	case row[1] == "e":
		t.Name = "enum"
	case row[1] == "d":
		return c.typeOf(ctx, uint32(base))
	case row[4] == "A" && elem != 0:
		inner, err := c.typeOf(ctx, uint32(elem))
		t.Elem = &inner
		return t, err
	}
	return t, nil
}
