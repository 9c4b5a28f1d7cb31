package preflight

import "testing"

func TestJudgeTarget(t *testing.T) {
	t.Parallel()
	ip, instance := group{"ip", "traffic-port"}, group{"instance", "traffic-port"}
	app := Container{Name: "app", Ports: []Port{{Container: 80, Host: 8080}, {Container: 81}}}
	awsvpc := Task{Awsvpc: true, Containers: []Container{app}}
	host := Task{Host: true, Containers: []Container{app}}
	bridge := Task{Containers: []Container{app}}
	creates, foretold := awsvpc, awsvpc
	creates.Creates, foretold.Foretold = true, true
	to := Balancer{Container: "app", Port: 80}
	tests := []struct {
		name     string
		task     Task
		balancer Balancer
		group    group
		err      error
		want     string
	}{
		{"addresses with awsvpc", awsvpc, to, ip, nil, "ok"},
		{"instances with bridge", bridge, to, instance, nil, "ok"},
		{"instances with host", host, to, instance, nil, "ok"},
		{
			"instances with awsvpc", awsvpc, to, instance, nil,
			"certainly refused: target group web has targets of type instance, and tasks of this network mode are of type ip: " +
				"name a target group of type ip",
		},
		{
			"addresses with bridge", bridge, to, ip, nil,
			"certainly refused: target group web has targets of type ip, and tasks of this network mode are of type instance: " +
				"name a target group of type instance",
		},
		{
			"functions", awsvpc, to,
			group{kind: "lambda"},
			nil,
			"certainly refused: target group web has targets of type lambda, and tasks of this network mode are of type ip: " +
				"name a target group of type ip",
		},
		{
			"a port that is not mapped", awsvpc,
			Balancer{Container: "app", Port: 443},
			ip, nil,
			"certainly refused: container app maps no port 443, on which target group web expects it: " +
				"add the port mapping, or correct containerPort in the service file",
		},
		{
			"a container that is not there", awsvpc,
			Balancer{Container: "api", Port: 80},
			ip, nil,
			"certainly refused: container api maps no port 80, on which target group web expects it: " +
				"add the port mapping, or correct containerPort in the service file",
		},
		{"no container, as in a classic load balancer's", awsvpc, Balancer{}, ip, nil, "ok"},
		{"what a forecast tells of", foretold, Balancer{Container: "api", Port: 80}, instance, nil, "ok"},
		{"health checks of a mapped port", awsvpc, to, group{"ip", "81"}, nil, "ok"},
		{
			"health checks of a port that is not mapped, forecast or not", foretold, to,
			group{"ip", "9090"},
			nil,
			"perhaps health-elb: the health checks of target group web ask port 9090, which no container maps: " +
				"have them ask the traffic port, or map that port",
		},
		{"health checks of a host port", bridge, to, group{"instance", "8080"}, nil, "ok"},
		{
			"health checks of a container port behind a host port", bridge, to,
			group{"instance", "80"},
			nil,
			"perhaps health-elb: the health checks of target group web ask port 80, which no container maps: " +
				"have them ask the traffic port, or map that port",
		},
		{"an answer that says nothing", awsvpc, to, group{}, nil, "ok"},
		{
			"no group for a new service", creates, to,
			group{},
			refused("TargetGroupNotFound"),
			"certainly refused: there is no target group web: create it, or correct the ARN in the service file",
		},
		{
			"no group for a service that is there", awsvpc, to,
			group{},
			refused("TargetGroupNotFoundException"),
			"perhaps refused: there is no target group web: create it, or correct the ARN in the service file",
		},
		{
			"a denial", awsvpc, to,
			group{},
			refused("AccessDenied"),
			"skipped: not allowed to call elasticloadbalancing:DescribeTargetGroups",
		},
		{
			"an ARN that is none", awsvpc, to,
			group{},
			refused("ValidationError"),
			"skipped: elasticloadbalancing:DescribeTargetGroups: ValidationError",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			check := Check{Kind: TargetGroup, Subject: "web"}
			same(t, judgeTarget(t.Context(), check, tt.task, tt.balancer, tt.group, tt.err), tt.want)
		})
	}
}

func TestGroupName(t *testing.T) {
	t.Parallel()
	for arn, want := range map[string]string{
		"": "", "web": "web", "a/b": "a/b", "a/b/c/d": "a/b/c/d",
		"arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef": "web",
	} {
		if got := groupName(arn); got != want {
			t.Errorf("%s: got %q", arn, got)
		}
	}
}
