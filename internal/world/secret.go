package world

import "cmp"

// Secret is a secret of Secrets Manager.
type Secret struct {
	// ARN is made of the name when it is empty.
	ARN, Name string
	// Value is its current text.
	Value string
}

// plainValue is the value of a secret or parameter that nothing is said about.
const plainValue = "simulated"

// AddSecret adds a secret, or replaces it, and returns its ARN. From now on only
// those that were added exist.
func (w *World) AddSecret(s Secret) string {
	s.ARN = cmp.Or(s.ARN, w.secretARN(s.Name))
	w.secrets.add(s.Name, s)
	return s.ARN
}

// secretARN is the ARN of the secret that is called name, whose last six
// characters are Secrets Manager's own: always the same. Secrets Manager User
// Guide, What's in a Secrets Manager secret.
func (w *World) secretARN(name string) string {
	return w.arnOf("secretsmanager", "secret:"+name+"-"+digest(name)[:6])
}
