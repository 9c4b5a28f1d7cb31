package taskdef

import (
	"testing"
)

func TestCheckPortsAndNetwork(t *testing.T) {
	ports := func(mappings string) string { return app("portMappings: [" + mappings + "]") }
	runRules(t, []ruleTest{
		{"a mapping without a port", onEC2, ports("{hostPort: 80}"), "o:1:51: the port mapping has no containerPort"},
		{
			"a port that is none", onEC2, ports("{containerPort: 70000}"),
			"o:1:67: 70000 is no port: ports are 1 to 65535",
		},
		{
			"a host port that is none", onEC2, ports("{containerPort: 80, hostPort: 70000}"),
			"o:1:81: 70000 is no port: ports are 0 to 65535",
		},
		{
			"a range the wrong way round", onEC2, ports("{containerPortRange: 90-80}"),
			`o:1:72: "90-80" is no range of ports (write FIRST-LAST, the first smaller than the last, both 1 to 65535)`,
		},
		{
			"a range with a host port", onEC2, ports("{containerPortRange: 180-190, hostPort: 8080}"),
			"o:1:91: a port range takes no hostPort (leave hostPort out)",
		},
		{
			"a range in host mode", onEC2, "{networkMode: host, " + ports("{containerPortRange: 180-190}") + "}",
			"o:1:92: port ranges need the network mode bridge or awsvpc",
		},
		{
			"a port and a range", onEC2, ports("{containerPort: 90, containerPortRange: 91-92}"),
			"o:1:51: a port mapping has a containerPort or a containerPortRange, not both",
		},
		{
			"a port inside a range", onEC2, ports("{containerPort: 185}, {containerPortRange: 180-190}"),
			`o:1:73: container "app" maps port 185/tcp twice`,
		},
		{
			"another host port with awsvpc", onFargate, ports("{containerPort: 80, hostPort: 8080}"),
			"o:1:81: with the network mode awsvpc hostPort 8080 has to equal containerPort 80 (leave hostPort out)",
		},
		{
			"port mappings with none", onEC2, "networkMode: none",
			"base:6:3: the network mode none allows no port mappings (take them out, or choose another networkMode)",
		},
		{"a host port twice", onEC2, `containerDefinitions:
- {name: app, portMappings: [{containerPort: 80, hostPort: 8080}]}
- {name: side, image: busybox, memory: 6, portMappings: [{containerPort: 81, hostPort: 8080}]}
`, `o:3:58: port 8080/tcp is already taken by container "app" (containers of one task share its ports)`},
		{
			"one port in two containers of an awsvpc task", onFargate,
			"containerDefinitions: [{name: side, image: busybox, portMappings: [{containerPort: 80}]}]",
			`o:1:68: warning: port 80/tcp is already taken by container "app" (containers of one task share its ports)`,
		},
		{
			"a reserved host port", onEC2, ports("{containerPort: 80, hostPort: 51678}"),
			"o:1:81: warning: host port 51678 is reserved on every container instance: no task can get it" +
				" (write 0 for a dynamic port)",
		},
		{
			"an ephemeral host port", onEC2, ports("{containerPort: 80, hostPort: 50000}"),
			"o:1:81: warning: host port 50000 lies in the ephemeral range, where ports are handed out at will" +
				" (choose one below 32768)",
		},
		{
			"a port name with a capital letter", onEC2, ports("{containerPort: 80, name: Web}"),
			"o:1:77: a port is named by up to 64 small letters, digits, underscores and hyphens, with no hyphen in front",
		},
		{
			"a port name twice", onEC2, ports("{containerPort: 80, name: web}, {containerPort: 81, name: web}"),
			`o:1:109: two ports of the task are called "web"`,
		},
		{
			"links with awsvpc", onFargate, app("links: [db]"),
			"o:1:36: links need the network mode bridge, not awsvpc" +
				" (containers of an awsvpc task reach one another at localhost)",
		},
		{"a link to nothing", onEC2, app("links: ['db:mysql']"), `o:1:44: there is no container "db"`},
		{
			"a hostname with awsvpc", onFargate, app("hostname: web"),
			"o:1:46: the network mode awsvpc takes no hostname (leave it out)",
		},
		{
			"extra hosts with awsvpc", onFargate, app("extraHosts: [{hostname: a, ipAddress: 10.0.0.1}]"),
			"o:1:36: the network mode awsvpc takes no extraHosts (leave them out)",
		},
	})
}
