package sqldb

import (
	"context"
	"errors"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/database"
)

// describe turns a driver's error into ours. The drivers are not linked, so
// their errors are read through methods where they have them (PostgreSQL,
// SQLite, SQL Server) and through their stable text where they have none
// (MySQL).
func (k Kind) describe(err error, index int, text string) error {
	e := &database.Error{Index: index, SQL: text, Message: err.Error(), Err: err}
	var postgres interface {
		error
		SQLState() string
	}
	var sqlite interface {
		error
		Code() int
	}
	var mssql interface {
		error
		SQLErrorNumber() int32
		SQLErrorMessage() string
	}
	switch {
	case k == Postgres && errors.As(err, &postgres):
		readPostgres(e, postgres, postgres.SQLState())
	case k == SQLite && errors.As(err, &sqlite):
		e.Code, e.Message = strconv.Itoa(sqlite.Code()), sqliteMessage(sqlite.Error())
	case k == SQLite && isContext(err):
		// The driver interrupts SQLite, waits for it, and answers with the
		// context's error instead of SQLITE_INTERRUPT.
		e.Code, e.Message = "9", "interrupted"
	case k == MSSQL && errors.As(err, &mssql):
		e.Code, e.Message = strconv.Itoa(int(mssql.SQLErrorNumber())), mssql.SQLErrorMessage()
	case k == MySQL:
		e.Code, e.Message = mysqlMessage(err)
	}
	if e.Code == "" && !isContext(err) && text != "" {
		e.Hint = "the connection to the server was lost"
	}
	if text == "" {
		e.Message = redact(e.Message)
	}
	return e
}

// readPostgres reads the error of a driver for PostgreSQL. Both of them, pgx
// and lib/pq, have a struct with the server's fields by the same names, which
// is the only way to their detail and hint.
func readPostgres(e *database.Error, err error, code string) {
	e.Code, e.Message = code, err.Error()
	value := reflect.Indirect(reflect.ValueOf(err))
	if value.Kind() != reflect.Struct {
		return
	}
	field := func(name string) string {
		if f := value.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
			return f.String()
		}
		return ""
	}
	if message := field("Message"); message != "" {
		e.Message = message
	}
	e.Detail, e.Hint = field("Detail"), field("Hint")
	if where := field("Where"); where != "" {
		e.Detail = strings.TrimPrefix(e.Detail+"\n"+where, "\n")
	}
	if position := value.FieldByName("Position"); position.IsValid() && position.CanInt() {
		e.Position = int(position.Int())
	} else if n, err := strconv.Atoi(field("Position")); err == nil {
		e.Position = n
	}
}

// secrets are the ways in which a password stands in a data source name. A
// driver that cannot read one may repeat it.
var secrets = []struct {
	pattern     *regexp.Regexp
	replacement string
}{
	{regexp.MustCompile(`(://[^\s:/@]*:)\S*@`), "${1}xxxxx@"},                    // a URL
	{regexp.MustCompile(`(?i)\b((?:password|pwd)\s*=\s*)[^\s;&]+`), "${1}xxxxx"}, // key=value
	{regexp.MustCompile(`([^\s:/@"]+:)\S*@((?:tcp|unix)\()`), "${1}xxxxx@${2}"},  // go-sql-driver/mysql
}

func redact(text string) string {
	for _, s := range secrets {
		text = s.pattern.ReplaceAllString(text, s.replacement)
	}
	return text
}

func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// mysqlError is the text of the driver's MySQLError:
// "Error 1146 (42S02): Table 'a.b' doesn't exist".
var mysqlError = regexp.MustCompile(`(?s)^Error (\d+)(?: \([0-9A-Z]{5}\))?: (.*)$`)

// mysqlMessage searches the chain, as a cancelled statement's error comes
// joined with the context's.
func mysqlMessage(err error) (code, message string) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, inner := range joined.Unwrap() {
			if code, message := mysqlMessage(inner); code != "" {
				return code, message
			}
		}
	}
	if m := mysqlError.FindStringSubmatch(err.Error()); m != nil {
		return m[1], m[2]
	}
	return "", err.Error()
}

// sqliteMessage drops what the driver puts around SQLite's message: the name
// of the primary result code before it and the number after it.
func sqliteMessage(text string) string {
	if i := strings.LastIndex(text, " ("); i > 0 && strings.HasSuffix(text, ")") {
		text = text[:i]
	}
	return strings.TrimPrefix(text, "SQL logic error: ")
}
