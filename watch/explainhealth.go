package watch

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
)

// outOfMemory says at which limit a container was killed, and whether the
// revision before had the same.
func (x explainer) outOfMemory(c *Cause, task Task) {
	r := x.revision(task.TaskDefinition)
	for _, container := range task.Containers {
		if classify(container.Reason) != causeOOM {
			continue
		}
		d := r.container(container.Name)
		if d == nil {
			return
		}
		what, limit := "memory", d.Memory
		path := member(container.Name, "memory")
		if limit == 0 {
			what, limit, path = "memory of the task", r.Limit, "memory"
		}
		if limit == 0 {
			return
		}
		c.Why = fmt.Sprintf("%s may use %d MiB (%s) and was killed at that limit", container.Name, limit, what)
		if where := x.at(c, path); where != "" {
			c.Why = fmt.Sprintf("%s may use %d MiB (%s, %s) and was killed at that limit",
				container.Name, limit, what, c.Location)
		}
		c.Fix = []string{"raise memory, or make it use less" + x.before(container.Name, limit)}
		return
	}
}

// before compares a memory limit with that of the revision before.
func (x explainer) before(container string, limit int) string {
	name := x.target.PreviousTaskDefinition
	r := x.revision(name)
	d := r.container(container)
	if d == nil || name == x.target.TaskDefinition {
		return ""
	}
	had := d.Memory
	if had == 0 {
		had = r.Limit
	}
	switch {
	case had == limit:
		return fmt.Sprintf(": %s had the same limit, so the new code needs more", name)
	case had > 0:
		return fmt.Sprintf(": %s had %d MiB", name, had)
	}
	return ""
}

// healthContainer names the check that failed and how much time it gives.
func (x explainer) healthContainer(c *Cause, task Task) {
	r := x.revision(task.TaskDefinition)
	if r == nil {
		return
	}
	for _, d := range r.Containers {
		if d.Check == nil || !unhealthy(task, d.Name) {
			continue
		}
		h := *d.Check
		where := x.at(c, member(d.Name, "healthCheck"))
		c.Why = fmt.Sprintf("the health check of %s%s failed %d times in a row, one try every %ds",
			d.Name, where, h.Retries, h.Interval)
		if c.Longest > 0 {
			c.Why += fmt.Sprintf("; the task had run for %s", seconds(c.Longest))
		}
		c.Fix = []string{
			"run the command of healthCheck inside the container: the image may lack what it calls",
			fmt.Sprintf("startPeriod is %ds: raise it if %s needs longer to come up", h.StartPeriod, d.Name),
		}
		return
	}
}

// unhealthy reports whether the container's check failed. Where no container's
// health is told any more, it may have been any that has a check.
func unhealthy(task Task, name string) bool {
	told := false
	for _, c := range task.Containers {
		if c.Health == "UNHEALTHY" {
			if c.Name == name {
				return true
			}
			told = true
		}
	}
	return !told
}

// lazily compiles a regular expression when it is first needed: most runs tell no event
// and no failure, and all start.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// What an event says of a target's health.
var (
	saidPort    = lazily(`\(port (\d+)\)`)
	saidGroup   = lazily(`\(?target-group ([^\s()]+)`)
	saidClassic = lazily(`\(elb ([^\s()]+)`)
	saidReason  = lazily(`due to \(reason (.+?)\)\s*$`)
	saidCodes   = lazily(`with these codes: \[([^\]]*)\]`)
)

// healthELB reads what the load balancer got instead of the answer it wants
// (Elastic Load Balancing User Guide, Target health reason codes).
func (x explainer) healthELB(c *Cause) {
	group := x.group(part(saidGroup, c.Says))
	of := strings.TrimSpace("the target group " + group.Name)
	classic := part(saidClassic, c.Says)
	if classic != "" {
		of = "the Classic Load Balancer " + classic
	}
	port, reason := "the port", part(saidReason, c.Says)
	if n := part(saidPort, c.Says); n != "" {
		port = "port " + n
	}
	asks := question(group.Check, port)
	listens := "listen on 0.0.0.0, on the containerPort"
	switch codes := part(saidCodes, reason); {
	case codes != "":
		wants := "another code"
		if group.Check.Matcher != "" {
			wants = group.Check.Matcher
		}
		c.Why = fmt.Sprintf("%s answers %s, and %s wants %s", asks, codes, of, wants)
		serve := "serve what its health check asks for"
		if group.Check.Path != "" {
			serve = "serve " + group.Check.Path
		}
		c.Fix = []string{serve, "change the path or the matcher of " + of}
	case strings.Contains(strings.ToLower(reason), "timed out"):
		c.Likely = true
		c.Why = fmt.Sprintf("%s answers nothing in time%s: a security group is in the way of %s, or the container is too "+
			"slow, or listens elsewhere", asks, within(group.Check.Timeout), of)
		c.Fix = []string{"let the security group of the tasks accept the load balancer on that port", listens}
	case classic != "" && reason != "":
		c.Likely = true // it knows the instance only, not which task is meant
		c.Why = of + " did not get the answer it wants from the instance: the container is not up yet, or listens elsewhere"
		c.Fix = []string{listens, "compare hostPort with the port that " + of + " asks"}
	case reason != "":
		c.Likely = true
		c.Why = fmt.Sprintf("nothing listens where %s asks (%s, %s): the container is not up yet, or listens on another "+
			"port or on localhost only", of, asks, reason)
		c.Fix = []string{listens, "compare containerPort with the port of the program"}
	default:
		c.Why = of + " did not get the answer it wants from the task"
		if classic != "" {
			c.Fix = []string{"serve what the health check of " + of + " asks for", "change that health check"}
		}
	}
	slow := fmt.Sprintf("healthCheckGracePeriodSeconds is %d: raise it if the task needs longer to come up",
		x.GracePeriod/time.Second)
	c.Fix = append(c.Fix[:min(2, len(c.Fix))], slow)
}

// part is what the first group of an expression matches, "" for no match.
func part(form func() *regexp.Regexp, text string) string {
	if m := form().FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// group is the target group of an event, which gives its name or ARN: with its
// settings where they were read.
func (x explainer) group(named string) TargetGroup {
	for _, g := range x.TargetGroups {
		if g.ARN == named || g.Name == named {
			return g
		}
	}
	return TargetGroup{Name: groupName(named)}
}

// question is what the health check asks of a target: "GET /healthz on port 8080".
func question(check TargetCheck, port string) string {
	if check.Path == "" {
		return port
	}
	return "GET " + check.Path + " on " + port
}

func within(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return " (" + seconds(d) + ")"
}
