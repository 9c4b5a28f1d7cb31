package config

// Local is a service as steady.yaml has it.
type Local struct {
	Name string
	// TaskDefinition is an absolute path or FAMILY[:REVISION], "" where none is named.
	TaskDefinition string
}

// Services are those of steady.yaml, in its order, without the settings of a run.
// It gives none where there is no file, or one that cannot be read, and never reads
// standard input: a shell that completes a line has use for no error.
func Services(src Source) []Local {
	if src.File == "-" || src.File == "" && src.Env("STEADY_FILE") == "-" {
		return nil
	}
	file, err := find(src)
	if err != nil {
		return nil
	}
	var out []Local
	for _, b := range file.services {
		out = append(out, Local{b.name, file.resolve(b.taskDefinition)})
	}
	return out
}
