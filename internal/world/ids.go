package world

import "fmt"

// hexID is an id of 32 hexadecimal digits, as tasks and container instances have.
func (w *World) hexID() string {
	return fmt.Sprintf("%016x%016x", w.rng.Uint64(), w.rng.Uint64())
}

// uuid is a random (version 4) UUID, as containers and service events have.
func (w *World) uuid() string {
	hi := w.rng.Uint64()&^0xf000 | 0x4000
	lo := w.rng.Uint64()&^(3<<62) | 2<<62
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", hi>>32, hi>>16&0xffff, hi&0xffff, lo>>48, lo&0xffffffffffff)
}

// deploymentDigits are the digits that the id of a deployment, "ecs-svc/…", and
// the ARN of its service revision share. They may begin with zeros.
func (w *World) deploymentDigits() string {
	return fmt.Sprintf("%019d", w.rng.Uint64N(1e19))
}

// recordID is the last part of the ARN of a service deployment: 21 characters.
func (w *World) recordID() string { return w.token(21) }

// token is that many characters of the URL-safe alphabet.
func (w *World) token(length int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	id := make([]byte, length)
	for i := range id {
		id[i] = letters[w.rng.IntN(len(letters))]
	}
	return string(id)
}
