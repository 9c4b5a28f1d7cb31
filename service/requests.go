package service

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Requests are what Apply would send to change a service that exists, for who wants
// to know beforehand what comes of it: the registration, nil where the revision is
// there already, and the update, without the revision that is not registered yet. The
// update is nil for a plan that updates nothing.
func (p *Plan) Requests() (*ecs.RegisterTaskDefinitionInput, *ecs.UpdateServiceInput, error) {
	if p.Action != Update {
		return nil, nil, nil
	}
	update, err := p.requestOf(p.To)
	if err != nil || !p.Register {
		return nil, update, err
	}
	return p.spec.Definition.Input, update, nil
}

// Seen is what Plan has read, so that nobody has to read it again: the service, nil
// where there is none, and the task definitions that were compared.
func (p *Plan) Seen() (*types.Service, []types.TaskDefinition) { return p.running, p.seen }
