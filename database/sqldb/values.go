package sqldb

import (
	"database/sql"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database/internal/pgtext"
)

// argument turns a parameter into what the driver takes.
func (k Kind) argument(v command.Value) (any, error) {
	switch v := v.(type) {
	case nil, command.Null:
		return nil, nil
	case command.Bool:
		return k.boolean(bool(v)), nil
	case command.Integer:
		if n, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return n, nil
		}
		return v.String(), nil
	case command.Float:
		return float64(v), nil
	case command.String:
		if k == Postgres && !utf8.ValidString(string(v)) {
			return []byte(v), nil // a uuid or bytea
		}
		return string(v), nil
	case command.Tuple:
		if len(v) == 2 && v[0] == command.Value(command.Atom("blob")) {
			if bytes, ok := v[1].(command.String); ok {
				return []byte(bytes), nil
			}
		}
	case command.Atom:
		if k == SQLite {
			return string(v), nil
		}
	case command.Decimal:
		return string(v), nil
	case command.Date, command.Time, command.NaiveDateTime, command.DateTime:
		return k.timeText(v), nil
	case command.List, command.Map:
		// The driver does not say whether the server wants an array or JSON.
		if list, ok := v.(command.List); ok && k == Postgres {
			return pgtext.Array(list)
		}
		if k != SQLite {
			return command.JSON(v)
		}
	}
	return nil, &command.EncodeError{Message: "query has invalid parameter " + v.Inspect()}
}

// boolean is what the Elixir driver of the database sends.
func (k Kind) boolean(b bool) any {
	switch {
	case k == MySQL && b:
		return int64(1)
	case k == MySQL:
		return int64(0)
	case k == SQLite:
		return strconv.FormatBool(b) // an atom, as any other
	}
	return b
}

func (k Kind) timeText(v command.Value) string {
	text := ""
	switch v := v.(type) {
	case command.Date:
		text = string(v)
	case command.Time:
		text = string(v)
	case command.NaiveDateTime:
		text = string(v)
	case command.DateTime:
		text = string(v)
		if k != Postgres {
			text = strings.TrimSuffix(text, "Z")
		}
	}
	if k == MySQL || k == MSSQL {
		text = strings.Replace(text, "T", " ", 1)
	}
	return text
}

// value turns what the driver gives into what the Elixir driver of the database
// would give.
func (k Kind) value(raw any, t *sql.ColumnType) command.Value {
	if raw == nil {
		return command.Null{}
	}
	name := strings.ToUpper(t.DatabaseTypeName())
	switch k {
	case MySQL:
		return mysqlValue(raw, strings.TrimPrefix(name, "UNSIGNED "))
	case Postgres:
		return postgresValue(raw, strings.ToLower(name))
	}
	return plainValue(raw)
}

// plainValue keeps a value as what it is.
func plainValue(raw any) command.Value {
	switch v := raw.(type) {
	case int64:
		return command.Int(v)
	case float64:
		return command.Float(v)
	case float32:
		return command.Float(v)
	case bool:
		return command.Bool(v)
	case string:
		return command.String(v)
	case []byte:
		return command.String(v)
	case time.Time:
		return command.String(v.Format("2006-01-02T15:04:05.999999"))
	}
	return command.Unread{Type: fmt.Sprintf("%T", raw), Text: fmt.Sprint(raw)}
}

func mysqlValue(raw any, name string) command.Value {
	text := fmt.Sprint(raw)
	if bytes, ok := raw.([]byte); ok {
		text = string(bytes)
	}
	switch {
	case name == "DATE", name == "DATETIME", name == "TIMESTAMP", name == "TIME":
		return mysqlTime(raw, name, text)
	case name == "DECIMAL":
		return command.Decimal(text)
	case name == "JSON":
		if v, err := command.ParseJSON(text); err == nil {
			return v
		}
	case name == "FLOAT", name == "DOUBLE":
		bits := 64
		if name == "FLOAT" {
			bits = 32
		}
		if f, err := strconv.ParseFloat(text, bits); err == nil {
			return command.Float(f)
		}
	case strings.HasSuffix(name, "INT"), name == "YEAR":
		if n, ok := new(big.Int).SetString(text, 10); ok {
			return command.BigInt(n)
		}
	case name == "GEOMETRY", name == "BIT":
		return command.Unread{Type: strings.ToLower(name), Text: text}
	}
	return command.String(text)
}

// mysqlTime reads days and times. The server leaves out the fraction where it
// is nothing, and otherwise has six digits.
func mysqlTime(raw any, name, text string) command.Value {
	if at, ok := raw.(time.Time); ok {
		text = at.Format("2006-01-02 15:04:05.000000")
		if name == "DATE" {
			text = at.Format(time.DateOnly)
		}
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if strings.Trim(fraction, "0") != "" {
		whole += "." + (fraction + "000000")[:6]
	}
	switch {
	case strings.HasPrefix(text, "0000-00-00") && name == "DATE":
		return command.Atom("zero_date")
	case strings.HasPrefix(text, "0000-00-00"):
		return command.Atom("zero_datetime")
	case name == "DATE":
		return command.Date(whole)
	case name == "TIME":
		return command.Time(whole)
	case name == "TIMESTAMP":
		return command.DateTime(strings.Replace(whole, " ", "T", 1) + "Z")
	}
	return command.NaiveDateTime(strings.Replace(whole, " ", "T", 1))
}

// postgresValue reads what a driver of database/sql has left of the server's
// text.
func postgresValue(raw any, name string) command.Value {
	t := pgtext.Type{Name: name, Modifier: -1}
	if elem, ok := strings.CutPrefix(name, "_"); ok {
		t.Elem = &pgtext.Type{Name: elem, Modifier: -1}
	}
	switch v := raw.(type) {
	case string:
		return t.Decode(v)
	case []byte:
		if name == "bytea" {
			return command.String(v)
		}
		return t.Decode(string(v))
	case time.Time:
		if name == "timestamptz" {
			return t.Decode(v.UTC().Format("2006-01-02 15:04:05.999999Z07"))
		}
		if name == "date" {
			return t.Decode(v.Format(time.DateOnly))
		}
		return t.Decode(v.Format("2006-01-02 15:04:05.999999"))
	}
	return plainValue(raw)
}
