package taskdef

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
)

// normalise rewrites the tree of a definition so that two that run the same
// are equal. ECS writes defaults back into what it registers: sizes as plain
// numbers, empty lists, the protocol and the host port of each port mapping.
func normalise(root *shape.Node) {
	for member := range readOnly {
		root.Delete(member)
	}
	prune(root)
	setSize(root, "cpu", parseCPU)
	setSize(root, "memory", parseMemory)
	if list := root.Get("requiresCompatibilities"); list != nil {
		slices.SortFunc(list.Items, func(a, b *shape.Node) int { return strings.Compare(a.Text, b.Text) })
	}
	mode := types.NetworkModeBridge
	if m := root.Get("networkMode"); m != nil {
		mode = types.NetworkMode(m.Text)
	}
	containers := root.Get("containerDefinitions")
	if containers == nil {
		return
	}
	for _, c := range containers.Items {
		if ports := c.Get("portMappings"); ports != nil {
			for _, mapping := range ports.Items {
				fillHostPort(mapping, mode)
			}
		}
	}
}

// prune removes empty lists and maps, which say the same as an absent member.
func prune(n *shape.Node) {
	for _, item := range n.Items {
		prune(item)
	}
	kept := n.Members[:0]
	for _, m := range n.Members {
		prune(m.Value)
		empty := m.Value.Kind == shape.Null ||
			m.Value.Kind == shape.List && len(m.Value.Items) == 0 ||
			m.Value.Kind == shape.Map && len(m.Value.Members) == 0
		if !empty {
			kept = append(kept, m)
		}
	}
	n.Members = kept
}

// setSize writes "1 vCPU" and "1 GB" as ECS stores them.
func setSize(root *shape.Node, member string, parse func(string) (int, bool)) {
	if size := root.Get(member); size != nil {
		if n, ok := parse(size.Text); ok {
			size.Text = strconv.Itoa(n)
		}
	}
}

// fillHostPort writes the host port that ECS chooses where none is given (API
// reference, PortMapping, hostPort): 0, a dynamic one, in the network mode
// bridge, the container's port in awsvpc and host.
func fillHostPort(mapping *shape.Node, mode types.NetworkMode) {
	port := mapping.Get("containerPort")
	host := mapping.Get("hostPort")
	if port == nil || host != nil && host.Text != "0" {
		return
	}
	filled := shape.Node{Kind: shape.Scalar, Text: "0"}
	if mode == types.NetworkModeAwsvpc || mode == types.NetworkModeHost {
		filled.Text = port.Text
	}
	mapping.Set("hostPort", &filled)
}

// defaults are what an absent member means, as JSON, by its path with the names
// in brackets left out (API reference, the page of each structure).
var defaults = map[string]string{
	"networkMode":                           `"bridge"`,
	"enableFaultInjection":                  "false",
	"runtimePlatform.cpuArchitecture":       `"X86_64"`,
	"runtimePlatform.operatingSystemFamily": `"LINUX"`,

	"containerDefinitions[].cpu":                                "0",
	"containerDefinitions[].disableNetworking":                  "false",
	"containerDefinitions[].essential":                          "true",
	"containerDefinitions[].healthCheck.interval":               "30",
	"containerDefinitions[].healthCheck.retries":                "3",
	"containerDefinitions[].healthCheck.startPeriod":            "0",
	"containerDefinitions[].healthCheck.timeout":                "5",
	"containerDefinitions[].interactive":                        "false",
	"containerDefinitions[].linuxParameters.initProcessEnabled": "false",
	"containerDefinitions[].mountPoints[].readOnly":             "false",
	"containerDefinitions[].portMappings[].protocol":            `"tcp"`,
	"containerDefinitions[].privileged":                         "false",
	"containerDefinitions[].pseudoTerminal":                     "false",
	"containerDefinitions[].readonlyRootFilesystem":             "false",
	"containerDefinitions[].restartPolicy.restartAttemptPeriod": "300",
	"containerDefinitions[].versionConsistency":                 `"enabled"`,
	"containerDefinitions[].volumesFrom[].readOnly":             "false",

	"volumes[].configuredAtLaunch":                             "false",
	"volumes[].dockerVolumeConfiguration.autoprovision":        "false",
	"volumes[].dockerVolumeConfiguration.driver":               `"local"`,
	"volumes[].dockerVolumeConfiguration.scope":                `"task"`,
	"volumes[].efsVolumeConfiguration.authorizationConfig.iam": `"DISABLED"`,
	"volumes[].efsVolumeConfiguration.rootDirectory":           `"/"`,
	"volumes[].efsVolumeConfiguration.transitEncryption":       `"DISABLED"`,
}
