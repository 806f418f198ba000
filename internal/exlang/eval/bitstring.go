package eval

import (
	"encoding/binary"
	"math"
	"math/big"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// segment is the type of a part of <<...>>.
type segment struct {
	kind   string // integer, float, binary, utf8, utf16, utf32
	size   syntax.Node
	unit   int
	signed bool
	little bool
}

// segmentOf reads value::type-size(n). Text without a type is a binary.
func (in *Interp) segmentOf(n syntax.Node) (syntax.Node, segment, error) {
	s := segment{kind: "integer"}
	typed, ok := syntax.IsCall(n, "::")
	if !ok || len(typed.Args) != 2 {
		if isText(n) {
			s.kind = "binary"
		}
		return n, s, nil
	}
	s.kind = ""
	err := in.specifier(&s, typed.Args[1])
	if s.kind == "" {
		s.kind = "integer"
		if isText(typed.Args[0]) {
			s.kind = "binary"
		}
	}
	return typed.Args[0], s, err
}

// isText reports whether a node of a bitstring is a string by itself.
func isText(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.String:
		return true
	case *literal:
		_, ok := n.value.(String)
		return ok
	}
	if bits, ok := syntax.IsCall(n, "<<>>"); ok {
		return bits != nil
	}
	_, ok := syntax.IsCall(n, "<>")
	return ok
}

func (in *Interp) specifier(s *segment, n syntax.Node) error {
	switch n := n.(type) {
	case *syntax.Integer:
		s.size = n
		return nil
	case *syntax.Var:
		return in.specifierName(s, n.Name, n)
	case *syntax.Call:
		switch {
		case n.Name == "-" && len(n.Args) == 2, n.Name == "*" && len(n.Args) == 2:
			if err := in.specifier(s, n.Args[0]); err != nil {
				return err
			}
			if n.Name == "*" {
				return in.unit(s, n.Args[1])
			}
			return in.specifier(s, n.Args[1])
		case n.Name == "size" && len(n.Args) == 1:
			s.size = n.Args[0]
			return nil
		case n.Name == "unit" && len(n.Args) == 1:
			return in.unit(s, n.Args[0])
		case len(n.Args) == 0:
			return in.specifierName(s, n.Name, n)
		}
	}
	return in.raised(n.Pos(), "CompileError", "unknown bitstring specifier: %s", codeText(n))
}

// unit reads unit(n).
func (in *Interp) unit(s *segment, n syntax.Node) error {
	unit, ok := n.(*syntax.Integer)
	if !ok || !unit.Value.IsInt64() || unit.Value.Int64() < 1 || unit.Value.Int64() > 256 {
		return in.raised(n.Pos(), "CompileError", "unit in bitstring expects an integer from 1 to 256, got: %s", codeText(n))
	}
	s.unit = int(unit.Value.Int64())
	return nil
}

func (in *Interp) specifierName(s *segment, name string, n syntax.Node) error {
	switch name {
	case "integer", "float", "binary", "utf8", "utf16", "utf32":
		s.kind = name
	case "bytes", "bitstring", "bits":
		s.kind = "binary"
		if name != "bytes" {
			s.unit = 1
		}
	case "signed", "unsigned":
		s.signed = name == "signed"
	case "little":
		s.little = true
	case "native":
		s.little = true
	case "big":
	default:
		return in.raised(n.Pos(), "CompileError", "unknown bitstring specifier: %s", name)
	}
	return nil
}

// bits returns the size of a segment in bits; ok is false for a binary that
// takes all that is left.
func (in *Interp) bits(s segment, scope *Scope, pos diag.Pos) (bits int, ok bool, err error) {
	unit := s.unit
	size := 0
	switch s.kind {
	case "binary":
		if unit == 0 {
			unit = 8
		}
		if s.size == nil {
			return 0, false, nil
		}
	case "integer":
		unit, size = max(unit, 1), 8
	case "float":
		unit, size = max(unit, 1), 64
	}
	if s.size != nil {
		v, err := in.eval(s.size, scope)
		if err != nil {
			return 0, false, err
		}
		n, isInt := v.(Int)
		if !isInt || n.Sign() < 0 || !n.IsInt64() || n.Int64() > 1<<30 {
			return 0, false, in.raised(pos, "ArgumentError", "argument error")
		}
		size = int(n.Int64())
	}
	if size*unit%8 != 0 && (s.kind != "integer" || s.little) {
		return 0, false, notWholeBytes(pos)
	}
	return size * unit, true, nil
}

func notWholeBytes(pos diag.Pos) error {
	return notRun(pos, "a bitstring of no whole bytes")
}

// bitWriter builds a binary. Integers of no whole bytes are held back until
// they make whole ones together.
type bitWriter struct {
	strings.Builder
	held *big.Int
	bits int
}

// maxBits is how long an integer within a binary can be.
const maxBits = 1 << 20

// hold adds an integer behind those that are held back.
func (b *bitWriter) hold(v Int, bits int) {
	if b.held == nil {
		b.held = new(big.Int)
	}
	low := new(big.Int).Mod(v.Int, new(big.Int).Lsh(big.NewInt(1), uint(bits)))
	b.held.Or(b.held.Lsh(b.held, uint(bits)), low)
	if b.bits += bits; b.bits%8 == 0 {
		b.Write(b.held.FillBytes(make([]byte, b.bits/8)))
		b.held, b.bits = nil, 0
	}
}

