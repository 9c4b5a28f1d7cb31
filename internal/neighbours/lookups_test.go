package neighbours_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"github.com/ecs-steady/steady/internal/world"
)

func TestListImages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, func(w *world.World) {
			w.AddRepository(world.Repository{Name: "web", Images: []world.RepositoryImage{
				{Digest: "sha256:a", Tags: []string{"1", "latest"}}, {Digest: "sha256:b"}, {Digest: "sha256:c", Tags: []string{"2"}},
			}})
			w.AddRepository(world.Repository{Name: "empty"})
			w.SetImage(w.Registry()+"/web:2", world.Image{PullError: "CannotPullContainerError: web:2: not found"})
		})
		client := ecr.NewFromConfig(l.config)
		tests := []struct {
			name, repository string
			status           ecrtypes.TagStatus
			want             string
		}{
			{"an image by each of its tags", "web", "", "sha256:a=1 sha256:a=latest sha256:b="},
			{"any", "web", ecrtypes.TagStatusAny, "sha256:a=1 sha256:a=latest sha256:b="},
			{"those with tags", "web", ecrtypes.TagStatusTagged, "sha256:a=1 sha256:a=latest"},
			{"those without", "web", ecrtypes.TagStatusUntagged, "sha256:b="},
			{"none", "empty", "", ""},
		}
		for _, tt := range tests {
			in := &ecr.ListImagesInput{RepositoryName: &tt.repository}
			if tt.status != "" {
				in.Filter = &ecrtypes.ListImagesFilter{TagStatus: tt.status}
			}
			var ids []string
			for _, id := range got(client.ListImages(t.Context(), in))(l).ImageIds {
				ids = append(ids, aws.ToString(id.ImageDigest)+"="+aws.ToString(id.ImageTag))
			}
			if strings.Join(ids, " ") != tt.want {
				t.Errorf("%s: got %s", tt.name, ids)
			}
		}
		_, err := client.ListImages(t.Context(), &ecr.ListImagesInput{RepositoryName: aws.String("api")})
		l.refused(err, "RepositoryNotFoundException",
			"The repository with name 'api' does not exist in the registry with id '123456789012'")
	})
}

// A page has a hundred images where nobody says how many, and a thousand at most.
func TestPagesOfImages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const images = 250
		l := newLab(t, func(w *world.World) {
			r := world.Repository{Name: "web"}
			for i := range images {
				r.Images = append(r.Images, world.RepositoryImage{Tags: []string{fmt.Sprintf("1.%d", i)}})
			}
			w.AddRepository(r)
		})
		client := ecr.NewFromConfig(l.config)
		for size, want := range map[int32]string{0: "100 100 50", 120: "120 120 10", 125: "125 125", 250: "250", 1000: "250"} {
			in := &ecr.ListImagesInput{RepositoryName: aws.String("web")}
			if size > 0 {
				in.MaxResults = &size
			}
			var sizes []string
			seen := map[string]bool{}
			for pages := ecr.NewListImagesPaginator(client, in); pages.HasMorePages(); {
				page := got(pages.NextPage(t.Context()))(l)
				sizes = append(sizes, fmt.Sprint(len(page.ImageIds)))
				for _, id := range page.ImageIds {
					seen[*id.ImageTag] = true
				}
			}
			if strings.Join(sizes, " ") != want || len(seen) != images {
				t.Errorf("%d a page: got %s, %d in all", size, sizes, len(seen))
			}
		}
		details := got(client.DescribeImages(t.Context(), &ecr.DescribeImagesInput{RepositoryName: aws.String("web")}))(l)
		if len(details.ImageDetails) != 100 || details.NextToken == nil {
			t.Errorf("described are %d at a time", len(details.ImageDetails))
		}
		for _, size := range []int32{0, -1, 1001} {
			_, err := client.ListImages(t.Context(), &ecr.ListImagesInput{RepositoryName: aws.String("web"), MaxResults: &size})
			l.refused(err, "InvalidParameterException", "Invalid parameter at 'maxResults' failed to satisfy constraint")
		}
		_, err := client.ListImages(t.Context(), &ecr.ListImagesInput{RepositoryName: aws.String("web"), NextToken: aws.String("x")})
		l.refused(err, "InvalidParameterException", "Invalid parameter at 'nextToken' failed to satisfy constraint")
	})
}

