package stdlib

import (
	"crypto/md5"
	"hash/adler32"
	"hash/crc32"
	"math/big"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// erlang is the module :erlang, as far as its functions have no effects. An
// atom with interpolation, :"part_#{n}", is a call of binary_to_atom.
func (l *Library) erlang() functions {
	table := functions{
		"binary_to_atom/1": stringToAtom, "binary_to_atom/2": stringToAtom,
		"binary_to_existing_atom/1": stringToAtom, "binary_to_existing_atom/2": stringToAtom,
		"atom_to_binary/1": atomBinary, "atom_to_binary/2": atomBinary, "atom_to_list/1": listed(atomBinary), "list_to_atom/1": onCharlist(stringToAtom),
		"list_to_existing_atom/1": onCharlist(stringToAtom),
		"integer_to_binary/1":     integerText, "integer_to_binary/2": integerText, "integer_to_list/1": listed(integerText), "integer_to_list/2": listed(integerText),
		"binary_to_integer/1": stringToInteger, "binary_to_integer/2": stringToInteger,
		"list_to_integer/1": onCharlist(stringToInteger), "list_to_integer/2": onCharlist(stringToInteger),
		"binary_to_float/1": stringToFloat, "list_to_float/1": onCharlist(stringToFloat),
		"float_to_binary/1": floatBinary, "float_to_binary/2": floatBinary, "float_to_list/1": listed(floatBinary), "float_to_list/2": listed(floatBinary),
		"float/1":          toFloat,
		"list_to_binary/1": ioDataToBinary, "iolist_to_binary/1": ioDataToBinary, "iolist_size/1": ioDataLength,
		"binary_to_list/1": onText(bytesOf), "element/2": erlangElement, "setelement/3": erlangSetElement,
		"tuple_to_list/1": kernelOf("Tuple", "to_list"), "list_to_tuple/1": kernelOf("List", "to_tuple"),
		"md5/1":         onIodata(func(s string) eval.Value { sum := md5.Sum([]byte(s)); return eval.String(sum[:]) }),
		"crc32/1":       onIodata(func(s string) eval.Value { return eval.IntValue(int64(crc32.ChecksumIEEE([]byte(s)))) }),
		"adler32/1":     onIodata(func(s string) eval.Value { return eval.IntValue(int64(adler32.Checksum([]byte(s)))) }),
		"system_time/0": l.systemTime, "system_time/1": l.systemTime, "monotonic_time/0": l.systemTime, "monotonic_time/1": l.systemTime,
		"unique_integer/0": l.uniqueInteger, "unique_integer/1": l.uniqueInteger,
		"timestamp/0": l.timestamp, "now/0": l.timestamp,
		"universaltime/0": l.universalTime, "localtime/0": l.universalTime, "date/0": l.today, "time/0": l.timeOfDay,
		"binary_part/2": binaryPart2, "size/1": erlangSize, "convert_time_unit/3": convertTimeUnit,
		"=:=/2": kernelOf("Kernel", "==="), "=/=/2": kernelOf("Kernel", "!=="), "/=/2": kernelOf("Kernel", "!="), "=</2": kernelOf("Kernel", "<="),
		"band/2": bitwiseFunctions()["band/2"], "bor/2": bitwiseFunctions()["bor/2"], "bxor/2": bitwiseFunctions()["bxor/2"],
		"bnot/1": bitNot, "bsl/2": shiftBits(1), "bsr/2": shiftBits(-1),
	}
	for _, name := range []string{
		"abs/1", "length/1", "hd/1", "tl/1", "byte_size/1", "bit_size/1", "tuple_size/1", "map_size/1", "round/1", "trunc/1", "floor/1", "ceil/1",
		"max/2", "min/2", "+/2", "-/2", "*/2", "//2", "div/2", "rem/2", "==/2", "</2", ">/2", ">=/2", "++/2", "--/2", "+/1", "-/1", "not/1",
		"is_atom/1", "is_binary/1", "is_bitstring/1", "is_boolean/1", "is_float/1", "is_function/1", "is_function/2", "is_integer/1", "is_list/1",
		"is_map/1", "is_map_key/2", "is_number/1", "is_tuple/1", "is_pid/1", "is_port/1", "is_reference/1", "binary_part/3", "apply/2", "apply/3",
	} {
		bare, _, _ := strings.Cut(strings.TrimPrefix(name, "/"), "/")
		if strings.HasPrefix(name, "/") {
			bare = "/"
		}
		table[name] = kernelOf("Kernel", bare)
	}
	table["is_map_key/2"] = func(c *eval.Call) (eval.Value, error) {
		return c.Invoke(eval.Module("Kernel"), "is_map_key", c.Args[1], c.Args[0])
	}
	return table
}

// kernelOf calls a function of Elixir in place of one of Erlang.
func kernelOf(module, name string) eval.Native {
	return func(c *eval.Call) (eval.Value, error) { return c.Invoke(eval.Module(module), name, c.Args...) }
}

// listed makes a charlist of the text that a function returns.
func listed(f eval.Native) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		v, err := f(c)
		if err != nil {
			return nil, err
		}
		s, _ := v.(eval.String)
		return toCharlist(c, string(s))
	}
}

// onCharlist gives a function the text of a charlist.
func onCharlist(f eval.Native) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		text, err := chardata(c, c.Args[0])
		if _, isList := c.Args[0].(eval.List); err == nil && !isList {
			err = errNotText
		}
		if err != nil {
			return nil, textError(err, badArgument(c, 1, "not a list of characters"))
		}
		inner := *c
		inner.Args = append([]eval.Value{eval.String(text)}, c.Args[1:]...)
		return f(&inner)
	}
}

