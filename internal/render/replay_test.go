package render_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/watch"
)

// record gives the JSON lines of a story.
func record(t *testing.T, st story) string {
	t.Helper()
	var out bytes.Buffer
	play(t, st, render.JSON, render.Options{Out: &out, Err: io.Discard}, func() {})
	return out.String()
}

// replay plays recorded lines into a renderer and gives what it wrote to both streams.
func replay(
	t *testing.T, lines string, opts render.Options, begin func(render.Options) render.Renderer,
) string {
	t.Helper()
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		rec, err := render.ReadRecording("run.jsonl", strings.NewReader(lines))
		if err != nil {
			t.Fatal(err)
		}
		tape := render.NewTape(0)
		opts.Now, opts.Out, opts.Err, opts.Zone, opts.Version = tape.Now, &out, &out, time.UTC, "0.1.0"
		if err := rec.Play(t.Context(), begin(opts), tape); err != nil {
			t.Fatal(err)
		}
	})
	return out.String()
}

// What is not in the stream: the beats of the heart, and the lines of files, which
// may hold values.
var heartbeats = regexp.MustCompile(`(?m)^\S+ web  (waiting for|still rolling out) .*\n`)

// oldRows are those that the stories, unlike the watcher, leave out: that a row is gone, and
// on the way back the row that goes.
var oldRows = regexp.MustCompile(`(?m)^.*(ACTIVE  web:42 .*| gone)\n`)

const excerpts = "broken-file"

// TestReplay plays what was recorded of every story again: each mode shows what it
// has shown of the run itself.
func TestReplay(t *testing.T) {
	for _, st := range stories() {
		lines := record(t, st)
		for _, mode := range []render.Mode{render.JSON, render.Plain, render.Quiet} {
			t.Run(st.name+" as "+string(mode), func(t *testing.T) {
				var live bytes.Buffer
				play(t, st, mode, render.Options{Out: &live, Err: &live}, func() {})
				got := replay(t, lines, st.opts, func(o render.Options) render.Renderer { return render.New(mode, o) })
				if st.name == excerpts && mode != render.JSON {
					return
				}
				if diff := cmp.Diff(told(live.String()), told(got)); diff != "" {
					t.Errorf("the replay differs (-live +replay):\n%s", diff)
				}
			})
		}
		t.Run(st.name+" as a summary", func(t *testing.T) {
			var live, again bytes.Buffer
			perform(t, st, render.Options{Out: io.Discard, Err: io.Discard}, func(o render.Options) render.Renderer {
				return render.NewMarkdown(render.New(render.Quiet, o), o, &live)
			}, func() {})
			replay(t, lines, st.opts, func(o render.Options) render.Renderer {
				return render.NewMarkdown(render.New(render.Quiet, o), o, &again)
			})
			if diff := cmp.Diff(live.String(), again.String()); diff != "" {
				t.Errorf("the replay differs (-live +replay):\n%s", diff)
			}
		})
	}
}

// ECS's count of failures may rise while all other counts stay as they are; or steady's
// own, which is no change of a row.
func TestReplayKeepsAFailureAlone(t *testing.T) {
	for name, ecs := range map[string]int{"told by ECS": 1, "counted by steady": 0} {
		t.Run(name, func(t *testing.T) {
			st := tell("failure", "web", 2).start().updated().rows(s, "IN_PROGRESS", [3]int{2, 1, 1}, [3]int{2, 0, 2})
			st.st.Failed[newID]++
			kind := watch.Tick
			if ecs > 0 {
				kind = watch.Rows
			}
			st.st.Last.Deployments = slices.Clone(st.st.Last.Deployments)
			st.st.Last.Deployments[0].Failed = ecs
			st.event(s, watch.Event{Kind: kind, Deployment: &st.st.Last.Deployments[0]})
			end := st.ends(13, watch.Outcome{Verdict: watch.TimedOut})
			var live bytes.Buffer
			play(t, end, render.Plain, render.Options{Out: &live, Err: &live}, func() {})
			got := replay(t, record(t, end), end.opts, func(o render.Options) render.Renderer { return render.New(render.Plain, o) })
			if diff := cmp.Diff(told(live.String()), told(got)); diff != "" {
				t.Errorf("the replay differs (-live +replay):\n%s", diff)
			}
		})
	}
}

func told(text string) string {
	return oldRows.ReplaceAllString(heartbeats.ReplaceAllString(text, ""), "")
}

func TestReplayKeepsTheLastFrame(t *testing.T) {
	for _, st := range stories() {
		if st.name == excerpts {
			continue
		}
		t.Run(st.name, func(t *testing.T) {
			live, _ := onScreen(t, st, 80, 24, false, false)
			scr := newScreen(80, 24)
			replay(t, record(t, st), st.opts, func(o render.Options) render.Renderer {
				o.Err = scr
				return render.New(render.TTY, o)
			})
			if diff := cmp.Diff(told(live.String()), told(scr.String())); diff != "" {
				t.Errorf("the replay differs (-live +replay):\n%s", diff)
			}
		})
	}
}

