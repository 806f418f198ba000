package pgtext

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
)

var errArray = errors.New("the text is no array")

// decodeArray reads {a,"b c",NULL,{d}}.
func (t Type) decodeArray(text string) (command.Value, error) {
	if i := strings.IndexByte(text, '='); i > 0 && text[0] == '[' { // bounds: [0:1]={...}
		text = text[i+1:]
	}
	r := &arrayReader{text: text, elem: *t.Elem}
	r.elem.Modifier = t.Modifier
	list, err := r.list()
	if err == nil && r.at != len(text) {
		err = errArray
	}
	return list, err
}

type arrayReader struct {
	text string
	at   int
	elem Type
}

func (r *arrayReader) next() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

func (r *arrayReader) list() (command.Value, error) {
	list := command.List{}
	if r.next() != '{' {
		return nil, errArray
	}
	r.at++
	for r.next() != '}' {
		v, err := r.element()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if r.next() == ',' {
			r.at++
		} else if r.next() != '}' {
			return nil, errArray
		}
	}
	r.at++
	return list, nil
}

func (r *arrayReader) element() (command.Value, error) {
	switch r.next() {
	case '{':
		return r.list()
	case '"':
		text, err := r.quoted()
		if err != nil {
			return nil, err
		}
		return r.elem.decode(text)
	}
	end := strings.IndexAny(r.text[r.at:], ",}")
	if end < 0 {
		return nil, errArray
	}
	text := r.text[r.at : r.at+end]
	r.at += end
	if text == "NULL" {
		return command.Null{}, nil
	}
	return r.elem.decode(text)
}

func (r *arrayReader) quoted() (string, error) {
	var b strings.Builder
	for r.at++; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; c {
		case '"':
			r.at++
			return b.String(), nil
		case '\\':
			r.at++
			b.WriteByte(r.next())
		default:
			b.WriteByte(c)
		}
	}
	return "", errArray
}

// encodeArray writes a list, each element in quotes.
func (t Type) encodeArray(list command.List) (string, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, v := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		if inner, ok := v.(command.List); ok {
			text, err := t.encodeArray(inner)
			if err != nil {
				return "", err
			}
			b.WriteString(text)
			continue
		}
		text, null, err := t.Elem.Encode(v)
		switch {
		case err != nil:
			return "", err
		case null:
			b.WriteString("NULL")
		default:
			b.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`)
		}
	}
	b.WriteByte('}')
	return b.String(), nil
}

// Array writes a list for a driver that does not tell of which type the server
// wants it: its elements say what they are.
func Array(list command.List) (string, error) {
	elem := Type{Modifier: -1}
	for _, v := range list {
		switch v := v.(type) {
		case command.Bool:
			elem.Name = "bool"
		case command.Integer:
			elem.Name = "int8"
		case command.Float, command.Decimal:
			elem.Name = "numeric"
		case command.Date, command.Time, command.NaiveDateTime, command.DateTime:
			elem.Name = "timestamp"
		case command.Map:
			elem.Name = "jsonb"
		case command.String:
			if !utf8.ValidString(string(v)) {
				elem.Name = map[bool]string{true: "uuid", false: "bytea"}[len(v) == 16]
			}
		}
	}
	return Type{Elem: &elem}.encodeArray(list)
}
