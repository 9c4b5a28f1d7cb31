package agent

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// The bounds of reading one log: what an error line is, is near the end.
const (
	mostLogLines = 10
	mostLogBytes = 256 << 10 // of all files of one log together
)

// Log is the end of one log of the agent.
type Log struct {
	Name string // ecs-agent.log
	// Errors are the last lines of level error or critical, oldest first.
	Errors []LogLine
	// Missing says that there is no such log.
	Missing bool
	// Err is why not all of it could be read; nil if it was.
	Err error
}

// LogLine is one line of a log; values that look like secrets are redacted.
type LogLine struct {
	Time  time.Time // zero where the line has none that can be read
	Level string    // error or critical
	Text  string    // foreign text
	File  string    // where it stands, ecs-agent.log.2026-11-27-02
}

// LastErrors reads the last errors of ecs-init.log and ecs-agent.log in a folder
// (Developer Guide, "Viewing Amazon ECS container agent logs": /var/log/ecs),
// at most ten each. Rotated files are read where the newer ones have fewer. An
// error is that of the folder.
func LastErrors(dir fs.FS) ([]Log, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err // it would call the folder "."
		}
		return nil, err
	}
	var out []Log
	patterns := newPatterns()
	for _, name := range []string{"ecs-init.log", "ecs-agent.log"} {
		out = append(out, patterns.lastErrors(dir, name, entries))
	}
	return out, nil
}

func (p *patterns) lastErrors(dir fs.FS, name string, entries []fs.DirEntry) Log {
	files := rotated(name, entries)
	log := Log{Name: name, Missing: len(files) == 0}
	room := int64(mostLogBytes)
	for _, file := range files {
		lines, read, err := tail(dir, file, room)
		if err != nil {
			log.Err = err
			break
		}
		log.Errors = append(p.errorLines(file, lines), log.Errors...)
		room -= read
		if len(log.Errors) >= mostLogLines || room <= 0 {
			break
		}
	}
	log.Errors = log.Errors[max(0, len(log.Errors)-mostLogLines):]
	return log
}

// rotated lists the files of a log, newest first: the one being written, then
// those with a suffix. The agent rotates by the hour (…log.2026-11-27-02) or, if
// told so, by size (…log.7); of both the highest is the youngest.
func rotated(name string, entries []fs.DirEntry) []string {
	var out []string
	for _, e := range entries {
		suffix, ok := strings.CutPrefix(e.Name(), name)
		if ok && (suffix == "" || suffix[0] == '.' && strings.Trim(suffix[1:], "0123456789-") == "") {
			out = append(out, e.Name())
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		a, b = strings.TrimPrefix(a, name), strings.TrimPrefix(b, name)
		switch {
		case a == "" || b == "":
			return len(a) - len(b)
		case len(a) != len(b):
			return len(b) - len(a) // 10 is above 9
		}
		return strings.Compare(b, a)
	})
	return out
}

// tail gives the whole lines among the last room bytes of a file.
func tail(dir fs.FS, name string, room int64) (lines []string, read int64, err error) {
	info, err := fs.Stat(dir, name)
	if err != nil || !info.Mode().IsRegular() {
		return nil, 0, err // a pipe would be waited for
	}
	file, err := dir.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	at, ok := file.(io.ReaderAt)
	if !ok {
		return nil, 0, fmt.Errorf("read %s: its end cannot be read alone", name)
	}
	from := max(0, info.Size()-room)
	text, err := io.ReadAll(io.NewSectionReader(at, from, room))
	if err != nil {
		return nil, 0, err
	}
	whole := string(text)
	if from > 0 {
		_, whole, _ = strings.Cut(whole, "\n") // half a line could hide what it is the half of
	}
	return strings.Split(whole, "\n"), int64(len(text)), nil
}

func (p *patterns) errorLines(file string, lines []string) []LogLine {
	var out []LogLine
	for _, line := range lines {
		if parsed, ok := p.parseLine(strings.TrimSpace(line)); ok {
			parsed.File, parsed.Text = file, p.secret.redact(parsed.Text)
			out = append(out, parsed)
		}
	}
	return out[max(0, len(out)-mostLogLines):]
}

// patterns is what finds its way in a line. It is made when logs are read:
// compiling it costs milliseconds, which every command would pay at its start.
type patterns struct {
	older  *regexp.Regexp // a line as agents wrote it before they used logfmt
	pair   *regexp.Regexp // one key=value of logfmt; the agent quotes as Go does
	secret redactor
}

func newPatterns() *patterns {
	return &patterns{
		older:  regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\S+) \[([A-Za-z]+)\] ?(.*)$`),
		pair:   regexp.MustCompile(`([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|\S*)`),
		secret: newRedactor(),
	}
}

// parseLine reads a line of level error or critical in any of the agent's
// formats: logfmt, JSON (ECS_LOG_OUTPUT_FORMAT), and the older one.
func (p *patterns) parseLine(line string) (LogLine, bool) {
	var level, at, text string
	if m := p.older.FindStringSubmatch(line); m != nil {
		level, at, text = m[2], m[1], m[3]
	} else if strings.HasPrefix(line, "{") {
		level, at, text = jsonLine(line)
	} else {
		level, at, text = p.logfmtLine(line)
	}
	level = strings.ToLower(level)
	if level != "error" && level != "critical" {
		return LogLine{}, false
	}
	moment, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		moment = time.Time{}
	}
	return LogLine{Time: moment, Level: level, Text: text}, true
}

func jsonLine(line string) (level, at, text string) {
	var members map[string]any
	if json.Unmarshal([]byte(line), &members) != nil {
		return "", "", ""
	}
	var pairs []pair
	for key, value := range members {
		pairs = append(pairs, pair{key, fmt.Sprint(value)})
	}
	sort.Slice(pairs, func(i, j int) bool { return pairs[i].key < pairs[j].key })
	return fields(pairs)
}

type pair struct{ key, value string }

func (p *patterns) logfmtLine(line string) (level, at, text string) {
	if !strings.HasPrefix(line, "level=") {
		return "", "", ""
	}
	var pairs []pair
	for _, m := range p.pair.FindAllStringSubmatch(line, -1) {
		value := m[2]
		if plain, err := strconv.Unquote(value); err == nil {
			value = plain
		}
		pairs = append(pairs, pair{m[1], value})
	}
	return fields(pairs)
}

// fields puts the message first and behind it what belongs to it.
func fields(pairs []pair) (level, at, text string) {
	var rest []string
	for _, p := range pairs {
		switch p.key {
		case "level":
			level = cmp.Or(level, p.value)
		case "time":
			at = cmp.Or(at, p.value)
		case "msg":
			text = p.value
		case "module", "logger":
		default:
			value := p.value
			if strings.ContainsAny(value, " \t\n\"") {
				value = strconv.Quote(value)
			}
			rest = append(rest, p.key+"="+value)
		}
	}
	return level, at, strings.TrimSpace(text + " " + strings.Join(rest, " "))
}
