package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/cli"
)

// attacks are what a container may write, and what an event, a reason or a name may
// hold, to take over a terminal, a CI runner or a page.
func attacks() []string {
	return []string{
		"\x1b[2J\x1b[1;1Howned\x1b[31m\x1b[?25l\x1b]0;title\a\x1bP$q\"p\x1b\\\x1bc",
		"\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\\x1b]52;c;cm0gLXJmIC8=\a\x1b]1337;File=:AA==\a",
		"\u009b2J\u009d0;title\u009c\u0090q\u0085x\x00\b\b\b\v\f\x7f\x0e",
		"fine\r::error::owned\r\n::stop-commands::owned\n##[group]owned\n\n\n",
		"::error title=owned::owned ::set-output name=a::b ::set-env name=PATH::/tmp ::add-mask::a ::endgroup::",
		"##[error]owned ##[set-env name=PATH]/tmp #\u200b#[group]x ###[command]y",
		"fine\u2028::error::owned\u2029::stop-commands::owned\u00a0::debug::x\u3000::debug::y",
		"##vso[task.setvariable variable=PATH]/tmp ##\u200bvso[x] ##teamcity[buildStatus text='owned']",
		"\x1b[0Ksection_start:1790000000:steady_log_x[collapsed=true]\r\x1b[0Kowned\nsection_end:1:x\r\x1b[0K",
		"\n--- owned\n+++ owned\n^^^ +++\n~~~ owned\x1b]1338;url='x':alt='y'\a",
		"\u202egnp.exe\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
		"a\u200bb\u200cc\u200dd\u2060e\ufeffd\u00ade\u034ff\u115fg\u3164h\uffa0i\u180ej",
		"\U000e0041\U000e0042\ufe0f\U000e0100\ue000\U0010fffd\ufff9\U000e0fff",
		`<script>alert(1)</script>"><img src=x onerror=alert(1)>]]>--><svg onload=alert(1)></title></style></text></pre>`,
		`" onload="alert(1)" ' onmouseover='alert(1)' x="&quot; &#x3c;script>`,
		"` `` ``` [x](javascript:alert(1)) | ![x](https://evil.example/x.png) **b** _i_ ~~s~~ # h <!-- <b>",
		"\n\n# owned\n\n- owned\n\n> owned\n\n```\n</details>\n\n| a | b |\n|---|---|\n<details>\n[x]: javascript:x\n",
		"@everyone @org/team (@x) https://evil.example www.evil.example a@evil.example",
		"$(reboot) `reboot` ; reboot & | > /tmp/x\n",
		"%s %d %!v(MISSING) %[1]*d %0A::error::owned%0A %25",
		strings.Repeat("\x1b[0m\u200b", 300) + "::error::owned",
	}
}

// sparingly leaves out most where less is asked for: the race detector, which is many
// times as slow, learns nothing from one more text.
func sparingly[T any](all []T) []T {
	if testing.Short() {
		return all[:len(all)/8+1]
	}
	return all
}

// hostileRun is one command, and where it is run.
type hostileRun struct {
	world http.RoundTripper
	dir   string
	env   []string
	tty   bool
	args  []string
}

// run gives what the command wrote on its two streams. Whatever it is told, it has no
// bug.
func (r hostileRun) run(t *testing.T) (out, story []byte) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	app := &cli.App{
		Args: r.args, In: strings.NewReader(""), Out: &stdout, Err: &stderr,
		Environ: append([]string{"AWS_REGION=us-east-1", "TERM=xterm", "LANG=C.UTF-8", "TZ=UTC"}, r.env...),
		Dir:     r.dir, Version: "test", ErrTerminal: r.tty, OutTerminal: r.tty,
		Size: func() (int, int) { return 80, 24 },
		NewClients: func(context.Context, awsclient.Config) (*awsclient.Clients, error) {
			return awsclient.From(aws.Config{
				Region: "us-east-1", BaseEndpoint: aws.String("http://localhost"),
				Credentials: credentials.NewStaticCredentialsProvider("sim", "sim", ""),
				HTTPClient:  &http.Client{Transport: r.world},
			}, "test"), nil
		},
	}
	app.Run(t.Context())
	if strings.Contains(stderr.String()+stdout.String(), "steady has a bug") {
		t.Errorf("%q:\n%s", r.args, stderr.String())
	}
	return stdout.Bytes(), stderr.Bytes()
}

