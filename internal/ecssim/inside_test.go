package ecssim

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/world"
)

// TestInside asks as somebody whom no fault strikes, while clients read what was.
func TestInside(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, err := Open(Setup{Faults: []Fault{
			{Operation: "*", Kind: ServerError, Every: 2}, {Operation: "List*", Kind: StaleRead, Chance: 1, Lag: time.Minute},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := server.Call("CreateCluster", &ecs.CreateClusterInput{}); err != nil {
			t.Fatal(err)
		}
		if _, err := server.Call("ListTasks", &ecs.ListTasksInput{Cluster: aws.String("none")}); err == nil {
			t.Error("errors of the API are lost")
		}
		if _, err := server.Call("Nothing", nil); err == nil {
			t.Error("there is no such operation")
		}
		err = server.Change(func(w *world.World) error {
			_, err := w.AddInstance("", world.Instance{})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		client := server.Client("us-east-1")
		for _, want := range []int{0, 1} {
			list, err := client.ListContainerInstances(t.Context(), &ecs.ListContainerInstancesInput{})
			if want == 0 && err == nil {
				t.Error("a cluster is read of before it can be")
			}
			if want == 1 && (err != nil || len(list.ContainerInstanceArns) != 1) {
				t.Errorf("after two minutes clients read of %+v, %v", list, err)
			}
			<-time.After(2 * time.Minute)
		}
		out, err := server.Call("ListContainerInstances", &ecs.ListContainerInstancesInput{})
		if err != nil || len(out.(*ecs.ListContainerInstancesOutput).ContainerInstanceArns) != 1 {
			t.Errorf("inside there is %+v, %v", out, err)
		}
		broken := errors.New("broken")
		if err := server.Change(func(*world.World) error { return broken }); !errors.Is(err, broken) {
			t.Errorf("got %v, want the error of the change", err)
		}
	})
}
