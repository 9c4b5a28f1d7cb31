// Package awsclient is the only place that loads AWS configuration and makes
// SDK clients.
package awsclient
