package render_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/ecs-steady/steady/internal/render"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// golden compares a whole screen with its file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

// play runs a story through a renderer on a virtual clock; look is called at
// the moments the story marks.
func play(t *testing.T, st story, mode render.Mode, opts render.Options, look func()) {
	t.Helper()
	perform(t, st, opts, func(opts render.Options) render.Renderer { return render.New(mode, opts) }, look)
}

func perform(t *testing.T, st story, opts render.Options, begin func(render.Options) render.Renderer, look func()) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		opts.Zone, opts.Version = time.UTC, "0.1.0"
		opts.Simulated, opts.Speed, opts.Relative = st.opts.Simulated, st.opts.Speed, st.opts.Relative
		r := begin(opts)
		for i, b := range st.beats {
			pass(b.after)
			synctest.Wait()
			if b.call == nil {
				look()
				continue
			}
			if err := b.call(r); err != nil {
				t.Fatalf("beat %d: %v", i, err)
			}
		}
		for range 2 {
			if err := r.Close(st.exit); err != nil {
				t.Fatalf("close: %v", err)
			}
		}
	})
}

// pass lets time go by on the virtual clock of a bubble.
func pass(d time.Duration) { <-time.After(d) }

func TestStories(t *testing.T) {
	for _, st := range stories() {
		for _, mode := range []render.Mode{render.Plain, render.JSON, render.Quiet} {
			t.Run(st.name+" as "+string(mode), func(t *testing.T) {
				var out, err bytes.Buffer
				play(t, st, mode, render.Options{Out: &out, Err: &err}, func() {})
				answer, empty := err.String(), out.String()
				if mode == render.JSON {
					answer, empty = empty, answer
				}
				if empty != "" {
					t.Errorf("wrote to the wrong stream: %q", empty)
				}
				if what := unsafe(answer); what != "" {
					t.Errorf("the output holds %s", what)
				}
				golden(t, fmt.Sprintf("%s/%s.txt", st.name, mode), answer)
			})
		}
	}
}

func TestBlock(t *testing.T) {
	sizes := []struct {
		name          string
		columns, rows int
		ascii         bool
	}{
		{"tty-80x24", 80, 24, false},
		{"tty-60x15", 60, 15, false},
		{"tty-200x50", 200, 50, false},
		{"tty-ascii", 80, 24, true},
	}
	for _, st := range stories() {
		for _, size := range sizes {
			if size.columns != 80 && st.name != "rolling" && st.name != "rolled-back" && st.name != "hostile" || size.ascii && st.name != "rolling" && st.name != "several" {
				continue
			}
			t.Run(st.name+" on "+size.name, func(t *testing.T) {
				plain, looks := onScreen(t, st, size.columns, size.rows, false, size.ascii)
				text := looks + "== at the end\n" + plain.String()
				if what := unsafe(text); what != "" && what != startsColons {
					t.Errorf("the screen holds %s", what)
				}
				if size.ascii && strings.IndexFunc(text, func(r rune) bool { return r > 126 }) >= 0 {
					t.Errorf("not ASCII:\n%s", text)
				}
				golden(t, st.name+"/"+size.name+".txt", text)
			})
		}
	}
}

func TestColoursChangeNoText(t *testing.T) {
	for _, st := range []story{rolling(), rolledBack(), hostile()} {
		t.Run(st.name, func(t *testing.T) {
			plain, before := onScreen(t, st, 80, 24, false, false)
			colored, after := onScreen(t, st, 80, 24, true, false)
			if diff := cmp.Diff(before+plain.String(), after+colored.String()); diff != "" {
				t.Error(diff)
			}
			if plain.colors > 0 || colored.colors == 0 {
				t.Errorf("%d colour codes without colour, %d with", plain.colors, colored.colors)
			}
		})
	}
}

func onScreen(t *testing.T, st story, columns, rows int, color, ascii bool) (*screen, string) {
	t.Helper()
	scr := newScreen(columns, rows)
	var looks strings.Builder
	opts := render.Options{
		Err: scr, Color: color, ASCII: ascii, Size: func() (int, int) { return columns, rows },
	}
	play(t, st, render.TTY, opts, func() {
		if len(scr.faults) > 0 {
			t.Errorf("faults before the end: %q", scr.faults)
		}
		fmt.Fprintf(&looks, "== meanwhile\n%s", scr)
	})
	if scr.hidden {
		t.Error("the cursor is left hidden")
	}
	for _, fault := range scr.faults {
		if !strings.HasPrefix(fault, "wrapped") || st.name != "hostile" && columns >= 80 {
			t.Error(fault)
		}
	}
	return scr, looks.String()
}
