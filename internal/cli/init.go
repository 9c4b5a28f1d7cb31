package cli

import (
	"context"
	_ "embed"
	"fmt"
	"path"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/shell"
	"github.com/ecs-steady/steady/service"
)

//go:embed example/steady.yaml
var exampleSettings []byte

//go:embed example/task.yaml
var exampleTask []byte

//go:embed example/service.yaml
var exampleService []byte

type initOptions struct {
	service, dir   string
	force, example bool
}

func newInit(a *App) *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init",
		Short: "write the files of a service that runs already",
		Long: `Write steady.yaml, task.yaml and service.yaml from a service that runs: a deploy
with them changes nothing until they are changed. Without --service, the names
of the cluster's services are listed.

task.yaml holds the values of the environment as they are registered; secrets
are names of parameters and ARNs, as ECS keeps them. The number of tasks is
written nowhere, since it may be that of autoscaling. No file is overwritten.`,
		Example: `  steady init --cluster prod
  steady init --cluster prod --service web
  steady init --example --dir hello`,
		GroupID: groupSetup,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runInit(cmd.Context(), a, cmd, &o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.service, "service", "", "the service `NAME` to write the files of")
	flags.StringVar(&o.dir, "dir", ".", "write into the folder `DIR`")
	flags.BoolVar(&o.force, "force", false, "overwrite files that are there")
	flags.BoolVar(&o.example, "example", false, "write a small example with comments instead; it asks nothing of AWS")
	return cmd
}

func runInit(ctx context.Context, a *App, cmd *cobra.Command, o *initOptions) error {
	if o.example {
		return a.initExample(o)
	}
	settings, err := a.settingsAlone(cmd)
	if err != nil {
		return err
	}
	client, err := a.client(ctx, settings)
	if err != nil {
		return err
	}
	if o.service == "" {
		return a.listServices(ctx, settings, client)
	}
	if err := a.checkNew(o); err != nil { // before anything is asked
		return err
	}
	files, err := (&service.Client{API: client}).Files(ctx, settings.Cluster, o.service)
	if err != nil {
		return err
	}
	written, err := a.writeFiles(o, []initFile{
		{"steady.yaml", initSettings(files, client.Options().Region)},
		{"task.yaml", files.Definition},
		{"service.yaml", files.Settings},
	})
	if err != nil {
		return err
	}
	return a.tellFiles(o, files, written)
}

// tellFiles says what was written, and what it leaves open.
func (a *App) tellFiles(o *initOptions, files service.Files, written []string) error {
	says := fmt.Sprintf("%s runs %s in %s; these files say so:", files.Service, files.TaskDefinition, files.Cluster)
	if err := a.answerFiles([]string{says}, written); err != nil {
		return err
	}
	var notes []string
	if files.Latest != "" {
		notes = append(notes, fmt.Sprintf("%s is newer than what runs: a deploy registers task.yaml once more, as the latest",
			files.Latest))
	}
	if files.Desired >= 0 {
		notes = append(notes, fmt.Sprintf("desiredCount is not written, it is %d now: deploys leave it alone", files.Desired))
	}
	return a.answerFiles(append(notes, "Next: "+a.about("plan", files.Service, inDir(o.dir))), nil)
}

// answerFiles writes notes to the story and the names of files to standard output.
func (a *App) answerFiles(notes, files []string) error {
	for _, note := range notes {
		if err := a.note(note); err != nil {
			return err
		}
	}
	for _, file := range files {
		if err := a.print(file); err != nil {
			return err
		}
	}
	return nil
}

// inDir is how a next command is told where its settings are.
func inDir(dir string) string {
	if dir = path.Clean(dir); dir == "." {
		return ""
	}
	return "-f " + shell.Word(path.Join(dir, "steady.yaml"))
}

// initSettings is the steady.yaml of one service.
func initSettings(files service.Files, region string) []byte {
	scalar, mapping := shape.Text, func() *shape.Node { return &shape.Node{Kind: shape.Map} }
	defaults, services, one := mapping(), mapping(), mapping()
	defaults.Set("cluster", scalar(files.Cluster))
	defaults.Set("region", scalar(region))
	one.Set("taskDefinition", scalar("task.yaml"))
	if len(files.Settings) > 0 {
		one.Set("serviceDefinition", scalar("service.yaml"))
	}
	services.Set(files.Service, one)
	root := mapping()
	root.Set("defaults", defaults)
	root.Set("services", services)
	return root.YAML()
}

func (a *App) initExample(o *initOptions) error {
	if o.service != "" {
		return &usageError{message: "--example is about no service: leave out --service", command: "init"}
	}
	written, err := a.writeFiles(o, []initFile{
		{"steady.yaml", exampleSettings}, {"task.yaml", exampleTask}, {"service.yaml", exampleService},
	})
	if err != nil {
		return err
	}
	return a.answerFiles([]string{
		"Next: " + shell.Command("steady sim --scenario textbook -- steady deploy hello", nil, inDir(o.dir)),
	}, written)
}

// listServices prints the names of the services of a cluster.
func (a *App) listServices(ctx context.Context, s *config.Settings, client *ecs.Client) error {
	var names []string
	in := &ecs.ListServicesInput{MaxResults: aws.Int32(100)}
	if s.Cluster != "" {
		in.Cluster = &s.Cluster
	}
	for {
		out, err := client.ListServices(ctx, in)
		if err != nil {
			return fmt.Errorf("list the services of cluster %q: %w", s.Cluster, err)
		}
		names = append(names, lastParts(out.ServiceArns)...)
		if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
			break
		}
	}
	if len(names) == 0 {
		return a.note("the cluster has no services; steady init --example writes files that create one")
	}
	return a.answerFiles([]string{"name one: steady init --service NAME"}, names)
}