// binary evaluates <<...>>, which is also what an interpolated string is.
func (in *Interp) binary(n *syntax.Call, scope *Scope) (Value, error) {
	var b bitWriter
	var opaque Value
	for _, arg := range n.Args {
		v, err := in.buildSegment(&b, arg, scope)
		if err != nil {
			return nil, err
		}
		if v != nil {
			opaque = v
		}
	}
	if opaque != nil {
		return opaque, nil
	}
	if b.bits > 0 {
		return nil, notWholeBytes(n.Pos())
	}
	return String(b.String()), in.grow(b.Len(), n.Pos())
}

// buildSegment appends a part. It returns a value that only a database could
// give, which makes the whole text one.
func (in *Interp) buildSegment(b *bitWriter, arg syntax.Node, scope *Scope) (Value, error) {
	if text, ok := arg.(*syntax.String); ok && b.bits == 0 {
		b.WriteString(text.Value)
		return nil, nil
	}
	node, s, err := in.segmentOf(arg)
	if err != nil {
		return nil, err
	}
	v, err := in.eval(node, scope)
	if err != nil {
		return nil, err
	}
	if _, ok := v.(Opaque); ok {
		return v, nil
	}
	if n, ok := v.(Int); ok && s.kind == "integer" {
		bits, _, err := in.bits(s, scope, arg.Pos())
		if err != nil {
			return nil, err
		}
		if whole := bits%8 == 0; (!whole || b.bits > 0 && !s.little) && bits <= maxBits {
			b.hold(n, bits)
			return nil, in.grow(bits/8, arg.Pos())
		}
	}
	if b.bits > 0 {
		return nil, notWholeBytes(arg.Pos())
	}
	if text, ok := v.(String); ok && s.kind == "binary" && s.size == nil {
		b.WriteString(string(text))
		return nil, nil
	}
	text, err := in.encode(s, v, scope, arg.Pos())
	b.WriteString(text)
	if err == nil {
		err = in.grow(len(text), arg.Pos())
	}
	return nil, err
}

// encode writes a value as a segment.
func (in *Interp) encode(s segment, v Value, scope *Scope, pos diag.Pos) (string, error) {
	bits, sized, err := in.bits(s, scope, pos)
	if err != nil {
		return "", err
	}
	switch v := v.(type) {
	case String:
		if s.kind == "binary" && sized && len(v) >= bits/8 {
			return string(v[:bits/8]), nil
		}
		if strings.HasPrefix(s.kind, "utf") && utf8.ValidString(string(v)) {
			var b strings.Builder
			for _, r := range string(v) {
				b.WriteString(encodeRune(s, r))
			}
			return b.String(), nil
		}
	case Int:
		if text, ok := in.encodeInt(s, v, bits); ok {
			return text, nil
		}
	case Float:
		if s.kind == "float" {
			return encodeFloat(s, float64(v), bits), nil
		}
	}
	return "", in.raised(pos, "ArgumentError", "construction of binary failed: segment of type %s: the value does not fit: %s", s.kind, Inspect(v))
}

func (in *Interp) encodeInt(s segment, v Int, bits int) (string, bool) {
	switch s.kind {
	case "integer":
		if bits > maxBits {
			return "", false
		}
		modulus := new(big.Int).Lsh(big.NewInt(1), uint(bits))
		bytes := make([]byte, bits/8)
		new(big.Int).Mod(v.Int, modulus).FillBytes(bytes)
		return byteOrder(s, bytes), true
	case "float":
		f, _ := new(big.Float).SetInt(v.Int).Float64()
		return encodeFloat(s, f, bits), true
	case "utf8", "utf16", "utf32":
		if v.IsInt64() && v.Int64() <= utf8.MaxRune && utf8.ValidRune(rune(v.Int64())) {
			return encodeRune(s, rune(v.Int64())), true
		}
	}
	return "", false
}

func encodeFloat(s segment, f float64, bits int) string {
	if bits == 32 {
		return byteOrder(s, binary.BigEndian.AppendUint32(nil, math.Float32bits(float32(f))))
	}
	return byteOrder(s, binary.BigEndian.AppendUint64(nil, math.Float64bits(f)))
}

func encodeRune(s segment, r rune) string {
	switch s.kind {
	case "utf16":
		var text string
		for _, unit := range utf16.Encode([]rune{r}) {
			text += byteOrder(s, binary.BigEndian.AppendUint16(nil, unit))
		}
		return text
	case "utf32":
		return byteOrder(s, binary.BigEndian.AppendUint32(nil, uint32(r)))
	}
	return string(r)
}

// byteOrder turns big-endian bytes into those of the segment.
func byteOrder(s segment, bytes []byte) string {
	if s.little {
		reversed := make([]byte, len(bytes))
		for i, b := range bytes {
			reversed[len(bytes)-1-i] = b
		}
		bytes = reversed
	}
	return string(bytes)
}
