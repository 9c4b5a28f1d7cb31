package render

import (
	"io"

	"github.com/ecs-steady/steady/taskdef"
)

// registrationLine is what register --json prints, one object a line.
type registrationLine struct {
	Schema         string `json:"schema"`
	TaskDefinition string `json:"task_definition"` // family:revision
	ARN            string `json:"arn"`
	Reused         bool   `json:"reused"` // an identical revision was kept
	From           string `json:"from,omitempty"`
}

// RegistrationJSON writes a registration as one JSON document.
func RegistrationJSON(w io.Writer, r taskdef.Registration) error {
	return document(w, registrationLine{Schema, r.Revision, r.ARN, r.Reused, r.From})
}
