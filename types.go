package whimbrel

import "github.com/whimbrel-go/whimbrel/command"

// ColumnType is what a column can be: a [Type], an [Array], a [MapOf], or
// [References] to another table.
type ColumnType interface {
	column(m *Migration) (command.Type, *command.Reference)
}

// Type is a type by its name. The constants are Ecto's primitive types, which
// each database has in its own way; any other name is given to the database as
// it is: whimbrel.Type("tstzrange"), whimbrel.Type("timestamp with time zone").
type Type string

// Ecto's primitive types.
const (
	ID                Type = "id"
	BinaryID          Type = "binary_id"
	Serial            Type = "serial"
	BigSerial         Type = "bigserial"
	Identity          Type = "identity"
	Integer           Type = "integer"
	BigInt            Type = "bigint"
	Float             Type = "float"
	Decimal           Type = "decimal"
	Boolean           Type = "boolean"
	String            Type = "string"
	Text              Type = "text"
	Binary            Type = "binary"
	Bitstring         Type = "bitstring"
	UUID              Type = "uuid"
	Map               Type = "map"
	Date              Type = "date"
	Time              Type = "time"
	TimeUsec          Type = "time_usec"
	NaiveDatetime     Type = "naive_datetime"
	NaiveDatetimeUsec Type = "naive_datetime_usec"
	UTCDatetime       Type = "utc_datetime"
	UTCDatetimeUsec   Type = "utc_datetime_usec"
	Duration          Type = "duration"
)

func (t Type) column(*Migration) (command.Type, *command.Reference) {
	return t.command(), nil
}

func (t Type) command() command.Type { return command.NewType(string(t)) }

// DataType is a [Type] or one made of types: everything a column can be but a
// foreign key.
type DataType interface {
	ColumnType
	command() command.Type
}

// composite is {:array, type} or {:map, type}.
type composite struct{ t command.Type }

func (c composite) column(*Migration) (command.Type, *command.Reference) { return c.t, nil }
func (c composite) command() command.Type                                { return c.t }

// Array is an array of a type, {:array, of}.
func Array(of DataType) DataType { return composite{command.ArrayOf(of.command())} }

// MapOf is a map with values of a type, {:map, of}.
func MapOf(of DataType) DataType { return composite{command.MapOf(of.command())} }
