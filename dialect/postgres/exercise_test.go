package postgres

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/dialect/dialecttest"
)

func TestExercise(t *testing.T) { dialecttest.Golden(t, New()) }
