package watch

import (
	"fmt"
	"strings"
)

// growing: tasks that find no room stay PROVISIONING, without an instance, until the
// managed scaling of their capacity provider has added one (Developer Guide,
// Automatically manage Amazon ECS capacity with cluster auto scaling).
func (v view) growing() (wait, bool) {
	n, provider := 0, ""
	for _, task := range v.mine {
		if task.LastStatus != "PROVISIONING" || task.Instance != "" || task.LaunchType == "FARGATE" ||
			task.Provider == "" || strings.HasPrefix(task.Provider, "FARGATE") {
			continue
		}
		n, provider = n+1, task.Provider
	}
	text := fmt.Sprintf("capacity provider %s to add an instance for %s", provider, plural(n, "task"))
	return wait{phase: phasePlacing, sentence: text}, n > 0
}
