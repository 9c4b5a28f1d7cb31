// Package ecssim serves a [world.World] over the protocol of Amazon ECS, AWS
// JSON 1.1 over HTTP, so that any SDK, the aws CLI and steady itself can deploy
// against it.
//
// Start at [New]. The server keeps no clock of its own: every request first
// advances the world to the present.
package ecssim
