package cli

import (
	"fmt"

	"github.com/ecs-steady/steady/internal/ecssim"
)

// listScenarios prints the built-in worlds, one a line.
func listScenarios(a *App) error {
	for _, name := range ecssim.Scenarios() {
		summary, err := ecssim.Summary(name)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(a.Out, "%-18s%s\n", name, summary); err != nil {
			return err
		}
	}
	return nil
}

// readScenario gives the text of a scenario that is a file.
func (a *App) readScenario(path string) ([]byte, error) {
	if !isFile(path) {
		return nil, &ecssim.ScenarioError{Name: path}
	}
	file, err := a.readFile(path)
	return file.Text, err
}
