package preflight

import (
	"context"
	"strings"
	"sync"
)

// explainMissing asks what is there instead, and whether ECR gets the image from
// elsewhere. It ends before the checks do: that the image is missing is known.
func (a Clients) explainMissing(ctx context.Context, check Check, i image, repository bool) Check {
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end.Add(-Patience/10))
		defer cancel()
	}
	var near string
	var cached, known bool
	var both sync.WaitGroup
	both.Go(func() { cached, known = a.cached(ctx, i) })
	if repository && i.digest == "" {
		near = nearest(i.tag, a.tags(ctx, i))
	}
	both.Wait()
	return judgeMissing(check, i, repository, near, cached, known)
}

// tagPages bounds how many pages of tags are read to find the one that was meant.
const tagPages = 2

// tags are those of the repository, or as many as could be read.
func (a Clients) tags(ctx context.Context, i image) []string {
	var tags []string
	token := ""
	for range tagPages {
		var out struct {
			IDs  []imageID `json:"imageIds"`
			Next string    `json:"nextToken"`
		}
		in := map[string]any{
			"registryId": i.registry, "repositoryName": i.repository, "maxResults": 1000,
			"filter": map[string]string{"tagStatus": "TAGGED"},
		}
		if token != "" {
			in["nextToken"] = token
		}
		if err := a.Asker.Ask(ctx, i.ask("ListImages", in, &out)); err != nil {
			return tags
		}
		for _, id := range out.IDs {
			tags = append(tags, id.Tag)
		}
		if token = out.Next; token == "" {
			break
		}
	}
	return tags
}

// rules are those of the pull through cache.
type rules struct {
	Rules []struct {
		Prefix string `json:"ecrRepositoryPrefix"`
	} `json:"pullThroughCacheRules"`
}

// cached says whether a rule of the pull through cache is about the repository; known
// is false where nobody tells.
func (a Clients) cached(ctx context.Context, i image) (cached, known bool) {
	var out rules
	err := a.Asker.Ask(ctx, i.ask("DescribePullThroughCacheRules", map[string]any{
		"registryId": i.registry, "maxResults": 1000,
	}, &out))
	return out.match(i.repository), err == nil
}

// match says whether one of the rules is about a repository. ROOT is about all (ECR
// API reference, CreatePullThroughCacheRule).
func (r rules) match(repository string) bool {
	for _, rule := range r.Rules {
		if rule.Prefix == "ROOT" || strings.HasPrefix(repository, rule.Prefix+"/") {
			return true
		}
	}
	return false
}
