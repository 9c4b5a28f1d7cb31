package value

import (
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
)

// Hide marks what no report may show: the values of environment variables and
// labels, and options of log and volume drivers that hold credentials. It
// runs before anything reports on the tree, so it goes by names alone and also
// marks what is misspelt or has the wrong shape.
func Hide(n *shape.Node) {
	for _, item := range n.Items {
		Hide(item)
	}
	for _, m := range n.Members {
		switch {
		case holdsVariables(m.Key.Text), holdsLabels(m.Key.Text):
			hideVariables(m.Value)
		case strings.EqualFold(m.Key.Text, "options"), strings.EqualFold(m.Key.Text, "driverOpts"):
			hideCredentials(m.Value)
		default:
			Hide(m.Value)
		}
	}
}

// holdsVariables is true for environment and what may have been meant by it.
func holdsVariables(member string) bool {
	member = strings.ToLower(member)
	return strings.HasPrefix(member, "env") && member != "environmentfiles"
}

// holdsLabels is true for the labels of containers and volumes, where proxies and
// collectors read their passwords from.
func holdsLabels(member string) bool {
	return strings.EqualFold(member, "dockerLabels") || strings.EqualFold(member, "labels")
}

// hideVariables marks the values of a list of names and values, or of a plain
// map, or whatever else stands there; only the names are left.
func hideVariables(n *shape.Node) {
	switch n.Kind {
	case shape.List:
		for _, item := range n.Items {
			if item.Kind != shape.Map {
				hideAll(item)
				continue
			}
			for _, m := range item.Members {
				if m.Value.Kind != shape.Scalar || !strings.EqualFold(m.Key.Text, "name") {
					hideAll(m.Value)
				}
			}
		}
	case shape.Map:
		for _, m := range n.Members {
			hideAll(m.Value)
		}
	default:
		hideAll(n)
	}
}

// hideAll marks every scalar of a value, keys too: a value {x} that lacks its
// quotes is a map with the key x.
func hideAll(n *shape.Node) {
	n.Walk(func(n *shape.Node) bool {
		n.Secret = n.Secret || n.Kind == shape.Scalar
		return true
	})
}

func hideCredentials(n *shape.Node) {
	for _, m := range n.Members {
		if credential(m.Key.Text) {
			hideAll(m.Value)
		}
	}
}

// credential is true for driver options that hold a credential as plain text:
// splunk-token, or the mount option o with the user and password of a share.
func credential(option string) bool {
	option = strings.ToLower(option)
	parts := []string{"token", "passw", "secret", "apikey", "api_key", "api-key", "shared_key"}
	return option == "o" || slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(option, p) })
}
