package world

import (
	"encoding/base64"
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
)

// longestPage is what no maxResults may exceed.
const longestPage = 100

// tokenMark begins every token, so that made-up ones are refused.
const tokenMark = "after "

// page cuts one page out of keys, which are sorted and unique. size is the
// request's maxResults, nil for standard. The token says behind which key the
// page starts, so that pages stay right while items come and go; it is opaque
// to callers (API reference, nextToken).
func page(keys []string, token *string, size *int32, standard int32) (cut []string, next *string, err error) {
	n := standard
	if size != nil {
		n = *size
	}
	if n < 1 || n > longestPage {
		return nil, nil, invalidParameter("maxResults parameter should be between 1 and 100")
	}
	if token != nil {
		after, ok := keyOf(*token)
		if !ok {
			return nil, nil, invalidParameterf("Invalid token %s", *token)
		}
		keys = keys[sort.Search(len(keys), func(i int) bool { return keys[i] > after }):]
	}
	if int(n) >= len(keys) {
		return keys, nil, nil
	}
	mark := base64.RawURLEncoding.EncodeToString([]byte(tokenMark + keys[n-1]))
	return keys[:n], &mark, nil
}

// keyOf is the key behind which the page of a token starts; false if the token is
// none.
func keyOf(token string) (string, bool) {
	text, err := base64.RawURLEncoding.DecodeString(token)
	key, ok := strings.CutPrefix(string(text), tokenMark)
	return key, ok && err == nil
}

// pageOfTen is page for the lists that have at most ten items in one.
func pageOfTen(keys []string, token *string, size *int32) (cut []string, next *string, err error) {
	if or(size, 10) > 10 {
		return nil, nil, invalidParameter("maxResults parameter should be between 1 and 10")
	}
	return page(keys, token, size, 10)
}

// pageOfNewest cuts a page out of a list that only grows: those that were asked
// for, the newest first.
func pageOfNewest[T any](all []T, asked func(T) bool, token *string, size *int32) ([]T, *string, error) {
	rows := map[string]T{}
	for n, item := range all {
		if asked(item) {
			number := len(all) - n                                  // it stays the same when others come
			rows[fmt.Sprintf("%010d", math.MaxInt32-number)] = item // the newest sorts first
		}
	}
	keys, next, err := page(slices.Sorted(maps.Keys(rows)), token, size, 20)
	cut := make([]T, 0, len(keys))
	for _, key := range keys {
		cut = append(cut, rows[key])
	}
	return cut, next, err
}
