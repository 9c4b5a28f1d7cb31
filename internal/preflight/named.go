package preflight

import (
	"slices"
	"strings"
)

// Named is what the checks of a task ask AWS for by name: what a policy for them can be
// narrowed to. Where a task has a * for what is not known, so has this.
type Named struct {
	Repositories []Repository
	// Secrets are ARNs, or the names of those that are named so.
	Secrets []string
	// Roles are names or ARNs of those that are asked for. Of Readers it is asked what
	// their policies allow.
	Roles, Readers []string
	LogGroups      []LogGroupName
}

// Repository is one of ECR.
type Repository struct{ Account, Region, Name string }

// LogGroupName is a log group; Region is "" for that of the task.
type LogGroupName struct{ Region, Name string }

// Any is what the checks of a task ask for of which nothing is known.
func Any() Named {
	const all = "*"
	return Named{
		Repositories: []Repository{{all, all, all}}, Secrets: []string{all}, Roles: []string{all}, Readers: []string{all},
		LogGroups: []LogGroupName{{"", all}},
	}
}

// Named says what the checks of the task ask for.
func (t Task) Named() Named {
	var out Named
	for _, role := range []string{t.ExecutionRole, t.TaskRole} {
		if role != "" {
			out.Roles = append(out.Roles, role)
		}
	}
	for _, c := range t.Containers {
		out.Repositories = append(out.Repositories, repositories(c.Image)...)
		for _, from := range c.Secrets {
			if secret := secretPattern(from.From); secret != "" {
				out.Secrets = append(out.Secrets, secret)
			}
			if strings.HasPrefix(t.ExecutionRole, "arn:") || strings.HasPrefix(t.ExecutionRole, "*") {
				out.Readers = []string{t.ExecutionRole}
			}
		}
		if l := c.Log; l.Group != "" && !l.Create && !l.Elsewhere {
			out.LogGroups = append(out.LogGroups, LogGroupName{l.Region, l.Group})
		}
	}
	return out
}

// repositories are those that an image may be in: none where it is not in ECR, and two
// where what stands for the registry may also hold the beginning of a name.
func repositories(image string) []Repository {
	if i, ok := parseImage(image); ok {
		return []Repository{{i.registry, i.region, i.repository}}
	}
	if rest, found := strings.CutPrefix(image, "*."); found {
		if i, ok := parseImage("000000000000." + rest); ok {
			return []Repository{{"*", i.region, i.repository}}
		}
	}
	host, name, slashed := strings.Cut(image, "/")
	name, _, _ = strings.Cut(name, "@")
	name, _, _ = strings.Cut(name, ":")
	if !slashed {
		host, _, _ = strings.Cut(host, ":") // a tag is no part of where it is
	}
	switch {
	case !strings.Contains(host, "*"):
		return nil
	case name == "":
		return []Repository{{"*", "*", "*"}}
	}
	return []Repository{{"*", "*", name}, {"*", "*", "*/" + name}}
}

// suffix stands for the six characters that Secrets Manager ends ARNs with, where a
// name or a part of an ARN lacks them (Secrets Manager User Guide, Permissions policy
// examples).
const suffix = "-??????"

// secretPattern is the secret that a value may come from, "" for a parameter.
func secretPattern(from string) string {
	s, ok := parseSecret(from)
	switch {
	case !ok && (strings.HasPrefix(from, "*") || strings.HasPrefix(from, "arn:*")), from == secretByName+"*":
		return "*"
	case !ok:
		return ""
	case s.region == "":
		return s.name + suffix
	case strings.HasSuffix(s.id, "*") || suffixed(s.name):
		return s.id
	}
	return s.id + suffix
}

// suffixed says whether a name ends with a hyphen and six letters or digits.
func suffixed(name string) bool {
	at := len(name) - len(suffix)
	return at > 0 && name[at] == '-' && !slices.ContainsFunc([]byte(name[at+1:]), func(c byte) bool {
		return (c < '0' || c > '9') && (c|' ' < 'a' || c|' ' > 'z')
	})
}
