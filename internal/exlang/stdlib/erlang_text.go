package stdlib

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// erlangBinary is the module :binary.
func erlangBinary() functions {
	return functions{
		"split/2": binarySplit, "split/3": binarySplit, "replace/3": binaryReplace, "replace/4": binaryReplace,
		"match/2": binaryMatch, "matches/2": binaryMatches, "part/3": kernelOf("Kernel", "binary_part"), "part/2": binaryPart2,
		"at/2": binaryAt, "first/1": onText(func(c *eval.Call, s string) (eval.Value, error) { return byteAt(c, s, 0) }),
		"last/1":        onText(func(c *eval.Call, s string) (eval.Value, error) { return byteAt(c, s, len(s)-1) }),
		"bin_to_list/1": onText(bytesOf),
		"list_to_bin/1": ioDataToBinary,
		"copy/1":        onText(func(_ *eval.Call, s string) (eval.Value, error) { return eval.String(s), nil }),
		"copy/2":        stringDuplicate,
		"encode_hex/1": onText(func(c *eval.Call, s string) (eval.Value, error) {
			return built(c, strings.ToUpper(hex.EncodeToString([]byte(s))))
		}),
		"decode_hex/1":      onText(binaryDecodeHex),
		"encode_unsigned/1": binaryEncodeUnsigned, "decode_unsigned/1": binaryDecodeUnsigned,
		"compile_pattern/1": binaryCompile,
	}
}

func byteAt(c *eval.Call, s string, i int) (eval.Value, error) {
	if i < 0 || i >= len(s) {
		return nil, badArgument(c, 1, "a zero-sized binary is not allowed")
	}
	return integer(int(s[i])), nil
}

func binaryAt(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	i, err := c.Index(1)
	if err == nil && (i < 0 || i >= len(s)) {
		err = badArgument(c, 2, "out of range")
	}
	if err != nil {
		return nil, err
	}
	return integer(int(s[i])), nil
}

// hasOption reports whether a list of options has an atom.
func hasOption(c *eval.Call, i int, name eval.Atom) bool {
	list, _ := argument(c, i, eval.List{}).(eval.List)
	for _, e := range list {
		if e == name {
			return true
		}
	}
	return false
}

func binarySplit(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	patterns, err := patternsOf(c, 1)
	if err != nil {
		return nil, err
	}
	options := splitOptions{trim: hasOption(c, 2, "trim_all")}
	if !hasOption(c, 2, "global") {
		options.parts = 2
	}
	parts := options.split(s, func(s string) (int, int) { return firstMatch(s, patterns) })
	if hasOption(c, 2, "trim") {
		for len(parts) > 0 && parts[len(parts)-1] == "" {
			parts = parts[:len(parts)-1]
		}
	}
	return stringList(c, parts)
}

func binaryReplace(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	patterns, err := patternsOf(c, 1)
	if err != nil {
		return nil, err
	}
	replace, err := replacerOf(c, 2)
	if err != nil {
		return nil, err
	}
	return replaceMatches(c, s, patterns, replace, hasOption(c, 3, "global"))
}

func binaryMatch(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	patterns, err := patternsOf(c, 1)
	if err != nil {
		return nil, err
	}
	at, length := firstMatch(s, patterns)
	if at < 0 {
		return eval.Atom("nomatch"), nil
	}
	return tupleOf(integer(at), integer(length)), nil
}

func binaryMatches(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	patterns, err := patternsOf(c, 1)
	if err != nil {
		return nil, err
	}
	list, offset := eval.List{}, 0
	for at, length := firstMatch(s, patterns); at >= 0; at, length = firstMatch(s[offset:], patterns) {
		list = append(list, tupleOf(integer(offset+at), integer(length)))
		offset += at + length
	}
	return list, c.Grow(32 * len(list))
}

func binaryCompile(c *eval.Call) (eval.Value, error) {
	patterns, err := patternsOf(c, 0)
	return tupleOf(eval.Atom("bm"), eval.String(strings.Join(patterns, "\x00"))), err
}

func binaryDecodeHex(c *eval.Call, s string) (eval.Value, error) {
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil, badArgument(c, 1, "must contain an even number of hexadecimal digits")
	}
	return eval.String(b), nil
}

func binaryEncodeUnsigned(c *eval.Call) (eval.Value, error) {
	n, err := c.Int(0)
	if err != nil {
		return nil, err
	}
	if n.Sign() < 0 {
		return nil, badArgument(c, 1, "not a non-negative integer")
	}
	if n.Sign() == 0 {
		return eval.String("\x00"), nil
	}
	return built(c, string(n.Bytes()))
}

func binaryDecodeUnsigned(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	n := eval.IntValue(0)
	n.SetBytes([]byte(s))
	return n, nil
}

// erlangString is the module :string.
func erlangString() functions {
	return functions{
		"uppercase/1": stringish(upcase), "lowercase/1": stringish(downcase), "to_upper/1": stringish(upcase), "to_lower/1": stringish(downcase),
		"titlecase/1": stringish(func(s string, _ eval.Atom) string {
			if s == "" {
				return s
			}
			_, n := utf8.DecodeRuneInString(s)
			return capitalize(s[:n], "default") + s[n:]
		}),
		"trim/1":   stringish(func(s string, _ eval.Atom) string { return strings.TrimSpace(s) }),
		"length/1": erlangStringLength, "is_empty/1": erlangStringEmpty, "equal/2": erlangStringEqual,
		"split/2": erlangStringSplit, "split/3": erlangStringSplit,
	}
}

