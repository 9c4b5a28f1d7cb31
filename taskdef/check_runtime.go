package taskdef

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const ruleHealth = "API reference, HealthCheck"

// between reports a number outside its bounds.
func (c container) between(member string, value *int32, low, high int32, unit, rule string) {
	if value != nil && (*value < low || *value > high) {
		c.refuse(finding{
			c.path + "." + member, fmt.Sprintf("%d is not between %d and %d%s", *value, low, high, unit),
			"", rule,
		})
	}
}

func checkHealth(c container) {
	h := c.def.HealthCheck
	if h == nil {
		return
	}
	switch {
	case len(h.Command) == 0 || len(h.Command) == 1 && h.Command[0] == "":
		c.refuse(finding{c.path + ".healthCheck.command", "the health check has no command", "", ruleHealth})
	case h.Command[0] != "CMD" && h.Command[0] != "CMD-SHELL":
		// ECS registers it, and the container is never healthy.
		c.warn(finding{
			c.path + ".healthCheck.command", "a health check's command begins with CMD or CMD-SHELL",
			`write ["CMD-SHELL", "…"] for a line of shell`, ruleHealth,
		})
	case len(h.Command) == 1:
		c.refuse(finding{c.path + ".healthCheck.command", "nothing follows " + h.Command[0], "", ruleHealth})
	}
	c.between("healthCheck.interval", h.Interval, 5, 300, " seconds", ruleHealth)
	c.between("healthCheck.timeout", h.Timeout, 2, 60, " seconds", ruleHealth)
	c.between("healthCheck.retries", h.Retries, 1, 10, "", ruleHealth)
	c.between("healthCheck.startPeriod", h.StartPeriod, 0, 300, " seconds", ruleHealth)
}

// API reference, ContainerDefinition, startTimeout and stopTimeout.
func checkTimeouts(c container) {
	if c.fargate() {
		c.between("startTimeout", c.def.StartTimeout, 2, 120, " seconds", ruleContainer)
		c.between("stopTimeout", c.def.StopTimeout, 0, 120, " seconds", ruleContainer)
		return
	}
	c.between("startTimeout", c.def.StartTimeout, 0, 1<<31-1, " seconds", ruleContainer)
	c.between("stopTimeout", c.def.StopTimeout, 0, 1<<31-1, " seconds", ruleContainer)
}

func checkRestart(c container) {
	p := c.def.RestartPolicy
	if p == nil {
		return
	}
	const rule = "API reference, ContainerRestartPolicy"
	c.between("restartPolicy.restartAttemptPeriod", p.RestartAttemptPeriod, 60, 1800, " seconds", rule)
	if n := len(p.IgnoredExitCodes); n > 50 {
		c.refuse(finding{
			c.path + ".restartPolicy.ignoredExitCodes",
			fmt.Sprintf("%d exit codes are more than the 50 allowed", n), "", rule,
		})
	}
}

// API reference, ContainerDefinition, environment, secrets and environmentFiles.
// Only names are reported, never values.
func checkEnvironment(c container) {
	seen := make(map[string]bool, len(c.def.Environment))
	at := func(i int) string { return fmt.Sprintf("%s.environment[%d].name", c.path, i) }
	for i, variable := range c.def.Environment {
		name := aws.ToString(variable.Name)
		switch {
		case name == "":
			c.refuse(finding{at(i), "a variable has no name", "", "API reference, KeyValuePair"})
		case seen[name]:
			c.warn(finding{at(i), fmt.Sprintf("variable %q is there twice", name), "", ruleContainer})
		}
		seen[name] = true
	}
	secret := map[string]bool{}
	for i, s := range c.def.Secrets {
		name, path := aws.ToString(s.Name), fmt.Sprintf("%s.secrets[%d]", c.path, i)
		switch {
		case name == "":
			c.refuse(finding{path + ".name", "a secret has no name", "", "API reference, Secret"})
		case seen[name]:
			c.refuse(finding{
				path + ".name", fmt.Sprintf("%q is both in environment and in secrets", name), "",
				ruleContainer,
			})
		case secret[name]:
			c.refuse(finding{path + ".name", fmt.Sprintf("secret %q is there twice", name), "", ruleContainer})
		}
		secret[name] = true
	}
	if n := len(c.def.EnvironmentFiles); n > 10 {
		c.refuse(finding{
			c.path + ".environmentFiles", fmt.Sprintf("%d files are more than the 10 allowed", n), "",
			"API reference, EnvironmentFile",
		})
	}
}

func checkUlimits(c container) {
	for i, u := range c.def.Ulimits {
		if u.SoftLimit > u.HardLimit && u.HardLimit >= 0 {
			c.refuse(finding{
				fmt.Sprintf("%s.ulimits[%d]", c.path, i),
				fmt.Sprintf("the soft limit %d of %s is above its hard limit %d", u.SoftLimit, u.Name, u.HardLimit),
				"", "API reference, Ulimit",
			})
		}
	}
}

// API reference, ResourceRequirement, ContainerDefinition, credentialSpecs.
func checkDevices(c container) {
	for i, r := range c.def.ResourceRequirements {
		path := fmt.Sprintf("%s.resourceRequirements[%d]", c.path, i)
		if r.Type == types.ResourceTypeGpu && c.fargate() {
			c.refuse(finding{path, "Fargate has no GPUs", "", ruleFargate})
		}
		if r.Type == types.ResourceTypeInferenceAccelerator && !c.hasAccelerator(aws.ToString(r.Value)) {
			c.refuse(finding{
				path + ".value", fmt.Sprintf("there is no inference accelerator %q", aws.ToString(r.Value)),
				"", "API reference, ResourceRequirement",
			})
		}
	}
	if n := len(c.def.CredentialSpecs); n > 1 {
		c.refuse(finding{
			c.path + ".credentialSpecs", fmt.Sprintf("%d credential specs are more than the 1 allowed", n),
			"", ruleContainer,
		})
	}
}

func (c *checker) hasAccelerator(name string) bool {
	for _, a := range c.in.InferenceAccelerators {
		if aws.ToString(a.DeviceName) == name {
			return true
		}
	}
	return false
}
