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
	if f.once != nil {
		return f.once.checksum()
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
	var d Digest
	for _, text := range texts {
		f.format.digest(&d, text)
	}
	return d.Sum(), nil
}

// digest adds a text. Line feeds may be within tokens, and are the same whatever
// the system of whoever has checked the file out.
func (f Format) digest(d *Digest, text []byte) {
	if WindowsLines(text) {
		text = bytes.ReplaceAll(text, []byte(windowsLine), []byte("\n"))
	}
	if f.Tokens == nil {
		d.Add("", string(text))
	} else {
		f.Tokens(d, text)
	}
	d.EndFile()
}

const windowsLine = "\r\n"

// WindowsLines reports whether a text has lines that end as on Windows. What it
// says is then not what its checksum is made of.
func WindowsLines(text []byte) bool { return bytes.Contains(text, []byte(windowsLine)) }

// Digest makes a checksum of tokens. Its zero value has none.
type Digest struct{ list []byte }

// Add adds a token, of which kind is the beginning.
func (d *Digest) Add(kind, text string) {
	// With its length, so that no two lists give the same bytes.
	d.list = binary.AppendUvarint(d.list, uint64(len(kind)+len(text)))
	d.list = append(d.list, kind...)
	d.list = append(d.list, text...)
}

// EndFile tells the end of a file from a token.
func (d *Digest) EndFile() { d.Add("", "end of file") }

// Sum returns the checksum of all tokens.
func (d *Digest) Sum() string {
	sum := sha256.Sum256(d.list)
	return checksumVersion + hex.EncodeToString(sum[:])
}

// Checksum returns the checksum of a list of tokens.
func Checksum(tokens []string) string {
	var d Digest
	for _, token := range tokens {
		d.Add("", token)
	}
	return d.Sum()
}
