//go:build !unix

package cli

import "os"

// No terminal here stops a process.

func hearContinue(chan<- os.Signal) {}

func hearStop(chan<- os.Signal) {}

func stop(<-chan os.Signal) {}