func TestReplayRunsAtItsSpeed(t *testing.T) {
	lines := record(t, rolling())
	for speed, want := range map[float64]time.Duration{1: 142300 * time.Millisecond, 10: 14230 * time.Millisecond, 0: 0} {
		synctest.Test(t, func(t *testing.T) {
			rec, err := render.ReadRecording("run.jsonl", strings.NewReader(lines))
			if err != nil {
				t.Fatal(err)
			}
			began, tape := time.Now(), render.NewTape(speed)
			if err := rec.Play(t.Context(), render.New(render.Quiet, render.Options{Err: io.Discard, Now: tape.Now}), tape); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took != want {
				t.Errorf("at speed %g it took %s, want %s", speed, took, want)
			}
		})
	}
}

func TestReplayEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rec, err := render.ReadRecording("run.jsonl", strings.NewReader(record2000))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		tape := render.NewTape(1)
		err = rec.Play(ctx, render.New(render.Quiet, render.Options{Err: io.Discard, Now: tape.Now}), tape)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

const (
	firstLine  = `{"type":"version","time":"2000-01-01T00:00:00.000Z","seq":1,"steady":"0.1.0","schema":"1.0"}` + "\n"
	lastLine   = `{"type":"summary","time":"2000-01-01T01:00:00.000Z","seq":2,"exit_code":12}` + "\n"
	record2000 = firstLine + `{"type":"serving","time":"2000-01-01T00:59:00.000Z","seq":2,"service":"web"}` + "\n" + lastLine
)

func TestBrokenRecordings(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", "run.jsonl:1: there is no recording: the file is empty"},
		{"a line that is no JSON", firstLine + "oops\n", "run.jsonl:2: broken JSON: invalid character 'o' looking for beginning of value"},
		{"a line that is cut off", firstLine + `{"type":"summ`, "run.jsonl:2: the line is cut off"},
		{"a whole line without its end", firstLine + strings.TrimSpace(lastLine), "run.jsonl:2: the line is cut off"},
		{"something else", `{"a":1}` + "\n", "run.jsonl:1: no type: this is no line of steady --json"},
		{"another first line", lastLine, `run.jsonl:1: the first line is "summary", not version: this is no recording of steady`},
		{"a later schema", strings.Replace(firstLine, `"1.0"`, `"2.0"`, 1), `run.jsonl:1: schema "2.0"; this steady reads 1.x`},
		{"no time", firstLine + `{"type":"serving","time":"noon"}` + "\n", `run.jsonl:2: time "noon" is not RFC 3339`},
		{
			"a number that is none", firstLine + `{"type":"serving","time":"2000-01-01T00:00:00Z","elapsed_s":"long"}` + "\n",
			"run.jsonl:2: elapsed_s is a string",
		},
		{"a line after the end", firstLine + lastLine + lastLine, "run.jsonl:3: a line after the summary"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := render.ReadRecording("run.jsonl", strings.NewReader(tt.text))
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

func TestUnknownLinesAreIgnoredAndKept(t *testing.T) {
	text := firstLine + `{"type":"weather","time":"2000-01-01T00:00:00Z","rain":true}` + "\n" +
		`{"type":"serving","time":"2000-01-01T00:00:00Z","service":"web","elapsed_s":3,"by":{"moon":1}}` + "\n" + lastLine
	rec, err := render.ReadRecording("run.jsonl", strings.NewReader(text))
	if err != nil || !rec.Ended || rec.Exit != 12 || rec.Lines != 4 {
		t.Fatalf("%+v, error %v", rec, err)
	}
	var again bytes.Buffer
	if _, err := rec.WriteTo(&again); err != nil || again.String() != text {
		t.Errorf("the lines are not kept: %q, error %v", again.String(), err)
	}
	if got := replay(t, text, render.Options{}, func(o render.Options) render.Renderer {
		return render.New(render.Plain, o)
	}); !strings.Contains(got, "serving: the new tasks are healthy after 3s") {
		t.Errorf("got %s", got)
	}
}

func FuzzReadRecording(f *testing.F) {
	f.Add(record2000)
	f.Add(firstLine + `{"type":"progress","time":"2000-01-01T00:00:00Z","deployments":[{"id":"a"}],"elapsed_s":1e300}` + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		rec, err := render.ReadRecording("run.jsonl", strings.NewReader(text))
		if err != nil {
			return
		}
		tape := render.NewTape(0)
		opts := render.Options{Out: io.Discard, Err: io.Discard, Now: tape.Now}
		for _, mode := range []render.Mode{render.Plain, render.JSON, render.Quiet} {
			if err := rec.Play(t.Context(), render.NewMarkdown(render.New(mode, opts), opts, io.Discard), tape); err != nil {
				t.Fatal(err)
			}
		}
	})
}
