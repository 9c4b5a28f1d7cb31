package world

import (
	"slices"
	"strings"
	"time"
)

// Repository is a repository of the account's registry in Amazon ECR.
type Repository struct {
	Name   string
	Images []RepositoryImage
}

// RepositoryImage is an image in a repository.
type RepositoryImage struct {
	// Digest is "sha256:…"; it is made of the first tag when it is empty.
	Digest string
	Tags   []string
	// Pushed is when; zero means when the world began.
	Pushed time.Time
	// Size is that of the compressed layers in bytes.
	Size int64
}

// AddRepository adds a repository with its images, or replaces it. From now on
// only those that were added exist, with the images that they were given.
func (w *World) AddRepository(r Repository) {
	r.Images = slices.Clone(r.Images)
	for i, image := range r.Images {
		r.Images[i] = w.filledImage(r.Name, image)
	}
	w.repositories.add(r.Name, r)
}

// AddImageTag pushes an image to a repository under a tag, which another image of
// the repository then loses. An empty digest is made of the tag. From now on only
// repositories that were added exist.
func (w *World) AddImageTag(repository, tag, digest string) {
	r, old := w.repositories.things[repository], []RepositoryImage(nil)
	image := RepositoryImage{Digest: digest, Tags: []string{tag}, Pushed: w.stamp()}
	for _, other := range r.Images {
		other.Tags = slices.DeleteFunc(slices.Clone(other.Tags), func(t string) bool { return t == tag })
		if other.Digest == digest {
			image.Tags, image.Pushed = append(other.Tags, tag), other.Pushed
			continue
		}
		old = append(old, other)
	}
	w.AddRepository(Repository{Name: repository, Images: append(old, image)})
}

// Unpushed says whether an image of the account's registry is one that something was
// said about, and that its pulls fail because it is not there: the registry then has
// no such tag either.
func (w *World) Unpushed(repository, tag string) bool {
	why := strings.ToLower(w.images[w.Registry()+"/"+repository+":"+tag].PullError)
	return strings.Contains(why, "not found") || strings.Contains(why, "manifest unknown")
}

// filledImage is the image with the defaults filled in.
func (w *World) filledImage(repository string, image RepositoryImage) RepositoryImage {
	if image.Digest == "" && len(image.Tags) > 0 {
		image.Digest = "sha256:" + Digest(w.Registry()+"/"+repository+":"+image.Tags[0])
	}
	if image.Pushed.IsZero() {
		image.Pushed = w.opts.Start
	}
	return image
}

// Registry is the host of the account's registry.
func (w *World) Registry() string {
	return w.opts.Account + ".dkr.ecr." + w.opts.Region + ".amazonaws.com"
}

// Repository finds a repository by its name.
func (w *World) Repository(name string) (Repository, bool) {
	return w.repositories.find(name, func() Repository { return Repository{Name: name} })
}

// Repositories are those that were added, by name.
func (w *World) Repositories() []Repository { return sorted(w.repositories.things) }

// RepositoryImage finds an image of a repository by its tag or digest. While the
// kind is open, every tag is there.
func (w *World) RepositoryImage(repository, ref string) (RepositoryImage, bool) {
	r, added := w.repositories.things[repository]
	for _, image := range r.Images {
		if image.Digest == ref || slices.Contains(image.Tags, ref) {
			return image, true
		}
	}
	if _, open := w.Repository(repository); added || !open {
		return RepositoryImage{}, false
	}
	if strings.HasPrefix(ref, "sha256:") {
		return w.filledImage(repository, RepositoryImage{Digest: ref}), true
	}
	return w.filledImage(repository, RepositoryImage{Tags: []string{ref}}), true
}
