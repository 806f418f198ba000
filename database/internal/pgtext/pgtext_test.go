package pgtext

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
)

func array(elem string) Type {
	return Type{Name: "_" + elem, Modifier: -1, Elem: &Type{Name: elem, Modifier: -1}}
}

func named(name string) Type { return Type{Name: name, Modifier: -1} }

func TestDecode(t *testing.T) {
	tests := []struct {
		t    Type
		text string
		want command.Value
	}{
		{named("bool"), "f", command.Bool(false)},
		{named("int8"), "-9223372036854775808", command.Int(-9223372036854775808)},
		{named("float4"), "1.1", command.Float(1.100000023841858)},
		{named("float8"), "NaN", command.Atom("NaN")},
		{named("float8"), "-Infinity", command.Atom("-inf")},
		{named("numeric"), "-12.50", command.Decimal("-12.50")},
		{named("bytea"), `\x00ff`, command.String("\x00\xff")},
		{named("uuid"), "00000000-0000-0000-0000-0000000000ff", command.String("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff")},
		{named("date"), "2020-02-29", command.Date("2020-02-29")},
		{named("time"), "12:30:00.5", command.Time("12:30:00.500000")},
		{Type{Name: "time", Modifier: 0}, "12:30:00", command.Time("12:30:00")},
		{Type{Name: "timestamp", Modifier: 3}, "2020-02-29 12:30:00.12", command.NaiveDateTime("2020-02-29T12:30:00.120")},
		{named("timestamp"), "infinity", command.Unread{Type: "timestamp", Text: "infinity"}},
		{named("timestamptz"), "2020-03-01 00:30:00+05:30", command.DateTime("2020-02-29T19:00:00.000000Z")},
		{named("jsonb"), `{"b": [1, 1.0, null], "a": "x"}`, command.Map{
			{Key: command.String("a"), Value: command.String("x")},
			{Key: command.String("b"), Value: command.List{command.Int(1), command.Float(1), command.Null{}}},
		}},
		{named("inet"), "10.0.0.1", command.Unread{Type: "inet", Text: "10.0.0.1"}},
		{array("int4"), "{1,NULL,{2}}", command.List{command.Int(1), command.Null{}, command.List{command.Int(2)}}},
		{array("text"), `{a,"b c","\"\\","NULL",""}`, command.List{command.String("a"), command.String("b c"), command.String(`"\`),
			command.String("NULL"), command.String("")}},
		{array("int4"), "[0:1]={1,2}", command.List{command.Int(1), command.Int(2)}},
		{array("int4"), "{}", command.List{}},
	}
	for _, test := range tests {
		t.Run(test.t.Name+" "+test.text, func(t *testing.T) {
			if d := cmp.Diff(test.want, test.t.Decode(test.text), cmp.AllowUnexported(command.Integer{})); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	tests := []struct {
		t    Type
		v    command.Value
		want string
	}{
		{named("int4"), command.Int(7), "7"},
		{named("numeric"), command.Float(1.5), "1.5"},
		{named("numeric"), command.Decimal("-Inf"), "-Infinity"},
		{named("bytea"), command.String("\x00\xff"), `\x00ff`},
		{named("jsonb"), command.List{command.Date("2020-02-29")}, `["2020-02-29"]`},
		{named("timestamp"), command.DateTime("2020-02-29T12:30:00Z"), "2020-02-29T12:30:00Z"},
		{array("text"), command.List{command.String(`a"\`), command.Null{}, command.List{command.String("b")}}, `{"a\"\\",NULL,{"b"}}`},
	}
	for _, test := range tests {
		got, null, err := test.t.Encode(test.v)
		if got != test.want || null || err != nil {
			t.Errorf("%s of %s: got %q, %v, %v", test.t.Name, test.v.Inspect(), got, null, err)
		}
	}
	if _, null, err := named("uuid").Encode(command.Null{}); !null || err != nil {
		t.Errorf("NULL: %v, %v", null, err)
	}
}

// What Postgrex would not take is not sent.
func TestEncodeRefuses(t *testing.T) {
	for _, test := range []struct {
		t Type
		v command.Value
	}{
		{named("int4"), command.String("7")},
		{named("uuid"), command.String("00000000-0000-0000-0000-0000000000ff")},
		{named("timestamptz"), command.NaiveDateTime("2020-02-29T12:30:00")},
		{named("text"), command.Int(1)},
		{array("int4"), command.Int(1)},
		{array("int4"), command.List{command.String("x")}},
	} {
		_, _, err := test.t.Encode(test.v)
		var refused *command.EncodeError
		if !errors.As(err, &refused) {
			t.Errorf("%s of %s: got %v", test.t.Name, test.v.Inspect(), err)
		}
	}
}
