package cli

import (
	"context"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// isRevision tells FAMILY:REV, or its ARN, from the name or ARN of a service,
// neither of which ends so (API reference, TaskDefinition, revision).
func isRevision(arg string) bool {
	matched, err := regexp.MatchString(`^(arn:[^ ]+:task-definition/)?[\w-]+:\d+$`, arg)
	return matched && err == nil
}

// runDiff says what differs between two revisions.
func runDiff(ctx context.Context, a *App, cmd *cobra.Command, names []string, o *planOptions) error {
	if len(names) != 2 || !isRevision(names[0]) || !isRevision(names[1]) {
		return &usageError{message: "name two revisions, FAMILY:REV FAMILY:REV, or services", command: "plan"}
	}
	settings, err := a.settingsAlone(cmd)
	if err != nil {
		return err
	}
	client, opts, err := a.lookAs(ctx, settings)
	if err != nil {
		return err
	}
	from, err := registeredAs(ctx, client, names[0])
	if err != nil {
		return err
	}
	to, err := registeredAs(ctx, client, names[1])
	if err != nil {
		return err
	}
	diff := render.RevisionDiff{
		From: taskdef.RevisionOf(from), To: taskdef.RevisionOf(to), Region: client.Options().Region,
		Changes: taskdef.CompareRevisions(from, to),
	}
	if o.showValues {
		diff.Changes = diff.Changes.Reveal(from.ContainerDefinitions, to.ContainerDefinitions)
	}
	opts.Stamps = !a.OutTerminal
	if err := showDiff(a, diff, o.output, opts); err != nil {
		return err
	}
	if o.exitCode && len(diff.Changes) > 0 {
		return &outcomeError{exitChanges}
	}
	return nil
}

func showDiff(a *App, diff render.RevisionDiff, output string, opts render.Options) error {
	switch output {
	case outputJSON:
		return render.DiffJSON(a.Out, diff, opts)
	case outputMarkdown:
		return render.DiffMarkdown(a.Out, diff)
	}
	return render.Diff(a.Out, diff, opts)
}

// registeredAs describes a revision, whether or not it is still ACTIVE.
func registeredAs(ctx context.Context, client *ecs.Client, revision string) (*types.TaskDefinition, error) {
	found, _, err := taskdef.Latest(ctx, client, revision)
	if err == nil && found == nil {
		err = &service.RevisionError{Revision: revision}
	}
	return found, err
}
