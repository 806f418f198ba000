package stdlib

import (
	"math/big"
	"time"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// elixirVersion is the version of Elixir whose library this is.
const elixirVersion = "1.18.4"

// system is the module System, as far as it has no effects. The environment
// is somewhere else.
func (l *Library) system() functions {
	return functions{
		"system_time/0": l.systemTime, "system_time/1": l.systemTime, "os_time/0": l.systemTime, "os_time/1": l.systemTime,
		"monotonic_time/0": l.systemTime, "monotonic_time/1": l.systemTime,
		"time_offset/0":    func(*eval.Call) (eval.Value, error) { return integer(0), nil },
		"time_offset/1":    func(*eval.Call) (eval.Value, error) { return integer(0), nil },
		"unique_integer/0": l.uniqueInteger, "unique_integer/1": l.uniqueInteger,
		"convert_time_unit/3": convertTimeUnit,
		"version/0":           constant(elixirVersion), "otp_release/0": constant("27"),
		"build_info/0": buildInfo, "endianness/0": littleEndian, "compiled_endianness/0": littleEndian,
	}
}

func littleEndian(*eval.Call) (eval.Value, error) { return eval.Atom("little"), nil }

// inUnits is the clock's reading in the unit that argument i names.
func (l *Library) inUnits(c *eval.Call, i int) (*big.Int, error) {
	per, seconds, err := unitOf(c, i, "native")
	if err != nil {
		return nil, err
	}
	n := big.NewInt(l.clock.now().UnixNano())
	if per == 0 {
		return n.Div(n, big.NewInt(int64(seconds)*int64(time.Second))), nil
	}
	n.Mul(n, big.NewInt(int64(per)))
	return n.Div(n, big.NewInt(int64(time.Second))), nil
}

func (l *Library) systemTime(c *eval.Call) (eval.Value, error) {
	n, err := l.inUnits(c, 0)
	return eval.Int{Int: n}, err
}

func (l *Library) uniqueInteger(*eval.Call) (eval.Value, error) {
	l.unique++
	return integer(l.unique), nil
}

func convertTimeUnit(c *eval.Call) (eval.Value, error) {
	n, err := c.Int(0)
	if err != nil {
		return nil, err
	}
	from, fromSeconds, err := unitOf(c, 1, "")
	if err != nil {
		return nil, err
	}
	to, toSeconds, err := unitOf(c, 2, "")
	if err != nil {
		return nil, err
	}
	// A unit is per/seconds of a second.
	top := big.NewInt(int64(max(to, 1)) * int64(max(fromSeconds, 1)))
	bottom := big.NewInt(int64(max(from, 1)) * int64(max(toSeconds, 1)))
	top.Mul(top, n)
	return eval.Int{Int: floorQuotient(top, bottom)}, nil
}

// floorQuotient rounds down; Div rounds so that the rest is not negative,
// which is the same for a positive divisor.
func floorQuotient(a, b *big.Int) *big.Int { return new(big.Int).Div(a, b) }

func buildInfo(*eval.Call) (eval.Value, error) {
	return eval.NewMap(
		pair("build", eval.String(elixirVersion+" (compiled with Erlang/OTP 27)")), pair("date", eval.String("")),
		pair("otp_release", eval.String("27")), pair("revision", eval.String("")), pair("version", eval.String(elixirVersion)),
	), nil
}
