package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// container is one container of a task.
type container struct {
	def        *types.ContainerDefinition
	image      Image
	digest     string // of the image; empty until it was pulled
	id         string // of the ARN
	dockerID   string // empty until it was created
	dockerName string
	lastStatus string
	created    time.Time
	started    time.Time
	ended      time.Time
	starting   bool // it waits for no other container any more
	stopping   bool // it got SIGTERM
	restarted  int  // how often the agent has restarted it
	health     types.HealthStatus
	healthPlan int // counts what made the plans for its health void
	exitCode   *int32
	reason     string
	bindings   []types.NetworkBinding
}

// essential is the default of the member.
func (c *container) essential() bool { return c.def.Essential == nil || *c.def.Essential }

// bind gives a started container its host ports. API reference, NetworkBinding.
func (t *task) bind(c *container) {
	if t.eni != nil || t.def.NetworkMode == types.NetworkModeNone || t.instance == nil {
		return
	}
	for _, m := range c.def.PortMappings {
		port := aws.ToInt32(m.HostPort)
		if t.def.NetworkMode == types.NetworkModeHost {
			port = aws.ToInt32(m.ContainerPort)
		}
		if port == 0 {
			port = t.instance.dynamicPort(t, protocolOf(m))
		}
		c.bindings = append(c.bindings, types.NetworkBinding{
			BindIP: aws.String("0.0.0.0"), ContainerPort: m.ContainerPort, HostPort: aws.Int32(port),
			Protocol: protocolOf(m),
		})
	}
}

// stop is the end of a container's process.
func (c *container) stop(code int32, at time.Time) {
	c.lastStatus = stopped
	c.exitCode, c.ended = aws.Int32(code), at
}
