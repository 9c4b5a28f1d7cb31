package ecssim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// The whole truth is what the API's own calls answer, in its own form.
type (
	truth struct {
		Now      time.Time      `json:"now"`
		Clusters []clusterTruth `json:"clusters"`
		neighbourTruth
		Timeline []scenario.Moment `json:"timeline"`
	}
	clusterTruth struct {
		Cluster            json.RawMessage   `json:"cluster"`
		Services           []json.RawMessage `json:"services"`
		ServiceDeployments []json.RawMessage `json:"serviceDeployments"`
		Tasks              []json.RawMessage `json:"tasks"`
		ContainerInstances []json.RawMessage `json:"containerInstances"`
	}
	serviceEvent struct {
		Cluster   string    `json:"cluster"`
		Service   string    `json:"service"`
		ID        string    `json:"id"`
		CreatedAt time.Time `json:"createdAt"`
		Message   string    `json:"message"`
	}
)

// truth is all there is, free of faults. The caller holds the lock.
func (s *Server) truth() (any, error) {
	w := s.present()
	out := truth{Now: w.Now(), Clusters: []clusterTruth{}, Timeline: s.play.Moments()}
	arns, err := clusters(w)
	if err != nil {
		return nil, err
	}
	for _, arn := range arns {
		c, err := truthOf(w, arn)
		if err != nil {
			return nil, fmt.Errorf("tell of %s: %w", arn, err)
		}
		out.Clusters = append(out.Clusters, c)
	}
	out.neighbourTruth, err = neighboursOf(w)
	return out, err
}

func truthOf(w *world.World, cluster string) (out clusterTruth, err error) {
	described, err := w.DescribeClusters(&ecs.DescribeClustersInput{Clusters: []string{cluster}})
	if err != nil {
		return out, err
	}
	if out.Cluster, err = shape.Marshal(&described.Clusters[0]); err != nil {
		return out, err
	}
	all, err := services(w, cluster)
	if err != nil {
		return out, err
	}
	if out.Services, err = raw(all); err != nil {
		return out, err
	}
	if out.ServiceDeployments, err = deployments(w, cluster, all); err != nil {
		return out, err
	}
	if out.Tasks, err = tasks(w, cluster); err != nil {
		return out, err
	}
	out.ContainerInstances, err = instances(w, cluster)
	return out, err
}

// events writes what the services' event lists tell after since, oldest first.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	since := time.Time{}
	if text := r.URL.Query().Get("since"); text != "" {
		var err error
		if since, err = time.Parse(time.RFC3339, text); err != nil {
			http.Error(w, "since is a time like 2026-01-31T12:00:00.5Z", http.StatusBadRequest)
			return
		}
	}
	s.page(w, func() (any, error) { return eventsSince(s.present(), since) })
}

func eventsSince(w *world.World, since time.Time) ([]serviceEvent, error) {
	arns, err := clusters(w)
	if err != nil {
		return nil, err
	}
	out := []serviceEvent{}
	for _, arn := range arns {
		found, err := services(w, arn)
		if err != nil {
			return nil, err
		}
		for _, s := range found {
			for _, e := range slices.Backward(s.Events) {
				if aws.ToTime(e.CreatedAt).After(since) {
					out = append(out, serviceEvent{
						Cluster: arn[strings.LastIndexByte(arn, '/')+1:], Service: aws.ToString(s.ServiceName),
						ID: aws.ToString(e.Id), CreatedAt: e.CreatedAt.UTC(), Message: aws.ToString(e.Message),
					})
				}
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].CreatedAt.Before(out[j].CreatedAt) })
	return out, nil
}