// hostileForms are all outputs of a rollout that ECS tells of like that, by what they
// are.
func hostileForms(t *testing.T, p poison) map[string][]byte {
	t.Helper()
	forms := map[string][]byte{}
	dir := t.TempDir()
	see := func(form string, r hostileRun) {
		r.args = append(r.args, "--cluster", "test-cluster")
		r.dir = dir
		out, story := r.run(t)
		forms[form+", stdout"], forms[form+", stderr"] = out, story
	}
	hostileFolder(t, dir, p)
	for _, mode := range []struct {
		name, progress, report string
		tty                    bool
		env                    []string
	}{
		{"terminal", "tty", "html", true, nil},
		{"terminal in GitHub", "tty", "svg", true, []string{"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=a.md", "GITHUB_OUTPUT=a.output"}},
		{"GitHub", "plain", "md", false, []string{"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=b.md", "GITHUB_OUTPUT=b.output"}},
		{"GitLab", "plain", "html", false, []string{"GITLAB_CI=true"}},
		{"lines", "plain", "svg", false, nil},
		{"JSON", "json", "md", false, nil},
		{"quiet", "quiet", "md", false, nil},
	} {
		world := hostileWorld(t, p, "crash-loop")
		<-time.After(10 * time.Second)
		for i, v := range mode.env {
			if name, file, isFile := strings.Cut(v, "=a."); isFile {
				mode.env[i] = name + "=" + filepath.Join(dir, "a."+file)
			}
			if name, file, isFile := strings.Cut(v, "=b."); isFile {
				mode.env[i] = name + "=" + filepath.Join(dir, "b."+file)
			}
		}
		file := strings.ReplaceAll(mode.name, " ", "-")
		see(mode.name, hostileRun{world: world, tty: mode.tty, env: mode.env, args: []string{
			"update", "web", "web:2", "--progress", mode.progress, "--record", file + ".jsonl", "--report", file + "." + mode.report, "--debug", "-v",
		}})
		see(mode.name+" again", hostileRun{tty: mode.tty, args: []string{
			"replay", file + ".jsonl", "--progress", mode.progress, "--speed", "0",
		}})
		see(mode.name+" --all", hostileRun{world: hostileWorld(t, p, "fleet"), tty: mode.tty, env: mode.env, args: []string{
			"deploy", "--all", "-f", "some.yaml", "--parallel", "2", "--progress", mode.progress, "--record", "all-" + file + ".jsonl",
			"--report", "all-" + file + "." + mode.report, "-v",
		}})
		if mode.progress != "quiet" {
			continue
		}
		for _, args := range []string{
			"status web", "history web", "explain web", "status web --json", "history web --json", "explain web --json", "plan web --task-definition web:1",
			"rollback web --dry-run", "init --service web --dir made", "init", "rollback web", "rollback web --to 1 --json --yes", "watch web", "watch web --json",
			"plan web --task-definition env.yaml", "plan web --task-definition env.yaml --output markdown", "plan web --task-definition env.yaml --json",
			"diff web:1 web:2", "diff web:1 env.yaml --output markdown", "diff web:1 env.yaml --json", "register env.yaml", "update web none:1",
			"doctor --service web", "doctor -v --service web", "doctor --service web --json",
		} {
			see(args+" terminal", hostileRun{world: world, tty: true, args: strings.Fields(args)})
			see(args, hostileRun{world: world, args: strings.Fields(args)})
		}
		world = hostileWorld(t, p, "fleet")
		for _, args := range []string{
			"status --all", "status --all --json", "plan --all", "plan --all --output markdown", "plan --all --json",
			"watch web api", "watch web api --json",
		} {
			see(args, hostileRun{world: world, args: append(strings.Fields(args), "-f", "fleet.yaml")})
		}
		for _, args := range []string{"doctor", "doctor --json"} {
			see(args, hostileRun{world: world, args: append(strings.Fields(args), "-f", "some.yaml")})
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".yaml") { // which steady has not written
			continue
		}
		if forms[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	return forms
}

// hostileFolder has the settings of a fleet, those of a few services of it and one that
// is refused, and a file with texts for names.
func hostileFolder(t *testing.T, dir string, p poison) {
	t.Helper()
	fleet, err := os.ReadFile("../../examples/fleet/steady.yaml")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(fleet), "services:")
	some := head + "services: {docs: {taskDefinition: docs}, mailer: {taskDefinition: mailer}, web: {taskDefinition: web}, " +
		"billing: {taskDefinition: none}, gateway: {taskDefinition: gateway}}\n"
	file := "family: web\ncontainerDefinitions:\n  - name: web\n    image: web:2\n    memory: 128\n    environment:\n"
	for _, text := range p.texts {
		quoted := strconv.QuoteToASCII(text) // YAML has these escapes too
		file += fmt.Sprintf("      - {name: %s, value: x}\n", quoted)
	}
	quoted := strconv.QuoteToASCII(p.of("command"))
	file += fmt.Sprintf("    hostname: %s\n    command: [%s]\n", quoted, quoted)
	for name, text := range map[string]string{"fleet.yaml": string(fleet), "some.yaml": some, "env.yaml": file} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestHostileTextReachesNoScreen plays a rollout of which ECS tells what takes over
// screens, runners and pages, and looks at every byte of every form of output.
func TestHostileTextReachesNoScreen(t *testing.T) {
	t.Parallel()
	var harmless map[string][]byte
	synctest.Test(t, func(t *testing.T) { harmless = hostileForms(t, poison{texts: []string{" fine words", " good words"}}) })
	for form, want := range map[string]string{
		"status --all, stdout": "billing", "plan --all, stdout": "mailer", "lines.svg": "<svg", "explain web, stdout": "fine words",
		"plan web --task-definition env.yaml, stdout": "fine words", "GitHub, stderr": "::group::", "GitLab, stderr": "section_start",
		"doctor, stdout": "mailer: permissions", "doctor --service web, stdout": "all connected", "lines --all, stderr": "1 rolled back (mailer), 1 refused (billing), 1",
		"JSON --all, stdout": `"outcome":"rolled_back"`, "terminal --all, stderr": "FAILED", "all-lines.svg": "mailer",
	} {
		if !bytes.Contains(harmless[form], []byte(want)) {
			t.Errorf("%s has no %q:\n%s", form, want, harmless[form])
		}
	}
	for _, turn := range sparingly([]int{0, 1, 2, 3}) {
		t.Run(fmt.Sprint(turn), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				forms := hostileForms(t, poison{texts: attacks(), turn: turn * 6, names: turn%2 == 1})
				if what := "plan web --task-definition env.yaml"; !bytes.Contains(forms[what+", stdout"], []byte("error::owned")) {
					t.Errorf("the plan says\n%s%s", forms[what+", stdout"], forms[what+", stderr"])
				}
				look(t, forms, harmless)
			})
		})
	}
}

// look wants nothing hostile in any form of output.
func look(t *testing.T, forms, harmless map[string][]byte) {
	t.Helper()
	for form, got := range forms {
		judge(t, form, got)
		switch filepath.Ext(form) {
		case ".html", ".svg", ".md":
			drawn(t, form, got, harmless[form])
		}
	}
}
