package query

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
)

// countingFunctions give integers, whatever they count.
const countingFunctions = " count row_number rank dense_rank ntile "

// aggregateFunctions give values of the type of their column, if they can.
const aggregateFunctions = " avg min max sum first_value last_value nth_value lag lead percent_rank cume_dist "

// typed returns the type as which a selected expression is loaded.
func (c *collector) typed(e Expr) (ectoschema.Type, error) {
	switch e := e.(type) {
	case Field:
		return e.Type, nil
	case Tagged:
		return e.Resolved, nil
	case Filter:
		return c.typed(e.Aggregate)
	case Over:
		return c.typed(e.Aggregate)
	case Named:
		return c.typed(e.Expr)
	case In:
		return ectoschema.Type{}, nil
	case Interval:
		return c.intervalType(e)
	case Call:
		return c.callType(e)
	}
	return ectoschema.Type{}, nil
}

func (c *collector) intervalType(e Interval) (ectoschema.Type, error) {
	base, err := c.typed(e.Base)
	switch {
	case err != nil || !base.IsAny():
		return base, err
	case e.Date:
		return ectoschema.Type{Name: "date"}, nil
	}
	return ectoschema.Type{Name: "naive_datetime"}, nil
}

func (c *collector) callType(e Call) (ectoschema.Type, error) {
	switch e.Name {
	case "not", "is_nil", "<", ">", "<=", ">=", "==", "!=", "and", "or", "like", "ilike":
		return ectoschema.Type{Name: "boolean"}, nil
	case "coalesce":
		left, err := c.typed(e.Args[0])
		if err != nil {
			return left, err
		}
		right, err := c.typed(e.Args[1])
		if err != nil || !left.Equal(right) {
			return ectoschema.Type{}, err
		}
		return left, nil
	}
	if len(e.Args) == 0 {
		return ectoschema.Type{}, nil
	}
	field, ok := e.Args[0].(Field)
	switch {
	case !ok:
		return ectoschema.Type{}, nil
	case strings.Contains(countingFunctions, " "+e.Name+" "):
		return ectoschema.Type{Name: "integer"}, nil
	case strings.Contains(aggregateFunctions, " "+e.Name+" ") && !field.Type.IsAny():
		of := field.Type
		return ectoschema.Type{Name: "try", Of: &of}, nil
	}
	return ectoschema.Type{}, nil
}
