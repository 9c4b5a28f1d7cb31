package ecssim

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

const (
	// maxReplies bounds the bytes of the replies that are kept, maxQuestion those
	// of the request that one is for.
	maxReplies  = 32 << 20
	maxQuestion = 4 << 10
)

// replies are the replies to DescribeServices that still hold, by the body of the
// request: clients poll, and most of the time nothing has happened since the last
// time. Whoever gets hold of the world to change it drops them all.
type replies struct {
	happened uint64 // events of the world when they were made
	bodies   map[string][]byte
	size     int
}

// drop forgets all replies.
func (a *replies) drop() {
	clear(a.bodies)
	a.size = 0
}

// find gives the answer to a request if it holds.
func (a *replies) find(w *world.World, r request) ([]byte, bool) {
	if w.Happened() != a.happened {
		a.drop()
		a.happened = w.Happened()
	}
	if r.name != "DescribeServices" || len(r.body) > maxQuestion {
		return nil, false
	}
	body, ok := a.bodies[string(r.body)]
	return body, ok
}

// keep keeps the answer to a request that was not found.
func (a *replies) keep(w *world.World, r request, out any, body []byte) {
	services, ok := out.(*ecs.DescribeServicesOutput)
	if !ok || len(r.body) > maxQuestion || w.Happened() != a.happened || slices.ContainsFunc(services.Services, timed) {
		return
	}
	if a.size += len(body); a.size > maxReplies {
		a.drop()
		a.size = len(body)
	}
	if a.bodies == nil {
		a.bodies = map[string][]byte{}
	}
	a.bodies[string(r.body)] = body
}

// timed says whether what is told of the service depends on the moment: whether a
// task set is steady does.
func timed(s types.Service) bool { return len(s.TaskSets) > 0 }
