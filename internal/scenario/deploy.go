package scenario

import (
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// What a pipeline does besides calling ECS.
type (
	push struct{ Repository, Tag, Digest string }
	// blueGreen is a deployment with CodeDeploy.
	blueGreen struct{ world.BlueGreen }
)

var pushTable = shape.Table{
	Name: "Push",
	Doc:  "An image is pushed to a repository under a tag, which another image there then loses.",
	Keys: []shape.Key{
		{Name: "repository", Field: "Repository", Required: true, Doc: "The name of the repository, made if there is none."},
		{Name: "tag", Field: "Tag", Required: true, Doc: "The tag."},
		{Name: "digest", Field: "Digest", Doc: "The digest of the image, sha256:…, made of the tag if it is not said."},
	},
}

var blueGreenTable = shape.Table{
	Name: "CodeDeployment",
	Doc:  "A deployment of AWS CodeDeploy on a service with the deployment controller CODE_DEPLOY.",
	Keys: []shape.Key{
		{Name: "cluster", Field: "Cluster", Doc: "The cluster of the service: default if it is not said."},
		{Name: "service", Field: "Service", Required: true, Doc: "The service."},
		{
			Name: "taskDefinition", Field: "TaskDefinition", Required: true,
			Doc: "The task definition that the replacement task set runs.",
		},
		{Name: "id", Field: "ID", Doc: "CodeDeploy's id, such as d-ABCDEF123; one is made up if it is not said."},
		{
			Name: "targetGroup", Field: "TargetGroup",
			Doc: "The ARN of the target group of the replacement: that of the original if it is not said.",
		},
		{
			Name: "shift", Field: "Shift", Least: 0, Most: day,
			Doc: "How long after the replacement is steady all traffic goes to it: at once if it is not said.",
		},
		{
			Name: "failAfter", Field: "FailAfter", Least: 1, Most: 7 * day,
			Doc: "How long after the shift an alarm or a hook fails the deployment; if it is not said, none does.",
		},
		{
			Name: "termination", Field: "Termination", Least: -1, Most: 7 * day,
			Doc: "How long the original stays after the shift: 1h if it is not said, not at all if below 0.",
		},
	},
}

func (p *push) do(w *world.World) error { //nolint:unparam // it is a doer
	w.AddImageTag(p.Repository, p.Tag, p.Digest)
	return nil
}

func (b *blueGreen) do(w *world.World) error {
	_, err := w.CodeDeploy(b.BlueGreen)
	return err
}