func TestPullThroughCacheRules(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, nothing)
		client := ecr.NewFromConfig(l.config)
		out := got(client.DescribePullThroughCacheRules(t.Context(), &ecr.DescribePullThroughCacheRulesInput{
			RegistryId: aws.String("123456789012"), MaxResults: aws.Int32(1000),
		}))(l)
		if len(out.PullThroughCacheRules) != 0 || out.NextToken != nil {
			t.Errorf("the rules are %+v", out)
		}
		_, err := client.DescribePullThroughCacheRules(t.Context(), &ecr.DescribePullThroughCacheRulesInput{
			EcrRepositoryPrefixes: []string{"docker-hub"},
		})
		l.refused(err, "PullThroughCacheRuleNotFoundException",
			"A pull through cache rule does not exist for the given repository prefix")
		_, err = client.DescribePullThroughCacheRules(t.Context(), &ecr.DescribePullThroughCacheRulesInput{
			MaxResults: aws.Int32(1001),
		})
		l.refused(err, "InvalidParameterException", "Invalid parameter at 'maxResults' failed to satisfy constraint")
	})
}

func TestDescribeParameters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, func(w *world.World) {
			for _, name := range []string{"plain", "/web/token", "/web/key"} {
				w.AddParameter(world.Parameter{Name: name, Value: "hunter2"})
			}
		})
		client := ssm.NewFromConfig(l.config)
		byName := func(names ...string) ssmtypes.ParameterStringFilter {
			return ssmtypes.ParameterStringFilter{Key: aws.String("Name"), Option: aws.String("Equals"), Values: names}
		}
		tests := []struct {
			name    string
			filters []ssmtypes.ParameterStringFilter
			want    string
		}{
			{"all", nil, "/web/key /web/token plain"},
			{"those that are named", []ssmtypes.ParameterStringFilter{byName("plain", "/web/key", "none")}, "/web/key plain"},
			{"one that is named twice", []ssmtypes.ParameterStringFilter{byName("plain", "plain")}, "plain"},
			{"one without its slash is none", []ssmtypes.ParameterStringFilter{byName("web/key", "/plain")}, ""},
			{"an ARN is no name", []ssmtypes.ParameterStringFilter{byName("arn:aws:ssm:us-east-1:123456789012:parameter/web/key")}, ""},
			{"what two filters want", []ssmtypes.ParameterStringFilter{byName("plain", "/web/key"), byName("plain", "/web/token")}, "plain"},
			{"equality unless another is named", []ssmtypes.ParameterStringFilter{{Key: aws.String("Name"), Values: []string{"plain"}}}, "plain"},
		}
		for _, tt := range tests {
			out := got(client.DescribeParameters(t.Context(), &ssm.DescribeParametersInput{ParameterFilters: tt.filters}))(l)
			var names []string
			for _, p := range out.Parameters {
				names = append(names, *p.Name)
				if p.Type != ssmtypes.ParameterTypeSecureString || !strings.HasSuffix(*p.ARN, ":parameter/"+strings.TrimPrefix(*p.Name, "/")) {
					t.Errorf("%s: %+v", tt.name, p)
				}
			}
			if slices.Sort(names); strings.Join(names, " ") != tt.want {
				t.Errorf("%s: got %s", tt.name, names)
			}
		}
		describe := func(in ssm.DescribeParametersInput) error {
			_, err := client.DescribeParameters(t.Context(), &in)
			return err
		}
		begins, path := byName("/web"), byName("/web")
		begins.Option, path.Key = aws.String("BeginsWith"), aws.String("Path")
		l.refused(describe(ssm.DescribeParametersInput{ParameterFilters: []ssmtypes.ParameterStringFilter{begins}}),
			"InvalidFilterOption", "The filter option BeginsWith is not served by this simulator.")
		l.refused(describe(ssm.DescribeParametersInput{ParameterFilters: []ssmtypes.ParameterStringFilter{path}}),
			"InvalidFilterKey", "") // the SDK reads no text of this one
		l.refused(describe(ssm.DescribeParametersInput{NextToken: aws.String("x")}),
			"InvalidNextToken", "The specified token isn't valid.")
		l.refused(describe(ssm.DescribeParametersInput{MaxResults: aws.Int32(51)}), "ValidationException",
			"1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must have value less than or "+
				"equal to 50, and greater than or equal to 1")
	})
}

