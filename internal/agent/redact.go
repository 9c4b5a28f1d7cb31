package agent

import (
	"regexp"
	"strings"
)

const redacted = "[redacted]"

// redactor is what looks like a secret. Rather too much is hidden than too
// little: these lines end up in the logs of a build.
type redactor struct {
	// accessKey is the id of an access key (IAM User Guide, "Unique identifiers").
	accessKey *regexp.Regexp
	// named is a value whose name tells what it is, in logfmt, JSON, a query or a
	// header. A name before a colon has to end in the word: "TokenException: …" is
	// the code of an error.
	named *regexp.Regexp
	// scheme is the credential behind the name of how to authenticate.
	scheme *regexp.Regexp
	// jwt is a JSON Web Token (RFC 7519).
	jwt *regexp.Regexp
	// userinfo is name and password of a URL.
	userinfo *regexp.Regexp
	// opaque is a text without spaces as only keys and tokens are.
	opaque *regexp.Regexp
	// hexID ends the path of an ARN or names a container.
	hexID *regexp.Regexp
}

const secretWords = `secret|token|passw(?:or)?d|passwd|authorization|credential|signature|` +
	`access[_-]?key(?:[_-]?id)?|api[_-]?key|private[_-]?key`

func newRedactor() redactor {
	return redactor{
		accessKey: regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b`),
		named: regexp.MustCompile(
			`(?i)([\w-]*(?:` + secretWords + `)(?:[\w-]*\\*["']?=|\\*["']?\s*(?::|=)\s*))` +
				`(?:(?:Bearer|Basic|AWS4-HMAC-SHA256)\s+)?(?:\\*"[^"]*"|\\*'[^']*'|[^\s"'&,;}]+)`),
		scheme:   regexp.MustCompile(`(?i)\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}`),
		jwt:      regexp.MustCompile(`\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.?[A-Za-z0-9_-]*`),
		userinfo: regexp.MustCompile(`://[^\s/@"']+@`),
		opaque:   regexp.MustCompile(`[A-Za-z0-9+/=]{40,}`),
		hexID:    regexp.MustCompile(`(^|/)[0-9a-f]{32,64}$`),
	}
}

// redact hides what looks like a secret.
func (r redactor) redact(text string) string {
	text = r.named.ReplaceAllString(text, "${1}"+redacted)
	text = r.scheme.ReplaceAllString(text, "${1} "+redacted)
	text = r.jwt.ReplaceAllString(text, redacted)
	text = r.accessKey.ReplaceAllString(text, redacted)
	text = r.userinfo.ReplaceAllString(text, "://"+redacted+"@")
	return r.opaque.ReplaceAllStringFunc(text, func(run string) string {
		// A secret access key has 40 characters, a session token hundreds.
		if r.hexID.MatchString(run) || len(run) > 40 && len(run) < 100 || strings.ToLower(run) == run {
			return run
		}
		return redacted
	})
}