// stringish is a function of a string or a charlist, which returns the same
// kind.
func stringish(f func(s string, mode eval.Atom) string) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		text, err := chardata(c, c.Args[0])
		if err != nil {
			return nil, textError(err, badArgument(c, 1, "not valid character data (an iodata term)"))
		}
		changed := f(text, "default")
		if _, isList := c.Args[0].(eval.List); isList {
			return toCharlist(c, changed)
		}
		return built(c, changed)
	}
}

// erlangText returns argument i, a string or a charlist.
func erlangText(c *eval.Call, i int) (string, error) {
	text, err := chardata(c, c.Args[i])
	return text, textError(err, badArgument(c, i+1, "not valid character data (an iodata term)"))
}

func erlangStringLength(c *eval.Call) (eval.Value, error) {
	text, err := erlangText(c, 0)
	if err != nil {
		return nil, err
	}
	return c.Invoke(eval.Module("String"), "length", eval.String(text))
}

func erlangStringEmpty(c *eval.Call) (eval.Value, error) {
	text, err := erlangText(c, 0)
	return eval.Boolean(text == ""), err
}

func erlangStringEqual(c *eval.Call) (eval.Value, error) {
	a, err := erlangText(c, 0)
	if err != nil {
		return nil, err
	}
	b, err := erlangText(c, 1)
	return eval.Boolean(a == b), err
}

// erlangStringSplit splits at the first, the last or every place.
func erlangStringSplit(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	separator, err := c.Text(1)
	if err != nil {
		return nil, err
	}
	switch argument(c, 2, eval.Atom("leading")) {
	case eval.Atom("all"):
		return stringList(c, strings.Split(s, separator))
	case eval.Atom("trailing"):
		if i := strings.LastIndex(s, separator); i >= 0 {
			return stringList(c, []string{s[:i], s[i+len(separator):]})
		}
		return stringList(c, []string{s})
	}
	return stringList(c, strings.SplitN(s, separator, 2))
}

// erlangUnicode is the module :unicode.
func erlangUnicode() functions {
	table := functions{
		"characters_to_binary/1": toBinary, "characters_to_binary/2": toBinary, "characters_to_binary/3": toBinary,
		"characters_to_list/1": toList, "characters_to_list/2": toList,
	}
	for _, form := range []eval.Atom{"nfc", "nfd", "nfkc", "nfkd"} {
		table["characters_to_"+string(form)+"_binary/1"] = func(c *eval.Call) (eval.Value, error) {
			text, err := erlangText(c, 0)
			if err != nil {
				return nil, err
			}
			return c.Invoke(eval.Module("String"), "normalize", eval.String(text), form)
		}
	}
	return table
}

// decoded reads text in an encoding: :utf8, :latin1 or UTF-16.
func decoded(c *eval.Call, v, from eval.Value) (string, error) {
	text, err := chardata(c, v)
	if err != nil {
		return "", textError(err, badArgument(c, 1, "not valid character data (an iodata term)"))
	}
	switch from {
	case eval.Atom("utf8"), eval.Atom("unicode"):
		return text, nil
	case eval.Atom("latin1"):
		raw, err := iodata(c, v)
		if err != nil {
			return "", textError(err, badArgument(c, 1, "not valid character data (an iodata term)"))
		}
		runes := make([]rune, len(raw))
		for i := range len(raw) {
			runes[i] = rune(raw[i])
		}
		return string(runes), nil
	case eval.Atom("utf16"):
		return fromUTF16(text, binary.BigEndian), nil
	}
	if t, ok := from.(eval.Tuple); ok && len(t) == 2 && t[0] == eval.Atom("utf16") {
		if t[1] == eval.Atom("little") {
			return fromUTF16(text, binary.LittleEndian), nil
		}
		return fromUTF16(text, binary.BigEndian), nil
	}
	return "", badArgument(c, 2, "not a valid encoding")
}

func fromUTF16(s string, order binary.ByteOrder) string {
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = order.Uint16([]byte(s[2*i : 2*i+2]))
	}
	return string(utf16.Decode(units))
}

// toBinary is characters_to_binary; what is not valid is told apart.
func toBinary(c *eval.Call) (eval.Value, error) {
	text, err := decoded(c, c.Args[0], argument(c, 1, eval.Atom("utf8")))
	if err != nil {
		return nil, err
	}
	if rest := invalidRest(text); rest != "" {
		kind := eval.Atom("error")
		if truncatedSequence(rest) == len(rest) && len(rest) > 1 || len(rest) == 1 && rest[0] >= 0xC2 && rest[0] <= 0xF4 {
			kind = "incomplete"
		}
		return tupleOf(kind, eval.String(text[:len(text)-len(rest)]), eval.String(rest)), nil
	}
	switch argument(c, 2, eval.Atom("utf8")) {
	case eval.Atom("latin1"):
		var b strings.Builder
		for _, r := range text {
			if r > 0xFF {
				return nil, badArgument(c, 1, "not valid character data (an iodata term)")
			}
			b.WriteByte(byte(r))
		}
		return built(c, b.String())
	case eval.Atom("utf8"), eval.Atom("unicode"):
		return built(c, text)
	}
	return nil, badArgument(c, 3, "not a valid encoding")
}

func toList(c *eval.Call) (eval.Value, error) {
	text, err := decoded(c, c.Args[0], argument(c, 1, eval.Atom("utf8")))
	if err != nil {
		return nil, err
	}
	return toCharlist(c, text)
}
