package query

import (
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// A Result says what a row of a query becomes.
type Result interface{ result() }

// The kinds of results.
type (
	// Cell is the next column.
	Cell struct{ Type ectoschema.Type }
	// Constantly is a value that is not in the row.
	Constantly struct{ Value eval.Value }
	// SourceResult is a source: the struct of its schema, or a map.
	SourceResult struct {
		Schema        *ectoschema.Schema
		Table, Prefix string
		// New returns the struct of a subquery that selects one.
		New     func() (*eval.Map, error)
		Columns []Column
		// Cell says that the source is one column, which no adapter accepts.
		Cell bool
	}
	// FromFirst loads the first source, which stands first in the row, what is
	// merged into it, what joins read of its associations, and then the rest.
	FromFirst struct {
		Source SourceResult
		First  Result
		Assocs []SourceResult
		Then   Result
	}
	// FromResult is the first source, loaded already.
	FromResult struct{}
	// TupleResult, ListResult, MapResult and StructResult are made of others.
	TupleResult struct{ Elems []Result }
	ListResult  struct{ Elems []Result }
	MapResult   struct {
		// Update is the map or struct that is updated, or nil.
		Update       Result
		Keys, Values []Result
	}
	StructResult struct {
		Module eval.Atom
		New    func() (*eval.Map, error)
		Map    MapResult
	}
	// MergeResult merges two maps.
	MergeResult struct{ Left, Right Result }
)

func (Cell) result()         {}
func (Constantly) result()   {}
func (SourceResult) result() {}
func (FromFirst) result()    {}
func (FromResult) result()   {}
func (TupleResult) result()  {}
func (ListResult) result()   {}
func (MapResult) result()    {}
func (StructResult) result() {}
func (MergeResult) result()  {}
