package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
)

// anyRegion is one to look for credentials in where none is set; nothing is sent there.
const anyRegion = "us-east-1"

// endpointSetting is the name of that setting.
const endpointSetting = "endpointUrl"

// place is one account and Region, with what was found in it so far.
type place struct {
	ecs      *ecs.Client
	clients  *awsclient.Clients
	clusters map[string]*clusterLook
}

// settings tells what is set and where: with -v also what is built in. Of the endpoint
// more is told later.
func (d *doctor) settings(s *config.Settings, told map[config.Origin]bool) {
	for _, o := range s.Origins {
		if told[o] || o.Name == endpointSetting || o.From == "built in" && !d.app.flags.verbose {
			continue
		}
		told[o] = true
		d.add(render.Check{
			Name: o.Name, Result: render.CheckOK, Text: withoutPassword(o.Value), From: o.From, Ignored: o.Ignored,
		})
	}
}

// reach finds out who asks, where and how; nil if AWS cannot be asked.
func (d *doctor) reach(ctx context.Context, s *config.Settings) *place {
	client, err := d.app.client(ctx, s)
	var noRegion *awsclient.NoRegionError
	switch {
	case errors.As(err, &noRegion):
		d.fail(ctx, "region", "", err)
		elsewhere := *s
		elsewhere.Region = anyRegion
		if _, err = d.app.client(ctx, &elsewhere); err != nil {
			d.fail(ctx, subjectOf(err), "", err)
		} else {
			d.sources()
		}
		d.skip("cluster", "", "there is no Region to ask in")
		return nil
	case err != nil:
		d.fail(ctx, subjectOf(err), "", err)
		d.skip("cluster", "", "AWS cannot be asked")
		return nil
	}
	d.sources()
	p := &place{ecs: client, clients: d.app.clients, clusters: map[string]*clusterLook{}}
	if d.way(ctx, p, s) && d.identity(ctx, p) {
		return p
	}
	d.skip("cluster", "", "AWS cannot be asked")
	return nil
}

// subjectOf is what an error of a client that cannot be made is about.
func subjectOf(err error) string {
	var (
		region   *awsclient.RegionError
		profile  *awsclient.ProfileError
		endpoint *awsclient.EndpointError
		login    *awsclient.NoCredentialsError
	)
	switch {
	case errors.As(err, &region):
		return "region"
	case errors.As(err, &profile):
		return "profile"
	case errors.As(err, &endpoint):
		return "endpoint"
	case errors.As(err, &login):
		return "credentials"
	}
	return "AWS settings"
}

// sources tells what AWS's own settings gave.
func (d *doctor) sources() {
	for _, s := range d.app.clients.Sources() {
		switch s.Name {
		case "credentials":
			d.ok(s.Name, "", "found in "+s.From)
		case endpointSetting:
		default:
			d.add(render.Check{Name: s.Name, Result: render.CheckOK, Text: s.Value, From: s.From})
		}
	}
}

// way tells how ECS is reached, and who set that it is.
func (d *doctor) way(ctx context.Context, p *place, s *config.Settings) bool {
	way, err := p.clients.Way(ctx)
	if err != nil {
		d.fail(ctx, "endpoint", "", err)
		return false
	}
	c := render.Check{Name: "endpoint", Result: render.CheckOK, Text: way.Endpoint}
	for _, o := range s.Origins {
		if o.Name == endpointSetting {
			c.From = o.From
		}
	}
	for _, o := range p.clients.Sources() {
		if o.Name == endpointSetting {
			c.From = o.From
		}
	}
	d.add(c)
	if way.Proxy != "" {
		d.ok("proxy", "", way.Proxy)
	}
	return true
}

// identity tells whose the credentials are. Where that cannot be asked, ECS may still
// answer: STS has an endpoint of its own.
func (d *doctor) identity(ctx context.Context, p *place) bool {
	who, err := p.clients.Identity(ctx)
	if err != nil {
		if awsclient.Classify(err).Kind == awsclient.Auth {
			d.fail(ctx, "identity", "", err)
			return false
		}
		d.skip("identity", "", sentence(err, awsclient.Classify(err)))
		return true
	}
	text := who.ARN
	if !strings.Contains(who.ARN, who.Account) {
		text += ", account " + who.Account
	}
	d.ok("identity", "", text)
	return true
}
