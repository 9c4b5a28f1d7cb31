package world

import "time"

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
	// Size in bytes, compressed.
	Size int64
}

// AddRepository adds a repository with its images, or replaces it. From now on
// only those that were added exist, and in each only the images it was given.
func (w *World) AddRepository(r Repository) {
	w.repositories.add(r.Name, r)
}
