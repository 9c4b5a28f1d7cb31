package forecast

import "context"

// ReadSparingly is Read for which every task is one too many to be read, unless it
// decides.
func ReadSparingly(ctx context.Context, clients Clients, change Change) (State, error) {
	return read(ctx, clients, change, 0)
}
