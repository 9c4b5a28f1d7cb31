package preflight

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// What the agent calls for the values of secrets and parameters (Developer Guide,
// Amazon ECS task execution IAM role).
const (
	readSecret    = "secretsmanager:GetSecretValue"
	readParameter = "ssm:GetParameters"
)

// access asks whether the execution role may read what the task is given.
func (a Clients) access(t Task) []job {
	if !strings.HasPrefix(t.ExecutionRole, "arn:") {
		return nil
	}
	var secrets, parameters []Check
	add := func(to *[]Check, path, arn string) {
		if !slices.ContainsFunc(*to, func(c Check) bool { return c.Subject == arn }) {
			*to = append(*to, Check{Kind: Access, Subject: arn, Path: path})
		}
	}
	for _, c := range t.Containers {
		for _, from := range c.Secrets {
			if s, ok := parseSecret(from.From); ok {
				if s.region != "" {
					add(&secrets, from.Path, s.id)
				}
			} else if p, ok := parseParameter(from.From); ok {
				add(&parameters, from.Path, t.parameterARN(p))
			}
		}
	}
	var jobs []job
	for action, checks := range map[string][]Check{readSecret: secrets, readParameter: parameters} {
		if len(checks) > 0 {
			jobs = append(jobs, job{iam, checks, func(ctx context.Context, checks []Check) []Check {
				decided, err := a.simulate(ctx, t.ExecutionRole, action, checks)
				for i := range checks {
					checks[i] = judgeAccess(ctx, checks[i], roleName(t.ExecutionRole), action, decided, err)
				}
				return checks
			}})
		}
	}
	sort.Slice(jobs, func(i, j int) bool { return jobs[i].checks[0].Path < jobs[j].checks[0].Path })
	return jobs
}

// parameterARN is the ARN of a parameter in the account and Region of the tasks.
func (t Task) parameterARN(p parameter) string {
	if p.region != "" {
		return p.arn
	}
	partition, name := strings.Split(t.ExecutionRole, ":")[1], strings.TrimPrefix(p.names[0], "/")
	return fmt.Sprintf("arn:%s:ssm:%s:%s:parameter/%s", partition, t.Region, t.account(), name)
}

// evaluation is what the policies of a role come to, for one action (IAM API
// reference, EvaluationResult).
type evaluation struct {
	Resource string `xml:"EvalResourceName"`
	Decision string `xml:"EvalDecision"`
	Each     []struct {
		Resource string `xml:"EvalResourceName"`
		Decision string `xml:"EvalResourceDecision"`
	} `xml:"ResourceSpecificResults>member"`
}

// simulate gives the decisions by resource.
func (a Clients) simulate(ctx context.Context, role, action string, checks []Check) (map[string]string, error) {
	in := url.Values{"PolicySourceArn": {role}, "ActionNames.member.1": {action}}
	for i, c := range checks {
		in.Set("ResourceArns.member."+strconv.Itoa(i+1), c.Subject)
	}
	var all []evaluation
	for {
		var out struct {
			Results []evaluation `xml:"SimulatePrincipalPolicyResult>EvaluationResults>member"`
			Marker  string       `xml:"SimulatePrincipalPolicyResult>Marker"`
		}
		err := a.Asker.Ask(ctx, awsclient.Request{
			Service: awsclient.IAM, Operation: "SimulatePrincipalPolicy", In: in, Out: &out,
		})
		if err != nil {
			return nil, err
		}
		if all = append(all, out.Results...); out.Marker == "" {
			return decisions(all), nil
		}
		in.Set("Marker", out.Marker)
	}
}

// decisions are those of evaluations, by resource.
func decisions(results []evaluation) map[string]string {
	decided := map[string]string{}
	for _, r := range results {
		decided[r.Resource] = r.Decision
		for _, each := range r.Each {
			decided[each.Resource] = each.Decision
		}
	}
	return decided
}

// judgeAccess never makes a certain problem: the policy of the secret itself, which is
// not looked at, may allow what the role's do not (IAM User Guide, Policy evaluation
// logic).
func judgeAccess(
	ctx context.Context, check Check, role, action string, decided map[string]string, err error,
) Check {
	arn := check.Subject
	check.Subject = arn[strings.LastIndexByte(arn, ':')+1:]
	switch decision := decided[arn]; {
	case err != nil && awsclient.Classify(err).Code == "NoSuchEntity":
		return check.unseen("there is no role " + role)
	case err != nil:
		return check.skip(ctx, "iam:SimulatePrincipalPolicy", err)
	case decision == "":
		return check.unseen("iam:SimulatePrincipalPolicy did not say")
	case decision == "allowed":
		return check.ok()
	}
	note := fmt.Sprintf("the policies of role %s do not allow %s on %s", role, action, check.Subject)
	return check.problem(causeSecrets, note, fmt.Sprintf("allow %s on %s", action, arn))
}
