// Package neighbours serves the services next to Amazon ECS that those who deploy
// ask as well, from the same [world.World] and on the same endpoint: STS, Elastic
// Load Balancing v2, CloudWatch Logs, CloudWatch, ECR, Systems Manager parameters,
// Secrets Manager, Application Auto Scaling and IAM.
//
// Start at [Of], which tells whom a request is for. Each service has the
// operations that a deployer or a test of one needs; any other is an unknown
// operation, in the service's own form.
package neighbours

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/ecs-steady/steady/internal/world"
)

// Service is one of ECS's neighbours.
type Service struct {
	name string // in signatures
	// target begins the X-Amz-Target of the JSON protocols; version is that of the
	// API, and namespace that of its XML, in the Query protocol.
	target, version, namespace string
	operations                 map[string]Operation
}

// Operation is one operation of a service.
type Operation struct {
	new  func() any // an empty input
	call func(w *world.World, in any) (out any, err error)
}

// Decode reads the input of a call that [Call.Input] wrote.
func (o Operation) Decode(body []byte) (any, error) {
	in := o.new()
	return in, json.Unmarshal(body, in)
}

// Call lets the world answer.
func (o Operation) Call(w *world.World, in any) (any, error) { return o.call(w, in) }

// op makes an operation of a function.
func op[In, Out any](do func(*world.World, *In) (*Out, error)) Operation {
	return Operation{
		new: func() any { return new(In) },
		call: func(w *world.World, in any) (any, error) {
			out, err := do(w, in.(*In))
			if err != nil {
				return nil, err
			}
			return out, nil
		},
	}
}

// services are the neighbours by the name that signatures have for them.
var services = map[string]*Service{
	sts.name: &sts, elb.name: &elb, logs.name: &logs, cloudwatch.name: &cloudwatch, ecr.name: &ecr, ssm.name: &ssm,
	secretsManager.name: &secretsManager, autoScaling.name: &autoScaling, iam.name: &iam,
}

// Of finds the service that a request was signed for; nil when that is ECS, or
// nobody signed it. A service that is not here answers that it has no operation.
// IAM User Guide, Elements of an AWS API request signature.
func Of(r *http.Request) *Service {
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	credential, _, _ = strings.Cut(credential, ",")
	scope := strings.Split(strings.TrimSpace(credential), "/")
	n := len(scope)
	if n < 4 || scope[n-1] != "aws4_request" || scope[n-2] == "ecs" {
		return nil
	}
	if s := services[scope[n-2]]; s != nil {
		return s
	}
	return &Service{name: scope[n-2]}
}

// Find gives the operation of a name as [Call.Name] has it.
func Find(name string) (Operation, bool) {
	service, operation, _ := strings.Cut(name, ":")
	s := services[service]
	if s == nil {
		return Operation{}, false
	}
	o, ok := s.operations[operation]
	return o, ok
}

// Reads says whether the operation of that name changes nothing.
func Reads(name string) bool {
	_, operation, _ := strings.Cut(name, ":")
	for _, verb := range []string{"Describe", "Get", "List", "Filter", "BatchGet", "Simulate"} {
		if strings.HasPrefix(operation, verb) {
			return true
		}
	}
	return false
}

// Call is a request, read.
type Call struct {
	Operation string // "GetLogEvents"
	service   *Service
	in        any
}

// Name is that of the operation with its service: "logs:GetLogEvents".
func (c Call) Name() string { return c.service.name + ":" + c.Operation }

// Input is what was asked, in JSON.
func (c Call) Input() ([]byte, error) { return json.Marshal(c.in) }

// Do lets the world answer.
func (c Call) Do(w *world.World) (any, error) { return c.service.operations[c.Operation].call(w, c.in) }
