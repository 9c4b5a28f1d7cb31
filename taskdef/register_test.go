package taskdef

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"
)

// registry is an ECS that knows one family.
type registry struct {
	revisions []*types.TaskDefinition
	tags      []types.Tag
	// lose makes that many registrations lose their reply, after they were
	// carried out or, with lostBefore, before.
	lose       int
	lostBefore bool
	err        error // of every registration
	describes  int
}

func (r *registry) RegisterTaskDefinition(_ context.Context, in *ecs.RegisterTaskDefinitionInput,
	_ ...func(*ecs.Options),
) (*ecs.RegisterTaskDefinitionOutput, error) {
	if r.err != nil {
		return nil, r.err
	}
	if r.lose > 0 && r.lostBefore {
		r.lose--
		return nil, io.ErrUnexpectedEOF
	}
	n := int32(len(r.revisions) + 1)
	td := &types.TaskDefinition{
		Family: in.Family, Revision: n, ContainerDefinitions: in.ContainerDefinitions,
		TaskDefinitionArn: aws.String(fmt.Sprintf("arn:aws:ecs:::task-definition/%s:%d", *in.Family, n)),
	}
	r.revisions, r.tags = append(r.revisions, td), in.Tags
	if r.lose > 0 {
		r.lose--
		return nil, io.ErrUnexpectedEOF
	}
	return &ecs.RegisterTaskDefinitionOutput{TaskDefinition: td}, nil
}

func (r *registry) DescribeTaskDefinition(_ context.Context, in *ecs.DescribeTaskDefinitionInput,
	_ ...func(*ecs.Options),
) (*ecs.DescribeTaskDefinitionOutput, error) {
	r.describes++
	if len(in.Include) != 1 {
		return nil, errors.New("the tags were not asked for")
	}
	if len(r.revisions) == 0 {
		return nil, &types.ClientException{Message: aws.String("Unable to describe task definition.")}
	}
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: r.revisions[len(r.revisions)-1], Tags: r.tags}, nil
}

const small = "family: web\ncontainerDefinitions: [{name: app, image: %s}]\ntags: {team: %s}\n"

func TestRegister(t *testing.T) {
	before := func(t *testing.T) *registry {
		r := &registry{}
		if _, err := Register(t.Context(), r, parsed(t, fmt.Sprintf(small, "nginx", "shop")), false); err != nil {
			t.Fatal(err)
		}
		return r
	}
	tests := []struct {
		name        string
		image, team string
		force       bool
		want        Registration
		revisions   int
	}{
		{
			"an identical revision is reused", "nginx", "shop", false,
			Registration{Revision: "web:1", ARN: "arn:aws:ecs:::task-definition/web:1", Reused: true, From: "web:1"},
			1,
		},
		{
			"force registers it again", "nginx", "shop", true,
			Registration{Revision: "web:2", ARN: "arn:aws:ecs:::task-definition/web:2", From: "web:1"},
			2,
		},
		{
			"another image is registered", "httpd", "shop", false,
			Registration{Revision: "web:2", ARN: "arn:aws:ecs:::task-definition/web:2", From: "web:1", Changes: Diff{{
				Path: "containerDefinitions[app].image", Old: `"nginx"`, New: `"httpd"`, Action: "change",
			}}},
			2,
		},
		{
			"another tag is registered", "nginx", "web", false,
			Registration{Revision: "web:2", ARN: "arn:aws:ecs:::task-definition/web:2", From: "web:1", Changes: Diff{{
				Path: "tags[team]", Old: `"shop"`, New: `"web"`, Action: "change",
			}}},
			2,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := before(t)
			got, err := Register(t.Context(), r, parsed(t, fmt.Sprintf(small, tt.image, tt.team)), tt.force)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("registration (-want +got):\n%s", diff)
			}
			if len(r.revisions) != tt.revisions {
				t.Errorf("%d revisions, want %d", len(r.revisions), tt.revisions)
			}
		})
	}
}

func TestRegisterANewFamily(t *testing.T) {
	r := &registry{}
	got, err := Register(t.Context(), r, parsed(t, fmt.Sprintf(small, "nginx", "shop")), false)
	if err != nil {
		t.Fatal(err)
	}
	if got.Revision != "web:1" || got.Reused || got.From != "" || len(got.Changes) != 4 {
		t.Errorf("registration %+v, want web:1 from nothing with 4 changes", got)
	}
}

