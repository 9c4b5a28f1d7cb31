package service

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/value"
)

// starts are the members for which ECS starts a new deployment when they change
// (API reference, UpdateService, the note of each member).
var starts = []string{
	"loadBalancers", "networkConfiguration", "platformVersion", "serviceConnectConfiguration",
	"serviceRegistries", "taskDefinition", "volumeConfigurations", "vpcLatticeConfigurations",
}

// planSettings compares what the file names with what runs. What the file does
// not name is never looked at.
func (p *Plan) planSettings(revision *types.ServiceRevision) error {
	if p.running == nil {
		return nil
	}
	running := runningTree(p.running, revision)
	var conflicts []Conflict
	for _, m := range p.wanted().Members {
		name := m.Key.Text
		if name == "tags" {
			conflicts = append(conflicts, tagConflicts(p.running.Tags, p.spec.File.Create.Tags)...)
			continue
		}
		for _, change := range differences(name, running.Get(name), m.Value) {
			if instead := p.refused(name, m.Value); instead != "" {
				conflicts = append(conflicts, Conflict{change.Path, change.Old, change.New, instead})
				continue
			}
			p.Settings = append(p.Settings, Setting{change, slices.Contains(starts, name)})
		}
	}
	if len(conflicts) > 0 {
		return &ConflictError{Service: p.Service, Conflicts: conflicts}
	}
	sort.SliceStable(p.Settings, func(i, j int) bool { return p.Settings[i].Path < p.Settings[j].Path })
	return nil
}

// wanted is the tree of the settings asked for, without what says which service
// it is or what it runs.
func (p *Plan) wanted() *shape.Node {
	root := &shape.Node{Kind: shape.Map}
	if p.spec.File != nil {
		root = p.spec.File.named.Clone()
		value.Hide(root)
	}
	deleteIdentity(root)
	if role := root.Get("role"); role != nil {
		role.Text = shortName(role.Text, "")
	}
	if n := p.desired(); n != nil {
		root.Set("desiredCount", &shape.Node{Kind: shape.Scalar, Text: fmt.Sprint(*n)})
	}
	return root
}

// deleteIdentity removes what says which service it is, what it runs and how many
// tasks: no setting of a file is compared with those.
func deleteIdentity(root *shape.Node) {
	for _, name := range []string{"serviceName", "cluster", "clientToken", "taskDefinition", "desiredCount"} {
		root.Delete(name)
	}
}

// runningTree is what runs as the members of CreateService: some of them stand
// on the PRIMARY deployment, others on the revision of the service (API
// reference, Service, Deployment and ServiceRevision).
func runningTree(s *types.Service, revision *types.ServiceRevision) *shape.Node {
	root := settingsTree(s, revision)
	value.Hide(root)
	return root
}

// settingsTree is runningTree with its values in sight.
func settingsTree(s *types.Service, revision *types.ServiceRevision) *shape.Node {
	root := shape.Tree(s)
	if d := primary(s); d != nil {
		copyMembers(root, shape.Tree(d), "serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations")
	}
	if revision != nil {
		copyMembers(root, shape.Tree(revision), revisionMembers...)
	}
	if role := aws.ToString(s.RoleArn); role != "" {
		root.Set("role", shape.Text(shortName(role, "")))
	}
	// A count of 0 is no member of the tree: the SDK cannot tell it from an absent one.
	root.Set("desiredCount", &shape.Node{Kind: shape.Scalar, Text: fmt.Sprint(s.DesiredCount)})
	if s.LaunchType == "" && len(s.CapacityProviderStrategy) == 0 {
		root.Set("launchType", shape.Text(string(types.LaunchTypeEc2)))
	}
	return root
}

func copyMembers(to, from *shape.Node, names ...string) {
	for _, name := range names {
		if value := from.Get(name); value != nil {
			to.Set(name, value)
		}
	}
}

// tagConflicts are the tags of the file that the service does not have. Tags
// that only the service has are not the file's business: AWS sets some itself.
func tagConflicts(running, wanted []types.Tag) []Conflict {
	var out []Conflict
	for _, tag := range wanted {
		c := Conflict{
			Path: fmt.Sprintf("tags[%s]", aws.ToString(tag.Key)), New: fmt.Sprintf("%q", aws.ToString(tag.Value)),
			Instead: "UpdateService takes no tags; use aws ecs tag-resource",
		}
		for _, has := range running {
			if aws.ToString(has.Key) == aws.ToString(tag.Key) {
				c.Old = fmt.Sprintf("%q", aws.ToString(has.Value))
			}
		}
		if c.Old != c.New {
			out = append(out, c)
		}
	}
	return out
}

// updateOf is the request for the settings that differ: each with the whole of
// what the file says about its member.
func (p *Plan) updateOf() (*ecs.UpdateServiceInput, error) {
	wanted, body := p.wanted(), &shape.Node{Kind: shape.Map}
	for _, s := range p.Settings {
		name, _, _ := strings.Cut(s.Path, ".")
		body.Set(name, wanted.Get(name))
	}
	body.Set("service", shape.Text(p.spec.Service))
	in := &ecs.UpdateServiceInput{}
	if err := shape.Decode(body, in).Err(); err != nil {
		return nil, fmt.Errorf("update service %q: %w", p.Service, err)
	}
	in.Cluster = optional(p.spec.Cluster)
	return in, nil
}
