package service

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Requests are what Apply would send of a plan. What is nil is not sent.
type Requests struct {
	// Register registers the revision; Create and Update are then without it.
	Register *ecs.RegisterTaskDefinitionInput
	Create   *ecs.CreateServiceInput
	Update   *ecs.UpdateServiceInput
}

// Requests are for who wants to know beforehand what comes of a plan. There are none
// of one that changes nothing.
func (p *Plan) Requests() (Requests, error) {
	var r Requests
	var err error
	switch p.Action {
	case Create:
		r.Create, err = p.createOf(p.To)
	case Update:
		r.Update, err = p.requestOf(p.To)
	default:
		return r, nil
	}
	if err == nil && p.Register {
		r.Register = p.spec.Definition.Input
	}
	return r, err
}

// Seen is what Plan has read, so that nobody has to read it again: the service, nil
// where there is none, and the task definitions that were compared.
func (p *Plan) Seen() (*types.Service, []types.TaskDefinition) { return p.running, p.seen }
