package stdlib

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// An encoding is one of the module Base: its name, its alphabet and how it is
// cut into groups.
type encoding struct {
	encode func(string) string
	// decode decodes text in capital letters where case does not matter.
	decode func(string) ([]byte, error)
	group  int
	// cased is set where letters may be in another case.
	cased bool
}

func hexadecimal() encoding {
	return encoding{
		encode: func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
		decode: hex.DecodeString, group: 2, cased: true,
	}
}

func base32Of(e *base32.Encoding) encoding {
	return encoding{encode: func(s string) string { return e.EncodeToString([]byte(s)) }, decode: e.DecodeString, group: 8, cased: true}
}

func base64Of(e *base64.Encoding) encoding {
	return encoding{
		encode: func(s string) string { return e.EncodeToString([]byte(s)) },
		decode: func(s string) ([]byte, error) {
			// Go's decoder skips line breaks.
			if i := strings.IndexAny(s, "\r\n"); i >= 0 {
				return nil, base64.CorruptInputError(i)
			}
			return e.DecodeString(s)
		},
		group: 4,
	}
}

// baseFunctions is the module Base.
func baseFunctions() functions {
	table := functions{}
	for name, e := range map[string]encoding{
		"16": hexadecimal(), "32": base32Of(base32.StdEncoding), "hex_32": base32Of(base32.HexEncoding),
		"64": base64Of(base64.StdEncoding), "url_64": base64Of(base64.URLEncoding),
	} {
		short := strings.TrimPrefix(name, "_")
		prefix := ""
		if before, number, ok := strings.Cut(short, "_"); ok {
			prefix, short = before+"_", number
		}
		for _, arity := range []string{"/1", "/2"} {
			table[prefix+"encode"+short+arity] = baseEncode(e)
			table[prefix+"decode"+short+arity] = baseDecode(e)
			table[prefix+"decode"+short+"!"+arity] = baseDecodeBang(e)
			table[prefix+"valid"+short+"?"+arity] = baseValid(e)
		}
	}
	return table
}

// baseOptions reads case: and padding:.
func baseOptions(c *eval.Call, e encoding) (letters eval.Atom, padded bool, err error) {
	pairs, err := c.Keyword(1)
	if err != nil {
		return "", false, err
	}
	letters, padded = "upper", true
	if v, ok := eval.Option(pairs, "case"); ok && e.cased {
		letters, _ = v.(eval.Atom)
	}
	if v, ok := eval.Option(pairs, "padding"); ok {
		padded = eval.Truthy(v)
	}
	switch letters {
	case "upper", "lower", "mixed":
		return letters, padded, nil
	}
	return "", false, c.WrongArgument(1, "case: as :upper, :lower or :mixed")
}

func baseEncode(e encoding) eval.Native {
	return onText(func(c *eval.Call, s string) (eval.Value, error) {
		letters, padded, err := baseOptions(c, e)
		if err != nil {
			return nil, err
		}
		if err := c.Grow(2 * len(s)); err != nil {
			return nil, err
		}
		out := e.encode(s)
		if !padded {
			out = strings.TrimRight(out, "=")
		}
		if letters == "lower" {
			out = strings.ToLower(out)
		}
		return eval.String(out), nil
	})
}

func decodeBase(c *eval.Call, e encoding, s string) (string, string, error) {
	letters, padded, err := baseOptions(c, e)
	if err != nil {
		return "", "", err
	}
	if problem := wrongDigit(s, e, letters); problem != "" {
		return "", problem, nil
	}
	upper := s
	if e.cased {
		upper = strings.ToUpper(s)
	}
	if !padded && e.group > 2 {
		upper = strings.TrimRight(upper, "=")
		upper += strings.Repeat("=", (e.group-len(upper)%e.group)%e.group)
	}
	decoded, err := e.decode(upper)
	if err == nil {
		return string(decoded), "", c.Grow(len(decoded))
	}
	return "", baseProblem(s, e), nil
}

// baseProblem says why s cannot be decoded.
func baseProblem(s string, e encoding) string {
	if e.group == 2 && len(s)%2 == 1 {
		return fmt.Sprintf("string given to decode has wrong length. An even number of bytes was expected, got: %d. "+
			"Double check your string for unwanted characters or pad it accordingly", len(s))
	}
	for _, ch := range []byte(s) {
		if _, err := e.decode(strings.Repeat(strings.ToUpper(string(rune(ch))), e.group)); err != nil && ch != '=' {
			if _, err := e.decode(strings.Repeat(string(rune(ch)), e.group)); err != nil {
				return "non-alphabet character found: " + eval.Inspect(eval.String([]byte{ch})) + " (byte " + eval.Inspect(integer(int(ch))) + ")"
			}
		}
	}
	return "incorrect padding"
}

// wrongDigit finds a letter in the wrong case.
func wrongDigit(s string, e encoding, letters eval.Atom) string {
	if !e.cased || letters == "mixed" {
		return ""
	}
	for _, ch := range []byte(s) {
		isLower, isUpper := ch >= 'a' && ch <= 'z', ch >= 'A' && ch <= 'Z'
		if isLower && letters == "upper" || isUpper && letters == "lower" {
			return "non-alphabet character found: " + eval.Inspect(eval.String([]byte{ch})) + " (byte " + eval.Inspect(integer(int(ch))) + ")"
		}
	}
	return ""
}

// withoutSpace drops what ignore: :whitespace allows.
func withoutSpace(c *eval.Call, s string) string {
	pairs, _ := c.Keyword(1)
	if v, ok := eval.Option(pairs, "ignore"); ok && v == eval.Atom("whitespace") {
		return strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace(s)
	}
	return s
}

func baseDecode(e encoding) eval.Native {
	return onText(func(c *eval.Call, s string) (eval.Value, error) {
		out, problem, err := decodeBase(c, e, withoutSpace(c, s))
		if err != nil {
			return nil, err
		}
		if problem != "" {
			return eval.Atom("error"), nil
		}
		return okTuple(eval.String(out)), nil
	})
}

func baseDecodeBang(e encoding) eval.Native {
	return onText(func(c *eval.Call, s string) (eval.Value, error) {
		out, problem, err := decodeBase(c, e, withoutSpace(c, s))
		if err == nil && problem != "" {
			err = c.Raise("ArgumentError", "%s", problem)
		}
		return eval.String(out), err
	})
}

func baseValid(e encoding) eval.Native {
	return onText(func(c *eval.Call, s string) (eval.Value, error) {
		_, problem, err := decodeBase(c, e, withoutSpace(c, s))
		return eval.Boolean(problem == ""), err
	})
}
