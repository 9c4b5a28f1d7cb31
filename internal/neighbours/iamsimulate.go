package neighbours

import (
	"net/http"
	"path"
	"strings"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	simulatePrincipalPolicyIn struct {
		PolicySourceARN string   `json:"PolicySourceArn"`
		ActionNames     []string `json:"ActionNames"`
		ResourceARNs    []string `json:"ResourceArns"`
		Marker          string   `json:"Marker"`
		MaxItems        *int32   `json:"MaxItems"`
	}
	simulatePrincipalPolicyOut struct {
		EvaluationResults []evaluation `json:"EvaluationResults"`
		IsTruncated       bool         `json:"IsTruncated"`
		Marker            string       `json:"Marker,omitempty"`
	}
	evaluation struct {
		EvalActionName   string `json:"EvalActionName"`
		EvalResourceName string `json:"EvalResourceName"`
		EvalDecision     string `json:"EvalDecision"`
	}
)

// simulatePrincipalPolicy says what a role allows on some resources: all alike, as
// no role here tells them apart. IAM API reference, SimulatePrincipalPolicy.
func simulatePrincipalPolicy(w *world.World, in *simulatePrincipalPolicyIn) (*simulatePrincipalPolicyOut, error) {
	r, ok := roleOf(w, path.Base(in.PolicySourceARN))
	if !ok || !strings.Contains(in.PolicySourceARN, ":role/") {
		return nil, &Error{"NoSuchEntity", "Entity " + in.PolicySourceARN + " cannot be found.", http.StatusNotFound}
	}
	resources := in.ResourceARNs
	if len(resources) == 0 {
		resources = []string{"*"}
	}
	size, ok := paged(in.MaxItems, 100, 1000)
	if !ok {
		return nil, refusef("ValidationError", "MaxItems must be from 1 to 1000.")
	}
	out := &simulatePrincipalPolicyOut{}
	for _, action := range in.ActionNames {
		decision := "implicitDeny"
		if r.Allows(action) {
			decision = "allowed"
		}
		for _, resource := range resources {
			out.EvaluationResults = append(out.EvaluationResults, evaluation{action, resource, decision})
		}
	}
	if out.EvaluationResults, out.Marker, ok = page(out.EvaluationResults, in.Marker, size); !ok {
		return nil, refusef("ValidationError", "Invalid Marker.")
	}
	out.IsTruncated = out.Marker != ""
	return out, nil
}
