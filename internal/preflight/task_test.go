package preflight

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

func TestNeedsRole(t *testing.T) {
	t.Parallel()
	secrets := Container{Secrets: []SecretRef{{"/web/key", "secret"}, {"/web/other", "other"}}}
	private := Container{Image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/web", ImagePath: "image"}
	logs := Container{Image: "nginx", ImagePath: "image", Log: Log{Group: "/ecs/web", Path: "log"}}
	tests := []struct {
		name       string
		fargate    bool
		containers []Container
		what, path string
	}{
		{"nothing", true, nil, "", ""},
		{"an image of a public registry", true, []Container{{Image: "nginx"}}, "", ""},
		{"secrets, on instances too", false, []Container{secrets}, "reading secrets", "secret"},
		{"an image in ECR on Fargate", true, []Container{private}, "pulling from ECR on Fargate", "image"},
		{"an image in ECR on instances, which have a role of their own", false, []Container{private}, "", ""},
		{"logs on Fargate", true, []Container{logs}, "the log driver awslogs on Fargate", "log"},
		{"logs on instances", false, []Container{logs}, "", ""},
		{"the second container", true, []Container{{Image: "nginx"}, logs}, "the log driver awslogs on Fargate", "log"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			what, path := Task{Fargate: tt.fargate, Containers: tt.containers}.needsRole()
			if what != tt.what || path != tt.path {
				t.Errorf("got %q at %q", what, path)
			}
		})
	}
}

func TestTaskOf(t *testing.T) {
	t.Parallel()
	from := func(refs ...string) (out []types.Secret) {
		for _, ref := range refs {
			out = append(out, types.Secret{ValueFrom: &ref})
		}
		return out
	}
	got := TaskOf(&types.TaskDefinition{
		NetworkMode: types.NetworkModeHost,
		ContainerDefinitions: []types.ContainerDefinition{
			{},
			{
				Name: aws.String("app"), Image: aws.String("web"), Secrets: from("/a", "/b"),
				RepositoryCredentials: &types.RepositoryCredentials{CredentialsParameter: aws.String("hub")},
				PortMappings:          []types.PortMapping{{ContainerPort: aws.Int32(80)}, {}},
				LogConfiguration: &types.LogConfiguration{
					LogDriver: types.LogDriverAwslogs, SecretOptions: from("/c"),
					Options: map[string]string{
						"awslogs-group": "g", "awslogs-region": "r", "awslogs-create-group": "True", "awslogs-endpoint": "e",
					},
				},
			},
			{
				RepositoryCredentials: &types.RepositoryCredentials{CredentialsParameter: aws.String("arn:hub")},
				LogConfiguration: &types.LogConfiguration{
					LogDriver: types.LogDriverSplunk, Options: map[string]string{"awslogs-group": "of no account"},
				},
			},
		},
	})
	const second, third = "containerDefinitions[1]", "containerDefinitions[2]"
	want := Task{Host: true, Containers: []Container{
		{ImagePath: "containerDefinitions[0].image"},
		{
			Name: "app", Image: "web", ImagePath: second + ".image",
			Secrets: []SecretRef{
				{"/a", second + ".secrets[0].valueFrom"},
				{"/b", second + ".secrets[1].valueFrom"},
				{"secret:hub", second + ".repositoryCredentials.credentialsParameter"},
				{"/c", second + ".logConfiguration.secretOptions[0].valueFrom"},
			},
			Ports: []Port{{Container: 80}, {}},
			Log:   Log{Group: "g", Region: "r", Path: second + ".logConfiguration.options.awslogs-group", Create: true, Elsewhere: true},
		},
		{
			ImagePath: third + ".image",
			Secrets:   []SecretRef{{"arn:hub", third + ".repositoryCredentials.credentialsParameter"}},
		},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
