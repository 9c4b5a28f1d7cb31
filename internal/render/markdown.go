package render

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ecs-steady/steady/watch"
)

// maxMarkdown is how long a summary may be. GitHub takes a MiB of a step, but nobody
// reads it (GitHub Docs, Workflow commands for GitHub Actions, job summaries).
const maxMarkdown = 64 << 10

// summarizer shows a run as another renderer does and writes its summary at the end.
type summarizer struct {
	collector
	opts Options
	w    io.Writer
}

// NewMarkdown shows a run as next does and writes its summary to w at the end.
func NewMarkdown(next Renderer, opts Options, w io.Writer) Renderer {
	return &summarizer{collector: collector{Renderer: next}, opts: opts, w: w}
}

func (m *summarizer) Close(exit int) error {
	first, err := m.finish(exit)
	if first {
		_, failed := io.WriteString(m.w, m.opts.markdown(&m.results, exit))
		err = errors.Join(err, failed)
	}
	return err
}

// markdown is the summary of a run: a heading and the facts of one service, or a
// row for each of several, those that failed first.
func (o Options) markdown(r *results, exit int) string {
	var b strings.Builder
	several := r.fleet || len(r.services) > 1
	if several {
		o.fleet(&b, r, exit)
	}
	for _, s := range r.services {
		switch {
		case !several:
			o.chapter(&b, r, s)
		case s.missed != nil && s.missed.Failure != nil, s.outcome != nil && s.outcome.Verdict != watch.Settled:
			fmt.Fprintf(&b, "<details><summary>%s %s</summary>\n\n", mark(s, r), html(o.told(s, r, bare())))
			o.chapter(&b, r, s)
			b.WriteString("</details>\n\n")
		}
	}
	if r.failure != nil {
		failure(&b, *r.failure)
	}
	if exit != 0 {
		fmt.Fprintf(&b, "Exit code %d\n\n", exit)
	}
	return cutMarkdown(b.String())
}

// cutMarkdown leaves out what is beyond the length that a summary may have.
func cutMarkdown(text string) string {
	const cutOff = "\n\n… the summary is cut off here.\n"
	if len(text) <= maxMarkdown {
		return text
	}
	return strings.ToValidUTF8(text[:maxMarkdown-len(cutOff)], "") + cutOff
}

// chapter tells of one service.
func (o Options) chapter(b *strings.Builder, r *results, s *result) {
	to, from := s.revisions()
	fmt.Fprintf(b, "### %s %s\n\n", mark(s, r), o.headline(s, r))
	if s.missed != nil && s.missed.Failure != nil {
		failure(b, *s.missed.Failure)
		return
	}
	if s.outcome != nil && !ended(*s.outcome) {
		if now := stateNow(*s.outcome); now != "" {
			fmt.Fprintf(b, "**Production:** %s\n\n", plainText(now))
		}
		deployments(b, s.outcome.State)
		for _, c := range s.outcome.Causes {
			why(b, c)
		}
		s.log(b)
		return
	}
	rows := [][2]string{{"Cluster", code(s.head.Cluster) + place(s.head.Region)}}
	switch {
	case from != "" && from != to:
		rows = append(rows, [2]string{"Revision", code(from) + " → " + code(to)})
	case to != "":
		rows = append(rows, [2]string{"Revision", code(to)})
	}
	if s.registration != nil {
		if changed := summary(*s.registration); changed != "" {
			rows = append(rows, [2]string{"Changed", cell(changed)})
		}
	}
	if s.state != nil {
		rows = append(rows, o.facts(s)...)
	}
	b.WriteString("| | |\n|---|---|\n")
	for _, row := range rows {
		fmt.Fprintf(b, "| %s | %s |\n", row[0], row[1])
	}
	b.WriteString("\n")
}

// headline says how a service ended, and why where it did not end well.
func (o Options) headline(s *result, r *results) string {
	text := o.told(s, r, markup{plainText, code})
	if s.outcome != nil && len(s.outcome.Causes) > 0 {
		text += " (" + code(s.outcome.Causes[0].Code) + ")"
	}
	return text
}

// facts are the numbers of a rollout that went well.
func (o Options) facts(s *result) [][2]string {
	var rows [][2]string
	if d := target(*s.state); d != nil {
		text := fmt.Sprintf("%d of %d running", d.Running, d.Desired)
		if failed := failedTasks(*s.state, *d); failed > 0 {
			text += fmt.Sprintf(", %d failed and replaced", failed)
		}
		rows = append(rows, [2]string{"Tasks", text})
	}
	if s.state.Serving > 0 {
		text := "serving after " + duration(o.scale(s.state.Serving))
		if s.outcome != nil && s.outcome.Until == watch.UntilSettled {
			text += ", settled after " + duration(o.scale(s.outcome.Took))
		}
		rows = append(rows, [2]string{"Time", text})
	}
	return rows
}

