package bench

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// BenchmarkMemory is the most memory (resident set) that a whole "steady deploy"
// takes, against "steady sim" in another process, twenty times as fast as ECS.
func BenchmarkMemory(b *testing.B) {
	steady := compile(b, "steady", "./cmd/steady")
	var most int64
	for b.Loop() {
		deploy := exec.CommandContext(b.Context(), steady, "deploy", "simple-web", "--poll-interval", "50ms")
		deploy.Dir = "../examples/nginx"
		deploy.Env = append(os.Environ(), simulate(b, steady)...)
		if text, err := deploy.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, text)
		}
		usage, ok := deploy.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			b.Fatal("the system does not tell what a process took")
		}
		most = max(most, usage.Maxrss)
	}
	b.ReportMetric(float64(most)/1024, "MiB-resident")
}

// simulate starts the simulator for as long as the benchmark runs and gives the
// variables that point at it.
func simulate(b *testing.B, steady string) []string {
	b.Helper()
	sim := exec.CommandContext(b.Context(), steady, "sim", "--scenario", "textbook", "--speed", "20")
	out, err := sim.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := sim.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = sim.Process.Signal(syscall.SIGTERM) // it may have ended
		_ = sim.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.Fields(line)[1:] // behind "export"
}
