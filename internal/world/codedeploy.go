package world

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// BlueGreen is a deployment that AWS CodeDeploy makes on a service with a
// CODE_DEPLOY deployment controller.
type BlueGreen struct {
	// Cluster and Service name the service by name or ARN; an empty Cluster is the
	// one named default.
	Cluster, Service string
	// ID is CodeDeploy's id of the deployment, "d-" and nine characters; empty lets
	// the world make one up.
	ID string
	// TaskDefinition is what the replacement task set runs.
	TaskDefinition string
	// TargetGroup is the ARN of the one that the replacement is behind; empty means
	// that of the original task set.
	TargetGroup string
	// Shift is how long it takes until all traffic goes to the replacement, once
	// that is steady. Zero means all at once.
	Shift time.Duration
	// FailAfter is how long after the shift an alarm or a hook fails the deployment,
	// before Termination is over. Zero means that none does.
	FailAfter time.Duration
	// Termination is how long the original task set stays after the shift; zero means
	// one hour, less than zero not at all.
	Termination time.Duration
}

const (
	// replacementLimit is how long CodeDeploy waits for a replacement task set to
	// become steady. CodeDeploy User Guide, Troubleshoot Amazon ECS deployment issues.
	replacementLimit = time.Hour
	// replacementLook is how often the model of it looks.
	replacementLook = 15 * time.Second
	// standardTermination is how long the original stays when nothing is said.
	standardTermination = time.Hour
)

// codeDeployment is such a deployment on its way.
type codeDeployment struct {
	*World
	plan                  BlueGreen
	original, replacement *taskSet
	deadline              time.Time
}

// CodeDeploy does to a service what a deployment of AWS CodeDeploy does: it adds a
// replacement task set at full scale, makes it PRIMARY once it is steady, and
// deletes the original after a time. One that fails, or is not steady within an
// hour, makes the original PRIMARY again and deletes the replacement. It returns
// CodeDeploy's id of the deployment, or an error when there is no such service,
// another deployment is under way, or the replacement cannot be made. CodeDeploy
// User Guide, Deployments on an Amazon ECS compute platform.
func (w *World) CodeDeploy(plan BlueGreen) (string, error) {
	s, err := w.activeService(&plan.Cluster, &plan.Service)
	switch {
	case err != nil:
		return "", err
	case controllerOf(s.spec) != types.DeploymentControllerTypeCodeDeploy:
		return "", fmt.Errorf("service %s has the deployment controller %s, not CODE_DEPLOY", s.name, controllerOf(s.spec))
	case len(s.sets) != 1 || s.production == nil:
		return "", fmt.Errorf("service %s is being deployed by CodeDeploy already", s.name)
	}
	plan.ID = cmp.Or(plan.ID, fmt.Sprintf("d-%.9X", w.rng.Uint64N(1<<36)))
	g := &codeDeployment{World: w, plan: plan, original: s.production, deadline: w.now.Add(w.scale(replacementLimit))}
	if g.replacement, err = w.addSet(s, g.asked()); err != nil {
		return "", err
	}
	g.replacement.startedBy = string(types.DeploymentControllerTypeCodeDeploy)
	w.after(replacementLook, g.await)
	return plan.ID, nil
}

// asked is what CodeDeploy creates the replacement with: like the original, but
// for what the deployment changes.
func (g *codeDeployment) asked() *ecs.CreateTaskSetInput {
	old := g.original.deployment().spec
	in := &ecs.CreateTaskSetInput{
		TaskDefinition: aws.String(g.plan.TaskDefinition), ExternalId: aws.String(g.plan.ID), Scale: full(),
		LaunchType: old.LaunchType, CapacityProviderStrategy: old.CapacityProviderStrategy,
		NetworkConfiguration: old.NetworkConfiguration, PlatformVersion: old.PlatformVersion,
		LoadBalancers: slices.Clone(old.LoadBalancers), ServiceRegistries: old.ServiceRegistries,
	}
	if g.plan.TargetGroup != "" {
		in.LoadBalancers[0].TargetGroupArn = aws.String(g.plan.TargetGroup)
	}
	return in
}

// await waits until the replacement is steady.
func (g *codeDeployment) await() {
	stability, _ := g.stabilityOf(g.replacement)
	switch {
	case g.over():
	case stability == types.StabilityStatusSteadyState:
		g.after(g.plan.Shift, g.shift)
	case !g.now.Before(g.deadline):
		g.goBack()
	default:
		g.after(replacementLook, g.await)
	}
}

// over says whether somebody else has put an end to the deployment: the service
// was deleted, or has another controller.
func (g *codeDeployment) over() bool {
	return g.replacement.part.status != active || g.original.part.status != active ||
		!slices.Contains(g.original.owner.sets, g.original)
}

// shift gives the replacement the production traffic.
func (g *codeDeployment) shift() {
	if g.over() {
		return
	}
	g.produce(g.replacement)
	stay := max(0, cmp.Or(g.plan.Termination, standardTermination))
	if fail := g.plan.FailAfter; fail > 0 && fail < stay {
		g.after(fail, g.goBack)
		return
	}
	g.after(stay, g.terminate)
}

// goBack gives the original the traffic again and deletes the replacement.
func (g *codeDeployment) goBack() {
	if g.over() {
		return
	}
	g.produce(g.original)
	g.drainSet(g.replacement)
}

// terminate deletes the original.
func (g *codeDeployment) terminate() {
	if !g.over() {
		g.drainSet(g.original)
	}
}
