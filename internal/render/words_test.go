package render

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ecs-steady/steady/taskdef"
)

func TestDuration(t *testing.T) {
	tests := []struct {
		d                 time.Duration
		span, limit, took string
	}{
		{0, "0s", "0s", "0.0s"},
		{-time.Second, "0s", "0s", "-1.0s"},
		{420 * time.Millisecond, "0s", "0s", "0.4s"},
		{9 * time.Second, "9s", "9s", "9.0s"},
		{59900 * time.Millisecond, "59s", "59s", "59s"},
		{84 * time.Second, "1m 24s", "1m 24s", "1m 24s"},
		{15 * time.Minute, "15m 00s", "15m", "15m 00s"},
		{192 * time.Minute, "3h 12m", "3h 12m", "3h 12m"},
		{2 * time.Hour, "2h 00m", "2h", "2h 00m"},
		{52 * time.Hour, "2d 4h", "2d 4h", "2d 4h"},
	}
	for _, tt := range tests {
		if got := duration(tt.d); got != tt.span {
			t.Errorf("duration(%v) = %q, want %q", tt.d, got, tt.span)
		}
		if got := limit(tt.d); got != tt.limit {
			t.Errorf("limit(%v) = %q, want %q", tt.d, got, tt.limit)
		}
		if got := took(tt.d); got != tt.took {
			t.Errorf("took(%v) = %q, want %q", tt.d, got, tt.took)
		}
	}
}

