// Command steady deploys to Amazon ECS and stays until the rolling update has
// settled.
package main

import (
	"os"

	"github.com/ecs-steady/steady/internal/cli"
)

// version is set by the release build; a build from a checkout tells its commit.
var version string

func main() { os.Exit(cli.Main(cli.Process(version))) }
