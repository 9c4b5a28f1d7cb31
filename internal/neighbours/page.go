package neighbours

import (
	"encoding/base64"
	"strconv"
)

// page cuts one page of at most size items out of a list, and gives the token of
// the next; ok is false for a token that was made up.
func page[T any](items []T, token string, size int) (cut []T, next string, ok bool) {
	from := 0
	if token != "" {
		text, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			return nil, "", false
		}
		if from, err = strconv.Atoi(string(text)); err != nil || from < 0 {
			return nil, "", false
		}
	}
	items = items[min(from, len(items)):]
	if len(items) <= size {
		return items, "", true
	}
	return items[:size], base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(from + size))), true
}

// bounded is the size of a page that was asked for, from 1 to most; nil stands for
// most.
func bounded(size *int32, most int) (int, bool) { return paged(size, most, most) }

// paged is the same where nil stands for usual.
func paged(size *int32, usual, most int) (int, bool) {
	if size == nil {
		return usual, true
	}
	return int(*size), *size >= 1 && int(*size) <= most
}
