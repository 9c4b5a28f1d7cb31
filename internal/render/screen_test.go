package render_test

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// screen is a small terminal: it applies what the block writes, wraps at its
// width, scrolls at its height, and keeps what scrolled away. It counts as
// faults what no frame may do.
type screen struct {
	columns, rows int

	mu     sync.Mutex
	lines  [][]rune // scrollback and screen; the screen is the last rows of it
	y, x   int      // of the cursor, in lines
	hidden bool
	whole  bool // the line is a command to be copied, and wider than the screen
	writes int
	colors int // SGR codes
	faults []string
}

func newScreen(columns, rows int) *screen {
	return &screen{columns: columns, rows: rows, lines: [][]rune{nil}}
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	for rest := string(p); rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case strings.HasPrefix(rest, "\x1b["):
			size = 2 + strings.IndexFunc(rest[2:], func(r rune) bool { return r >= '@' && r <= '~' }) + 1
			s.escape(rest[2:size])
		case r == '\n':
			s.x, s.whole = 0, false
			s.down()
		case r == '\r':
			s.x = 0
		case r < ' ' || r == 0x7f:
			s.faults = append(s.faults, fmt.Sprintf("control character %q", r))
		default:
			s.put(r)
		}
		rest = rest[size:]
	}
	return len(p), nil
}

func (s *screen) put(r rune) {
	w := 1
	if r > '~' {
		w = runewidth.RuneWidth(r)
	}
	if s.x+w > s.columns {
		s.whole = s.whole || strings.HasPrefix(string(s.lines[s.y]), "aws ecs continue-service-deployment ")
		if !s.whole {
			s.faults = append(s.faults, fmt.Sprintf("wrapped at %q", string(s.lines[s.y])))
		}
		s.x = 0
		s.down()
	}
	for len(s.lines[s.y]) < s.x+w {
		s.lines[s.y] = append(s.lines[s.y], ' ')
	}
	s.lines[s.y][s.x] = r
	if w == 2 {
		s.lines[s.y][s.x+1] = -1
	}
	s.x += w
}

func (s *screen) down() {
	s.y++
	if s.y == len(s.lines) {
		s.lines = append(s.lines, nil)
	}
}

func (s *screen) escape(code string) {
	var n int
	switch {
	case code == "2K":
		s.lines[s.y] = nil
	case code == "J":
		s.lines = s.lines[:s.y+1]
		s.lines[s.y] = s.lines[s.y][:min(s.x, len(s.lines[s.y]))]
	case code == "?25l":
		s.hidden = true
	case code == "?25h":
		s.hidden = false
	case strings.HasSuffix(code, "m"):
		s.colors++
	case strings.HasSuffix(code, "A"):
		if _, err := fmt.Sscanf(code, "%dA", &n); err != nil {
			s.faults = append(s.faults, err.Error())
		}
		if top := max(0, len(s.lines)-s.rows); s.y-n < top {
			s.faults = append(s.faults, "went up above the screen")
		}
		s.y = max(0, s.y-n)
	default:
		s.faults = append(s.faults, fmt.Sprintf("unknown escape code %q", code))
	}
}

// String is all that can be read, scrollback included.
func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for _, line := range s.lines {
		text := strings.ReplaceAll(string(line), string(rune(-1)), "")
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// resize wraps the lines anew, as terminals do, with the cursor kept on its line.
func (s *screen) resize(columns int) {
	s.columns = columns
	var lines [][]rune
	y := s.y
	for i, line := range s.lines {
		for len(line) > columns {
			lines = append(lines, line[:columns])
			line = line[columns:]
			if i < s.y {
				y++
			}
		}
		lines = append(lines, line)
	}
	s.lines, s.y = lines, y
}
