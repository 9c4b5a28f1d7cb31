package ecssim

import (
	"net/http"
	"strings"
)

const greeting = "This is steady's simulator of Amazon ECS. Point an AWS SDK, the aws CLI or steady at it:\n" +
	"AWS_ENDPOINT_URL=http://%s\n"

// route sends a request to the page it asks for.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/_steady/"):
		s.control(w, r)
	case r.Method == http.MethodPost && neighbourOf(r) != nil:
		s.neighbour(w, r, neighbourOf(r))
	case r.URL.Path == "/" && r.Method == http.MethodPost:
		s.api(w, r)
	case r.URL.Path == "/":
		http.Error(w, strings.Replace(greeting, "%s", r.Host, 1), http.StatusNotFound)
	default:
		http.Error(w, "There is no such page. The simulator's own are below /_steady/.", http.StatusNotFound)
	}
}

// agentOnMainPort serves /_steady/agent/INSTANCE/v1/… as the agent of INSTANCE.
func (s *Server) agentOnMainPort(w http.ResponseWriter, r *http.Request) {
	instance, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, agentPrefix), "/")
	if instance == "" {
		http.Error(w, "Which instance? /_steady/agent/INSTANCE/v1/tasks", http.StatusNotFound)
		return
	}
	s.agentPage(w, instance, "/"+rest, r.URL.Query())
}
