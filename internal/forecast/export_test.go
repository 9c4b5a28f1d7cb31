package forecast

import (
	"context"
	"time"
)

// ReadSparingly is Read for which every task is one too many to be read, unless it
// decides.
func ReadSparingly(ctx context.Context, clients Clients, change Change) (State, error) {
	return read(ctx, clients, change, 0)
}

// Lasts is how long a rollout takes in the model.
func Lasts(state State, change Change) time.Duration { return play(state, change, 0).took }
