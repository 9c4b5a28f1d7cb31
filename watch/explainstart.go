package watch

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/internal/shell"
)

// What stands in the messages of a task that could not start.
var (
	anARN    = lazily(`arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:[^\s'",;]+`)
	anAction = lazily(`\b(secretsmanager|ssm|kms|ecr|logs):[A-Z]\w+`)
	ecrHost  = lazily(`^\d+\.dkr[.-]ecr\.([a-z0-9-]+)\.`)
)

// imagePull names the tag that the registry does not have.
func (x explainer) imagePull(c *Cause, task Task) {
	name, image := x.pulled(c.Says, task)
	if image == "" {
		return
	}
	where := x.at(c, member(name, "image"))
	host, repository, tag := splitImage(image)
	missing := strings.Contains(strings.ToLower(c.Says), "not found")
	switch {
	case missing && strings.HasPrefix(tag, "sha256:"):
		c.Why = fmt.Sprintf("the registry answered, and has no image %.19s in %s", tag, repository)
	case missing:
		c.Why = fmt.Sprintf("the registry answered, and has no tag %q in %s", tag, repository)
	}
	if where != "" {
		c.Fix[0] = c.Location.String() + " names that image: check its name and tag"
	}
	if m := ecrHost().FindStringSubmatch(host); m != nil && missing {
		list := "aws ecr describe-images --repository-name " + shell.Word(repository) + " --region " + m[1]
		c.Fix = []string{c.Fix[0], "push that image, or see what there is: " + list}
	}
}

// pulled is the container whose image was not pulled, and the image; "" where the
// message and the task do not tell.
func (x explainer) pulled(says string, task Task) (name, image string) {
	of := func(c Container) string {
		if d := x.revision(task.TaskDefinition).container(c.Name); d != nil && d.Image != "" {
			return d.Image
		}
		return c.Image
	}
	for _, c := range task.Containers {
		if image := of(c); c.Reason == says || image != "" && strings.Contains(says, image) {
			return c.Name, image
		}
	}
	if len(task.Containers) == 1 {
		return task.Containers[0].Name, of(task.Containers[0])
	}
	return "", ""
}

// splitImage takes an image reference apart; a tag that is left out is latest.
func splitImage(image string) (host, repository, tag string) {
	host, repository, found := strings.Cut(image, "/")
	if !found || !strings.ContainsAny(host, ".:") && host != "localhost" {
		host, repository = "", image
	}
	if name, digest, ok := strings.Cut(repository, "@"); ok {
		return host, name, digest
	}
	if name, label, ok := strings.Cut(repository, ":"); ok {
		return host, name, label
	}
	return host, repository, "latest"
}

// secrets names the role that lacks a right, or the secret that is not there.
func (x explainer) secrets(c *Cause, task Task) {
	r := x.revision(task.TaskDefinition)
	if r == nil {
		return
	}
	secret := ""
	for _, container := range r.Containers {
		for _, s := range container.Secrets {
			if s.From != "" && strings.Contains(c.Says, withoutMember(s.From)) {
				secret = s.From
				x.at(c, member(container.Name, "secrets["+s.Name+"].valueFrom"))
			}
		}
	}
	text := strings.ToLower(c.Says)
	action := anAction().FindString(c.Says)
	switch {
	case strings.Contains(text, "accessdenied") && r.ExecutionRole != "":
		role := base(r.ExecutionRole)
		if action == "" {
			action = "the right"
		}
		c.Why = fmt.Sprintf("the execution role may not read it: %s%s lacks %s; it is that role, not the task role, "+
			"which reads secrets", role, x.at(c, "executionRoleArn"), action)
		if resource := deniedResource(c.Says); action != "the right" && (resource != "" || secret != "") {
			if resource == "" {
				resource = secret
			}
			c.Fix[0] = fmt.Sprintf("allow %s on %s for %s (and kms:Decrypt if it has a key of its own)", action, resource, role)
		}
	case secret != "" && strings.Contains(text, "notfound"):
		c.Why = "there is no " + secret + " in this account and Region"
	}
}

// withoutMember cuts the JSON key, stage and version off the ARN of a secret
// (Developer Guide, Pass Secrets Manager secrets through environment variables).
func withoutMember(from string) string {
	if parts := strings.Split(from, ":"); len(parts) > 7 && parts[2] == "secretsmanager" {
		return strings.Join(parts[:7], ":")
	}
	return from
}

// deniedResource is what an AccessDenied message says that nobody may touch.
func deniedResource(says string) string {
	_, rest, ok := strings.Cut(says, "on resource: ")
	if !ok {
		return ""
	}
	if words := strings.Fields(rest); len(words) > 0 {
		return strings.TrimRight(words[0], ".,;")
	}
	return ""
}

// logDriver names the log group that is missing.
func (x explainer) logDriver(c *Cause, task Task) {
	r := x.revision(task.TaskDefinition)
	if r == nil {
		return
	}
	for _, d := range r.Containers {
		if d.LogGroup == "" || !strings.Contains(c.Says, d.LogGroup) && len(r.Containers) > 1 {
			continue
		}
		where := x.at(c, member(d.Name, "logConfiguration"))
		if strings.Contains(c.Says, "log group does not exist") {
			c.Why = fmt.Sprintf("the log group %s of %s%s does not exist", d.LogGroup, d.Name, where)
			create := "aws logs create-log-group --log-group-name " + shell.Word(d.LogGroup)
			if d.LogRegion != "" {
				c.Why += " in " + d.LogRegion
				create += " --region " + shell.Word(d.LogRegion)
			}
			c.Fix = []string{create, `awslogs-create-group: "true", with logs:CreateLogGroup for the execution role`}
		}
		return
	}
}

// role names the role that cannot be used, and which of the two it is.
func (x explainer) role(c *Cause, name string) {
	arn := anARN().FindString(c.Says)
	if !strings.Contains(arn, ":role/") {
		return
	}
	where := ""
	if r := x.revision(base(name)); r != nil {
		switch arn {
		case r.ExecutionRole:
			where = x.at(c, "executionRoleArn")
		case r.TaskRole:
			where = x.at(c, "taskRoleArn")
		}
	}
	c.Why = fmt.Sprintf("ECS may not assume %s%s: it does not exist, or does not trust ecs-tasks.amazonaws.com",
		base(arn), where)
}
