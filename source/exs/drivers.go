package exs

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// driver returns a module of a driver whose structs a script may name.
func driver(name string) (eval.NativeModule, bool) {
	switch name {
	case "Postgrex.Result":
		return structOf("command", "columns", "rows", "num_rows", "connection_id", "messages"), true
	case "MyXQL.Result":
		return structOf("columns", "connection_id", "last_insert_id", "num_rows", "rows", "num_warnings"), true
	case "Exqlite.Result":
		return structOf("command", "columns", "rows", "num_rows"), true
	case "Tds.Result":
		return structOf("columns", "rows", "num_rows"), true
	case "Postgrex.Error":
		return exceptionModule(func(m *eval.Map) string {
			_, text := postgresException(postgresRefusal(m))
			return text
		}, "message", "postgres", "connection_id", "query"), true
	case "MyXQL.Error":
		return exceptionModule(func(m *eval.Map) string {
			_, text := mysqlException(mysqlRefusal(m))
			return text
		}, "connection_id", "message", "mysql", "statement"), true
	case "Exqlite.Error":
		return exceptionModule(func(m *eval.Map) string {
			return textOf(m, "message") + "\n" + textOf(m, "statement")
		}, "message", "statement"), true
	case "Tds.Error":
		return exceptionModule(func(m *eval.Map) string { return textOf(m, "message") }, "message", "mssql"), true
	}
	return eval.NativeModule{}, false
}

func structOf(fields ...string) eval.NativeModule {
	m := eval.NativeModule{}
	for _, name := range fields {
		m.Struct = append(m.Struct, pair(name, eval.Nil))
	}
	return m
}

func exceptionModule(message func(*eval.Map) string, fields ...string) eval.NativeModule {
	m := structOf(fields...)
	m.Struct = append(m.Struct, pair("__exception__", eval.True))
	m.Functions = map[string]eval.Native{"message/1": func(c *eval.Call) (eval.Value, error) {
		exception, err := c.Map(0)
		if err != nil {
			return nil, err
		}
		return eval.String(message(exception)), nil
	}}
	return m
}

// postgresRefusal reads what postgresException has written.
func postgresRefusal(m *eval.Map) *command.Refusal {
	inner, _ := m.Get(eval.Atom("postgres"))
	fields, _ := inner.(*eval.Map)
	return &command.Refusal{
		Code: textOf(fields, "pg_code"), Severity: textOf(fields, "severity"), Message: textOf(fields, "message"),
		Table: textOf(fields, "table"), Column: textOf(fields, "column"), Constraint: textOf(fields, "constraint"),
		Hint: textOf(fields, "hint"), Detail: textOf(fields, "detail"),
	}
}

// mysqlRefusal reads what mysqlException has written.
func mysqlRefusal(m *eval.Map) *command.Refusal {
	code := int64(0)
	inner, _ := m.Get(eval.Atom("mysql"))
	if fields, ok := inner.(*eval.Map); ok {
		code = whole(fields, "code")
	}
	return &command.Refusal{Code: strconv.FormatInt(code, 10), Message: textOf(m, "message"), SQL: textOf(m, "statement")}
}

func textOf(m *eval.Map, name string) string {
	if m == nil {
		return ""
	}
	v, _ := m.Get(eval.Atom(name))
	text, _ := v.(eval.String)
	return string(text)
}

func sqliteException(r *command.Refusal) (*eval.Map, string) {
	return eval.NewStruct(eval.Module("Exqlite.Error"), pair("__exception__", eval.True),
		pair("message", eval.String(r.Message)), pair("statement", eval.String(r.SQL))), r.Message + "\n" + r.SQL
}

// exception is the driver's exception for a refusal, with its message.
func (s *session) exception(r *command.Refusal) (*eval.Map, string) {
	switch s.dialect() {
	case "mysql":
		return mysqlException(r)
	case "sqlite":
		return sqliteException(r)
	case "mssql":
		code, _ := strconv.ParseInt(r.Code, 10, 64)
		return eval.NewStruct(eval.Module("Tds.Error"), pair("__exception__", eval.True), pair("message", eval.String(r.Message)),
			pair("mssql", eval.NewMap(pair("number", eval.IntValue(code)), pair("msg_text", eval.String(r.Message))))), r.Message
	}
	return postgresException(r)
}

