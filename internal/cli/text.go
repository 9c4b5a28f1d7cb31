package cli

import (
	"fmt"

	"github.com/ecs-steady/steady/internal/render"
)

// first is the first argument, "" where there is none.
func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// print writes a line of the answer. What names a thing of AWS's is foreign there too.
func (a *App) print(line string) error {
	_, err := fmt.Fprintln(a.Out, render.Clean(line))
	return err
}

func plural(n int, noun string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
