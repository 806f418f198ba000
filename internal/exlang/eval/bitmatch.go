package eval

import (
	"encoding/binary"
	"math"
	"math/big"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// bitReader says how far a bitstring pattern has read.
type bitReader struct {
	text String
	at   int
	// bit is how many bits of the next byte were read.
	bit int
	// failed is set when there were too few bytes, as opposed to the wrong
	// ones.
	failed bool
}

// binary matches <<a, b::16, rest::binary>>.
func (m *matcher) binary(p *syntax.Call, v Value) (bool, error) {
	text, ok := v.(String)
	if !ok {
		return false, nil
	}
	reader, ok, err := m.segments(p.Args, text)
	return ok && reader.at == len(text) && reader.bit == 0, err
}

// segments matches the parts of a bitstring in order.
func (m *matcher) segments(args []syntax.Node, text String) (*bitReader, bool, error) {
	reader := &bitReader{text: text}
	all := true
	for i, arg := range args {
		ok, err := m.segment(reader, arg, i == len(args)-1)
		if err != nil || reader.failed {
			return reader, false, err
		}
		all = all && ok
	}
	return reader, all, nil
}

func (m *matcher) segment(reader *bitReader, arg syntax.Node, last bool) (bool, error) {
	node, s, err := m.in.segmentOf(arg)
	if err != nil {
		return false, err
	}
	if text, ok := node.(*syntax.String); ok && s.size == nil && reader.bit == 0 {
		return reader.literal(text.Value), nil
	}
	// A size may be given by a part before it.
	sizes := m.scope.nested()
	for _, b := range m.bound {
		sizes.bind(b.name, b.context, b.value)
	}
	bits, sized, err := m.in.bits(s, sizes, arg.Pos())
	if err != nil {
		return false, err
	}
	if s.kind == "integer" && (bits%8 != 0 || reader.bit > 0) && !s.little {
		v, ok := reader.integer(s, bits)
		if !ok {
			reader.failed = true
			return false, nil
		}
		return m.match(node, v)
	}
	if reader.bit > 0 {
		return false, notWholeBytes(arg.Pos())
	}
	if s.kind == "binary" && !sized {
		if !last {
			return false, m.in.raised(arg.Pos(), "CompileError", "a binary field without size is only allowed at the end of a binary pattern")
		}
		bits = (len(reader.text) - reader.at) * 8
	}
	v, ok := reader.read(s, bits/8)
	if !ok {
		reader.failed = true
		return false, nil
	}
	return m.match(node, v)
}

// integer takes an integer of so many bits off the text.
func (r *bitReader) integer(s segment, bits int) (Value, bool) {
	end := r.bit + bits
	if len(r.text)-r.at < (end+7)/8 {
		return nil, false
	}
	n := new(big.Int).SetBytes([]byte(r.text[r.at : r.at+(end+7)/8]))
	n.Rsh(n, uint((8-end%8)%8))
	modulus := new(big.Int).Lsh(big.NewInt(1), uint(bits))
	n.Mod(n, modulus)
	if s.signed && bits > 0 && n.Bit(bits-1) == 1 {
		n.Sub(n, modulus)
	}
	r.at, r.bit = r.at+end/8, end%8
	return Int{n}, true
}

func (r *bitReader) literal(text string) bool {
	if len(r.text)-r.at < len(text) {
		r.failed = true
		return false
	}
	found := string(r.text[r.at : r.at+len(text)])
	r.at += len(text)
	return found == text
}

// read takes a value off the text.
func (r *bitReader) read(s segment, size int) (Value, bool) {
	rest := r.text[r.at:]
	if s.kind == "utf8" {
		char, n := utf8.DecodeRuneInString(string(rest))
		if n == 0 || char == utf8.RuneError && n == 1 {
			return nil, false
		}
		r.at += n
		return IntValue(int64(char)), true
	}
	switch s.kind {
	case "utf16":
		size = 2
	case "utf32":
		size = 4
	}
	if len(rest) < size {
		return nil, false
	}
	r.at += size
	bytes := []byte(byteOrder(s, []byte(rest[:size])))
	switch s.kind {
	case "binary":
		return rest[:size], true
	case "float":
		if size == 4 {
			return Float(math.Float32frombits(binary.BigEndian.Uint32(bytes))), true
		}
		if size != 8 {
			return nil, false
		}
		return Float(math.Float64frombits(binary.BigEndian.Uint64(bytes))), true
	}
	n := new(big.Int).SetBytes(bytes)
	if s.signed && size > 0 && bytes[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(size*8)))
	}
	return Int{n}, true
}
