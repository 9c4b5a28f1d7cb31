// Package shell writes command lines that people copy into a shell. Start at
// [Command].
//
// Names, paths and URLs are foreign: a word that a POSIX shell would take for more
// than itself is quoted (The Open Group Base Specifications, Shell Command Language,
// 2.2 Quoting), and stays on one line whatever is in it.
package shell

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// plain are the characters that no shell looks at.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@,+="

// Command is a command line: a program with its subcommand, its arguments, which are
// quoted, and flags, which are taken as they are; "" is no flag. Where an argument
// begins with a dash all stand behind the flags and "--", so that none is taken for a
// flag.
func Command(program string, args []string, flags ...string) string {
	words := []string{program}
	flags = slices.DeleteFunc(slices.Clone(flags), func(flag string) bool { return flag == "" })
	dashed := slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "-") })
	if dashed {
		words = append(append(words, flags...), "--")
	}
	for _, arg := range args {
		words = append(words, Word(arg))
	}
	if !dashed {
		words = append(words, flags...)
	}
	return strings.Join(words, " ")
}

// Word is a word that a shell takes for text, and for nothing else. What cannot be
// seen, or would be changed on its way to a screen, is written by printf; the shell
// then drops line feeds at its end.
func Word(text string) string {
	switch {
	case text != "" && strings.Trim(text, plain) == "" && text[0] != '=': // zsh looks at that
		return text
	case strings.ContainsFunc(text, unseen), strings.Contains(text, "##"),
		strings.HasPrefix(text, "::"), strings.Contains(text, " ::"):
		return `"$(printf '` + escaped(text) + `')"`
	default:
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
}

// unseen tells the characters of which a screen shows nothing, or something else.
func unseen(r rune) bool {
	return r == unicode.ReplacementChar || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		!unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && r != ' '
}

// escaped is a text as the format of printf: octal digits for every byte but plain ones. A
// dash in front would be an option.
func escaped(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if strings.IndexByte(plain, c) >= 0 && c != ':' && c != '-' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, `\%03o`, c)
	}
	return b.String()
}