func deployments(b *strings.Builder, st watch.State) {
	if len(st.Last.Deployments) == 0 {
		return
	}
	b.WriteString("| Deployment | Revision | State | Desired | Pending | Running | Failed |\n" +
		"|---|---|---|--:|--:|--:|--:|\n")
	for _, d := range st.Last.Deployments {
		fmt.Fprintf(b, "| %s | %s | %s | %d | %d | %d | %d |\n", cell(d.Status), code(d.TaskDefinition),
			stateWord(d, st.Last.Desired), d.Desired, d.Pending, d.Running, failedTasks(st, d))
	}
	b.WriteString("\n")
}

// why sets out one cause.
func why(b *strings.Builder, c watch.Cause) {
	label := "Why"
	if c.Likely {
		label = "Likely"
	}
	fmt.Fprintf(b, "**%s:** %s\n\n", label, cell(orTitle(c)))
	if len(c.Fix) > 0 {
		var fixes []string
		for _, fix := range c.Fix {
			fixes = append(fixes, cell(fix))
		}
		fmt.Fprintf(b, "**Fix, any of:** %s\n\n", strings.Join(fixes, " · "))
	}
	if c.Says != "" {
		fmt.Fprintf(b, "ECS says:\n\n    %s\n\n", Clean(c.Says))
	}
	if c.Log != nil {
		fmt.Fprintf(b, "Last log lines of %s:\n\n", code(c.Log.Container))
		for _, line := range c.Log.Lines {
			b.WriteString("    " + quoted(line) + "\n")
		}
		b.WriteString("\n")
	}
}

func orTitle(c watch.Cause) string {
	if c.Why != "" {
		return c.Why
	}
	return c.Title
}

// log is what ECS said during the rollout, folded.
func (s *result) log(b *strings.Builder) {
	if len(s.messages) == 0 {
		return
	}
	fmt.Fprintf(b, "<details><summary>Events (%d), in ECS's own words</summary>\n\n", len(s.messages))
	for _, m := range s.messages {
		fmt.Fprintf(b, "    %s  %s\n", m.Time.UTC().Format("15:04:05Z"), Clean(m.Text))
	}
	b.WriteString("\n</details>\n\n")
}

// failure tells of an error that ended the run.
func failure(b *strings.Builder, f Failure) {
	if f.Message != "" {
		fmt.Fprintf(b, "**Error:** %s\n\n", cell(f.Message))
	}
	for _, p := range f.Problems {
		fmt.Fprintf(b, "    %s\n", Clean(p.String()))
	}
	for _, field := range f.Fields {
		fmt.Fprintf(b, "- %s: %s\n", cell(field.Label), cell(field.Text))
	}
	b.WriteString("\n")
}

func well(s *result) bool {
	return s.outcome != nil && s.outcome.Verdict == watch.Settled || s.verdict() == "unchanged"
}

func mark(s *result, r *results) string {
	switch {
	case s.missed != nil && s.missed.Failure == nil:
		return "⏭️"
	case well(s):
		return "✅"
	case s.verdict() == "" && r.failure == nil:
		return "⚠️"
	default:
		return "❌"
	}
}

func place(region string) string {
	if region == "" {
		return ""
	}
	return " (" + cell(region) + ")"
}

// code is a name in the typeface of code. A backtick in it would end that.
func code(name string) string {
	if name == "" {
		return ""
	}
	return "`" + strings.NewReplacer("`", "'", "|", `\|`).Replace(Clean(name)) + "`"
}

// special are the characters that would make a link, a tag, a heading, an emphasis
// or a cell's end of words that are none.
var special = lazily("[\\\\`*_\\[\\]<>#|~&]")

// calling are the words of which GitHub and GitLab make links, or call somebody
// (GitHub Flavored Markdown Spec, Autolinks (extension)). As code they do neither.
var calling = lazily(`(?i)\S*(?:@|://|www\.)\S*`)

// plainText is text that Markdown shows as it stands.
func plainText(text string) string {
	return apart(text, func(text string) string { return special().ReplaceAllString(text, `\$0`) }, code)
}

// apart writes the words that are calling in another way than what is between them.
func apart(text string, between, word func(string) string) string {
	var b strings.Builder
	at := 0
	for _, found := range calling().FindAllStringIndex(text, -1) {
		b.WriteString(between(text[at:found[0]]) + word(text[found[0]:found[1]]))
		at = found[1]
	}
	return b.String() + between(text[at:])
}

// cell is foreign text as Markdown shows it, in a cell of a table too.
func cell(text string) string { return plainText(Clean(text)) }

// html is foreign text inside an element.
func html(text string) string {
	entities := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
	return apart(Clean(text), entities, func(word string) string { return "<code>" + entities(word) + "</code>" })
}