func TestALostReplyNeverRegistersTwice(t *testing.T) {
	for _, force := range []bool{false, true} {
		for _, lostBefore := range []bool{false, true} {
			t.Run(fmt.Sprintf("force %t, lost before %t", force, lostBefore), func(t *testing.T) {
				r := &registry{lose: 1, lostBefore: lostBefore}
				got, err := Register(t.Context(), r, parsed(t, fmt.Sprintf(small, "nginx", "shop")), force)
				if err != nil {
					t.Fatal(err)
				}
				if got.Revision != "web:1" || got.Reused || len(r.revisions) != 1 {
					t.Errorf("registration %+v and %d revisions, want web:1 alone", got, len(r.revisions))
				}
			})
		}
	}
}

func TestRegisterGivesUp(t *testing.T) {
	refused := &types.ClientException{Message: aws.String("Container.image should not be null or empty.")}
	tests := []struct {
		name      string
		err       error
		describes int
	}{
		{"at once when ECS refuses", refused, 1},
		{"at once when a throttle lasts", &smithy.GenericAPIError{Code: "ThrottlingException"}, 1},
		{"after three lost replies", io.ErrUnexpectedEOF, 3},
		{"after three faults of the server", &types.ServerException{}, 3},
		{"after three answers of something between", &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusBadGateway}},
			Err:      &smithy.GenericAPIError{Code: "UnknownError"},
		}, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &registry{err: tt.err}
			_, err := Register(t.Context(), r, parsed(t, fmt.Sprintf(small, "nginx", "shop")), false)
			if !errors.Is(err, tt.err) {
				t.Errorf("error %v, want %v", err, tt.err)
			}
			if r.describes != tt.describes {
				t.Errorf("%d describes, want %d", r.describes, tt.describes)
			}
		})
	}
}

// denied is an ECS that lets nobody look.
type denied struct{ registry }

func (*denied) DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput,
	...func(*ecs.Options),
) (*ecs.DescribeTaskDefinitionOutput, error) {
	return nil, &types.AccessDeniedException{Message: aws.String("no")}
}

func TestRegisterSendsNothingWhereItMayNotLook(t *testing.T) {
	api := &denied{}
	_, err := Register(t.Context(), api, parsed(t, fmt.Sprintf(small, "nginx", "shop")), false)
	var access *types.AccessDeniedException
	if !errors.As(err, &access) || len(api.revisions) > 0 {
		t.Errorf("error %v and %d revisions, want access denied and none", err, len(api.revisions))
	}
}

func TestRegisterStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := &registry{err: context.Canceled}
	_, err := Register(ctx, r, parsed(t, fmt.Sprintf(small, "nginx", "shop")), false)
	if !errors.Is(err, context.Canceled) || r.describes != 1 {
		t.Errorf("error %v after %d describes, want canceled after 1", err, r.describes)
	}
}

func TestParseRevision(t *testing.T) {
	tests := []struct {
		text, family string
		revision     int
		bad          bool
	}{
		{"web", "web", 0, false},
		{"web:3", "web", 3, false},
		{"arn:aws-cn:ecs:cn-north-1:123456789012:task-definition/web:12", "web", 12, false},
		{"arn:aws:ecs:eu-west-1:123456789012:service/web", "", 0, true},
		{"", "", 0, true},
		{"web:", "", 0, true},
		{"web:0", "", 0, true},
		{"web:+1", "", 0, true},
		{"web:1:2", "", 0, true},
		{"my web:1", "", 0, true},
	}
	for _, tt := range tests {
		family, revision, err := ParseRevision(tt.text)
		if family != tt.family && !tt.bad || revision != tt.revision && !tt.bad || (err != nil) != tt.bad {
			t.Errorf("ParseRevision(%q) = %q, %d, %v", tt.text, family, revision, err)
		}
	}
	if got := RevisionOf(&types.TaskDefinition{Family: aws.String("web"), Revision: 7}); got != "web:7" {
		t.Errorf("RevisionOf gave %q", got)
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int{"256": 256, "1 vCPU": 1024, ".25 vcpu": 256, "2vCPU": 2048} {
		if got, ok := parseCPU(text); got != want || !ok {
			t.Errorf("parseCPU(%q) = %d, %t; want %d", text, got, ok, want)
		}
	}
	for text, want := range map[string]int{"512": 512, "1GB": 1024, "0.5 gb": 512} {
		if got, ok := parseMemory(text); got != want || !ok {
			t.Errorf("parseMemory(%q) = %d, %t; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-1", "0", "GB", "512MB", "1e9 GB", "NaN GB", "1 vCPU"} {
		if got, ok := parseMemory(text); ok {
			t.Errorf("parseMemory(%q) = %d, want none", text, got)
		}
	}
}
