package neighbours

import (
	"slices"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	listImagesIn struct {
		RepositoryName string `json:"repositoryName"`
		NextToken      string `json:"nextToken"`
		MaxResults     *int32 `json:"maxResults"`
		Filter         struct {
			TagStatus string `json:"tagStatus"`
		} `json:"filter"`
	}
	listImagesOut struct {
		ImageIDs  []imageID `json:"imageIds"`
		NextToken string    `json:"nextToken,omitempty"`
	}
	describePullThroughCacheRulesIn struct {
		EcrRepositoryPrefixes []string `json:"ecrRepositoryPrefixes"`
		MaxResults            *int32   `json:"maxResults"`
	}
	describePullThroughCacheRulesOut struct {
		PullThroughCacheRules []struct{} `json:"pullThroughCacheRules"`
	}
)

// listImages names the images of a repository, one that has several tags by each of
// them. ECR API reference, ListImages.
func listImages(w *world.World, in *listImagesIn) (*listImagesOut, error) {
	r, err := repositoryOf(w, in.RepositoryName)
	if err != nil {
		return nil, err
	}
	size, ok := paged(in.MaxResults, usualPage, longestPage)
	if !ok {
		return nil, badPage("maxResults")
	}
	out := &listImagesOut{ImageIDs: []imageID{}}
	for _, image := range r.Images {
		ids := []imageID{{ImageDigest: image.Digest}}
		if len(image.Tags) > 0 {
			ids = nil
		}
		for _, tag := range image.Tags {
			if !w.Unpushed(r.Name, tag) {
				ids = append(ids, imageID{image.Digest, tag})
			}
		}
		out.ImageIDs = append(out.ImageIDs, ids...)
	}
	out.ImageIDs = slices.DeleteFunc(out.ImageIDs, func(id imageID) bool {
		return in.Filter.TagStatus == "TAGGED" && id.ImageTag == "" || in.Filter.TagStatus == "UNTAGGED" && id.ImageTag != ""
	})
	if out.ImageIDs, out.NextToken, ok = page(out.ImageIDs, in.NextToken, size); !ok {
		return nil, badPage("nextToken")
	}
	return out, nil
}

// describePullThroughCacheRules tells of none: no other registry is here. ECR API
// reference, DescribePullThroughCacheRules.
func describePullThroughCacheRules(_ *world.World, in *describePullThroughCacheRulesIn) (
	*describePullThroughCacheRulesOut, error,
) {
	if _, ok := paged(in.MaxResults, usualPage, longestPage); !ok {
		return nil, badPage("maxResults")
	}
	if len(in.EcrRepositoryPrefixes) > 0 {
		return nil, refusef("PullThroughCacheRuleNotFoundException", "A pull through cache rule does not exist for the "+
			"given repository prefix")
	}
	return &describePullThroughCacheRulesOut{PullThroughCacheRules: []struct{}{}}, nil
}
