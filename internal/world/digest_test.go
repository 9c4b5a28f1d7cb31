package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// digests are those that the running tasks of the service web show.
func (l *lab) digests() []string {
	var out []string
	for _, t := range l.tasksOf(types.DesiredStatusRunning) {
		out = append(out, aws.ToString(t.Containers[0].ImageDigest))
	}
	return out
}

// shop has a repository with one tag, and the image that the tag is of.
func shop(t *testing.T) (l *lab, image string) {
	l = failing(t)
	l.AddImageTag("shop", "v1", "sha256:old")
	return l, l.Registry() + "/shop:v1"
}

// TestTheFirstTaskPinsTheDigest moves the tag of a running service's image.
func TestTheFirstTaskPinsTheDigest(t *testing.T) {
	tests := []struct {
		name        string
		consistency types.VersionConsistency
		want        string
	}{
		{"later tasks run the digest of the first", "", "sha256:old"},
		{"without version consistency they run the tag", types.VersionConsistencyDisabled, "sha256:new"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, image := shop(t)
			c := web(image, 0)
			c.VersionConsistency = tt.consistency
			l.create(l.register(c), 1)
			l.settle()
			l.AddImageTag("shop", "v1", "sha256:new")
			l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(2)})
			l.run(2 * time.Minute)
			got := l.digests()
			if len(got) != 2 || got[0] != tt.want && got[1] != tt.want {
				t.Errorf("got %v, want one of %s", got, tt.want)
			}
		})
	}
}

// TestAPinnedDigestThatIsGoneCannotBePulled replaces the repository of a running
// service: the tag is there, the digest is not.
func TestAPinnedDigestThatIsGoneCannotBePulled(t *testing.T) {
	l, image := shop(t)
	l.create(l.register(web(image, 0)), 1)
	l.settle()
	l.AddRepository(Repository{Name: "shop", Images: []RepositoryImage{{Digest: "sha256:new", Tags: []string{"v1"}}}})
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(2)})
	l.run(time.Minute)
	stopped := l.tasksOf(types.DesiredStatusStopped)
	want := image + "@sha256:old not found"
	if len(stopped) == 0 || !strings.Contains(aws.ToString(stopped[0].Containers[0].Reason), want) {
		t.Errorf("got %v", stopped)
	}
}

// TestThreeFailedResolutions deploys an image that is missing until its digest has
// been asked for in vain three times, to a service whose breaker would wait for 100
// failures.
func TestThreeFailedResolutions(t *testing.T) {
	patient := &types.ThresholdConfiguration{Type: types.ThresholdTypeCount, Value: 100}
	tests := []struct {
		name    string
		breaker *types.DeploymentCircuitBreaker
		want    types.ServiceDeploymentStatus
	}{
		{
			"without a breaker the deployment goes on unpinned", &types.DeploymentCircuitBreaker{},
			types.ServiceDeploymentStatusSuccessful,
		},
		{
			"with a breaker it has failed", &types.DeploymentCircuitBreaker{Enable: true, ThresholdConfiguration: patient},
			types.ServiceDeploymentStatusStopped,
		},
		{
			"with one that rolls back it is rolled back",
			&types.DeploymentCircuitBreaker{Enable: true, Rollback: true, ThresholdConfiguration: patient},
			types.ServiceDeploymentStatusRollbackSuccessful,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, image := shop(t)
			l.create(l.register(web("nginx", 0)), 1, func(in *ecs.CreateServiceInput) {
				in.DeploymentConfiguration = &types.DeploymentConfiguration{DeploymentCircuitBreaker: tt.breaker}
			})
			l.settle()
			late := strings.Replace(image, "v1", "v2", 1)
			l.deployTo(l.register(web(late, 0)))
			l.run(4 * time.Minute) // three attempts
			l.AddImageTag("shop", "v2", "sha256:first")
			l.run(10 * time.Minute)
			if d := l.latest(); d.Status != tt.want {
				t.Fatalf("is %s:\n%s", recordLine(d), l.timeline())
			}
			if tt.want != types.ServiceDeploymentStatusSuccessful {
				if l.says("deployment failed: tasks failed to start.") != 1 {
					t.Errorf("no word of it:\n%s", l.timeline())
				}
				return
			}
			l.AddImageTag("shop", "v2", "sha256:second")
			l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(2)})
			l.run(2 * time.Minute)
			if got := strings.Join(l.digests(), " "); !strings.Contains(got, "first") || !strings.Contains(got, "second") {
				t.Errorf("the tasks run %q, want both digests", got)
			}
		})
	}
}

// TestTwoFailedResolutionsPin mends the image before the third attempt.
func TestTwoFailedResolutionsPin(t *testing.T) {
	l, image := shop(t)
	l.create(l.register(web(strings.Replace(image, "v1", "v2", 1), 0)), 1)
	l.run(50 * time.Second) // two attempts
	l.AddImageTag("shop", "v2", "sha256:first")
	l.settle()
	l.AddImageTag("shop", "v2", "sha256:second")
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(2)})
	l.run(2 * time.Minute)
	if got := strings.Join(l.digests(), " "); got != "sha256:first sha256:first" {
		t.Errorf("the tasks run %q", got)
	}
}
