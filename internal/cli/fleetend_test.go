package cli

import "testing"

func TestTheCodeOfAFleetIsThatOfTheWorst(t *testing.T) {
	tests := []struct {
		name  string
		codes []int
		want  int
	}{
		{"all have settled", []int{exitSettled, exitSettled}, exitSettled},
		{"stuck is worse than failed", []int{exitFailed, exitStuck, exitSettled}, exitStuck},
		{"an update that was sent is worse than one that was not", []int{exitBlocked, exitSuperseded}, exitSuperseded},
		{"one that was not begun is no success", []int{exitSettled, exitBlocked}, exitBlocked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := worst(tt.codes); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
	for _, row := range exitCodes {
		looking := row.code == exitChanges || row.code > 128 // a signal ends the whole run
		if row.code != exitSettled && !looking && worst([]int{row.code}) != row.code {
			t.Errorf("%s has no place in the order", row.name)
		}
	}
}
