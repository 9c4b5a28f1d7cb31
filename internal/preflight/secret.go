package preflight

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/shell"
)

// secretRef is a secret of Secrets Manager as a task definition names it (API
// reference, Secret; Developer Guide, Pass Secrets Manager secrets through Amazon ECS
// environment variables): an ARN, behind which :key:stage:version may stand, each of
// them empty or not.
type secretRef struct {
	id, region     string // an ARN, or a name without a Region
	name           string
	stage, version string
}

// parseSecret reads where a value comes from: ok is false for what is no secret.
func parseSecret(from string) (s secretRef, ok bool) {
	if name, found := strings.CutPrefix(from, secretByName); found {
		return secretRef{id: name, name: name}, true
	}
	const parts, behind = 7, 3
	fields := strings.Split(from, ":")
	if len(fields) < parts || fields[0] != "arn" || fields[2] != "secretsmanager" {
		return s, false
	}
	rest := append(fields[parts:len(fields):len(fields)], make([]string, behind)...)
	return secretRef{
		id: strings.Join(fields[:parts], ":"), region: fields[3], name: fields[parts-1], stage: rest[1], version: rest[2],
	}, true
}

// secrets asks for the secrets, each once.
func (a Clients) secrets(t Task) []job {
	var jobs []job
	var seen []secretRef
	for _, c := range t.Containers {
		for _, from := range c.Secrets {
			s, ok := parseSecret(from.From)
			if !ok || slices.Contains(seen, s) {
				continue
			}
			seen = append(seen, s)
			at := "secretsmanager " + cmp.Or(s.region, t.Region)
			check := Check{Kind: Secret, Subject: s.name, Path: from.Path}
			jobs = append(jobs, one(at, check, func(ctx context.Context, check Check) Check {
				d, err := a.describeSecret(ctx, s)
				return judgeSecret(ctx, check, s, d, err)
			}))
		}
	}
	return jobs
}

// described is a secret without its value (Secrets Manager API reference,
// DescribeSecret).
type described struct {
	Deleted  *float64            `json:"DeletedDate"`
	Versions map[string][]string `json:"VersionIdsToStages"`
}

func (a Clients) describeSecret(ctx context.Context, s secretRef) (described, error) {
	var out described
	err := a.Asker.Ask(ctx, awsclient.Request{
		Service: awsclient.SecretsManager, Operation: "DescribeSecret", Region: s.region,
		In: map[string]string{"SecretId": s.id}, Out: &out,
	})
	return out, err
}

func judgeSecret(ctx context.Context, check Check, s secretRef, d described, err error) Check {
	bad := func(note, hint string) Check { return check.problem(causeSecrets, note, hint).certain() }
	switch {
	case err != nil && awsclient.Classify(err).Code == "ResourceNotFoundException":
		return bad(fmt.Sprintf("there is no secret %s", s.name), "create it, or correct the ARN with its last six characters")
	case err != nil:
		return check.skip(ctx, "secretsmanager:DescribeSecret", err)
	case d.Deleted != nil:
		return bad(fmt.Sprintf("the secret %s is scheduled to be deleted", s.name),
			shell.Command("aws secretsmanager restore-secret --secret-id", []string{s.id}))
	}
	return judgeVersion(check, s, d.Versions)
}

// current is the stage of what is read where neither a version nor a stage is named
// (Secrets Manager API reference, GetSecretValue).
const current = "AWSCURRENT"

// judgeVersion never makes a certain problem of a version alone: those without a stage
// are not told of, and may be there until Secrets Manager deletes them (Secrets
// Manager API reference, DescribeSecret).
func judgeVersion(check Check, s secretRef, versions map[string][]string) Check {
	lacks := "the secret " + s.name + " has no "
	stages, known := versions[s.version]
	switch {
	case s.version != "" && s.stage != "" && !slices.Contains(stages, s.stage):
		note := fmt.Sprintf("version %s of the secret %s is not %s", s.version, s.name, s.stage)
		check = check.problem(causeSecrets, note, "name only one of both").certain()
	case s.version != "" && !known:
		note := lacks + "version " + s.version + " that a stage keeps"
		check = check.problem(causeSecrets, note, "name a version that has a stage, or none")
	case s.version != "":
		check = check.ok()
	case len(versions) == 0:
		check = check.problem(causeSecrets, lacks+"value", "give it one").certain()
	case s.stage == "" && !staged(versions, current):
		hint := "name a stage that is there, or give it a value"
		check = check.problem(causeSecrets, lacks+"version "+current, hint).certain()
	case s.stage != "" && !staged(versions, s.stage):
		check = check.problem(causeSecrets, lacks+"version "+s.stage, "name a stage that is there, or none").certain()
	default:
		check = check.ok()
	}
	return check
}

// staged says whether a version has the stage.
func staged(versions map[string][]string, stage string) bool {
	for _, stages := range versions {
		if slices.Contains(stages, stage) {
			return true
		}
	}
	return false
}
