package taskdef

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
)

// Check finds, without asking ECS, what ECS would refuse (errors) and what it
// would accept and never place or run (warnings). Each problem has the place of
// the member, or of the nearest one that encloses it, and the AWS page the rule
// is from.
func (d *Definition) Check() Problems {
	c := &checker{in: d.Input, root: d.root}
	if checkSize(c) {
		c.checkRules()
	}
	d.sources.finish(c.problems)
	return c.problems
}

func (c *checker) checkRules() {
	for _, rule := range []func(*checker){
		checkFamily, checkEssential, checkTags, checkPlacement, checkProxy, checkVolumes,
		checkTaskMemory, checkFargate, checkWindows, checkNetworkMode, checkHostPorts,
		checkDependencies, checkFireLens, checkTemplateMarks,
	} {
		rule(c)
	}
	for i := range c.in.ContainerDefinitions {
		def := &c.in.ContainerDefinitions[i]
		at := container{checker: c, def: def, path: fmt.Sprintf("containerDefinitions[%d]", i), index: i}
		for _, rule := range []func(container){
			checkContainerName, checkImage, checkContainerMemory, checkPorts, checkHealth, checkTimeouts,
			checkRestart, checkEnvironment, checkMounts, checkUlimits, checkLinks, checkLogging, checkFargateContainer,
			checkExecutionRole, checkCredentials, checkDevices,
		} {
			rule(at)
		}
	}
}

// checker collects what the rules find in one definition.
type checker struct {
	in       *ecs.RegisterTaskDefinitionInput
	root     *shape.Node
	problems Problems
}

// container is one container definition under check.
type container struct {
	*checker
	def   *types.ContainerDefinition
	path  string // containerDefinitions[0]
	index int
}

// name is how messages call the container.
func (c container) name() string {
	if name := aws.ToString(c.def.Name); name != "" {
		return fmt.Sprintf("container %q", name)
	}
	return fmt.Sprintf("container %d", c.index)
}

// finding is what a rule says about a member.
type finding struct {
	path    string
	message string
	hint    string
	rule    string // the AWS page or API reference entry it is from
}

// refuse reports what ECS would not register.
func (c *checker) refuse(f finding) { c.report(f, false) }

// warn reports what ECS would register and then not place or not run.
func (c *checker) warn(f finding) { c.report(f, true) }

func (c *checker) report(f finding, warning bool) {
	p := Problem{}
	if c.root != nil {
		p = at(find(c.root, f.path).place())
	}
	p.Path, p.Message, p.Hint, p.Rule, p.Warning = f.path, f.message, f.hint, f.rule, warning
	c.problems = append(c.problems, p)
}

// requires is true where requiresCompatibilities names a launch type.
func (c *checker) requires(want types.Compatibility) bool {
	for _, have := range c.in.RequiresCompatibilities {
		if have == want {
			return true
		}
	}
	return false
}

func (c *checker) fargate() bool { return c.requires(types.CompatibilityFargate) }

// windows is true for the Windows families of runtimePlatform.
func (c *checker) windows() bool {
	p := c.in.RuntimePlatform
	return p != nil && p.OperatingSystemFamily != "" && p.OperatingSystemFamily != types.OSFamilyLinux
}

// networkMode is the mode the task will run in (API reference,
// RegisterTaskDefinition: the default is bridge).
func (c *checker) networkMode() types.NetworkMode {
	if c.in.NetworkMode == "" {
		return types.NetworkModeBridge
	}
	return c.in.NetworkMode
}

// essential is true unless a container says otherwise (API reference,
// ContainerDefinition).
func essential(def *types.ContainerDefinition) bool {
	return def.Essential == nil || *def.Essential
}
