package agent

import (
	"regexp"
	"strings"
)

const redacted = "[redacted]"

// What looks like a secret. Rather too much is hidden than too little: these
// lines end up in the logs of a build.
var (
	// accessKey is the id of an access key (IAM User Guide, "Unique identifiers").
	accessKey = regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b`)
	// named is a value whose name tells what it is, in logfmt, JSON, a query or a
	// header. A name before a colon has to end in the word: "TokenException: …" is
	// the code of an error.
	named = regexp.MustCompile(`(?i)([\w-]*(?:` + secretWords + `)(?:[\w-]*\\*["']?=|\\*["']?\s*(?::|=)\s*))` +
		`(?:(?:Bearer|Basic|AWS4-HMAC-SHA256)\s+)?(?:\\*"[^"]*"|\\*'[^']*'|[^\s"'&,;}]+)`)
	// scheme is the credential behind the name of how to authenticate.
	scheme = regexp.MustCompile(`(?i)\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}`)
	// jwt is a JSON Web Token (RFC 7519).
	jwt = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.?[A-Za-z0-9_-]*`)
	// userinfo is name and password of a URL.
	userinfo = regexp.MustCompile(`://[^\s/@"']+@`)
	// opaque is a text without spaces as only keys and tokens are.
	opaque = regexp.MustCompile(`[A-Za-z0-9+/=]{40,}`)
	// hexID ends the path of an ARN or names a container.
	hexID = regexp.MustCompile(`(^|/)[0-9a-f]{32,64}$`)
)

const secretWords = `secret|token|passw(?:or)?d|passwd|authorization|credential|signature|` +
	`access[_-]?key(?:[_-]?id)?|api[_-]?key|private[_-]?key`

// redact hides what looks like a secret.
func redact(text string) string {
	text = named.ReplaceAllString(text, "${1}"+redacted)
	text = scheme.ReplaceAllString(text, "${1} "+redacted)
	text = jwt.ReplaceAllString(text, redacted)
	text = accessKey.ReplaceAllString(text, redacted)
	text = userinfo.ReplaceAllString(text, "://"+redacted+"@")
	return opaque.ReplaceAllStringFunc(text, func(run string) string {
		// A secret access key has 40 characters, a session token hundreds.
		if hexID.MatchString(run) || len(run) > 40 && len(run) < 100 || strings.ToLower(run) == run {
			return run
		}
		return redacted
	})
}
