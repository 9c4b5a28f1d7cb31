package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/shell"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// nearWait is how long the search for a name like the one that was typed may take.
const nearWait = 3 * time.Second

// missed is the service or cluster that an error says there is none of.
func missed(err error) (cluster, name string, ok bool) {
	var (
		absent    *service.NotFoundError
		unwatched *watch.NotFoundError
	)
	switch {
	case errors.As(err, &absent):
		return absent.Cluster, absent.Service, true
	case errors.As(err, &unwatched):
		return unwatched.Cluster, unwatched.Service, true
	}
	return "", "", false
}

// explainPlace says that a cluster or service does not exist and which name of the
// account is like it. That none can be read is no error: it is help only.
func (a *App) explainPlace(ctx context.Context, f *render.Failure, err error) {
	var none *types.ClusterNotFoundException
	cluster, name, about := missed(err)
	noCluster := errors.As(err, &none)
	if !about && !noCluster || a.clients == nil || ctx.Err() != nil {
		return
	}
	cluster = cmp.Or(cluster, a.cluster, "default")
	ctx, cancel := context.WithTimeout(ctx, nearWait)
	defer cancel()
	near := ""
	if noCluster {
		f.Message = fmt.Sprintf("there is no cluster %q in %s", cluster, a.clients.ECS.Options().Region)
		f.Fields = []render.Field{{Label: "Fix", Text: "check --cluster, --region and the account"}}
		near = shape.Nearest(cluster, clusterNames(ctx, a.clients.ECS))
	} else {
		near = shape.Nearest(name, serviceNames(ctx, a.clients.ECS, cluster))
	}
	if near != "" {
		f.Fields = append([]render.Field{{Label: "Near", Text: fmt.Sprintf("did you mean %q?", near)}}, f.Fields...)
	}
}

// serviceNames are names of the cluster's services: as many as one call tells.
func serviceNames(ctx context.Context, client *ecs.Client, cluster string) []string {
	out, err := client.ListServices(ctx, &ecs.ListServicesInput{Cluster: &cluster, MaxResults: aws.Int32(100)})
	if err != nil {
		return nil
	}
	return lastParts(out.ServiceArns)
}

func clusterNames(ctx context.Context, client *ecs.Client) []string {
	out, err := client.ListClusters(ctx, &ecs.ListClustersInput{})
	if err != nil {
		return nil
	}
	return lastParts(out.ClusterArns)
}

func lastParts(arns []string) []string {
	names := make([]string, len(arns))
	for i, arn := range arns {
		names[i] = arn[strings.LastIndexByte(arn, '/')+1:]
	}
	return names
}

// explainNetwork says which of the ways to ECS is closed.
func (a *App) explainNetwork(f *render.Failure, info awsclient.Info) {
	fix := "check the Region, --endpoint-url and the network"
	switch name, proxy := a.proxy(info.Endpoint); {
	case proxy != "" && (info.Kind == awsclient.Unreadable || strings.Contains(info.Message, "proxyconnect")):
		f.Fields = append(f.Fields, render.Field{Label: "Proxy", Text: proxy + ", from " + name})
		fix = "check " + name + "; NO_PROXY names hosts to reach without it"
	case info.Kind == awsclient.Unreadable:
		fix = "check --endpoint-url and HTTPS_PROXY: something else answers there"
	case strings.Contains(info.Message, "no such host"):
		fix = "check the Region and --endpoint-url: nobody knows this host"
	case strings.Contains(info.Message, "connection refused"):
		fix = "check --endpoint-url: nothing listens there"
	}
	f.Fields = append(f.Fields, render.Field{Label: "Fix", Text: fix})
}

// proxy is the one that the environment puts in the way to an endpoint, without the
// credentials in its URL, and the variable that names it.
func (a *App) proxy(endpoint string) (name, shown string) {
	names := []string{"HTTPS_PROXY", "https_proxy"}
	if strings.HasPrefix(endpoint, "http:") {
		names = []string{"HTTP_PROXY", "http_proxy"}
	}
	for _, name := range names {
		if value := a.Getenv(name); value != "" {
			u, err := url.Parse(value)
			if err != nil || u.Host == "" { // HOST:PORT alone is taken too
				u, err = url.Parse("http://" + value)
			}
			if err != nil {
				return name, "a URL that cannot be read"
			}
			return name, u.Scheme + "://" + u.Host
		}
	}
	return "", ""
}

// explainLogin says how to get credentials, or new ones.
func explainLogin(f *render.Failure, err error, info awsclient.Info) {
	var none *awsclient.NoCredentialsError
	profile := "default"
	if errors.As(err, &none) {
		profile = cmp.Or(none.Profile, profile)
	}
	login := "aws sso login --profile " + shell.Word(profile)
	switch {
	case info.Skewed:
		f.Fields = []render.Field{
			{Label: "Why", Text: "the clock of this machine is more than five minutes off, so the signature is not of now"},
			{Label: "Fix", Text: "set the clock, by NTP for instance"},
		}
	case none != nil && none.SSO:
		f.Message = fmt.Sprintf("the SSO session of profile %q has expired, or there is none", profile)
		f.Fields = []render.Field{{Label: "Fix", Text: login}}
	case none != nil:
		f.Fields = []render.Field{
			{Label: "Looked in", Text: fmt.Sprintf("environment, ~/.aws/credentials [%[1]s], ~/.aws/config [%[1]s], "+
				"container role, instance role", profile)},
			{Label: "Fix", Text: "aws sso login --profile NAME, then add --profile NAME"},
			{Label: "Or try", Text: "steady demo, which needs no account"},
		}
	case info.Code == "UnrecognizedClientException", info.Code == "InvalidClientTokenId",
		info.Code == "InvalidSignatureException", info.Code == "SignatureDoesNotMatch":
		f.Fields = []render.Field{{
			Label: "Fix", Text: "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and --profile: AWS does not know these keys",
		}}
	default:
		f.Fields = []render.Field{{Label: "Fix", Text: "aws sso login --profile NAME, or get new credentials"}}
	}
}
