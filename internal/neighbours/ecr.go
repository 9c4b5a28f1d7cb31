package neighbours

import (
	"encoding/base64"
	"fmt"
	"time"

	"github.com/ecs-steady/steady/internal/world"
)

var ecr = Service{
	name: "ecr", target: "AmazonEC2ContainerRegistry_V20150921",
	operations: map[string]Operation{
		"DescribeRepositories":  op(describeRepositories),
		"DescribeImages":        op(describeImages),
		"BatchGetImage":         op(batchGetImage),
		"ListImages":            op(listImages),
		"GetAuthorizationToken": op(getAuthorizationToken),

		"DescribePullThroughCacheRules": op(describePullThroughCacheRules),
	},
}

type (
	describeRepositoriesIn struct {
		RepositoryNames []string `json:"repositoryNames"`
		NextToken       string   `json:"nextToken"`
		MaxResults      *int32   `json:"maxResults"`
	}
	describeRepositoriesOut struct {
		Repositories []repository `json:"repositories"`
		NextToken    string       `json:"nextToken,omitempty"`
	}
	repository struct {
		RepositoryARN      string `json:"repositoryArn"`
		RegistryID         string `json:"registryId"`
		RepositoryName     string `json:"repositoryName"`
		RepositoryURI      string `json:"repositoryUri"`
		CreatedAt          Time   `json:"createdAt"`
		ImageTagMutability string `json:"imageTagMutability"`
	}
	getAuthorizationTokenIn  struct{}
	getAuthorizationTokenOut struct {
		AuthorizationData []authorizationData `json:"authorizationData"`
	}
	authorizationData struct {
		AuthorizationToken string `json:"authorizationToken"`
		ExpiresAt          Time   `json:"expiresAt"`
		ProxyEndpoint      string `json:"proxyEndpoint"`
	}
)

// usualPage is what a page has where nobody says how much, longestPage what it may
// have (ECR API reference, maxResults of any list).
const usualPage, longestPage = 100, 1000

// describeRepositories tells of all repositories, or of the named ones. ECR API
// reference, DescribeRepositories.
func describeRepositories(w *world.World, in *describeRepositoriesIn) (*describeRepositoriesOut, error) {
	size, ok := paged(in.MaxResults, usualPage, longestPage)
	if !ok {
		return nil, badPage("maxResults")
	}
	out := &describeRepositoriesOut{Repositories: []repository{}}
	names := in.RepositoryNames
	if len(names) == 0 {
		for _, r := range w.Repositories() {
			names = append(names, r.Name)
		}
	}
	for _, name := range names {
		if _, err := repositoryOf(w, name); err != nil {
			return nil, err
		}
		out.Repositories = append(out.Repositories, repository{
			RepositoryARN: w.ARN("ecr", "repository/"+name), RegistryID: w.Account(), RepositoryName: name,
			RepositoryURI: w.Registry() + "/" + name, CreatedAt: Time(w.Start()), ImageTagMutability: "MUTABLE",
		})
	}
	if out.Repositories, out.NextToken, ok = page(out.Repositories, in.NextToken, size); !ok {
		return nil, badPage("nextToken")
	}
	return out, nil
}

// badPage is a size or a token of pages that cannot be.
func badPage(name string) error {
	return refusef("InvalidParameterException", "Invalid parameter at '%s' failed to satisfy constraint", name)
}

func repositoryOf(w *world.World, name string) (world.Repository, error) {
	r, ok := w.Repository(name)
	if !ok {
		return r, refusef("RepositoryNotFoundException",
			"The repository with name '%s' does not exist in the registry with id '%s'", name, w.Account())
	}
	return r, nil
}

// getAuthorizationToken gives a password for the registry, behind which no
// registry listens. ECR API reference, GetAuthorizationToken.
func getAuthorizationToken(w *world.World, _ *getAuthorizationTokenIn) (*getAuthorizationTokenOut, error) {
	const hours = 12
	token := fmt.Sprintf("AWS:%s", world.Digest(w.Registry()+w.Now().String()))
	return &getAuthorizationTokenOut{[]authorizationData{{
		AuthorizationToken: base64.StdEncoding.EncodeToString([]byte(token)),
		ExpiresAt:          Time(w.Now().Add(hours * time.Hour)), ProxyEndpoint: "https://" + w.Registry(),
	}}}, nil
}
