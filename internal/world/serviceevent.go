package world

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The texts of service events and of rollout states, to the letter. Developer
// Guide, Viewing Amazon ECS service event messages.
const (
	troubleshooting = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."

	sayUnplaced   = "was unable to place a task because no container instance met all of its requirements."
	sayEmpty      = sayUnplaced + " Reason: No Container Instances were found in your cluster." + troubleshooting
	sayNoCapacity = sayUnplaced + " Reason: No Container Instances were found in your capacity provider." + troubleshooting
	sayCrowded    = "was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."
	sayFailing    = "is unable to consistently start tasks successfully." + troubleshooting
	sayLocked     = "was unable to stop or start tasks during a deployment because of the service deployment " +
		"configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
	saySteady = "has reached a steady state."
	sayStable = "updated state to STEADY_STATE." // of a task set
)

// sayClosest is the event of a task that no instance can take.
func sayClosest(no *refusal) string {
	switch {
	case no.fargate != "":
		return "was unable to place a task. The reason for failure is " + no.fargate
	case no.crowded:
		return sayCrowded
	case no.closest == nil && no.provider != "":
		return sayNoCapacity
	case no.closest == nil:
		return sayEmpty
	}
	why := map[Shortage]string{
		NoPort:      "is already using a port required by your task",
		NoCPU:       "has insufficient CPU units available",
		NoMemory:    "has insufficient memory available",
		NoAttribute: "is missing an attribute required by your task",
	}[no.lacks]
	if why == "" {
		why = fmt.Sprintf("encountered error %q", string(no.lacks))
	}
	return fmt.Sprintf("%s The closest matching (container-instance %s) %s.%s",
		sayUnplaced, no.closest.id, why, troubleshooting)
}

// sayRefused is the event of a Fargate task that could not be launched.
func sayRefused(reason string) string {
	return "was unable to place a task. Reason: " + strings.TrimSuffix(reason, ".") + "."
}

// sayStarted is the event of a batch of new tasks, replaced of which stand in
// for unhealthy ones.
func sayStarted(tasks []*task, replaced int) string {
	s := fmt.Sprintf("has started %d tasks:%s.", len(tasks), bracketed(tasks))
	if replaced > 0 {
		s += fmt.Sprintf(" Amazon ECS replaced %d tasks due to an unhealthy status.", replaced)
	}
	return s
}

func sayStopped(tasks []*task) string {
	return fmt.Sprintf("has stopped %d running tasks:%s.", len(tasks), bracketed(tasks))
}

func bracketed(tasks []*task) string {
	var b strings.Builder
	for _, t := range tasks {
		b.WriteString(" (task " + t.id + ")")
	}
	return b.String()
}

func sayComputed(set string, desired int32) string {
	return fmt.Sprintf("updated computedDesiredCount for taskSet %s to %d.", set, desired)
}

func sayRegistered(n int, targetGroup string) string {
	return fmt.Sprintf("registered %d targets in (target-group %s)", n, targetGroup)
}

func sayDeregistered(n int, targetGroup string) string {
	return fmt.Sprintf("deregistered %d targets in (target-group %s)", n, targetGroup)
}

// sayDraining is the one event that names the deployment as a task set, within the
// brackets of the service, as it has been seen.
func sayDraining(d *deployment, n int) string {
	return fmt.Sprintf("(service %s, taskSet %s) has begun draining connections on %d tasks.", d.service.name, d.id, n)
}

func sayCompleted(d *deployment) string {
	return fmt.Sprintf("(deployment %s) deployment completed.", d.id)
}

func sayGivenUp(d *deployment, why failure) string {
	return fmt.Sprintf("(deployment %s) deployment failed: %s", d.id, why.event)
}

func sayGoingBack(d *deployment) string { return "rolling back to deployment " + d.id + "." }

// The reasons of a rollout state. Developer Guide, Service deployment state
// change events.
func reasonInProgress(d *deployment) string { return "ECS deployment " + d.id + " in progress." }
func reasonCompleted(d *deployment) string  { return "ECS deployment " + d.id + " completed." }

// Reasons of stopped tasks. Developer Guide, Stopped tasks error messages.
const (
	reasonUser      = "Task stopped by user"
	reasonUnhealthy = "Task failed container health checks"
	reasonTarget    = "Task failed ELB health checks in (%s)"
)

func reasonScaling(d *deployment) string {
	return fmt.Sprintf("Scaling activity initiated by (deployment %s)", d.id)
}

// maxEvents is how many events a service keeps. API reference, Service.
const maxEvents = 100

// say adds an event that begins with the name of the service, and with that of the
// task set if it is about one.
func (w *World) say(s *service, message string) {
	about := s.name
	if s.set != nil {
		about += ", taskSet " + s.set.id()
	}
	w.publish(s, fmt.Sprintf("(service %s) %s", about, message))
}

// publish adds an event to the service, or to that of a task set.
func (w *World) publish(s *service, message string) {
	at := w.stamp()
	s = s.whole()
	s.events = append(s.events, types.ServiceEvent{Id: aws.String(w.uuid()), CreatedAt: &at, Message: aws.String(message)})
	if extra := len(s.events) - maxEvents; extra > 0 {
		s.events = s.events[extra:]
	}
}

// sayOnce adds an event about a trouble unless the same one was said less than
// six hours ago and its cause, known by key, has not been cleared since. It does
// not name a task set, as it has been seen. Developer Guide, Viewing Amazon ECS service event messages.
func (w *World) sayOnce(s *service, key, message string) {
	last, said := s.said[key]
	if said && last.message == message && w.now.Before(last.until) {
		return
	}
	s.said[key] = saying{message, w.now.Add(w.scale(repeatTime))}
	w.say(s.whole(), message)
}
