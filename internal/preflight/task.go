package preflight

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Task is what of a task definition, and of the service that is to run it, is looked
// at. The zero value names nothing, and nothing is then asked.
type Task struct {
	// Region is where the tasks run.
	Region string
	// ExecutionRole and TaskRole are names or ARNs, "" for none.
	ExecutionRole, TaskRole string
	// Fargate is true where the tasks are known to run there. Awsvpc and Host are the
	// network modes of these names; neither is bridge.
	Fargate, Awsvpc, Host bool
	Containers            []Container

	// Locate says where a member of the task definition is written, nil where none came
	// from a file.
	Locate func(path string) (file string, line, column int, ok bool)

	// Creates is true where the service does not exist yet.
	Creates bool
	// Foretold is true where a forecast tells whether ECS takes the load balancers.
	Foretold  bool
	Balancers []Balancer
}

// Container is one container of a Task.
type Container struct {
	Name, Image string
	// ImagePath is the member of the task definition that names the image.
	ImagePath string
	Secrets   []SecretRef
	Ports     []Port
	Log       Log
}

// SecretRef is where a value comes from: a secret or a parameter, by its name or ARN.
type SecretRef struct{ From, Path string }

// Port is a port mapping; Host is 0 for a port that is chosen anew for each task.
type Port struct{ Container, Host int }

// Log says where a container writes to with the log driver awslogs: Group is "" for
// any other driver, Region for that of the task.
type Log struct {
	Group, Region, Path string
	// Create is true where the group is made when it is not there. Elsewhere is true
	// where another endpoint than that of the Region is written to.
	Create, Elsewhere bool
}

// Balancer is how a service registers its tasks in a target group.
type Balancer struct {
	TargetGroup, Container string
	Port                   int
}

// TaskOf is what a task definition names.
func TaskOf(def *types.TaskDefinition) Task {
	t := Task{
		ExecutionRole: aws.ToString(def.ExecutionRoleArn), TaskRole: aws.ToString(def.TaskRoleArn),
		Awsvpc: def.NetworkMode == types.NetworkModeAwsvpc, Host: def.NetworkMode == types.NetworkModeHost,
		Fargate: len(def.RequiresCompatibilities) == 1 && def.RequiresCompatibilities[0] == types.CompatibilityFargate,
	}
	for i, c := range def.ContainerDefinitions {
		t.Containers = append(t.Containers, containerOf(c, fmt.Sprintf("containerDefinitions[%d]", i)))
	}
	return t
}

func containerOf(def types.ContainerDefinition, path string) Container {
	c := Container{Name: aws.ToString(def.Name), Image: aws.ToString(def.Image), ImagePath: path + ".image"}
	secrets := func(list []types.Secret, path string) {
		for i, s := range list {
			c.Secrets = append(c.Secrets, SecretRef{aws.ToString(s.ValueFrom), fmt.Sprintf("%s[%d].valueFrom", path, i)})
		}
	}
	secrets(def.Secrets, path+".secrets")
	if def.RepositoryCredentials != nil {
		from := aws.ToString(def.RepositoryCredentials.CredentialsParameter)
		if !strings.HasPrefix(from, "arn:") {
			from = secretByName + from
		}
		c.Secrets = append(c.Secrets, SecretRef{from, path + ".repositoryCredentials.credentialsParameter"})
	}
	for _, m := range def.PortMappings {
		c.Ports = append(c.Ports, Port{int(aws.ToInt32(m.ContainerPort)), int(aws.ToInt32(m.HostPort))})
	}
	l := def.LogConfiguration
	if l == nil {
		return c
	}
	secrets(l.SecretOptions, path+".logConfiguration.secretOptions")
	if l.LogDriver == types.LogDriverAwslogs {
		c.Log = Log{
			Group: l.Options["awslogs-group"], Region: l.Options["awslogs-region"],
			Path:      path + ".logConfiguration.options.awslogs-group",
			Create:    strings.EqualFold(l.Options["awslogs-create-group"], "true"),
			Elsewhere: l.Options["awslogs-endpoint"] != "",
		}
	}
	return c
}

// secretByName begins a reference to a secret by its name alone, which only the
// credentials of a registry can be.
const secretByName = "secret:"

// needsRole says what of the task the execution role is needed for, and the member
// that names it; "" for nothing (Developer Guide, Amazon ECS task execution IAM role).
func (t Task) needsRole() (what, path string) {
	for _, c := range t.Containers {
		_, private := parseImage(c.Image)
		switch {
		case len(c.Secrets) > 0:
			return "reading secrets", c.Secrets[0].Path
		case t.Fargate && private:
			return "pulling from ECR on Fargate", c.ImagePath
		case t.Fargate && c.Log.Group != "":
			return "the log driver awslogs on Fargate", c.Log.Path
		}
	}
	return "", ""
}

// maps says whether a container has a mapping for a port; "" is any container.
func (t Task) maps(container string, port int) bool {
	return slices.ContainsFunc(t.Containers, func(c Container) bool {
		return (container == "" || c.Name == container) &&
			slices.ContainsFunc(c.Ports, func(p Port) bool { return p.Container == port })
	})
}

// opens says whether a target of the task answers on that port of its address: the
// port of a container, or with bridge a host port that is fixed.
func (t Task) opens(port int) bool {
	if t.Awsvpc || t.Host {
		return t.maps("", port)
	}
	return slices.ContainsFunc(t.Containers, func(c Container) bool {
		return slices.ContainsFunc(c.Ports, func(p Port) bool { return p.Host == port })
	})
}
