package english

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// typeWords are the names of types in people's words. What stands before the
// equals sign is Ecto's name, or the database's own.
const typeWords = `
string = string, str, strings, varchar, varchars, varchar2, nvarchar, char varying, character varying, char, nchar, character, characters, short text, text field string
text = text, texts, longtext, mediumtext, tinytext, clob, long text, long string, multiline text, rich text, ntext
integer = integer, integers, int, ints, int4, mediumint, whole number, whole numbers, integer number, number, numbers, counter, serial
bigint = bigint, bigints, int8, long, longs, big integer, big integers, big int, bigserial, long integer, 64 bit integer, biginteger, big_integer
smallint = smallint, smallints, small integer, small int, int2, tinyint, smallinteger
boolean = boolean, booleans, bool, bools, flag, flags, true false, true / false, yes / no, yes no, bit, yes or no, true or false
decimal = decimal, decimals, numeric, numerics, money, currency, dec, decimal number, monetary, decimal numbers, number with decimals
float = float, floats, double, doubles, real, reals, double precision, float8, float4, floating point, floating point number, floating number
date = date, dates, calendar date
time = time, times, time of day
utc_datetime_usec = datetime, datetimes, timestamp, timestamps value, timestamptz, date and time, date time, date / time, utc_datetime_usec, datetime2, timestamp with time zone, timestamp with timezone, timestamp without time zone, time stamp, datetimeoffset, date & time, utc datetime, naive datetime, instant
utc_datetime = utc_datetime
naive_datetime = naive_datetime
naive_datetime_usec = naive_datetime_usec
binary_id = uuid, uuids, guid, guids, binary_id, binary id, uniqueidentifier, uuid v4
map = json, jsonb, hash, map, maps, object, objects, dictionary, dict, json object, json field, hstore map, key value map, key / value map
binary = binary, blob, bytea, bytes, longblob, varbinary, binary data, raw bytes
citext = citext, case insensitive text, case insensitive string, case insensitive
inet = inet, ip address type
cidr = cidr
macaddr = macaddr
tsvector = tsvector
tsrange = tsrange
tstzrange = tstzrange
daterange = daterange
int4range = int4range
int8range = int8range
numrange = numrange
interval = interval, duration interval
ltree = ltree
hstore = hstore
geometry = geometry
geography = geography
point = point
xml = xml
vector = vector
`

// softTypes are the words of typeWords that name columns as well: the number of
// a house, the date of an order.
const softTypes = " number numbers counter date dates time times text texts money currency flag flags object objects map maps hash point interval duration bytes character characters long real bit instant binary uuid json vector geometry geography timestamp token blob dictionary double datetime monetary xml serial "

// nounTypes are the soft ones that go with the word before them into a name:
// phone number, start date, start time. "title text" has a type.
const nounTypes = " number numbers counter date dates time times currency point interval object map hash bytes money token character instant uuid timestamp serial "

func isSoftType(word string) bool { return strings.Contains(softTypes, " "+word+" ") }

func isNounType(word string) bool { return strings.Contains(nounTypes, " "+word+" ") }

// typeEntries makes lexicon entries of typeWords: the class of a type is TYPE:
// and its name.
func typeEntries() []entry {
	var entries []entry
	for line := range strings.Lines(strings.TrimSpace(typeWords)) {
		name, list, _ := strings.Cut(line, "=")
		for phrase := range strings.SplitSeq(list, ",") {
			phrase = strings.TrimSpace(phrase)
			r := keyword
			if isSoftType(phrase) {
				r = plain
			}
			entries = append(entries, entry{typePrefix + strings.TrimSpace(name), r, phrase})
		}
	}
	return entries
}

const typePrefix = "TYPE:"

// typeValue is a type as the slot reads it. Plural is set for "strings", which
// is said of several columns; bare for a soft type that might be a name.
type typeValue struct {
	intent.TypeName
	plural, soft bool
}

// readType reads a type with what belongs to it: varchar(20), array of strings,
// text[], decimal{10,2}.
func readType(p *parser, at int) []reading {
	at = p.skipLight(at)
	if inner, ok := p.symbolType(at); ok {
		return inner
	}
	if length := p.is("ARRAYOF", at); length > 0 {
		return p.arrayOf(at, at+length)
	}
	if length := p.is("ARRAY", at); length > 0 {
		name := intent.TypeName{Span: p.span(at, at+length), Name: "string", Array: true}
		return []reading{{end: at + length, worth: length*worthWord + worthClass, value: typeValue{TypeName: name}}}
	}
	var readings []reading
	for _, h := range p.hitsAt(at) {
		name, ok := strings.CutPrefix(h.class, typePrefix)
		if !ok || len(readings) > 0 && readings[0].end > at+h.length {
			continue
		}
		value := typeValue{TypeName: intent.TypeName{Name: name}, soft: h.length == 1 && isSoftType(p.word(at)) && h.read == ""}
		value.plural = strings.HasSuffix(p.word(at+h.length-1), "s") && p.word(at) != "bytes"
		end := p.typeSuffix(at+h.length, &value.TypeName)
		value.Span = p.span(at, end)
		readings = []reading{{end: end, worth: h.worth() + (end-at-h.length)*worthWord, value: value}}
	}
	return readings
}

