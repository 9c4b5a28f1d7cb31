package world

// Replaced by service.go, instance.go and task.go.
type (
	service  struct{}
	instance struct{}
	task     struct{}
)
