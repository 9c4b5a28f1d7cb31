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
	NotPrincipal json.RawMessage
	Action       several
	NotAction    json.RawMessage
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

// trusts says whether a trust policy, written as in a URL, lets tasks have the role.
// Conditions may still forbid it. known is false for a policy that is none.
func trusts(document string) (trusted, known bool) {
	var policy struct{ Statement statements }
	text, err := url.QueryUnescape(document)
	if err == nil {
		err = json.Unmarshal([]byte(text), &policy)
	}
	if err != nil || len(policy.Statement) == 0 {
		return false, false
	}
	return slices.ContainsFunc(policy.Statement, statement.allows), true
}

// allows says whether the statement may be what allows it. What allows all but some is
// given the benefit of the doubt.
func (s statement) allows() bool {
	if s.Effect != "Allow" {
		return false
	}
	whom := len(s.NotPrincipal) > 0 || slices.Contains(s.Principal["AWS"], "*") ||
		slices.ContainsFunc(s.Principal["Service"], func(name string) bool {
			return name == "*" || strings.EqualFold(name, tasksPrincipal)
		})
	what := len(s.NotAction) > 0 || slices.ContainsFunc(s.Action, func(pattern string) bool {
		ok, err := path.Match(strings.ToLower(pattern), "sts:assumerole")
		return ok && err == nil
	})
	return whom && what
}
