package shape

import (
	"strings"
	"unicode"
)

// nearest finds the candidate that s is probably a misspelling of, or "". Case,
// hyphens and underscores cost nothing: host_port is hostPort.
func nearest(s string, candidates []string) string {
	plain := folded(s)
	if plain == "" {
		return ""
	}
	best, least := "", 1+min(len(plain)/3, 3)
	for _, c := range candidates {
		if d := distance(plain, folded(c), least); d < least {
			best, least = c, d
		}
	}
	return best
}

// folded takes the case and the separators out of a name.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to turn a into b; it gives up with limit where the lengths alone
// need as many.
func distance(a, b string, limit int) int {
	if limit < 1 || len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, previous, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := previous[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, previous[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, previous, row = previous, row, before
	}
	return previous[len(b)]
}

// noun turns the name of a shape into words with an article: PortMapping is "a
// port mapping", EFSVolumeConfiguration "an EFS volume configuration".
func noun(shape string) string {
	var words []string
	runes := []rune(shape)
	start := 0
	for i := 1; i <= len(runes); i++ {
		ends := i == len(runes) || unicode.IsUpper(runes[i]) &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if !ends {
			continue
		}
		word := string(runes[start:i])
		if word != strings.ToUpper(word) {
			word = strings.ToLower(word)
		}
		words = append(words, word)
		start = i
	}
	article := "a "
	if strings.ContainsAny(shape[:1], "AEIOaeio") {
		article = "an "
	}
	return article + strings.Join(words, " ")
}
