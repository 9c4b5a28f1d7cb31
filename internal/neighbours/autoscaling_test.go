package neighbours_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	ecsapi "github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

const (
	space     = types.ServiceNamespaceEcs
	dimension = types.ScalableDimensionECSServiceDesiredCount
)

func TestScalableTargets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, func(w *world.World) {
			serve(t, w, func(c *ecstypes.ContainerDefinition, _ *ecsapi.CreateServiceInput) { c.PortMappings = nil })
		})
		client := scaling.NewFromConfig(l.config)
		id := aws.String("service/default/web")
		register := func(in scaling.RegisterScalableTargetInput) error {
			in.ServiceNamespace, in.ScalableDimension = space, dimension
			if in.ResourceId == nil {
				in.ResourceId = id
			}
			_, err := client.RegisterScalableTarget(t.Context(), &in)
			return err
		}
		<-time.After(5 * time.Minute)
		l.refused(register(scaling.RegisterScalableTargetInput{
			ResourceId: aws.String("service/default/none"), MinCapacity: aws.Int32(1), MaxCapacity: aws.Int32(2),
		}), "ValidationException", "ECS service doesn't exist: service/default/none")
		if err := register(scaling.RegisterScalableTargetInput{MinCapacity: aws.Int32(3), MaxCapacity: aws.Int32(5)}); err != nil {
			t.Fatal(err)
		}
		if err := register(scaling.RegisterScalableTargetInput{
			SuspendedState: &types.SuspendedState{DynamicScalingInSuspended: aws.Bool(true)},
		}); err != nil {
			t.Fatal(err)
		}
		targets := got(client.DescribeScalableTargets(t.Context(), &scaling.DescribeScalableTargetsInput{ServiceNamespace: space}))(l)
		if len(targets.ScalableTargets) != 1 || *targets.ScalableTargets[0].MinCapacity != 3 ||
			!*targets.ScalableTargets[0].SuspendedState.DynamicScalingInSuspended ||
			*targets.ScalableTargets[0].SuspendedState.DynamicScalingOutSuspended {
			t.Errorf("the targets are %+v", targets.ScalableTargets)
		}
		activity := func() types.ScalingActivity {
			return got(client.DescribeScalingActivities(t.Context(), &scaling.DescribeScalingActivitiesInput{
				ServiceNamespace: space, ResourceId: id,
			}))(l).ScalingActivities[0]
		}
		if a := activity(); a.StatusCode != types.ScalingActivityStatusCodeInProgress || *a.Cause != "minimum capacity was set to 3" ||
			*a.Description != "Setting desired count to 3." || a.EndTime != nil {
			t.Errorf("the activity is %+v", a)
		}
		<-time.After(5 * time.Minute)
		if a := activity(); a.StatusCode != types.ScalingActivityStatusCodeSuccessful || a.EndTime == nil ||
			*a.StatusMessage != "Successfully set desired count to 3. Change successfully fulfilled by ecs." {
			t.Errorf("then the activity is %+v", a)
		}
		end := &scaling.DeregisterScalableTargetInput{ServiceNamespace: space, ScalableDimension: dimension, ResourceId: id}
		got(client.DeregisterScalableTarget(t.Context(), end))(l)
		_, err := client.DeregisterScalableTarget(t.Context(), end)
		l.refused(err, "ObjectNotFoundException", "No scalable target found for service namespace: ecs, resource ID: "+
			"service/default/web, scalable dimension: ecs:service:DesiredCount")
	})
}

func TestScalingPolicies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, func(w *world.World) {
			serve(t, w, func(*ecstypes.ContainerDefinition, *ecsapi.CreateServiceInput) {})
			w.AddScalableTarget(world.ScalableTarget{Cluster: "default", Service: "web", Min: 1, Max: 4})
		})
		client := scaling.NewFromConfig(l.config)
		put := &scaling.PutScalingPolicyInput{
			ServiceNamespace: space, ScalableDimension: dimension, ResourceId: aws.String("service/default/web"),
			PolicyName: aws.String("cpu"), PolicyType: types.PolicyTypeTargetTrackingScaling,
			TargetTrackingScalingPolicyConfiguration: &types.TargetTrackingScalingPolicyConfiguration{TargetValue: aws.Float64(70)},
		}
		made := got(client.PutScalingPolicy(t.Context(), put))(l)
		if len(made.Alarms) != 2 {
			t.Errorf("the alarms are %+v", made.Alarms)
		}
		list := got(client.DescribeScalingPolicies(t.Context(), &scaling.DescribeScalingPoliciesInput{ServiceNamespace: space}))(l)
		if len(list.ScalingPolicies) != 1 || *list.ScalingPolicies[0].PolicyARN != *made.PolicyARN ||
			*list.ScalingPolicies[0].TargetTrackingScalingPolicyConfiguration.TargetValue != 70 {
			t.Errorf("the policies are %+v", list.ScalingPolicies)
		}
		put.ResourceId = aws.String("service/default/other")
		_, err := client.PutScalingPolicy(t.Context(), put)
		l.refused(err, "ObjectNotFoundException", "No scalable target found for service namespace: ecs, resource ID: "+
			"service/default/other, scalable dimension: ecs:service:DesiredCount")
	})
}
