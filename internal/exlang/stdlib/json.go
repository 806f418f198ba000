package stdlib

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// jsonFunctions is the module JSON, which Elixir has since 1.18.
func jsonFunctions() functions {
	return functions{
		"encode!/1": jsonEncode, "encode_to_iodata!/1": jsonEncode,
		"decode!/1": jsonDecodeBang, "decode/1": jsonDecode,
	}
}

func jsonEncode(c *eval.Call) (eval.Value, error) {
	w := &jsonWriter{c: c, encoder: "JSON.Encoder", escape: "json"}
	if err := w.value(c.Args[0]); err != nil {
		return nil, err
	}
	return built(c, w.out.String())
}

// jsonDecode returns where and why it ended with :error.
func jsonDecode(c *eval.Call) (eval.Value, error) {
	v, wrong, err := decodeText(c)
	if err != nil {
		return nil, err
	}
	if wrong == nil {
		return okTuple(v), nil
	}
	if wrong.atEnd() {
		return errorTuple(tupleOf(eval.Atom("unexpected_end"), integer(len(wrong.text)))), nil
	}
	if wrong.token != "" {
		return errorTuple(tupleOf(eval.Atom("unexpected_sequence"), integer(wrong.pos), eval.String(wrong.token))), nil
	}
	at := wrong.invalidByte()
	return errorTuple(tupleOf(eval.Atom("invalid_byte"), integer(at), integer(int(wrong.text[at])))), nil
}

func jsonDecodeBang(c *eval.Call) (eval.Value, error) {
	v, wrong, err := decodeText(c)
	if err != nil || wrong == nil {
		return v, err
	}
	at := wrong.pos
	var message string
	switch {
	case wrong.atEnd():
		at = len(wrong.text)
		message = "unexpected end of JSON binary"
	case wrong.token != "":
		message = "unexpected sequence " + eval.Inspect(eval.String(wrong.token))
	default:
		at = wrong.invalidByte()
		message = fmt.Sprintf("invalid byte %d", wrong.text[at])
	}
	message += fmt.Sprintf(" at position (byte offset) %d", at)
	return nil, raised(c, "JSON.DecodeError", message, pair("message", eval.String(message)),
		pair("offset", integer(at)), pair("data", eval.String(wrong.text)))
}

// decodeText decodes a binary; JSON takes no iodata, as Jason does.
func decodeText(c *eval.Call) (eval.Value, *jsonError, error) {
	if _, err := c.Text(0); err != nil {
		return nil, nil, err
	}
	return decodeJSON(c)
}

// word returns how much of true, false or null stands where the text is wrong.
func (e *jsonError) word() string {
	rest := e.text[min(e.pos, len(e.text)):]
	longest := ""
	for _, word := range []string{"true", "false", "null"} {
		n := 0
		for n < len(word) && n < len(rest) && rest[n] == word[n] {
			n++
		}
		if n > len(longest) {
			longest = word[:n]
		}
	}
	return longest
}

// atEnd reports whether the text only lacks its end.
func (e *jsonError) atEnd() bool {
	return e.pos+len(e.word()) >= len(e.text) && (e.token == "" || strings.HasSuffix(e.text, e.token) && len(e.token) < 6)
}

// invalidByte returns the place of the byte that cannot stand there.
func (e *jsonError) invalidByte() int { return min(e.pos+len(e.word()), len(e.text)-1) }
