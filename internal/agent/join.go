package agent

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// interval is the time between two looks of [Join.Wait]. The agent is on this
// machine and answers from memory.
const interval = time.Second

// Join waits for an agent to register with a cluster.
type Join struct {
	Client *Client
	Host   Host
	// Cluster is a name or an ARN; [CheckCluster] accepts it.
	Cluster string
	// Timeout is the total limit; 0 is none.
	Timeout time.Duration
	// Seen is called with what a look gave, an error as in TimeoutError.Last,
	// each time that it is not what the look before gave; nil for nobody.
	Seen func(error) error
}

// Wait gives who the agent is, once it has registered with the cluster. An error
// is an [OtherClusterError] as soon as it has registered with another, a
// [TimeoutError] when the limit has passed, that of Seen, or that of ctx.
func (j *Join) Wait(ctx context.Context) (Metadata, error) {
	limited, cancel := ctx, context.CancelFunc(func() {})
	if j.Timeout > 0 {
		limited, cancel = context.WithTimeout(ctx, j.Timeout)
	}
	defer cancel()
	tick := time.NewTicker(interval)
	defer tick.Stop()
	var last error
	for {
		metadata, err := j.look(limited)
		switch {
		case err == nil:
			return metadata, j.inCluster(metadata)
		case ctx.Err() != nil:
			return Metadata{}, ctx.Err()
		case limited.Err() != nil:
			return Metadata{}, j.timedOut(last)
		}
		if j.Seen != nil && Says(err) != Says(last) {
			if err := j.Seen(err); err != nil {
				return Metadata{}, err
			}
		}
		last = err
		select {
		case <-tick.C:
		case <-limited.Done():
			if ctx.Err() != nil {
				return Metadata{}, ctx.Err()
			}
			return Metadata{}, j.timedOut(last)
		}
	}
}

func (j *Join) look(ctx context.Context) (Metadata, error) {
	metadata, err := j.Client.Metadata(ctx, j.Host)
	if err == nil && metadata.InstanceARN == "" {
		err = &UnregisteredError{Host: j.Host, Cluster: metadata.Cluster}
	}
	return metadata, err
}

// timedOut is the error of the limit. Where not even the first look came to its
// end in time, the agent was slow.
func (j *Join) timedOut(last error) error {
	if last == nil {
		last = &ReadError{Host: j.Host, Reason: Slow, Err: fmt.Errorf("no whole answer within %s", j.Timeout)}
	}
	return &TimeoutError{Host: j.Host, Cluster: j.Cluster, After: j.Timeout, Last: last}
}

// inCluster says whether the agent is where it shall be. Of an ARN, Region and
// account have to be right too: every one of them may hold a cluster "default".
func (j *Join) inCluster(m Metadata) error {
	want, isARN := parseARN(j.Cluster, "cluster/")
	joined := m.Cluster
	if isARN {
		at, _ := parseARN(m.InstanceARN, "container-instance/")
		joined = at.prefix + "cluster/" + m.Cluster
	}
	same := joined == j.Cluster || isARN && joined == want.prefix+"cluster/"+want.rest
	if same {
		return nil
	}
	return &OtherClusterError{Host: j.Host, Cluster: j.Cluster, Joined: joined, InstanceARN: m.InstanceARN}
}

// CheckCluster tells whether a text is a name or an ARN of a cluster.
func CheckCluster(text string) bool {
	if arn, ok := parseARN(text, "cluster/"); ok {
		text = arn.rest
	}
	// API reference, CreateCluster: what a cluster may be called.
	return text != "" && len(text) <= 255 && strings.Trim(text, letters+"_-") == ""
}

// arn is an ECS ARN in two parts.
type arn struct {
	prefix string // "arn:aws:ecs:eu-west-1:123456789012:"
	rest   string // what follows the kind of the resource
}

// parseARN reads an ECS ARN of a kind of resource ("task/").
func parseARN(text, kind string) (arn, bool) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "ecs" {
		return arn{}, false
	}
	rest, ok := strings.CutPrefix(parts[5], kind)
	return arn{strings.TrimSuffix(text, parts[5]), rest}, ok && rest != ""
}

// clusterName takes the name from an ARN; an agent is configured with either.
func clusterName(text string) string { return text[strings.LastIndexByte(text, '/')+1:] }
