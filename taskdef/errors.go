package taskdef

import "fmt"

// NameError is a text that can be the name of no task definition.
type NameError struct {
	Name string
	Why  string
}

func (e *NameError) Error() string {
	return fmt.Sprintf("%q does not name a task definition: %s", e.Name, e.Why)
}

// AnswerError is an answer of ECS that is of no use: it lacks what it should be about.
// What stands at the endpoint is perhaps not ECS.
type AnswerError struct {
	Lacks string // "the task definition"
}

func (e *AnswerError) Error() string { return "ECS answered without " + e.Lacks }