func postgresException(r *command.Refusal) (*eval.Map, string) {
	name := errorName(r.Code)
	severity := r.Severity
	if severity == "" {
		severity = "ERROR"
	}
	message := severity + " " + r.Code + " (" + name + ") " + r.Message
	fields := []eval.Pair{
		pair("severity", eval.String(severity)), pair("pg_code", eval.String(r.Code)), pair("code", eval.Atom(name)),
		pair("message", eval.String(r.Message)),
	}
	metadata := ""
	for _, f := range []struct{ name, value string }{
		{"table", r.Table}, {"column", r.Column}, {"constraint", r.Constraint}, {"hint", r.Hint}, {"schema", r.Schema}, {"detail", r.Detail},
	} {
		if f.value == "" {
			continue
		}
		fields = append(fields, pair(f.name, eval.String(f.value)))
		if f.name != "schema" && f.name != "detail" {
			metadata += "\n    " + f.name + ": " + f.value
		}
	}
	if metadata != "" {
		message += "\n" + metadata
	}
	if r.Detail != "" {
		message += "\n\n" + r.Detail
	}
	return eval.NewStruct(eval.Module("Postgrex.Error"), pair("__exception__", eval.True), pair("message", eval.Nil),
		pair("postgres", eval.NewMap(fields...)), pair("connection_id", eval.Nil), pair("query", eval.Nil)), message
}

func mysqlException(r *command.Refusal) (*eval.Map, string) {
	code, _ := strconv.ParseInt(r.Code, 10, 64)
	var name eval.Value = eval.Nil
	shown := " "
	if known := mysqlErrorName(code); known != "" {
		name, shown = eval.Atom(known), " ("+known+") "
	}
	message := "(" + r.Code + ")" + shown + r.Message + "\n\n    query: " + r.SQL
	return eval.NewStruct(eval.Module("MyXQL.Error"), pair("__exception__", eval.True), pair("message", eval.String(r.Message)),
		pair("mysql", eval.NewMap(pair("code", eval.IntValue(code)), pair("name", name))),
		pair("statement", eval.String(r.SQL)), pair("connection_id", eval.Nil)), message
}

// mysqlErrorName names the errors that MyXQL knows by default.
func mysqlErrorName(code int64) string {
	switch code {
	case 1005:
		return "ER_CANT_CREATE_TABLE"
	case 1006:
		return "ER_CANT_CREATE_DB"
	case 1007:
		return "ER_DB_CREATE_EXISTS"
	case 1008:
		return "ER_DB_DROP_EXISTS"
	case 1045:
		return "ER_ACCESS_DENIED_ERROR"
	case 1044:
		return "ER_DBACCESS_DENIED_ERROR"
	case 1046:
		return "ER_NO_DB_ERROR"
	case 1049:
		return "ER_BAD_DB_ERROR"
	case 1050:
		return "ER_TABLE_EXISTS_ERROR"
	case 1051:
		return "ER_BAD_TABLE_ERROR"
	case 1062:
		return "ER_DUP_ENTRY"
	case 1146:
		return "ER_NO_SUCH_TABLE"
	case 1205:
		return "ER_LOCK_WAIT_TIMEOUT"
	case 1207:
		return "ER_READ_ONLY_TRANSACTION"
	case 1421:
		return "ER_STMT_HAS_NO_OPEN_CURSOR"
	case 1451:
		return "ER_ROW_IS_REFERENCED_2"
	case 1452:
		return "ER_NO_REFERENCED_ROW_2"
	case 1461:
		return "ER_MAX_PREPARED_STMT_COUNT_REACHED"
	case 1792:
		return "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION"
	case 1836:
		return "ER_READ_ONLY_MODE"
	case 3140:
		return "ER_INVALID_JSON_TEXT"
	}
	return ""
}
