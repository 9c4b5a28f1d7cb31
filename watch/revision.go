package watch

import "slices"

// ContainerDefinition is what explains the failure of a container in its task
// definition (API reference, ContainerDefinition).
type ContainerDefinition struct {
	Name, Image string
	Essential   bool
	// CPU is in CPU units, Memory (the limit it is killed at) and Reservation in
	// MiB; 0 where it has none of its own.
	CPU, Memory, Reservation int
	Ports                    []PortMapping
	Check                    *HealthCheck // nil without a health check
	Secrets                  []Secret
	// LogDriver is "" without a logConfiguration; the others are those of the
	// driver awslogs.
	LogDriver, LogGroup, LogRegion, LogPrefix string

	hidden []string // values of environment variables, never to be shown
}

// PortMapping is a port of a container and the port of the host it asks for, 0
// for any.
type PortMapping struct{ Container, Host int }

// HealthCheck is a container health check (API reference, HealthCheck).
type HealthCheck struct {
	Interval, Timeout, StartPeriod int // seconds
	Retries                        int
}

// Secret is where the value of a variable or a log option comes from, not the
// value itself.
type Secret struct{ Name, From string }

// container is the definition with this name, nil where it is not known.
func (r *Revision) container(name string) *ContainerDefinition {
	if r == nil {
		return nil
	}
	for i := range r.Containers {
		if r.Containers[i].Name == name {
			return &r.Containers[i]
		}
	}
	return nil
}

// mapping finds the port mapping that asks for a port of the host.
func (r *Revision) mapping(host int) (container string, index int) {
	if r == nil {
		return "", -1
	}
	for _, c := range r.Containers {
		if i := slices.IndexFunc(c.Ports, func(p PortMapping) bool { return p.Host == host }); i >= 0 {
			return c.Name, i
		}
	}
	return "", -1
}
