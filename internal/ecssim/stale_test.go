package ecssim

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// states are the deployments of the textbook's service, "PRIMARY 2 p0 r1".
func states(t *testing.T, client *ecs.Client) string {
	t.Helper()
	out, err := web(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, d := range out.Services[0].Deployments {
		rows = append(rows, row(d))
	}
	return strings.Join(rows, " | ")
}

func TestAStaleReadIsAMomentThatWas(t *testing.T) {
	t.Run("by time", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, stale := open(t, Setup{Scenario: "textbook", Faults: faults(t, "DescribeServices:stale=10s")})
			_, fresh := open(t, Setup{Scenario: "textbook"})
			deployDynamicPort(t, stale)
			deployDynamicPort(t, fresh)
			if got := states(t, stale); got != "PRIMARY 1 p0 r1" {
				t.Errorf("right after the update %s", got)
			}
			var were []string
			for second := range 120 {
				were = append(were, states(t, fresh))
				if got := states(t, stale); second >= 10 && got != were[second-10] && got != were[second-9] {
					t.Errorf("second %d: %s, ten before %s", second, got, were[second-10])
				}
				<-time.After(time.Second - 2*latency)
			}
			if last := were[len(were)-1]; last != "PRIMARY 2 p0 r1" {
				t.Errorf("at last %s", last)
			}
		})
	})
	t.Run("by reads, from a state file too", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			setup := Setup{
				Scenario: "textbook", State: t.TempDir() + "/s.json", Faults: faults(t, "DescribeServices:stale=2"),
			}
			_, client := open(t, setup)
			deployDynamicPort(t, client)
			<-time.After(5 * time.Minute)
			_, client = open(t, setup)
			<-time.After(time.Minute)
			deploy(t, client, "simple-web:1")
			settled, both := "PRIMARY 2 p0 r1", "PRIMARY 1 p0 r0 | ACTIVE 2 p0 r1"
			got := []string{states(t, client), states(t, client), states(t, client)}
			if diff := cmp.Diff([]string{settled, settled, both}, got); diff != "" {
				t.Errorf("two reads ago (-want +got):\n%s", diff)
			}
		})
	})
}

func deploy(t *testing.T, client *ecs.Client, revision string) {
	t.Helper()
	if _, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Cluster: aws.String("test-cluster"), Service: aws.String("simple-web"), TaskDefinition: &revision,
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAResetOfTheWorldIsReadLateToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := open(t, Setup{Scenario: "textbook", Faults: faults(t, "List*:stale=10s")})
		send(server, "POST", "/_steady/reset")
		for _, want := range []int{1, 0} {
			out, err := client.ListClusters(t.Context(), nil)
			if err != nil || len(out.ClusterArns) != want {
				t.Errorf("%d clusters, error %v, want %d", len(out.ClusterArns), err, want)
			}
			<-time.After(10 * time.Second)
		}
	})
}

func TestATornReadMixesTwoMoments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, client := open(t, Setup{Scenario: "textbook", Faults: faults(t, "*:torn=1m")})
		if _, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
			Cluster: aws.String("test-cluster"), Service: aws.String("simple-web"), DesiredCount: aws.Int32(0),
		}); err != nil {
			t.Fatal(err)
		}
		<-time.After(40 * time.Second)
		out, err := web(t.Context(), client)
		if err != nil {
			t.Fatal(err)
		}
		s := out.Services[0]
		if s.RunningCount != 1 || s.DesiredCount != 1 || s.Deployments[0].RunningCount != 0 || s.Deployments[0].DesiredCount != 0 {
			t.Errorf("service %d of %d, deployment %d of %d", s.RunningCount, s.DesiredCount,
				s.Deployments[0].RunningCount, s.Deployments[0].DesiredCount)
		}
	})
}

func TestWhatIsNewIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, client := open(t, Setup{Scenario: "textbook", Faults: faults(t, "*:missing=30s")})
		deployDynamicPort(t, client)
		ctx := t.Context()
		definition := &ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String("simple-web:2")}
		_, err := client.DescribeTaskDefinition(ctx, definition)
		check(t, err, new(types.ClientException), "Unable to describe task definition.")
		run, err := client.RunTask(ctx, &ecs.RunTaskInput{
			Cluster: aws.String("test-cluster"), TaskDefinition: aws.String("simple-web:2"),
		})
		if err != nil || len(run.Tasks) != 1 {
			t.Fatal(run, err)
		}
		task := &ecs.DescribeTasksInput{Cluster: aws.String("test-cluster"), Tasks: []string{*run.Tasks[0].TaskArn}}
		out, err := client.DescribeTasks(ctx, task)
		if err != nil || len(out.Tasks) != 0 || len(out.Failures) != 1 || *out.Failures[0].Reason != "MISSING" {
			t.Errorf("new: %v, error %v", out, err)
		}
		if services, err := web(ctx, client); err != nil || len(services.Services) != 1 {
			t.Errorf("an old service: %v, error %v", services, err)
		}
		<-time.After(30 * time.Second)
		if out, err := client.DescribeTasks(ctx, task); err != nil || len(out.Tasks) != 1 {
			t.Errorf("later: %v, error %v", out, err)
		}
		if _, err := client.DescribeTaskDefinition(ctx, definition); err != nil {
			t.Errorf("later: %v", err)
		}
	})
}
