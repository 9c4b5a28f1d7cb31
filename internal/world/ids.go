package world

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// hexID is an id of 32 hexadecimal digits, as tasks and container instances have.
func (w *World) hexID() string {
	high, low := w.rng.Uint64(), w.rng.Uint64()
	return string(hex.AppendEncode(make([]byte, 0, 32), bytesOf(high, low)))
}

// uuid is a random (version 4) UUID, as containers and service events have.
func (w *World) uuid() string {
	high := w.rng.Uint64()&^0xf000 | 0x4000
	low := w.rng.Uint64()&^(3<<62) | 2<<62
	id := make([]byte, 0, 36)
	for n, b := range bytesOf(high, low) {
		if n == 4 || n == 6 || n == 8 || n == 10 {
			id = append(id, '-')
		}
		id = hex.AppendEncode(id, []byte{b})
	}
	return string(id)
}

// bytesOf are the 16 bytes of two numbers, the highest first.
func bytesOf(high, low uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(make([]byte, 0, 16), high), low)
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
