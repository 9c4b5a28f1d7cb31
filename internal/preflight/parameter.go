package preflight

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// parameter is one of Parameter Store as a task definition names it: by its name, or
// by an ARN, which does not tell whether the name begins with a slash (Developer
// Guide, Pass Systems Manager parameters through Amazon ECS environment variables).
type parameter struct {
	ref, region, account string
	arn                  string   // without a version, "" where it is named otherwise
	names                []string // any of them
}

// parseParameter reads where a value comes from: ok is false for a secret, and for
// what stands in for others in Parameter Store, which no list has.
func parseParameter(from string) (p parameter, ok bool) {
	if _, secret := parseSecret(from); secret || from == "" {
		return p, false
	}
	p.ref = from
	name, _, _ := strings.Cut(from, ":") // a version or label follows
	p.names = []string{name}
	if strings.HasPrefix(from, "arn:") {
		const parts = 6
		fields := strings.SplitN(from, ":", parts)
		if len(fields) < parts || fields[2] != "ssm" || fields[3] == "" {
			return p, false
		}
		path, _, _ := strings.Cut(fields[5], ":")
		found := false
		if name, found = strings.CutPrefix(path, "parameter/"); !found {
			return p, false
		}
		p.region, p.account = fields[3], fields[4]
		p.arn = strings.Join(fields[:parts-1], ":") + ":" + path
		if p.names = []string{"/" + name}; !strings.Contains(name, "/") {
			p.names = append(p.names, name)
		}
	}
	bare := strings.TrimPrefix(name, "/")
	return p, bare != "" && !strings.HasPrefix(bare, "aws/")
}

// asked is how many parameters one request may name (Systems Manager API reference,
// ParameterStringFilter).
const asked = 20

// parameters asks for the parameters, those of a Region together.
func (a Clients) parameters(t Task) []job {
	found, checks := map[string][]parameter{}, map[string][]Check{}
	var seen []string
	for _, c := range t.Containers {
		for _, from := range c.Secrets {
			p, ok := parseParameter(from.From)
			if !ok || slices.Contains(seen, p.ref) {
				continue
			}
			seen = append(seen, p.ref)
			found[p.region] = append(found[p.region], p)
			checks[p.region] = append(checks[p.region], Check{Kind: Parameter, Subject: p.names[0], Path: from.Path})
		}
	}
	var jobs []job
	for _, region := range slices.Sorted(maps.Keys(found)) {
		list, of, at := found[region], checks[region], "ssm "+cmp.Or(region, t.Region)
		for from := 0; from < len(list); from += asked {
			to := min(from+asked, len(list))
			some := list[from:to]
			jobs = append(jobs, job{at, of[from:to], func(ctx context.Context, checks []Check) []Check {
				there, err := a.describeParameters(ctx, region, some)
				for i := range checks {
					checks[i] = judgeParameter(ctx, checks[i], some[i], t.account(), there, err)
				}
				return checks
			}})
		}
	}
	return jobs
}

// account is that of the tasks, by their roles; "" where these are named without.
func (t Task) account() string {
	for _, arn := range []string{t.ExecutionRole, t.TaskRole} {
		if fields := strings.Split(arn, ":"); len(fields) > 5 {
			return fields[4]
		}
	}
	return ""
}

// describeParameters gives the names of those that are there. It asks for no values:
// GetParameters, which ECS calls, has them in its answer.
func (a Clients) describeParameters(ctx context.Context, region string, list []parameter) ([]string, error) {
	var names, there []string
	for _, p := range list {
		names = append(names, p.names...)
	}
	token := ""
	for {
		var out struct {
			Parameters []struct{ Name string }
			NextToken  string
		}
		in := map[string]any{
			"MaxResults": 50,
			"ParameterFilters": []map[string]any{
				{"Key": "Name", "Option": "Equals", "Values": names},
			},
		}
		if token != "" {
			in["NextToken"] = token
		}
		err := a.Asker.Ask(ctx, awsclient.Request{
			Service: awsclient.SSM, Operation: "DescribeParameters", Region: region, In: in, Out: &out,
		})
		if err != nil {
			return nil, err
		}
		for _, p := range out.Parameters {
			there = append(there, p.Name)
		}
		if token = out.NextToken; token == "" {
			return there, nil
		}
	}
}

func judgeParameter(ctx context.Context, check Check, p parameter, account string, there []string, err error) Check {
	switch {
	case err != nil:
		return check.skip(ctx, "ssm:DescribeParameters", err)
	case slices.ContainsFunc(p.names, func(name string) bool { return slices.Contains(there, name) }):
		return check.ok()
	case p.account != "" && p.account != account:
		return check.unseen("it may be shared by account " + p.account)
	}
	return check.problem(causeSecrets, fmt.Sprintf("there is no parameter %s", p.names[0]),
		"create it, or correct the name").certain()
}
