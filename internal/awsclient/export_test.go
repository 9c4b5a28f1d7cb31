package awsclient

import "context"

// EndpointOf is the URL that a service is asked at.
func (c *Clients) EndpointOf(ctx context.Context, s Service) (string, error) {
	at, _, err := c.endpointOf(ctx, s, c.loaded.Region)
	if err != nil {
		return "", err
	}
	return at.String(), nil
}
