package forecast

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
)

// plural is a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// shown is how many names a sentence holds.
const shown = 3

// some names the first few.
func some(names []string) string {
	if more := len(names) - shown; more > 0 {
		return fmt.Sprintf("%s, and %d more", strings.Join(names[:shown], ", "), more)
	}
	return strings.Join(names, ", ")
}

// short is how a task is called: the first eight digits of its id.
func short(arn string) string {
	id := base(arn)
	return id[:min(8, len(id))]
}

// find is an instance of the state; nil if there is none.
func find(state State, arn string) *types.ContainerInstance {
	for n := range state.Instances {
		if arn != "" && aws.ToString(state.Instances[n].ContainerInstanceArn) == arn {
			return &state.Instances[n]
		}
	}
	return nil
}

// instanceName is how an instance is called: its EC2 id.
func instanceName(state State, arn string) string {
	if i := find(state, arn); i != nil && aws.ToString(i.Ec2InstanceId) != "" {
		return *i.Ec2InstanceId
	}
	return short(arn)
}

// message is what the API says, without the name of the error.
func message(err error) string {
	if api := smithy.APIError(nil); errors.As(err, &api) && api.ErrorMessage() != "" {
		return api.ErrorMessage()
	}
	return err.Error()
}

func registered(i types.ContainerInstance) []types.Resource { return i.RegisteredResources }
func remaining(i types.ContainerInstance) []types.Resource  { return i.RemainingResources }

// amount is a resource that is a number; 0 where there is none.
func amount(resources []types.Resource, name string) int32 {
	for _, r := range resources {
		if aws.ToString(r.Name) == name {
			return r.IntegerValue
		}
	}
	return 0
}

// most is the most CPU and the most memory of one of the instances that take tasks.
func most(state State, of func(types.ContainerInstance) []types.Resource) (cpu, memory int32) {
	for _, i := range state.Instances {
		if i.AgentConnected && aws.ToString(i.Status) == "ACTIVE" {
			cpu, memory = max(cpu, amount(of(i), "CPU")), max(memory, amount(of(i), "MEMORY"))
		}
	}
	return cpu, memory
}
