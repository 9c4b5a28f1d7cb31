package service_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/service"
)

// Each case says what the plan shows, a setting a line, "!" where ECS starts a
// new deployment for it.
func TestSettings(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"a file that says what runs changes nothing", `
desiredCount: 2
launchType: FARGATE
deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 150}
networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-b, subnet-a], securityGroups: [sg-1]}}
`, ""},
		{"defaults that the service does not show change nothing", `
deploymentController: {type: ECS}
deploymentConfiguration: {deploymentCircuitBreaker: {enable: false, rollback: false}, strategy: ROLLING}
enableExecuteCommand: false
healthCheckGracePeriodSeconds: 0
propagateTags: NONE
platformVersion: LATEST
loadBalancers: []
serviceRegistries: []
`, ""},
		{
			"what the file leaves out of the deployment configuration stays",
			"deploymentConfiguration: {maximumPercent: 200}\n",
			"deploymentConfiguration.maximumPercent 150>200",
		},
		{
			"what the file leaves out of the network is removed",
			"networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-a, subnet-b]}}\n",
			`!networkConfiguration.awsvpcConfiguration.securityGroups ["sg-1"]>`,
		},
		{"a count alone starts no deployment", "desiredCount: 3\n", "desiredCount 2>3"},
		{
			"a load balancer starts a deployment",
			"loadBalancers: [{targetGroupArn: tg, containerName: app, containerPort: 80}]\n",
			`!loadBalancers >[{"containerName":"app","containerPort":80,"targetGroupArn":"tg"}]`,
		},
		{"the value of a credential is not shown", `
serviceConnectConfiguration:
  enabled: true
  logConfiguration: {logDriver: splunk, options: {splunk-token: marker}}
`, `!serviceConnectConfiguration.enabled >true
!serviceConnectConfiguration.logConfiguration.logDriver >"splunk"
!serviceConnectConfiguration.logConfiguration.options.splunk-token ***`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plan := settingsOf(t, newFake(t), tt.file)
			if got := settingLines(plan); got != tt.want {
				t.Errorf("settings\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func settingsOf(t *testing.T, f *fakeECS, text string) service.Plan {
	t.Helper()
	plan, err := (&service.Client{API: f}).Plan(t.Context(),
		service.Spec{Cluster: "prod", Service: "web", File: file(t, text)})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func settingLines(plan service.Plan) string {
	var lines []string
	for _, s := range plan.Settings {
		line := fmt.Sprintf("%s %s>%s", s.Path, s.Old, s.New)
		if s.Secret {
			line = s.Path + " ***"
		}
		if s.NewDeployment {
			line = "!" + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestSettingsOfWhatRunsOtherwise(t *testing.T) {
	spread := []types.PlacementStrategy{
		{Type: types.PlacementStrategyTypeSpread, Field: aws.String("instanceId")},
		{Type: types.PlacementStrategyTypeBinpack, Field: aws.String("MEMORY")},
	}
	tests := []struct {
		name, file string
		running    func(*types.Service)
		want       string
	}{
		{
			"a false that the file names turns off what is on", "enableECSManagedTags: false\n",
			func(s *types.Service) { s.EnableECSManagedTags = true }, "enableECSManagedTags true>false",
		},
		{
			"a count of 0 is what a service without tasks has", "desiredCount: 0\n",
			func(s *types.Service) { s.DesiredCount = 0 }, "",
		},
		{
			"a count that was 0 changes", "desiredCount: 1\n",
			func(s *types.Service) { s.DesiredCount = 0 }, "desiredCount 0>1",
		},
		{
			"an empty list removes", "loadBalancers: []\n",
			func(s *types.Service) { s.LoadBalancers = []types.LoadBalancer{{ContainerName: aws.String("app")}} },
			`!loadBalancers [{"containerName":"app"}]>[]`,
		},
		{
			"an item of a list counts as a whole", "loadBalancers: [{containerName: app, containerPort: 80}]\n",
			func(s *types.Service) {
				s.LoadBalancers = []types.LoadBalancer{{
					ContainerName: aws.String("app"), ContainerPort: aws.Int32(80), TargetGroupArn: aws.String("tg"),
				}}
			},
			`!loadBalancers [{"containerName":"app","containerPort":80,"targetGroupArn":"tg"}]>` +
				`[{"containerName":"app","containerPort":80}]`,
		},
		{
			"fields of strategies are one whatever their spelling",
			"placementStrategy: [{type: spread, field: host}, {type: binpack, field: memory}]\n",
			func(s *types.Service) { s.PlacementStrategy = spread }, "",
		},
		{
			"the order of strategies counts",
			"placementStrategy: [{type: binpack, field: memory}, {type: spread, field: host}]\n",
			func(s *types.Service) { s.PlacementStrategy = spread },
			`placementStrategy [{"field":"instanceId","type":"spread"},{"field":"MEMORY","type":"binpack"}]>` +
				`[{"field":"memory","type":"binpack"},{"field":"host","type":"spread"}]`,
		},
		{
			"tags that only the service has are left alone", "tags: [{key: team, value: a}]\n",
			func(s *types.Service) {
				s.Tags = []types.Tag{
					{Key: aws.String("aws:cloudformation:stack-name"), Value: aws.String("x")},
					{Key: aws.String("team"), Value: aws.String("a")},
				}
			}, "",
		},
		{
			"a DAEMON service's count is not sent", "desiredCount: 7\n",
			func(s *types.Service) { s.SchedulingStrategy = types.SchedulingStrategyDaemon }, "",
		},
		{
			"a role may be named by its ARN", "role: arn:aws:iam::123456789012:role/ecsServiceRole\n",
			func(s *types.Service) { s.RoleArn = aws.String("arn:aws:iam::123456789012:role/ecsServiceRole") }, "",
		},
		{
			"a namespace that ECS shows as an ARN is taken for the named one",
			"serviceConnectConfiguration: {enabled: true, namespace: internal}\n",
			func(s *types.Service) {
				s.Deployments[0].ServiceConnectConfiguration = &types.ServiceConnectConfiguration{
					Enabled: true, Namespace: aws.String("arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"),
				}
			}, "",
		},
		{
			"a move from CodeDeploy to ECS is possible", "deploymentController: {type: ECS}\n",
			controlledBy(types.DeploymentControllerTypeCodeDeploy), `deploymentController.type "CODE_DEPLOY">"ECS"`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			tt.running(f.services["web"])
			if got := settingLines(settingsOf(t, f, tt.file)); got != tt.want {
				t.Errorf("settings\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// Monitoring stands on the revision of a service, which is read only for it.
func TestRevisionIsReadForItsMembersOnly(t *testing.T) {
	f := newFake(t)
	f.services["web"].CurrentServiceRevisions = []types.ServiceCurrentRevisionSummary{{Arn: aws.String("revision")}}
	f.revision = &types.ServiceRevision{Monitoring: &types.MonitoringConfiguration{}}
	settingsOf(t, f, "desiredCount: 2\n")
	if got := strings.Join(f.calls, " "); got != "DescribeServices" {
		t.Errorf("calls %s", got)
	}
	settingsOf(t, f, "monitoring: {metricConfigurations: []}\n")
	if got := f.calls[len(f.calls)-1]; got != "DescribeServiceRevisions" {
		t.Errorf("last call %s", got)
	}
}

// The request holds what differs and nothing else.
func TestUpdateSendsOnlyWhatDiffers(t *testing.T) {
	f := newFake(t)
	f.services["web"].EnableECSManagedTags = true
	f.services["web"].LoadBalancers = []types.LoadBalancer{{ContainerName: aws.String("app")}}
	spec := service.Spec{
		Cluster: "prod", Service: "web", Definition: definition(t, "web", "2.0"),
		File: file(t, `
loadBalancers: []
enableECSManagedTags: false
enableExecuteCommand: false
deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 200}
`),
	}
	if _, err := run(t.Context(), f, spec); err != nil {
		t.Fatal(err)
	}
	got, err := shape.JSON(f.updates[0])
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "cluster": "prod",
  "deploymentConfiguration": {
    "maximumPercent": 200,
    "minimumHealthyPercent": 50
  },
  "enableECSManagedTags": false,
  "loadBalancers": [],
  "service": "web",
  "taskDefinition": "web:2"
}
`
	if string(got) != want {
		t.Errorf("request %s\nwant %s", got, want)
	}
}
