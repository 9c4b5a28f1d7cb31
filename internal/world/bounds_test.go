package world

import (
	"fmt"
	"testing"
)

func TestBoundsArithmetic(t *testing.T) {
	tests := []struct {
		desired          int
		minimum, maximum int32
		floor, ceiling   int
	}{
		{4, 50, 200, 2, 8},
		{2, 75, 200, 2, 4},
		{3, 100, 125, 3, 3},
		{1, 100, 150, 1, 1},
		{1, 0, 100, 0, 1},
		{5, 50, 150, 3, 7},
		{0, 100, 200, 0, 0},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%d tasks at %d and %d percent", tt.desired, tt.minimum, tt.maximum), func(t *testing.T) {
			floor, ceiling := bounds(tt.desired, tt.minimum, tt.maximum)
			if floor != tt.floor || ceiling != tt.ceiling {
				t.Errorf("got %d and %d, want %d and %d", floor, ceiling, tt.floor, tt.ceiling)
			}
		})
	}
}