func TestPagesOfParameters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const parameters = 7
		var names []string
		l := newLab(t, func(w *world.World) {
			for i := range parameters {
				names = append(names, fmt.Sprintf("/web/%d", i))
				w.AddParameter(world.Parameter{Name: names[i]})
			}
		})
		filter := ssmtypes.ParameterStringFilter{Key: aws.String("Name"), Values: names}
		for _, filters := range [][]ssmtypes.ParameterStringFilter{nil, {filter}} {
			var found []string
			pages := ssm.NewDescribeParametersPaginator(ssm.NewFromConfig(l.config), &ssm.DescribeParametersInput{
				MaxResults: aws.Int32(3), ParameterFilters: filters,
			})
			for pages.HasMorePages() {
				page := got(pages.NextPage(t.Context()))(l)
				if len(page.Parameters) > 3 {
					t.Errorf("%d on a page", len(page.Parameters))
				}
				for _, p := range page.Parameters {
					found = append(found, *p.Name)
				}
			}
			if slices.Sort(found); !slices.Equal(found, names) {
				t.Errorf("got %s", found)
			}
		}
	})
}

func TestSimulatePrincipalPolicy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const exec = "arn:aws:iam::123456789012:role/team/exec"
		l := newLab(t, func(w *world.World) {
			w.AddRole(world.Role{Name: "exec", ARN: exec, Denies: []string{"ssm:*"}})
		})
		client := iam.NewFromConfig(l.config)
		tests := []struct {
			name               string
			actions, resources []string
			want               string
		}{
			{"an action on anything", []string{"secretsmanager:GetSecretValue"}, nil, "secretsmanager:GetSecretValue on * allowed"},
			{"an action that is not allowed", []string{"ssm:GetParameters"}, []string{"p"}, "ssm:GetParameters on p implicitDeny"},
			{
				"actions on resources",
				[]string{"ecr:BatchGetImage", "ssm:GetParameters"},
				[]string{"a", "b"},
				"ecr:BatchGetImage on a allowed, ecr:BatchGetImage on b allowed, " +
					"ssm:GetParameters on a implicitDeny, ssm:GetParameters on b implicitDeny",
			},
		}
		for _, tt := range tests {
			out := got(client.SimulatePrincipalPolicy(t.Context(), &iam.SimulatePrincipalPolicyInput{
				PolicySourceArn: aws.String(exec), ActionNames: tt.actions, ResourceArns: tt.resources,
			}))(l)
			var said []string
			for _, r := range out.EvaluationResults {
				said = append(said, fmt.Sprintf("%s on %s %s", *r.EvalActionName, *r.EvalResourceName, r.EvalDecision))
			}
			if strings.Join(said, ", ") != tt.want || out.IsTruncated {
				t.Errorf("%s: got %s", tt.name, said)
			}
		}
		for _, arn := range []string{
			"arn:aws:iam::123456789012:role/none", "arn:aws:iam::123456789012:user/exec", "exec",
		} {
			_, err := client.SimulatePrincipalPolicy(t.Context(), &iam.SimulatePrincipalPolicyInput{
				PolicySourceArn: &arn, ActionNames: []string{"ssm:GetParameters"},
			})
			l.refused(err, "NoSuchEntity", "Entity "+arn+" cannot be found.")
		}
	})
}

func TestPagesOfDecisions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, nothing)
		var resources []string
		for i := range 250 {
			resources = append(resources, fmt.Sprintf("arn:aws:s3:::bucket/%d", i))
		}
		for size, want := range map[int32]string{0: "100 100 50", 125: "125 125", 1000: "250"} {
			in := &iam.SimulatePrincipalPolicyInput{
				PolicySourceArn: aws.String("arn:aws:iam::123456789012:role/exec"), ActionNames: []string{"s3:GetObject"},
				ResourceArns: resources,
			}
			if size > 0 {
				in.MaxItems = &size
			}
			var sizes []string
			for pages := iam.NewSimulatePrincipalPolicyPaginator(iam.NewFromConfig(l.config), in); pages.HasMorePages(); {
				sizes = append(sizes, fmt.Sprint(len(got(pages.NextPage(t.Context()))(l).EvaluationResults)))
			}
			if strings.Join(sizes, " ") != want {
				t.Errorf("%d a page: got %s", size, sizes)
			}
		}
	})
}
