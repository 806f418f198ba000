package ectoschema

import (
	"crypto/rand"
	"encoding/hex"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// castUUID reads a UUID in text or in 16 bytes, and writes it as text.
func castUUID(v eval.Value) (eval.Value, bool) {
	text, ok := v.(eval.String)
	if !ok {
		return nil, false
	}
	if len(text) == 16 {
		return formatUUID([]byte(text)), true
	}
	raw, ok := parseUUID(string(text))
	if !ok {
		return nil, false
	}
	return formatUUID(raw), true
}

// parseUUID reads "601d74e4-a8d3-4b6e-8365-eddb4c893327".
func parseUUID(text string) ([]byte, bool) {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return nil, false
	}
	raw, err := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	return raw, err == nil && len(raw) == 16
}

func formatUUID(raw []byte) eval.String {
	text := hex.EncodeToString(raw)
	return eval.String(text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:])
}

// mixedEndian swaps the bytes of a UUID's first three groups, as SQL Server
// stores them. It is its own reverse.
func mixedEndian(raw []byte) []byte {
	s := []byte{raw[3], raw[2], raw[1], raw[0], raw[5], raw[4], raw[7], raw[6]}
	return append(s, raw[8:]...)
}

// NewUUID returns a random UUID, version 4, in text.
func NewUUID() (eval.String, error) {
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	return formatUUID(raw), nil
}
