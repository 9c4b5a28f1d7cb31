package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// floor is a program that links what steady links and does nothing with it: what
// its start costs and weighs, steady cannot get below.
const floor = `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

func main() {
	cmd := &cobra.Command{Use: "floor", RunE: func(cmd *cobra.Command, args []string) error {
		settings := viper.New()
		settings.SetDefault("word", "floor")
		fmt.Println(settings.GetString("word"))
		if len(args) == 0 {
			return nil
		}
		cfg, err := config.LoadDefaultConfig(context.Background())
		if err != nil {
			return err
		}
		_, err = ecs.NewFromConfig(cfg).UpdateService(context.Background(), &ecs.UpdateServiceInput{})
		return err
	}}
	if cmd.Execute() != nil {
		os.Exit(1)
	}
}
`

// compile builds a package, or a file, as a release does: stripped.
func compile(b *testing.B, name, what string, env ...string) string {
	b.Helper()
	out := filepath.Join(b.TempDir(), name)
	cmd := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, what)
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), env...)
	cmd.Dir = ".."
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, text)
	}
	return out
}

func compileFloor(b *testing.B, env ...string) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(floor), 0o600); err != nil {
		b.Fatal(err)
	}
	return compile(b, "floor.exe", file, env...)
}

// BenchmarkStart runs "steady version" and the floor in turn, and gives the least
// of each: a busy machine only adds.
func BenchmarkStart(b *testing.B) {
	programs := [][]string{{compile(b, "steady.exe", "./cmd/steady"), "version"}, {compileFloor(b)}}
	wall, cpu := make([]time.Duration, 2), make([]time.Duration, 2)
	for b.Loop() {
		for i, p := range programs {
			cmd := exec.CommandContext(b.Context(), p[0], p[1:]...)
			began := time.Now()
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
			keepLeast(&wall[i], time.Since(began))
			keepLeast(&cpu[i], cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		}
	}
	for i, name := range []string{"steady", "floor"} {
		b.ReportMetric(wall[i].Seconds()*1000, "ms-"+name)
		b.ReportMetric(cpu[i].Seconds()*1000, "ms-cpu-"+name)
	}
	b.ReportMetric(0, "ns/op") // of both together: says nothing
	b.ReportMetric(wall[0].Seconds()/wall[1].Seconds(), "times-floor")
	b.ReportMetric(cpu[0].Seconds()/cpu[1].Seconds(), "times-floor-cpu")
}

func keepLeast(least *time.Duration, d time.Duration) {
	if *least == 0 || d < *least {
		*least = d
	}
}

// BenchmarkSize builds both for linux/amd64.
func BenchmarkSize(b *testing.B) {
	const mib = 1 << 20
	platform := []string{"GOOS=linux", "GOARCH=amd64"}
	steady, bare := compile(b, "steady", "./cmd/steady", platform...), compileFloor(b, platform...)
	for b.Loop() {
		// A benchmark that does not loop is run again, builds and all.
	}
	b.ReportMetric(0, "ns/op")
	for name, file := range map[string]string{"steady": steady, "floor": bare} {
		info, err := os.Stat(file)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/mib, "MiB-"+name)
	}
}
