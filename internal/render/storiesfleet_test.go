package render_test

import (
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// several is a run about several services: each way in which a row of theirs can
// stand is there.
func several() story {
	f := tell("several", "web", 2)
	all := f.head
	all.Service = ""
	f.then(0, func(r render.Renderer) error {
		names := []string{"web", "mailer", "thumbs", "docs", "billing", "reports"}
		return r.Fleet(render.Fleet{Heading: all, Services: names, Parallel: 4})
	})
	same := tell("", "docs", 2)
	f.join(same.start().then(0, func(r render.Renderer) error {
		return r.Plan(service.Plan{Service: "docs", Cluster: "prod", Action: service.None, From: "docs:42"}, nil, nil)
	}).updated().rows(s, "COMPLETED", [3]int{2, 0, 2}, [3]int{-1}).ends(0, watch.Outcome{Verdict: watch.Settled}))
	mailer := tell("", "mailer", 2).start().updated()
	f.join(mailer.rows(s, "IN_PROGRESS", [3]int{2, 1, 0}, [3]int{2, 0, 2}).stopped(20*s, crashed(id1, 137)).story)
	web := tell("", "web", 2).start().updated()
	f.join(web.rows(s, "IN_PROGRESS", [3]int{2, 2, 0}, [3]int{2, 0, 2}).rows(s, "COMPLETED", [3]int{2, 0, 2}, [3]int{-1}).
		ends(0, watch.Outcome{Verdict: watch.Settled}))
	thumbs := tell("", "thumbs", 2).start().updated().waiting("starting", "2 tasks pulling image")
	f.join(thumbs.rows(s, "IN_PROGRESS", [3]int{2, 2, 0}, [3]int{2, 0, 2}).look().story)
	mailer.beats = nil
	f.join(mailer.ends(10, watch.Outcome{Verdict: watch.Failed, Causes: []watch.Cause{{
		Code: "oom", Title: "the container ran out of memory", Fix: []string{"raise memory"}, Tasks: []string{id1}, Count: 1,
	}}}))
	thumbs.beats = nil
	f.join(thumbs.look().rows(0, "COMPLETED", [3]int{2, 0, 2}, [3]int{-1}).ends(0, watch.Outcome{Verdict: watch.Settled}))
	f.then(0, func(r render.Renderer) error {
		return r.Missed(render.Missed{Service: "billing", Reason: "mailer failed"})
	})
	f.then(0, func(r render.Renderer) error {
		denied := &render.Failure{Code: "auth", Exit: 4, Message: "ecs:UpdateService was denied"}
		return r.Missed(render.Missed{Service: "reports", Failure: denied})
	})
	f.exit = 10
	return f.story
}

// join lets what is told of one more service go on here.
func (t *teller) join(one story) { t.beats = append(t.beats, one.beats...) }
