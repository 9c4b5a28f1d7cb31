package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxFile bounds what is read of a steady.yaml: -f may name a device.
const maxFile = 1 << 20

// spellings of the file's name; both in one directory are an error.
var spellings = []string{"steady.yaml", "steady.yml"}

// find reads the settings file: the one named by -f or STEADY_FILE, else the
// one in the working directory or the nearest parent, up to the one that holds
// .git or is the home directory. Without any it gives an empty file.
func find(src Source) (*file, error) {
	named := src.File
	if named == "" {
		named = src.Env("STEADY_FILE")
	}
	if named == "-" {
		text, err := all(src.Stdin)
		if err != nil {
			return nil, &ReadError{named, err}
		}
		return parse(filepath.Join(src.Dir, named), "standard input", text)
	}
	if named != "" {
		path := named
		if !filepath.IsAbs(path) {
			path = filepath.Join(src.Dir, path)
		}
		return read(path, named)
	}
	path, stopped, err := search(src.Dir, src.Env("HOME"))
	if err != nil || path == "" {
		return &file{stopped: stopped}, err
	}
	shown, err := filepath.Rel(src.Dir, path)
	if err != nil {
		shown = path
	}
	return read(path, shown)
}

// search walks up from dir. Without a file it says where it stopped.
func search(dir, home string) (path, stopped string, err error) {
	for {
		var found []string
		for _, name := range spellings {
			if exists(filepath.Join(dir, name)) {
				found = append(found, filepath.Join(dir, name))
			}
		}
		switch {
		case len(found) > 1:
			return "", "", &Error{Setting: "file", From: dir, Value: "steady.yaml and steady.yml", Want: "only one of them"}
		case len(found) == 1:
			return found[0], "", nil
		case exists(filepath.Join(dir, ".git")):
			return "", ".git", nil
		case dir == home:
			return "", "the home directory", nil
		case filepath.Dir(dir) == dir:
			return "", "the root", nil
		}
		dir = filepath.Dir(dir)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func read(path, shown string) (*file, error) {
	opened, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &NotFoundError{Path: shown}
	}
	if err != nil {
		return nil, &ReadError{shown, err}
	}
	defer opened.Close() //nolint:errcheck // nothing was written
	text, err := all(opened)
	if err != nil {
		return nil, &ReadError{shown, err}
	}
	return parse(path, shown, text)
}

func all(in io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = errors.New("it has more than 1 MiB")
	}
	return text, err
}
