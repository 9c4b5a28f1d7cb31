package world

import (
	"cmp"
	"strings"
)

// Secret is a secret of Secrets Manager.
type Secret struct {
	// ARN is made of the name when it is empty.
	ARN, Name string
	// Value is its current text; empty stands for a plain one.
	Value string
}

// plainValue is the value of a secret or parameter that nothing is said about.
const plainValue = "simulated"

// AddSecret adds a secret, or replaces it, and returns its ARN. From now on only
// those that were added exist.
func (w *World) AddSecret(s Secret) string {
	s.ARN = cmp.Or(s.ARN, w.secretARN(s.Name))
	s.Value = cmp.Or(s.Value, plainValue)
	w.secrets.add(s.Name, s)
	return s.ARN
}

// Secret finds a secret by its name or ARN; the six characters at the end of the
// ARN may be left out. Secrets Manager User Guide, What's in a Secrets Manager
// secret.
func (w *World) Secret(ref string) (Secret, bool) {
	_, name, isARN := strings.Cut(ref, ":secret:")
	if !isARN {
		return w.secrets.find(ref, func() Secret { return plainSecret(w.secretARN(ref), ref) })
	}
	if s, ok := w.secrets.things[name]; ok {
		return s, strings.HasPrefix(s.ARN, ref)
	}
	if cut := len(name) - suffixed; cut > 0 && name[cut] == '-' {
		name = name[:cut]
	}
	s, ok := w.secrets.find(name, func() Secret { return plainSecret(ref, name) })
	return s, ok && s.ARN == ref
}

// plainSecret is a secret that nothing is said about.
func plainSecret(arn, name string) Secret { return Secret{ARN: arn, Name: name, Value: plainValue} }

// suffixed is how long the end of a secret's ARN is, which Secrets Manager adds.
const suffixed = len("-aBcDeF")

// secretARN is the ARN of the secret that is called name: always the same.
func (w *World) secretARN(name string) string {
	return w.ARN("secretsmanager", "secret:"+name+"-"+Digest(name)[:suffixed-1])
}
