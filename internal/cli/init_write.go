package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// initFile is a file to write; one without text is none.
type initFile struct {
	name string
	text []byte
}

// existError says which files are there already.
type existError struct{ names []string }

func (e *existError) Error() string {
	verb := "is"
	if len(e.names) > 1 {
		verb = "are"
	}
	names := strings.Join(e.names, ", ")
	return fmt.Sprintf("%s %s there already; --force overwrites, --dir writes elsewhere", names, verb)
}

// checkNew refuses to overwrite files, unless that is asked for.
func (a *App) checkNew(o *initOptions) error {
	if o.force {
		return nil
	}
	var found []string
	for _, name := range []string{"steady.yaml", "steady.yml", "task.yaml", "service.yaml"} {
		path := filepath.Join(o.dir, name)
		if _, err := os.Lstat(a.path(path)); !errors.Is(err, fs.ErrNotExist) {
			found = append(found, filepath.ToSlash(path))
		}
	}
	if len(found) > 0 {
		return &existError{found}
	}
	return nil
}

// writeFiles writes files into the folder, which is made where it is missing, and
// gives their paths.
func (a *App) writeFiles(o *initOptions, files []initFile) ([]string, error) {
	if err := a.checkNew(o); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(a.path(o.dir), 0o777); err != nil {
		return nil, &unwrittenError{o.dir, err}
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if o.force {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	var written []string
	for _, f := range files {
		if len(f.text) == 0 {
			continue
		}
		path := filepath.Join(o.dir, f.name)
		file, err := os.OpenFile(a.path(path), flags, 0o666)
		if err == nil {
			_, err = file.Write(f.text)
			err = errors.Join(err, file.Close())
		}
		if err != nil {
			return written, &unwrittenError{path, err}
		}
		written = append(written, filepath.ToSlash(path))
	}
	return written, nil
}

// unwrittenError is a file that cannot be written.
type unwrittenError struct {
	path string
	err  error
}

func (e *unwrittenError) Error() string {
	return fmt.Sprintf("cannot write %s: %v", e.path, pathless(e.err))
}
func (e *unwrittenError) Unwrap() error { return e.err }
