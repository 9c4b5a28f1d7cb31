package scenario

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed builtin/*.yaml
var builtin embed.FS

// Builtin gives the text of the scenario of that name that steady comes with.
func Builtin(name string) (text []byte, ok bool) {
	text, err := builtin.ReadFile(path.Join("builtin", name+".yaml"))
	return text, err == nil
}

// Names lists the built-in scenarios.
func Names() []string {
	files, err := fs.Glob(builtin, "builtin/*.yaml")
	if err != nil {
		panic(err) // the pattern is wrong
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(path.Base(file), ".yaml")
	}
	return files
}
