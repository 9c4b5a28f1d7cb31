package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
)

// Error is a setting whose value makes no sense.
type Error struct{ Setting, From, Value, Want string }

func (e *Error) Error() string {
	return fmt.Sprintf("%s (%s) is %q: want %s", e.Setting, e.From, e.Value, e.Want)
}

// ReadError says that a config file is there but cannot be read.
type ReadError struct {
	Path string
	Err  error
}

func (e *ReadError) Error() string {
	why := e.Err
	var path *fs.PathError
	if errors.As(why, &path) {
		why = path.Err // it would name the file a second time
	}
	return fmt.Sprintf("cannot read the config file %s: %v", e.Path, why)
}

func (e *ReadError) Unwrap() error { return e.Err }

// NotFoundError says that there is no steady.yaml.
type NotFoundError struct {
	// Dir is where the search began; Stopped is why it ended: ".git", "the home
	// directory" or "the root".
	Dir, Stopped string
	// Path is the file that was named, "" where it was searched for.
	Path string
}

func (e *NotFoundError) Error() string {
	if e.Path != "" {
		return fmt.Sprintf("there is no config file %s", e.Path)
	}
	return fmt.Sprintf("no steady.yaml in %s or above (stopped at %s)", filepath.ToSlash(e.Dir), e.Stopped)
}

// ServiceError says that steady.yaml does not tell which service is meant.
type ServiceError struct {
	File string
	// Asked is the service that was named, "" where none was.
	Asked string
	// Known are the services of the file, in its order.
	Known []string
	// Several is true where the command can be about all of them.
	Several bool
}

func (e *ServiceError) Error() string {
	known := strings.Join(e.Known, ", ")
	switch {
	case len(e.Known) == 0:
		return fmt.Sprintf("name a service: %s has none", e.File)
	case e.Asked == "" && e.Several:
		return fmt.Sprintf("name a service, or say --all: %s has %s", e.File, known)
	case e.Asked == "":
		return fmt.Sprintf("name a service: %s has %s", e.File, known)
	}
	if near := shape.Nearest(e.Asked, e.Known); near != "" {
		return fmt.Sprintf("%s has no service %q, did you mean %q? (it has %s)", e.File, e.Asked, near, known)
	}
	return fmt.Sprintf("%s has no service %q (it has %s)", e.File, e.Asked, known)
}

// TwiceError says that two of the names that were given mean the same service.
type TwiceError struct {
	// One and Other are the names, Service is what ECS calls the service.
	One, Other, Service string
}

func (e *TwiceError) Error() string {
	if e.One == e.Other {
		return fmt.Sprintf("%s is named twice", e.One)
	}
	return fmt.Sprintf("%s and %s are both the service %s: one run takes one of them", e.One, e.Other, e.Service)
}

// PlaceError says that two services cannot be in one run, since they are in
// different Regions or accounts.
type PlaceError struct {
	Setting                          string // region, profile or endpointUrl
	One, OneValue, Other, OtherValue string
}

func (e *PlaceError) Error() string {
	value := func(text string) string {
		if text == "" {
			return "none"
		}
		return text
	}
	return fmt.Sprintf("one run is about one %s: that of %s is %s, that of %s %s",
		e.Setting, e.One, value(e.OneValue), e.Other, value(e.OtherValue))
}
