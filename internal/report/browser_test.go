package report_test

import (
	"bytes"
	"context"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/report"
)

// TestABrowserShowsThePage opens a page in Chromium: nothing is refused or reported
// on the console, the text is there, and something is drawn.
func TestABrowserShowsThePage(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: no browser looks at the report")
	}
	dir := t.TempDir()
	page := filepath.Join(dir, "run.html")
	if err := os.WriteFile(page, report.HTML(accountOf(t, recorded(t)["rolled-back"])), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	picture := filepath.Join(dir, "page.png")
	dom, said := browse(ctx, t, browser, dir, "--screenshot="+picture, "--window-size=400,3000", "--dump-dom", "file://"+page)
	if strings.Contains(said, "CONSOLE") {
		t.Errorf("the console says\n%s", said)
	}
	for _, want := range []string{"web rolled back: the container ran out of memory", "OutOfMemoryError", "<svg", "3f9c21ab"} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	file, err := os.Open(picture)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // nothing was written
	img, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	colors := map[color.Color]bool{}
	for y := range img.Bounds().Dy() {
		colors[img.At(60, y)] = true
	}
	if img.Bounds().Dx() != 400 || len(colors) < 5 {
		t.Errorf("%d colours in a picture of %v: nothing is drawn", len(colors), img.Bounds())
	}
}

func browse(ctx context.Context, t *testing.T, browser, dir string, args ...string) (out, said string) {
	t.Helper()
	cmd := exec.CommandContext(ctx, browser, append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--disable-background-networking", "--no-first-run",
	}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	return stdout.String(), stderr.String()
}
