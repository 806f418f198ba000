package pgx

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database/internal/pgtext"
)

// Ask implements database.Asker. The server is asked for the types of the
// parameters first, if there are any, as Postgrex does.
func (c *conn) Ask(ctx context.Context, query string, params []command.Value) (*command.Result, error) {
	reader, err := c.send(ctx, query, params)
	if err != nil {
		return nil, err
	}
	var texts [][]*string
	for reader.NextRow() {
		texts = append(texts, copyRow(reader.Values()))
	}
	fields := reader.FieldDescriptions()
	tag, err := reader.Close()
	if err != nil {
		return nil, statementError(ctx, err, 0, query)
	}
	result := &command.Result{
		Command: commandOf(tag.String()), Count: tag.RowsAffected(), HasRows: len(fields) > 0 || len(texts) > 0,
		Session: c.SessionID(),
	}
	types := make([]pgtext.Type, len(fields))
	for i, f := range fields {
		result.Columns = append(result.Columns, f.Name)
		if types[i], err = c.typeOf(ctx, f.DataTypeOID); err != nil {
			return nil, err
		}
		types[i].Modifier = int(f.TypeModifier)
	}
	for _, row := range texts {
		result.Rows = append(result.Rows, decodeTexts(types, row))
	}
	return result, nil
}

// send sends a query with parameters in the server's text form.
func (c *conn) send(ctx context.Context, query string, params []command.Value) (*pgconn.ResultReader, error) {
	if len(params) == 0 {
		return c.pg.ExecParams(ctx, query, nil, nil, nil, nil), nil
	}
	prepared, err := c.pg.Prepare(ctx, "", query, nil)
	if err != nil {
		return nil, statementError(ctx, err, 0, query)
	}
	if len(prepared.ParamOIDs) != len(params) {
		return nil, &command.EncodeError{Message: "parameters must be of length " + strconv.Itoa(len(prepared.ParamOIDs)) +
			" for query " + query}
	}
	texts := make([][]byte, len(params))
	for i, param := range params {
		t, err := c.typeOf(ctx, prepared.ParamOIDs[i])
		if err != nil {
			return nil, err
		}
		text, null, err := t.Encode(param)
		if err != nil {
			return nil, err
		}
		if !null {
			texts[i] = []byte(text)
		}
	}
	// With the types, and not by the statement that was prepared: a pooler may
	// have given the server's session to somebody else meanwhile.
	return c.pg.ExecParams(ctx, query, texts, prepared.ParamOIDs, nil, nil), nil
}

func copyRow(values [][]byte) []*string {
	row := make([]*string, len(values))
	for i, value := range values {
		if value != nil {
			text := string(value)
			row[i] = &text
		}
	}
	return row
}

func decodeTexts(types []pgtext.Type, row []*string) []command.Value {
	values := make([]command.Value, len(row))
	for i, text := range row {
		if text == nil {
			values[i] = command.Null{}
			continue
		}
		values[i] = types[i].Decode(*text)
	}
	return values
}

// commandOf makes "create_table" of "CREATE TABLE", and "insert" of
// "INSERT 0 1".
func commandOf(tag string) string {
	words := strings.Fields(strings.ToLower(tag))
	for len(words) > 0 && words[len(words)-1][0] >= '0' && words[len(words)-1][0] <= '9' {
		words = words[:len(words)-1]
	}
	return strings.Join(words, "_")
}
