package neighbours

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	imageID struct {
		ImageDigest string `json:"imageDigest,omitempty"`
		ImageTag    string `json:"imageTag,omitempty"`
	}
	describeImagesIn struct {
		RepositoryName string    `json:"repositoryName"`
		ImageIDs       []imageID `json:"imageIds"`
		NextToken      string    `json:"nextToken"`
		MaxResults     *int32    `json:"maxResults"`
		Filter         struct {
			TagStatus string `json:"tagStatus"`
		} `json:"filter"`
	}
	describeImagesOut struct {
		ImageDetails []imageDetail `json:"imageDetails"`
		NextToken    string        `json:"nextToken,omitempty"`
	}
	imageDetail struct {
		RegistryID             string   `json:"registryId"`
		RepositoryName         string   `json:"repositoryName"`
		ImageDigest            string   `json:"imageDigest"`
		ImageTags              []string `json:"imageTags,omitempty"`
		ImageSizeInBytes       int64    `json:"imageSizeInBytes"`
		ImagePushedAt          Time     `json:"imagePushedAt"`
		ImageManifestMediaType string   `json:"imageManifestMediaType"`
	}
	batchGetImageIn struct {
		RepositoryName string    `json:"repositoryName"`
		ImageIDs       []imageID `json:"imageIds"`
	}
	batchGetImageOut struct {
		Images   []image        `json:"images"`
		Failures []imageFailure `json:"failures"`
	}
	image struct {
		RegistryID             string  `json:"registryId"`
		RepositoryName         string  `json:"repositoryName"`
		ImageID                imageID `json:"imageId"`
		ImageManifest          string  `json:"imageManifest"`
		ImageManifestMediaType string  `json:"imageManifestMediaType"`
	}
	imageFailure struct {
		ImageID       imageID `json:"imageId"`
		FailureCode   string  `json:"failureCode"`
		FailureReason string  `json:"failureReason"`
	}
)

// manifestType is the media type of every manifest here.
const manifestType = "application/vnd.docker.distribution.manifest.v2+json"

// describeImages tells of all images of a repository, or of the named ones. ECR
// API reference, DescribeImages.
func describeImages(w *world.World, in *describeImagesIn) (*describeImagesOut, error) {
	r, err := repositoryOf(w, in.RepositoryName)
	if err != nil {
		return nil, err
	}
	size, ok := paged(in.MaxResults, usualPage, longestPage)
	if !ok {
		return nil, badPage("maxResults")
	}
	images := r.Images
	if len(in.ImageIDs) > 0 {
		images = nil
	}
	for _, id := range in.ImageIDs {
		found, ok := find(w, r.Name, id)
		if !ok {
			return nil, refusef("ImageNotFoundException", "The image with imageId %s does not exist within the repository with "+
				"name '%s' in the registry with id '%s'", id, r.Name, w.Account())
		}
		images = append(images, found)
	}
	out := &describeImagesOut{ImageDetails: []imageDetail{}}
	for _, image := range images {
		tagged := "UNTAGGED"
		if len(image.Tags) > 0 {
			tagged = "TAGGED"
		}
		if want := in.Filter.TagStatus; want != "" && want != "ANY" && want != tagged {
			continue
		}
		out.ImageDetails = append(out.ImageDetails, imageDetail{
			RegistryID: w.Account(), RepositoryName: r.Name, ImageDigest: image.Digest, ImageTags: image.Tags,
			ImageSizeInBytes: image.Size, ImagePushedAt: Time(image.Pushed), ImageManifestMediaType: manifestType,
		})
	}
	if out.ImageDetails, out.NextToken, ok = page(out.ImageDetails, in.NextToken, size); !ok {
		return nil, badPage("nextToken")
	}
	return out, nil
}

// String is the id as ECR's errors have it.
func (id imageID) String() string {
	quoted := func(s string) string {
		if s == "" {
			return "null"
		}
		return s
	}
	return fmt.Sprintf("{imageDigest:'%s', imageTag:'%s'}", quoted(id.ImageDigest), quoted(id.ImageTag))
}

// find finds an image that has the tag and the digest of an id, where both are
// given.
func find(w *world.World, repository string, id imageID) (world.RepositoryImage, bool) {
	found, ok := w.RepositoryImage(repository, cmp.Or(id.ImageTag, id.ImageDigest))
	if ok && id.ImageTag != "" && w.Unpushed(repository, id.ImageTag) {
		return found, false
	}
	return found, ok && (id.ImageDigest == "" || id.ImageDigest == found.Digest)
}

// batchGetImage gives the manifests of images, and names those that do not exist.
// ECR API reference, BatchGetImage.
func batchGetImage(w *world.World, in *batchGetImageIn) (*batchGetImageOut, error) {
	r, err := repositoryOf(w, in.RepositoryName)
	if err != nil {
		return nil, err
	}
	if n := len(in.ImageIDs); n < 1 || n > 100 {
		return nil, badPage("imageIds")
	}
	out := &batchGetImageOut{Images: []image{}, Failures: []imageFailure{}}
	for _, id := range in.ImageIDs {
		found, ok := find(w, r.Name, id)
		if !ok {
			out.Failures = append(out.Failures, imageFailure{id, "ImageNotFound", "Requested image not found"})
			continue
		}
		out.Images = append(out.Images, image{
			RegistryID: w.Account(), RepositoryName: r.Name, ImageID: imageID{found.Digest, tagOf(found, id)},
			ImageManifest: manifest(found), ImageManifestMediaType: manifestType,
		})
	}
	return out, nil
}

// tagOf is the tag that an image was asked for by.
func tagOf(i world.RepositoryImage, id imageID) string {
	if slices.Contains(i.Tags, id.ImageTag) {
		return id.ImageTag
	}
	return ""
}

// manifest is that of an image with one layer. Its own digest is not the image's:
// nobody could make one that is.
func manifest(i world.RepositoryImage) string {
	const blob = `{"mediaType":"application/vnd.docker.%s","size":%d,"digest":"sha256:%s"}`
	return fmt.Sprintf(`{"schemaVersion":2,"mediaType":%q,"config":`+blob+`,"layers":[`+blob+`]}`, manifestType,
		"container.image.v1+json", 1024, world.Digest("config "+i.Digest),
		"image.rootfs.diff.tar.gzip", i.Size, world.Digest("layer "+i.Digest))
}
