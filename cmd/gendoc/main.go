// Command gendoc writes the reference pages, man pages and shell completions from
// the commands themselves. It is a program of its own so that what it needs for
// that stays out of steady.
//
// The output depends on the commands only: no date of today, no path of this
// machine. docs/cli is committed, and .ci/run fails when it is out of date.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/ecs-steady/steady/internal/cli"
)

//go:generate go run . -markdown ../../docs/cli

func main() {
	markdown := flag.String("markdown", "", "write one Markdown page a command into this `DIR`")
	man := flag.String("man", "", "write one man page a command into this `DIR`")
	completions := flag.String("completions", "", "write the completion scripts into this `DIR`")
	flag.Parse()

	root := cli.Command()
	root.InitDefaultCompletionCmd("bash") // any argument: it must not look like a completion request
	root.DisableAutoGenTag = true

	err := errors.Join(
		into(*markdown, "*.md", func(dir string) error { return writeMarkdown(root, dir) }),
		into(*man, "*.1", func(dir string) error { return writeMan(root, dir) }),
		into(*completions, "*steady*", func(dir string) error { return writeCompletions(root, dir) }),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gendoc:", err)
		os.Exit(1)
	}
}

// into makes dir, removes what an earlier run wrote there (a command may be gone)
// and calls write. An empty dir means that nobody asked.
func into(dir, stale string, write func(dir string) error) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, stale))
	if err != nil {
		return err
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return write(dir)
}

func writeMarkdown(root *cobra.Command, dir string) error {
	if err := doc.GenMarkdownTree(root, dir); err != nil {
		return err
	}
	for _, topic := range cli.Topics() {
		var page bytes.Buffer
		fmt.Fprintf(&page, "## steady help %s\n\n```\n", topic)
		root.SetOut(&page)
		root.SetArgs([]string{"help", topic})
		if err := root.Execute(); err != nil {
			return fmt.Errorf("help %s: %w", topic, err)
		}
		page.WriteString("```\n")
		if topic == "json" {
			page.WriteString("\nThe schemas: [lines and documents](../json/README.md).\n")
		}
		if topic == "causes" {
			if err := writeCauses(root, &page); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(dir, topic+".md"), page.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writeCauses adds the page of every cause.
func writeCauses(root *cobra.Command, page *bytes.Buffer) error {
	for _, code := range cli.Causes() {
		fmt.Fprintf(page, "\n### steady explain %s\n\n```\n", code)
		root.SetArgs([]string{"explain", code})
		if err := root.Execute(); err != nil {
			return fmt.Errorf("explain %s: %w", code, err)
		}
		page.WriteString("```\n")
	}
	return nil
}

func writeMan(root *cobra.Command, dir string) error {
	// Man pages carry a date; a fixed one keeps the same commands the same bytes.
	date := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	return doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "steady", Manual: "steady", Date: &date}, dir)
}

func writeCompletions(root *cobra.Command, dir string) error {
	return errors.Join(
		root.GenBashCompletionFileV2(filepath.Join(dir, "steady.bash"), true),
		root.GenZshCompletionFile(filepath.Join(dir, "_steady")),
		root.GenFishCompletionFile(filepath.Join(dir, "steady.fish"), true),
		root.GenPowerShellCompletionFileWithDesc(filepath.Join(dir, "steady.ps1")),
	)
}
