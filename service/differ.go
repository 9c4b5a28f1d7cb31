package service

import (
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/taskdef"
)

// whole are the members that ECS replaces as a whole, so that what the file
// leaves out inside of them is removed. Inside of the others it stays as it is:
// ECS keeps it (deploymentConfiguration) or fills it in (the rest).
var whole = []string{
	"capacityProviderStrategy", "loadBalancers", "networkConfiguration", "placementConstraints",
	"placementStrategy", "serviceRegistries", "vpcLatticeConfigurations",
}

// differences compares one member of a file with what runs, nil where that does
// not have it. Maps are compared key by key, a list counts as one value.
func differences(path string, running, wanted *shape.Node) []taskdef.Change {
	member, _, _ := strings.Cut(strings.ReplaceAll(path, "[]", ""), ".")
	if kind(running, wanted) != shape.Map {
		if same(path, running, wanted) {
			return nil
		}
		return []taskdef.Change{changed(path, running, wanted)}
	}
	var keys []string
	if wanted != nil {
		for _, m := range wanted.Members {
			keys = append(keys, m.Key.Text)
		}
	}
	if running != nil && slices.Contains(whole, member) {
		for _, m := range running.Members {
			if wanted.Get(m.Key.Text) == nil {
				keys = append(keys, m.Key.Text)
			}
		}
	}
	var out []taskdef.Change
	for _, key := range keys {
		out = append(out, differences(path+"."+key, running.Get(key), wanted.Get(key))...)
	}
	return out
}

func kind(a, b *shape.Node) shape.Kind {
	if b == nil {
		b = a
	}
	if b == nil {
		return shape.Null
	}
	return b.Kind
}

// changed describes a difference; of secrets it says only that they differ.
func changed(path string, running, wanted *shape.Node) taskdef.Change {
	c := taskdef.Change{Path: path, Action: "change"}
	switch {
	case running == nil:
		c.Action = "add"
	case wanted == nil:
		c.Action = "remove"
	}
	if c.Secret = secret(running) || secret(wanted); c.Secret {
		return c
	}
	if running != nil {
		c.Old = running.JSON()
	}
	if wanted != nil {
		c.New = wanted.JSON()
	}
	return c
}

func secret(n *shape.Node) bool {
	found := false
	n.Walk(func(n *shape.Node) bool {
		found = found || n.Secret
		return true
	})
	return found
}

// same compares one value or list.
func same(path string, running, wanted *shape.Node) bool {
	switch {
	case absent(running) && absent(wanted):
		return true
	case absent(running) || absent(wanted):
		return isDefault(path, running) || isDefault(path, wanted)
	case wanted.Kind == shape.List:
		return running.Kind == shape.List && sameItems(path, running.Items, wanted.Items)
	case path == "platformVersion" && wanted.Text == "LATEST":
		return true // it stands for whatever version it was resolved to
	case path == "serviceConnectConfiguration.namespace" && strings.HasPrefix(running.Text, "arn:"):
		// ECS shows the ARN, which holds the id of the namespace: a name cannot be
		// told from it.
		return running.Text == wanted.Text || !strings.HasPrefix(wanted.Text, "arn:")
	case path == "placementStrategy[].field":
		return placementField(running.Text) == placementField(wanted.Text)
	}
	return running.Text == wanted.Text
}

// sameItems compares two lists. Order makes a difference only where ECS follows
// it: strategies are applied one after the other (API reference,
// PlacementStrategy).
func sameItems(path string, running, wanted []*shape.Node) bool {
	if len(running) != len(wanted) {
		return false
	}
	left := slices.Clone(running)
	for _, item := range wanted {
		at := slices.IndexFunc(left, func(other *shape.Node) bool {
			return len(differences(path+"[]", other, item)) == 0
		})
		if at < 0 || path == "placementStrategy" && at > 0 {
			return false
		}
		left = slices.Delete(left, at, at+1)
	}
	return true
}

// placementField is one spelling of a field: case makes no difference, and host
// is another word for instanceId (API reference, PlacementStrategy, field).
func placementField(field string) string {
	field = strings.ToLower(field)
	if field == "host" {
		return "instanceid"
	}
	return field
}

func absent(n *shape.Node) bool {
	return n == nil || n.Kind == shape.Null || n.Kind == shape.List && len(n.Items) == 0
}

func isDefault(path string, n *shape.Node) bool {
	return n != nil && n.Kind == shape.Scalar && n.Text == defaults[path]
}

// defaults are what ECS takes where a service does not say (API reference,
// CreateService; of availabilityZoneRebalancing the note in UpdateService).
var defaults = map[string]string{
	"availabilityZoneRebalancing":                               "DISABLED",
	"deploymentConfiguration.alarms.enable":                     "false",
	"deploymentConfiguration.alarms.rollback":                   "false",
	"deploymentConfiguration.bakeTimeInMinutes":                 "0",
	"deploymentConfiguration.deploymentCircuitBreaker.enable":   "false",
	"deploymentConfiguration.deploymentCircuitBreaker.rollback": "false",
	"deploymentConfiguration.strategy":                          "ROLLING",
	"deploymentController.type":                                 "ECS",
	"enableECSManagedTags":                                      "false",
	"enableExecuteCommand":                                      "false",
	"healthCheckGracePeriodSeconds":                             "0",
	"networkConfiguration.awsvpcConfiguration.assignPublicIp":   "DISABLED",
	"platformVersion":                                           "LATEST",
	"propagateTags":                                             "NONE",
	"schedulingStrategy":                                        "REPLICA",
	"serviceConnectConfiguration.enabled":                       "false",
}
