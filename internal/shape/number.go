package shape

import (
	"math"
	"strconv"
	"strings"
)

// isJSONNumber follows RFC 8259, section 6.
func isJSONNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		n := digits(s[1:])
		if n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		n := digits(s)
		return n > 0 && n == len(s)
	}
	return s == ""
}

// digits counts the decimal digits s begins with.
func digits(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return len(s)
}

// isWhole is true for decimal digits that every reader takes for the same
// number: no leading zero, no sign but -, no underscore.
func isWhole(s string) bool {
	s = strings.TrimPrefix(s, "-")
	n := digits(s)
	return n > 0 && n == len(s) && (n == 1 || s[0] != '0')
}

// meantWhole guesses the whole number in 0x1F, 1_000, 1e3, 1.0, +5 or 512MB;
// "" where there is no telling, as for 012, which is 10 to some.
func meantWhole(s string) string {
	if v, err := strconv.ParseInt(strings.TrimPrefix(s, "+"), 0, 64); err == nil && (digits(s) < 2 || s[0] != '0') {
		return strconv.FormatInt(v, 10)
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53 && s[0] != '0' {
		return strconv.FormatInt(int64(f), 10)
	}
	if n := digits(s); n > 0 && isWhole(s[:n]) && strings.Trim(s[n:], " KMGTibB") == "" {
		return s[:n]
	}
	return ""
}