func TestEventText(t *testing.T) {
	const task = "0c77e1aa4d0e4b0f8d5b7c1e2f3a4b5c"
	tests := []struct{ name, text, want string }{
		{
			"tasks are named by eight characters",
			"(service web) has started 2 tasks: (task " + task + ") (task " + task + ").",
			"started 2 tasks: 0c77e1aa, 0c77e1aa",
		},
		{
			"one task is one task",
			"(service web) has stopped 1 running tasks: (task " + task + ").",
			"stopped 1 running task: 0c77e1aa",
		},
		{
			"events of old had no brackets", "service web has stopped 1 running tasks: task " + task + ".",
			"stopped 1 running task: 0c77e1aa",
		},
		{"the documentation has the brackets elsewhere", "service (web) has reached a steady state.", "reached a steady state"},
		{
			"a target group is named by its name",
			"(service web) registered 2 targets in (target-group arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web-tg/0a)",
			"registered 2 targets in web-tg",
		},
		{
			"a task set is left out", "(service web, taskSet ecs-svc/12) has begun draining connections on 2 tasks.",
			"draining connections of 2 tasks",
		},
		{
			"a deployment is left out", "(service web) (deployment ecs-svc/0205655736282798388) deployment completed.",
			"deployment completed",
		},
		{
			"a placement failure names the instance",
			"(service web) was unable to place a task because no container instance met all of its requirements. " +
				"The closest matching (container-instance 5f2c81d0-aaaa-bbbb-cccc-dddddddddddd) has insufficient memory " +
				"available. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
			"unable to place a task: instance 5f2c81d0 has insufficient memory available",
		},
		{
			"a placement failure without instances",
			"(service web) was unable to place a task because no container instance met all of its requirements. " +
				"Reason: No Container Instances were found in your cluster. For more information, see the guide.",
			"unable to place a task: No Container Instances were found in your cluster",
		},
		{
			"a placement failure on Fargate",
			"(service web) was unable to place a task. Reason: Capacity is unavailable at this time.",
			"unable to place a task: Capacity is unavailable at this time",
		},
		{"an unknown text stays", "something else happened", "something else happened"},
		{"an empty text stays", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := eventText(tt.text); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain text stays", "a b, 世界 é", "a b, 世界 é"},
		{"escape codes lose their escape", "\x1b[31mred\x1b]0;t\a", "[31mred]0;t"},
		{"the C1 form of an escape code too", "\u009b31mred", "31mred"},
		{"line breaks become spaces", "a\r\nb\tc\u2028d", "a  b c d"},
		{"bidi overrides and zero-width characters go", "a\u202eb\u200bc\ufeffd\u2066", "abcd"},
		{"invalid UTF-8 is replaced", "a\xffb", "a\ufffdb"},
		{"a runner's command is broken up", "##[error]x ###[x", "# #[error]x ## #[x"},
		{"hidden characters cannot keep it together", "#\u200b#[error]", "# #[error]"},
		{"so are those of other runners", "##vso[x] ##teamcity[x] ##TeamCity[", "# #vso[x] # #teamcity[x] # #TeamCity["},
		{"headings and other signs stay", "## a ##a ##1[ ##", "## a ##a ##1[ ##"},
		{"characters that nothing is drawn of go", "a\u034fb\u115fc\u3164d\uffa0e\U000e0fff", "abcde"},
		{"a workflow command is broken up", " ::error::x", " : :error::x"},
		{"one that wrapping may put first, too", "x ::error::y", "x : :error::y"},
		{"more colons than two leave no command", "x :::error::y", "x : : :error::y"},
		{"a space that is not ASCII separates words, too", "x\u00a0::error::y", "x\u00a0: :error::y"},
		{"an ARN stays", "arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:role/x"},
		{"what is very long is cut", strings.Repeat("x", 5000), strings.Repeat("x", longest) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.text); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	f.Add("##[error]\x1b[2J ::x \u202e")
	f.Add("###vso[x] ##\u200bteamcity[ \u2028::y :::: \xff")
	f.Fuzz(func(t *testing.T, text string) {
		got := Clean(text)
		if regexp.MustCompile(`##[A-Za-z]*\[`).MatchString(got) || strings.HasPrefix(strings.TrimSpace(got), "::") || strings.ContainsFunc(got, hidden) {
			t.Errorf("%q is not safe", got)
		}
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > 3*longest+1 || Clean(got) != got && len(got) < longest {
			t.Errorf("%q is no line, or not left alone", got)
		}
		for line := range slices.Values(wrap(got, 20)) {
			if strings.HasPrefix(line, "::") {
				t.Errorf("%q begins a line", line)
			}
		}
		if n := width(cut(got, 20, "…")); n > 20 {
			t.Errorf("cut to 20 cells, got %d", n)
		}
	})
}

func TestCut(t *testing.T) {
	tests := []struct {
		name, text string
		limit      int
		want       string
	}{
		{"what fits stays", "abc", 3, "abc"},
		{"what does not ends with the mark", "abcd", 3, "ab…"},
		{"a wide character is never halved", "世界世", 4, "世…"},
		{"a colour never leaks", "\x1b[31mabcd\x1b[0m", 3, "\x1b[31mab…\x1b[0m"},
		{"colours take no room", "\x1b[31mabc\x1b[0m", 3, "\x1b[31mabc\x1b[0m"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := cut(tt.text, tt.limit, "…"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	tests := []struct {
		name string
		diff taskdef.Diff
		want string
	}{
		{"nothing is nothing", nil, ""},
		{
			"a new tag names the repository once",
			taskdef.Diff{{Path: "containerDefinitions[a].image", Old: `"r:5000/web:1"`, New: `"r:5000/web:2"`, Action: "change"}},
			"image r:5000/web 1 → 2",
		},
		{
			"another image is told whole",
			taskdef.Diff{{Path: "containerDefinitions[a].image", Old: `"web"`, New: `"api:2"`, Action: "change"}},
			"image web → api:2",
		},
		{
			"secret values are counted, never shown",
			taskdef.Diff{
				{Path: "containerDefinitions[a].environment[A]", Old: "x", New: "y", Secret: true, Action: "change"},
				{Path: "containerDefinitions[a].environment[B]", Secret: true, Action: "add"},
				{Path: "containerDefinitions[a].secrets[C]", Secret: true, Action: "remove"},
			},
			"2 environment names, 1 secret",
		},
		{
			"what is added or removed is marked",
			taskdef.Diff{{Path: "cpu", New: `"256"`, Action: "add"}, {Path: "memory", Old: `"512"`, Action: "remove"}},
			"+ cpu 256, - memory",
		},
		{
			"a long list ends with its number",
			taskdef.Diff{{Path: "a", New: "1"}, {Path: "b", New: "1"}, {Path: "c", New: "1"}, {Path: "d", New: "1"}, {Path: "e", New: "1"}},
			"+ a 1, + b 1, + c 1, 2 more",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := summary(taskdef.Registration{From: "web:1", Changes: tt.diff}); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if got := summary(taskdef.Registration{Changes: tt.diff}); got != "" {
				t.Errorf("a first revision is compared with nothing, got %q", got)
			}
		})
	}
}
