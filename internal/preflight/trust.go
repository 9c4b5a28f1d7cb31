package preflight

import (
	"encoding/json"
	"net/url"
	"path"
	"slices"
	"strings"
)

// tasksPrincipal is who has the roles of tasks (Developer Guide, Amazon ECS task IAM
// role).
const tasksPrincipal = "ecs-tasks.amazonaws.com"

// several is a string or a list of them, as policies have both.
type several []string

func (s *several) UnmarshalJSON(text []byte) error {
	var word string
	if err := json.Unmarshal(text, &word); err == nil {
		*s = several{word}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(s))
}

// principals are those of a statement: "*", or lists by kind.
type principals map[string]several

func (p *principals) UnmarshalJSON(text []byte) error {
	var anybody string
	if err := json.Unmarshal(text, &anybody); err == nil {
		*p = principals{"AWS": {anybody}}
		return nil
	}
	return json.Unmarshal(text, (*map[string]several)(p))
}

// statement is one of a trust policy (IAM User Guide, IAM JSON policy element
// reference).
type statement struct {
	Effect       string
	Principal    principals
	NotPrincipal principals
	Action       several
	NotAction    several
	Condition    map[string]json.RawMessage
}

// statements are one or a list of them.
type statements []statement

func (s *statements) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil // it is none, and no statement of nothing
	}
	var single statement
	if err := json.Unmarshal(text, &single); err == nil {
		*s = statements{single}
		return nil
	}
	return json.Unmarshal(text, (*[]statement)(s))
}

// trust is what a trust policy comes to for tasks.
type trust int

const (
	unread   trust = iota // it is no policy
	withheld              // nothing allows it
	refuses               // it is allowed, and denied without a condition
	depends               // it is allowed, and denied to some or at times
	given
)

// trusts says whether a trust policy, written as in a URL, lets tasks have the role. A
// Deny wins over any Allow (IAM User Guide, Policy evaluation logic). What a condition
// of an Allow asks for is taken to hold: it names accounts or clusters, as the
// Developer Guide advises.
func trusts(document string) trust {
	var policy struct{ Statement statements }
	text, err := url.QueryUnescape(document)
	if err == nil {
		err = json.Unmarshal([]byte(text), &policy)
	}
	if err != nil || len(policy.Statement) == 0 {
		return unread
	}
	said := func(effect string, sure bool) bool {
		return slices.ContainsFunc(policy.Statement, func(s statement) bool {
			return s.Effect == effect && s.matches() && (!sure || s.always())
		})
	}
	switch {
	case !said("Allow", false):
		return withheld
	case said("Deny", true):
		return refuses
	case said("Deny", false):
		return depends
	}
	return given
}

// matches says whether the statement is about tasks that want the role.
func (s statement) matches() bool {
	whom, what := s.Principal.tasks(), s.Action.assume()
	if len(s.NotPrincipal) > 0 {
		whom = !s.NotPrincipal.tasks()
	}
	if len(s.NotAction) > 0 {
		what = !s.NotAction.assume()
	}
	return whom && what
}

// always says whether it is about all of them: no condition chooses, and they are not
// only among those that are left out of it.
func (s statement) always() bool { return len(s.Condition) == 0 && len(s.NotPrincipal) == 0 }

// tasks says whether tasks are among the principals.
func (p principals) tasks() bool {
	return slices.Contains(p["AWS"], "*") || slices.ContainsFunc(p["Service"], func(name string) bool {
		return name == "*" || strings.EqualFold(name, tasksPrincipal)
	})
}

// assume says whether one of the patterns of actions is about having a role.
func (s several) assume() bool {
	return slices.ContainsFunc(s, func(pattern string) bool {
		ok, err := path.Match(strings.ToLower(pattern), "sts:assumerole")
		return ok && err == nil
	})
}
