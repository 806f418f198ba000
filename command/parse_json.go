package command

import (
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
)

// ParseJSON reads a value as Jason does: keys are strings, numbers with a point
// or an exponent are floats, and all others are integers of any size.
func ParseJSON(text string) (Value, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var raw any
	if err := decoder.Decode(&raw); err != nil {
		return nil, fmt.Errorf("the text is not JSON: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("the text is not JSON: there is something after its end")
	}
	return fromJSON(raw)
}

func fromJSON(raw any) (Value, error) {
	switch raw := raw.(type) {
	case nil:
		return Null{}, nil
	case bool:
		return Bool(raw), nil
	case string:
		return String(raw), nil
	case json.Number:
		return jsonNumber(string(raw))
	case []any:
		list := make(List, len(raw))
		for i, e := range raw {
			var err error
			if list[i], err = fromJSON(e); err != nil {
				return nil, err
			}
		}
		return list, nil
	case map[string]any:
		pairs := make(Map, 0, len(raw))
		for key, e := range raw {
			v, err := fromJSON(e)
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, Pair{Key: String(key), Value: v})
		}
		SortPairs(pairs)
		return pairs, nil
	}
	return nil, fmt.Errorf("JSON cannot hold a %T", raw)
}

func jsonNumber(text string) (Value, error) {
	if !strings.ContainsAny(text, ".eE") {
		if n, ok := new(big.Int).SetString(text, 10); ok {
			return BigInt(n), nil
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	return Float(f), err
}
