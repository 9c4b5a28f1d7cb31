//go:build !unix

package cli

import "os"

// hearContinue does nothing: no terminal here stops a process.
func hearContinue(chan<- os.Signal) {}
