package command

import "testing"

// The expected texts are what Elixir 1.14 prints.
func TestFloatText(t *testing.T) {
	tests := []struct {
		value float64
		want  string
	}{
		{0, "0.0"}, {1, "1.0"}, {-1.5, "-1.5"}, {0.25, "0.25"}, {100, "100.0"}, {1234.5, "1234.5"},
		{10000, "1.0e4"}, {100000, "1.0e5"}, {123456.789, "123456.789"}, {1e15, "1.0e15"}, {1.5e300, "1.5e300"},
		{0.1, "0.1"}, {0.01, "0.01"}, {0.001, "0.001"}, {0.0001, "0.0001"}, {0.00012, "1.2e-4"}, {1e-10, "1.0e-10"},
		{3.141592653589793, "3.141592653589793"}, {1e22, "1.0e22"}, {12345678901234567890, "1.2345678901234567e19"},
		{1000, "1.0e3"}, {9007199254740993, "9.007199254740992e15"}, {120000, "1.2e5"}, {99999, "99999.0"},
	}
	for _, test := range tests {
		if got := Float(test.value).String(); got != test.want {
			t.Errorf("Float(%g) = %s, want %s", test.value, got, test.want)
		}
	}
}
