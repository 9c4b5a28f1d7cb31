package watch

import "strings"

// base is the name at the end of an ARN, or the name itself.
func base(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

// region is the Region an ARN is in, "" when it names none.
func region(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) > 3 {
		return parts[3]
	}
	return ""
}

// optional is nil for "", so that a member is not sent.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
