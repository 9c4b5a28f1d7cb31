package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// image is an image in a private registry of ECR (ECR User Guide, Private registry).
type image struct {
	registry, region, repository string
	tag, digest                  string // the digest alone counts where there is one
}

// parseImage reads the reference of an image: ok is false for one elsewhere.
func parseImage(ref string) (i image, ok bool) {
	host, rest, _ := strings.Cut(ref, "/")
	account, host, _ := strings.Cut(host, ".")
	if len(account) != 12 || strings.Trim(account, "0123456789") != "" {
		return i, false
	}
	for _, start := range []string{"dkr.ecr.", "dkr-ecr.", "dkr.ecr-fips.", "dkr-ecr-fips."} {
		if at, found := strings.CutPrefix(host, start); found {
			i.region, _, ok = strings.Cut(at, ".")
		}
	}
	i.registry = account
	repository, digest, pinned := strings.Cut(rest, "@")
	i.repository, i.digest = repository, digest
	if name, tag, tagged := strings.Cut(repository, ":"); tagged {
		i.repository, i.tag = name, tag
	} else if !pinned {
		i.tag = "latest"
	}
	return i, ok && i.region != "" && i.repository != "" && i.id() != imageID{}
}

// images asks for those in ECR, each once. Those elsewhere are not looked at.
func (a Clients) images(t Task) []job {
	var jobs []job
	var seen []string
	for _, c := range t.Containers {
		i, private := parseImage(c.Image)
		if !private || slices.Contains(seen, c.Image) {
			continue
		}
		seen = append(seen, c.Image)
		check := Check{Kind: Image, Subject: c.Image, Path: c.ImagePath}
		jobs = append(jobs, one("ecr "+i.region, check, func(ctx context.Context, check Check) Check {
			return a.image(ctx, check, i)
		}))
	}
	return jobs
}

// imageID names an image in a repository (ECR API reference, ImageIdentifier).
type imageID struct {
	Tag    string `json:"imageTag,omitempty"`
	Digest string `json:"imageDigest,omitempty"`
}

func (i image) id() imageID {
	if i.digest != "" {
		return imageID{Digest: i.digest}
	}
	return imageID{Tag: i.tag}
}

func (a Clients) image(ctx context.Context, check Check, i image) Check {
	err := a.Asker.Ask(ctx, i.ask("DescribeImages", map[string]any{
		"registryId": i.registry, "repositoryName": i.repository, "imageIds": []imageID{i.id()},
	}, &struct{}{}))
	if err == nil {
		return check.ok()
	}
	switch awsclient.Classify(err).Code {
	case "RepositoryNotFoundException":
		return a.explainMissing(ctx, check, i, false)
	case "ImageNotFoundException":
		return a.explainMissing(ctx, check, i, true)
	}
	return check.skip(ctx, "ecr:DescribeImages", err)
}

func (i image) ask(operation string, in, out any) awsclient.Request {
	return awsclient.Request{Service: awsclient.ECR, Operation: operation, Region: i.region, In: in, Out: out}
}

// judgeMissing is the check of an image that ECR does not have. near is a tag that is
// there and may be meant, "" for none. cached says whether ECR gets it from another
// registry when it is first pulled; where that is not known, it is no certain problem
// (ECR User Guide, Sync an upstream registry with a private registry).
func judgeMissing(check Check, i image, repository bool, near string, cached, known bool) Check {
	if cached {
		return check.unseen("ECR gets it through its pull through cache")
	}
	note := fmt.Sprintf("registry %s (%s) has no repository %s", i.registry, i.region, i.repository)
	hint := "create the repository and push the image, or correct the name"
	if repository {
		note = fmt.Sprintf("repository %s has no image tagged %q", i.repository, i.tag)
		hint = "push it, or name a tag that is there"
		if i.digest != "" {
			note = fmt.Sprintf("repository %s has no image %s", i.repository, i.digest)
			hint = "push it, or name an image that is there"
		}
	}
	if near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	check = check.problem(causeImage, note, hint)
	check.Certain = known
	return check
}
