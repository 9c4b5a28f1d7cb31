package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// maxFile bounds what is read of one file; the largest definition ECS takes is
// 64 KiB.
const maxFile = 1 << 20

// readFile reads one file of the command line; "-" is standard input. The path
// is relative to the working directory.
func (a *App) readFile(path string) (taskdef.File, error) {
	file := taskdef.File{Name: path}
	in := a.In
	if path == "-" {
		if a.stdinTaken {
			return file, &usageError{message: "standard input (-) can be read only once"}
		}
		a.stdinTaken = true
	} else {
		opened, err := os.Open(a.path(path))
		if err != nil {
			return file, &fileError{path: path, err: err}
		}
		defer opened.Close() //nolint:errcheck // nothing was written
		in = opened
	}
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = errors.New("it has more than 1 MiB")
	}
	if err != nil {
		return file, &fileError{path: path, err: err}
	}
	file.Text = text
	return file, nil
}

// path makes a path of the command line absolute.
func (a *App) path(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(a.Dir, path)
}

// isFile tells a task-definition file from the name of a registered revision.
func isFile(arg string) bool {
	return arg == "-" || config.IsPath(arg)
}

// variables gives the values of ${NAME} as the flags and the environment say.
func (a *App) variables(flags *fileFlags) (func(string) (string, bool), error) {
	vars := config.Vars{Assignments: flags.vars, Environ: a.Environ, All: flags.env}
	for _, path := range flags.envFiles {
		file, err := a.readFile(path)
		if err != nil {
			return nil, err
		}
		vars.Files = append(vars.Files, config.EnvFile{Name: file.Name, Text: file.Text})
	}
	return vars.Lookup()
}

// definition reads a task-definition file with its overrides.
func (a *App) definition(path string, flags *fileFlags) (*taskdef.Definition, error) {
	file, err := a.readFile(path)
	if err != nil {
		return nil, err
	}
	opts := taskdef.Options{Images: map[string]string{}, Tags: map[string]string{}}
	if opts.Var, err = a.variables(flags); err != nil {
		return nil, err
	}
	for _, overlay := range flags.overlays {
		file, err := a.readFile(overlay)
		if err != nil {
			return nil, err
		}
		opts.Overlays = append(opts.Overlays, file)
	}
	if err := flags.overrides(&opts); err != nil {
		return nil, err
	}
	return taskdef.Parse(file.Name, file.Text, opts)
}

// overriding names a flag that changes a task definition, "" where none is given.
func (f *fileFlags) overriding() string {
	switch {
	case len(f.images) > 0:
		return "--image"
	case len(f.tags) > 0:
		return "--tag"
	case len(f.sets) > 0:
		return "--set"
	case len(f.overlays) > 0:
		return "--overlay"
	}
	return ""
}

// overrides reads --set, --image and --tag.
func (f *fileFlags) overrides(opts *taskdef.Options) error {
	for _, set := range f.sets {
		path, value, ok := strings.Cut(set, "=")
		if !ok || path == "" {
			// What was given is not shown: it may be nothing but a value.
			return &usageError{message: "--set takes PATH=VALUE, with a path before ="}
		}
		opts.Set = append(opts.Set, taskdef.Assignment{Path: path, Value: value})
	}
	for _, image := range f.images {
		container, ref, ok := strings.Cut(image, "=")
		if !ok || container == "" || ref == "" {
			return &usageError{message: fmt.Sprintf("--image takes CONTAINER=REF, got %q", image)}
		}
		opts.Images[container] = ref
	}
	for _, tag := range f.tags {
		container, value, ok := strings.Cut(tag, "=")
		if !ok {
			container, value = "", tag
		}
		if value == "" {
			return &usageError{message: fmt.Sprintf("--tag takes TAG or CONTAINER=TAG, got %q", tag)}
		}
		opts.Tags[container] = value
	}
	return nil
}

// serviceFile reads a service file.
func (a *App) serviceFile(path string, flags *fileFlags) (*service.File, error) {
	file, err := a.readFile(path)
	if err != nil {
		return nil, err
	}
	vars, err := a.variables(flags)
	if err != nil {
		return nil, err
	}
	return service.Parse(file, vars)
}

// fileError is a file that cannot be read.
type fileError struct {
	path string
	err  error
}

func (e *fileError) Error() string {
	if os.IsNotExist(e.err) {
		return fmt.Sprintf("there is no file %s", e.path)
	}
	return fmt.Sprintf("cannot read %s: %v", e.path, pathless(e.err))
}

// pathless is an error without the name of the file, for a text that has it already.
func pathless(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func (e *fileError) Unwrap() error { return e.err }