// symbolType reads Elixir's :string and {:array, :string}.
func (p *parser) symbolType(at int) ([]reading, bool) {
	if p.symbol(at, "{") && p.symbol(at+1, ":") && p.word(at+2) == "array" && p.symbol(at+3, ",") {
		for _, r := range p.slot("type", at+4) {
			value, _ := r.value.(typeValue)
			if p.symbol(r.end, "}") {
				value.Array = true
				value.Span = p.span(at, r.end+1)
				return []reading{{end: r.end + 1, worth: r.worth + 5*worthWord, value: value}}, true
			}
		}
		return nil, true
	}
	if p.symbol(at, ":") && p.tight(at+1) {
		readings := p.slot("type", at+1)
		for i := range readings {
			value, _ := readings[i].value.(typeValue)
			value.soft = false
			value.Span = p.span(at, readings[i].end)
			readings = []reading{{end: readings[i].end, worth: readings[i].worth + worthWord, value: value}}
			break
		}
		return readings, true
	}
	return nil, false
}

// arrayOf reads what an array is of.
func (p *parser) arrayOf(at, from int) []reading {
	for _, r := range p.slot("type", from) {
		value, _ := r.value.(typeValue)
		value.Array, value.plural, value.soft = true, false, false
		value.Span = p.span(at, r.end)
		return []reading{{end: r.end, worth: r.worth + (from-at)*worthWord, value: value}}
	}
	return nil
}

// typeSuffix reads (20), (10,2), {10,2}, [] and "array" behind a type.
func (p *parser) typeSuffix(at int, name *intent.TypeName) int {
	for {
		if p.word(at) == "array" || p.word(at) == "list" || p.word(at) == "arrays" {
			name.Array = true
			at++
			continue
		}
		if p.symbol(at, "[") && p.symbol(at+1, "]") {
			name.Array = true
			at += 2
			continue
		}
		end, ok := p.typeArguments(at, name)
		if !ok {
			return p.timeZone(at, name)
		}
		at = end
	}
}

// timeZone goes over "with time zone", which follows a precision.
func (p *parser) timeZone(at int, name *intent.TypeName) int {
	if name.Name == "utc_datetime_usec" || name.Name == "time" {
		if length := p.is("TIMEZONE", at); length > 0 {
			return at + length
		}
	}
	return at
}

// typeArguments reads the size, or the precision and the scale.
func (p *parser) typeArguments(at int, name *intent.TypeName) (end int, ok bool) {
	closing := ""
	switch {
	case p.symbol(at, "("):
		closing = ")"
	case p.symbol(at, "{") && p.tight(at):
		closing = "}"
	default:
		// varchar 34
		if p.word(at) == "of" && name.Name == "string" {
			if n, isNumber := p.whole(at + 1); isNumber && name.Size == 0 {
				name.Size = n
				return at + 2, true
			}
		}
		n, isNumber := p.whole(at)
		if isNumber && name.Name == "string" && name.Size == 0 && strings.HasSuffix(p.word(at-1), "char") && p.word(at-1) != "char" {
			name.Size = n
			return at + 1, true
		}
		return at, false
	}
	first, isNumber := p.whole(at + 1)
	if !isNumber {
		return at, false
	}
	if p.symbol(at+2, closing) {
		sized(name, first)
		return at + 3, true
	}
	second, isNumber := p.whole(at + 3)
	if !isNumber || !p.symbol(at+2, ",") && !p.symbol(at+2, "-") && !p.symbol(at+2, ".") || !p.symbol(at+4, closing) {
		return at, false
	}
	name.Precision, name.Scale = &first, &second
	return at + 5, true
}

// whole returns the whole number at a place.
func (p *parser) whole(at int) (int, bool) {
	if p.kind(at) != words.Number {
		return 0, false
	}
	n, err := strconv.Atoi(p.word(at))
	return n, err == nil
}

// sized sets the number in brackets, which is a decimal's precision and
// everything else's size. A time's precision says nothing here.
func sized(name *intent.TypeName, n int) {
	switch name.Name {
	case "decimal":
		name.Precision = &n
	case "string", "binary", "":
		name.Size = n
	case "float", "integer", "bigint", "smallint", "boolean", "time", "utc_datetime_usec", "text":
	default:
		name.Size = n
	}
}
