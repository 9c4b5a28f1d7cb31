package watch

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// glancedECS has records that can be read by their ARNs.
type glancedECS struct {
	*fakeECS
	status types.ServiceDeploymentStatus
	target string // the deployment that the records are about
	err    error
}

func (f glancedECS) DescribeServiceDeployments(
	_ context.Context, in *ecs.DescribeServiceDeploymentsInput, _ ...func(*ecs.Options),
) (*ecs.DescribeServiceDeploymentsOutput, error) {
	f.note(fmt.Sprint("glance ", len(in.ServiceDeploymentArns)))
	out := &ecs.DescribeServiceDeploymentsOutput{}
	for _, arn := range in.ServiceDeploymentArns {
		d := types.ServiceDeployment{ServiceDeploymentArn: aws.String(arn), Status: types.ServiceDeploymentStatusInProgress}
		if arn == "record-49" {
			d.Status = f.status
		}
		d.TargetServiceRevision = &types.ServiceRevisionSummary{Arn: aws.String("arn:aws:ecs:eu-west-1:1:service-revision/" + f.target)}
		out.ServiceDeployments = append(out.ServiceDeployments, d)
	}
	return out, f.err
}

// TestGlances has fifty services wait for a read, and one of the last is over.
func TestGlances(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		api   glancedECS
		dry   bool // DescribeServices has no tokens
		calls int
		first int // the service that is read next
		known bool
	}{
		{"a success is read first, and the record confirms it", glancedECS{status: "SUCCESSFUL", target: "2"}, true, 3, 49, true},
		{"what failed is read first too", glancedECS{status: "ROLLBACK_SUCCESSFUL", target: "2"}, true, 3, 49, false},
		{"the record of another rollout says nothing", glancedECS{status: "SUCCESSFUL", target: "1"}, true, 3, 0, false},
		{"what goes on waits for its turn", glancedECS{status: "IN_PROGRESS", target: "2"}, true, 3, 0, false},
		{"being denied does no harm", glancedECS{err: apiError("AccessDeniedException")}, true, 3, 0, false},
		{"where there are tokens nobody needs it", glancedECS{status: "SUCCESSFUL", target: "2"}, false, 0, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tt.api.fakeECS = newFake()
				r := crowd(tt.api, 50)
				if tt.dry {
					r.Limiter.buckets["DescribeServices"].AllowN(time.Now(), 80)
				}
				for range 2 { // the second finds nobody of whom nothing was heard
					if _, err := r.describe(t.Context(), nil, r.glances(nil)); err != nil {
						t.Fatal(err)
					}
				}
				if n := tt.api.count("glance"); n != tt.calls {
					t.Errorf("%d calls %q, want %d", n, tt.api.called, tt.calls)
				}
				first := r.batches(r.followers)[0].members
				if got := first[len(first)-1].index; tt.first > 0 && got != tt.first || first[0].index != 0 {
					t.Errorf("read next: %d to %d, want %d among them", first[0].index, got, tt.first)
				}
				if known := r.followers[49].details.record != nil; known != tt.known {
					t.Errorf("the record is kept: %t, want %t", known, tt.known)
				}
			})
		})
	}
}

// crowd is a run in which n services were read a while ago and are all due.
func crowd(api API, n int) *run {
	r := newRun(&Watcher{API: api}, nil)
	r.pace.crowd = crowding(n)
	for i := range n {
		x := target()
		x.Service = fmt.Sprint("web", i)
		f := newFollower(r, i, Job{Target: x})
		f.arn, f.next = fmt.Sprint("record-", i), time.Duration(i)*time.Millisecond
		r.followers = append(r.followers, f)
	}
	<-time.After(10 * time.Second)
	r.clock.passed(10 * time.Second)
	return r
}