// onIodata is a function of the bytes of iodata.
func onIodata(f func(string) eval.Value) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		s, err := iodata(c, c.Args[0])
		if err != nil {
			return nil, textError(err, badArgument(c, 1, "not an iodata term"))
		}
		return f(s), nil
	}
}

func atomBinary(c *eval.Call) (eval.Value, error) {
	a, ok := c.Args[0].(eval.Atom)
	if !ok {
		return nil, badArgument(c, 1, "not an atom")
	}
	return eval.String(a), nil
}

func integerText(c *eval.Call) (eval.Value, error) {
	n, ok := c.Args[0].(eval.Int)
	if !ok {
		return nil, badArgument(c, 1, "not an integer")
	}
	base, ok := asInt(argument(c, 1, integer(10)))
	if !ok || base < 2 || base > 36 {
		return nil, badArgument(c, 2, "not an integer in the range 2 through 36")
	}
	return built(c, strings.ToUpper(n.Text(base)))
}

// floatBinary is float_to_binary/1,2 with decimals: and compact.
func floatBinary(c *eval.Call) (eval.Value, error) {
	f, ok := c.Args[0].(eval.Float)
	if !ok {
		return nil, badArgument(c, 1, "not a float")
	}
	if len(c.Args) == 1 {
		return eval.String(scientific(float64(f), 20)), nil
	}
	options, ok := c.Args[1].(eval.List)
	if !ok {
		return nil, badArgument(c, 2, "not a list")
	}
	text, compact := eval.Inspect(f), false
	for _, o := range options {
		if o == eval.Atom("compact") {
			compact = true
		}
		pair, isTuple := o.(eval.Tuple)
		if !isTuple || len(pair) != 2 {
			continue
		}
		n, isInt := asInt(pair[1])
		if !isInt || n < 0 || n > 253 {
			return nil, badArgument(c, 2, "invalid option in list")
		}
		if pair[0] == eval.Atom("decimals") {
			// Erlang rounds halves away from zero, and Go to even.
			text = new(big.Rat).SetFloat64(float64(f)).FloatString(n)
		} else {
			text = scientific(float64(f), n)
		}
	}
	if compact && strings.Contains(text, ".") && !strings.Contains(text, "e") {
		if text = strings.TrimRight(text, "0"); strings.HasSuffix(text, ".") {
			text += "0"
		}
	}
	return eval.String(text), nil
}

func scientific(f float64, digits int) string { return strconv.FormatFloat(f, 'e', digits, 64) }

func toFloat(c *eval.Call) (eval.Value, error) {
	switch v := c.Args[0].(type) {
	case eval.Float:
		return v, nil
	case eval.Int:
		f, _ := v.Float64()
		return eval.Float(f), nil
	}
	return nil, badArgument(c, 1, "not a number")
}

func bytesOf(c *eval.Call, s string) (eval.Value, error) {
	list := make(eval.List, len(s))
	for i := range len(s) {
		list[i] = integer(int(s[i]))
	}
	return list, c.Grow(8 * len(s))
}

func erlangElement(c *eval.Call) (eval.Value, error) {
	i, ok := asInt(c.Args[0])
	t, isTuple := c.Args[1].(eval.Tuple)
	if !isTuple {
		return nil, badArgument(c, 2, "not a tuple")
	}
	if !ok || i < 1 || i > len(t) {
		return nil, badArgument(c, 1, "out of range")
	}
	return t[i-1], nil
}

func erlangSetElement(c *eval.Call) (eval.Value, error) {
	i, ok := asInt(c.Args[0])
	t, isTuple := c.Args[1].(eval.Tuple)
	if !isTuple {
		return nil, badArgument(c, 2, "not a tuple")
	}
	if !ok || i < 1 || i > len(t) {
		return nil, badArgument(c, 1, "out of range")
	}
	changed := append(eval.Tuple{}, t...)
	changed[i-1] = c.Args[2]
	return changed, c.Grow(8 * len(t))
}

func erlangSize(c *eval.Call) (eval.Value, error) {
	switch v := c.Args[0].(type) {
	case eval.Tuple:
		return integer(len(v)), nil
	case eval.String:
		return integer(len(v)), nil
	}
	return nil, badArgument(c, 1, "not tuple or binary")
}

func binaryPart2(c *eval.Call) (eval.Value, error) {
	t, ok := c.Args[1].(eval.Tuple)
	if !ok || len(t) != 2 {
		return nil, badArgument(c, 2, "not a pair of integers")
	}
	return c.Invoke(eval.Module("Kernel"), "binary_part", c.Args[0], t[0], t[1])
}

// timestamp is {megaseconds, seconds, microseconds}.
func (l *Library) timestamp(*eval.Call) (eval.Value, error) {
	now := l.clock.now()
	unix := now.Unix()
	return tupleOf(eval.IntValue(unix/1_000_000), eval.IntValue(unix%1_000_000), integer(now.Nanosecond()/1000)), nil
}

func (l *Library) universalTime(*eval.Call) (eval.Value, error) {
	t := ofTime(l.clock.now())
	return tupleOf(erlDate(t), erlTime(t)), nil
}

func (l *Library) today(*eval.Call) (eval.Value, error) { return erlDate(ofTime(l.clock.now())), nil }

func (l *Library) timeOfDay(*eval.Call) (eval.Value, error) {
	return erlTime(ofTime(l.clock.now())), nil
}
