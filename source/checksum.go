package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// checksumVersion goes before every checksum. It changes with what a checksum
// is made of, so that old ones are not taken for those of other texts.
const checksumVersion = "1:"

// Checksum returns the checksum of the file, or of the two of a pair: that of
// its tokens, so that comments, blanks and layout do not count. It reads the
// file and runs nothing. A migration that is there already has none ("").
func (f File) Checksum() (string, error) {
	if f.loaded != nil {
		return "", nil
	}
	text, err := f.Text()
	if err != nil {
		return "", err
	}
	texts := [][]byte{text}
	if f.other != "" {
		other, err := read(f.folder, f.other, f.otherShown)
		if err != nil {
			return "", err
		}
		texts = append(texts, other)
	}
	var tokens []string
	for _, text := range texts {
		tokens = append(tokens, f.format.tokens(text)...)
		tokens = append(tokens, "end of file")
	}
	return Checksum(tokens), nil
}

// tokens cuts a text. Line feeds may be within tokens, and are the same whatever
// the system of whoever has checked the file out.
func (f Format) tokens(text []byte) []string {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if f.Tokens == nil {
		return []string{string(text)}
	}
	return f.Tokens(text)
}

// Checksum returns the checksum of a list of tokens.
func Checksum(tokens []string) string {
	var list []byte
	for _, token := range tokens {
		// With its length, so that no two lists give the same bytes.
		list = binary.AppendUvarint(list, uint64(len(token)))
		list = append(list, token...)
	}
	sum := sha256.Sum256(list)
	return checksumVersion + hex.EncodeToString(sum[:])
}
