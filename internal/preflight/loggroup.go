package preflight

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// logGroups asks for those that the containers write to, each once. One that the log
// driver makes need not be there (Developer Guide, Send Amazon ECS logs to
// CloudWatch, awslogs-create-group).
func (a Clients) logGroups(t Task) []job {
	var jobs []job
	var seen []string
	for _, c := range t.Containers {
		l := c.Log
		key := l.Region + ":" + l.Group
		if l.Group == "" || l.Create || l.Elsewhere || slices.Contains(seen, key) {
			continue
		}
		seen = append(seen, key)
		check := Check{Kind: LogGroup, Subject: l.Group, Path: l.Path}
		jobs = append(jobs, one("logs "+cmp.Or(l.Region, t.Region), check, func(ctx context.Context, check Check) Check {
			return judgeLogGroup(ctx, check, a.logGroup(ctx, l))
		}))
	}
	return jobs
}

// logGroup asks for one stream of the group: the only question that takes a name and
// no part of one.
func (a Clients) logGroup(ctx context.Context, l Log) error {
	in := struct {
		LogGroupName string `json:"logGroupName"`
		Limit        int    `json:"limit"`
	}{l.Group, 1}
	return a.Asker.Ask(ctx, awsclient.Request{
		Service: awsclient.Logs, Operation: "DescribeLogStreams", Region: l.Region, In: in, Out: &struct{}{},
	})
}

func judgeLogGroup(ctx context.Context, check Check, err error) Check {
	switch {
	case err == nil:
		return check.ok()
	case awsclient.Classify(err).Code == "ResourceNotFoundException":
		return check.problem(causeLogs, fmt.Sprintf("there is no log group %s", check.Subject),
			`create it, or set the option awslogs-create-group: "true"`).certain()
	}
	return check.skip(ctx, "logs:DescribeLogStreams", err)
}
