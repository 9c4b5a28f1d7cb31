package preflight

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
)

// nearest is the tag that was probably meant, "" if there is none: the last of those
// that say more, as 1.9.0 does for 1.9, or one that differs by a letter or two. Other
// digits are no slip: 1.8 is what was there before 1.9. Of two that are as near it is
// the release, however their registry lists them.
func nearest(tag string, tags []string) string {
	var longer, alike []string
	for _, t := range tags {
		rest, begins := strings.CutPrefix(t, tag)
		if begins && tag != "" && rest != "" && strings.ContainsAny(rest[:1], ".-_+") {
			longer = append(longer, t)
		}
		if digits(t) == digits(tag) {
			alike = append(alike, t)
		}
	}
	if len(longer) > 0 {
		return slices.MaxFunc(longer, byRelease)
	}
	slices.SortFunc(alike, byRelease)
	slices.Reverse(alike)
	return shape.Nearest(tag, alike)
}

// byRelease orders releases behind what came before any of them, and both by number.
func byRelease(a, b string) int {
	switch before := preRelease(a); {
	case before == preRelease(b):
		return byNumber(a, b)
	case before:
		return -1
	}
	return 1
}

// preRelease says whether a hyphen follows the version in a tag (Semantic Versioning
// 2.0.0, item 9). A plus begins what says no more than which build it is.
func preRelease(tag string) bool {
	first := strings.IndexAny(tag, "0123456789")
	return first >= 0 && strings.HasPrefix(strings.TrimLeft(tag[first:], "0123456789."), "-")
}

// digits are those of a tag, without the rest.
func digits(tag string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, tag)
}

// byNumber orders tags by the numbers in them: 1.9.10 is behind 1.9.9.
func byNumber(a, b string) int {
	for a != "" && b != "" {
		m, n := number(a), number(b)
		if m == "" || n == "" {
			m, n = a[:1], b[:1]
		}
		a, b = a[len(m):], b[len(n):]
		m, n = unpadded(m), unpadded(n)
		if order := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); order != 0 {
			return order
		}
	}
	return cmp.Compare(len(a), len(b))
}

// unpadded is a number without the zeros before it.
func unpadded(number string) string {
	last := len(number) - 1
	return strings.TrimLeft(number[:last], "0") + number[last:]
}

// number is the one that a text begins with, "" for none.
func number(text string) string {
	return text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
}
