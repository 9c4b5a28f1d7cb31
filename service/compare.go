package service

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/taskdef"
)

// starts are the members for which ECS starts a new deployment when they change
// (API reference, UpdateService, the note of each member).
var starts = []string{
	"loadBalancers", "networkConfiguration", "platformVersion", "serviceConnectConfiguration",
	"serviceRegistries", "taskDefinition", "volumeConfigurations", "vpcLatticeConfigurations",
}

// fixed are the members that no update changes, and what would have to be done
// (API reference, UpdateService lacks them).
var fixed = map[string]string{
	"launchType":         "create the service again, or move it with capacityProviderStrategy",
	"schedulingStrategy": "create the service again",
	"role":               "create the service again",
	"tags":               "use aws ecs tag-resource",
}

// planSettings compares what the file names with what runs. What the file does
// not name is never looked at.
func (p *Plan) planSettings() error {
	if p.running == nil {
		return nil
	}
	running := shape.Tree(p.running)
	addDeployed(running, p.running)
	var conflicts []Conflict
	for _, m := range p.wanted().Members {
		for _, change := range differences(m.Key.Text, running.Get(m.Key.Text), m.Value) {
			if instead := fixed[m.Key.Text]; instead != "" {
				conflicts = append(conflicts, Conflict{change.Path, change.Old, change.New, instead})
				continue
			}
			p.Settings = append(p.Settings, Setting{change, slices.Contains(starts, m.Key.Text)})
		}
	}
	if len(conflicts) > 0 {
		return &ConflictError{Service: p.Service, Conflicts: conflicts}
	}
	slices.SortFunc(p.Settings, func(a, b Setting) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

// wanted is the tree of the settings asked for, without what says which service
// it is or what it runs.
func (p *Plan) wanted() *shape.Node {
	root := &shape.Node{Kind: shape.Map}
	if p.spec.File != nil {
		root = shape.Tree(p.spec.File.Create)
		p.spec.File.keepEmptyLists(root)
	}
	for _, name := range []string{"serviceName", "cluster", "clientToken", "taskDefinition"} {
		root.Delete(name)
	}
	if n := p.spec.DesiredCount; n != nil {
		root.Set("desiredCount", &shape.Node{Kind: shape.Scalar, Text: fmt.Sprint(*n)})
	}
	return root
}

// keepEmptyLists puts back the empty lists that the file names: to ECS they say
// that something is to be removed (API reference, UpdateService).
func (f *File) keepEmptyLists(root *shape.Node) {
	for _, m := range f.root.Members {
		if m.Value.Kind == shape.List && len(m.Value.Items) == 0 && root.Get(m.Key.Text) == nil {
			root.Set(m.Key.Text, &shape.Node{Kind: shape.List})
		}
	}
}

// addDeployed adds the settings that ECS shows on the PRIMARY deployment only
// (API reference, Deployment).
func addDeployed(root *shape.Node, running *types.Service) {
	for i := range running.Deployments {
		if d := &running.Deployments[i]; ptr(d.Status) == "PRIMARY" {
			tree := shape.Tree(d)
			for _, name := range []string{
				"serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations",
			} {
				if value := tree.Get(name); value != nil {
					root.Set(name, value)
				}
			}
		}
	}
}

// differences compares what is wanted with what runs, member by member: what a
// map does not name is left as it is, a list is compared as a whole.
func differences(path string, running, wanted *shape.Node) []taskdef.Change {
	if wanted.Kind == shape.Map {
		var out []taskdef.Change
		for _, m := range wanted.Members {
			out = append(out, differences(path+"."+m.Key.Text, running.Get(m.Key.Text), m.Value)...)
		}
		return out
	}
	if same(path, running, wanted) {
		return nil
	}
	change := taskdef.Change{Path: path, Old: text(running), New: text(wanted), Action: "change"}
	if running == nil {
		change.Action = "add"
	}
	return []taskdef.Change{change}
}

// same compares one value or list. Order makes a difference only where ECS
// follows it: strategies are applied one after the other (API reference,
// PlacementStrategy).
func same(path string, running, wanted *shape.Node) bool {
	if absent(running) && absent(wanted) {
		return true
	}
	if running == nil {
		return defaults[path] != "" && defaults[path] == wanted.Text
	}
	if wanted.Kind != shape.List {
		return running.Kind == wanted.Kind && running.Text == wanted.Text || latest(path, wanted)
	}
	if running.Kind != shape.List || len(running.Items) != len(wanted.Items) {
		return false
	}
	left := slices.Clone(running.Items)
	for i, item := range wanted.Items {
		at := slices.IndexFunc(left, func(other *shape.Node) bool {
			return len(differences(path, other, item)) == 0
		})
		if at < 0 || path == "placementStrategy" && running.Items[i] != left[at] {
			return false
		}
		left = slices.Delete(left, at, at+1)
	}
	return true
}

// latest: the platform version LATEST stands for whatever it was resolved to.
func latest(path string, wanted *shape.Node) bool {
	return path == "platformVersion" && wanted.Text == "LATEST"
}

func absent(n *shape.Node) bool {
	return n == nil || n.Kind == shape.Null || n.Kind == shape.List && len(n.Items) == 0
}

// defaults are what ECS takes where a service does not say (API reference,
// CreateService).
var defaults = map[string]string{
	"deploymentConfiguration.deploymentCircuitBreaker.enable":   "false",
	"deploymentConfiguration.deploymentCircuitBreaker.rollback": "false",
	"deploymentConfiguration.strategy":                          "ROLLING",
	"deploymentController.type":                                 "ECS",
	"enableECSManagedTags":                                      "false",
	"enableExecuteCommand":                                      "false",
	"healthCheckGracePeriodSeconds":                             "0",
	"propagateTags":                                             "NONE",
	"schedulingStrategy":                                        "REPLICA",
	"launchType":                                                "EC2",
}

// text shows a value in a plan.
func text(n *shape.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Kind == shape.List:
		items := make([]string, len(n.Items))
		for i, item := range n.Items {
			items[i] = text(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case n.Kind == shape.Map:
		var members []string
		for _, m := range n.Members {
			members = append(members, m.Key.Text+": "+text(m.Value))
		}
		return "{" + strings.Join(members, ", ") + "}"
	}
	return n.Text
}

// updateOf is the request for the settings that differ: each with the whole of
// what the file says about its member.
func (p *Plan) updateOf() (*ecs.UpdateServiceInput, error) {
	wanted, body := p.wanted(), &shape.Node{Kind: shape.Map}
	for _, s := range p.Settings {
		name, _, _ := strings.Cut(s.Path, ".")
		body.Set(name, wanted.Get(name))
	}
	body.Set("service", shape.Text(p.Service))
	in := &ecs.UpdateServiceInput{}
	if err := shape.Decode(body, in).Err(); err != nil {
		return nil, fmt.Errorf("update service %q: %w", p.Service, err)
	}
	in.Service, in.Cluster = &p.spec.Service, optional(p.spec.Cluster)
	return in, nil
}

func ptr(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
