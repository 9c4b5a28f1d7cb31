// Package cli is the command line of steady: one file a command, the settings,
// and the one table of exit codes.
//
// Start at [Main].
package cli
