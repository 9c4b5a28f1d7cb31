package ecssim

import (
	"net/http"
	"strings"
	"time"
)

// quota is how often the actions of one group may be called together: burst at
// once, and refill more each second.
type quota struct {
	burst, refill int
	actions       string
}

// quotas are what ECS grants an account in a Region unless it asked for more.
// API Reference, Request throttling for the Amazon ECS API. Actions that the
// page leaves out are not throttled here.
var quotas = []quota{
	{20, 1, "CreateCluster DeleteCluster UpdateCluster UpdateClusterSettings PutClusterCapacityProviders"},
	{50, 20, "DescribeClusters ListClusters"},
	{20, 1, "RegisterTaskDefinition DeregisterTaskDefinition"},
	{50, 20, "DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies"},
	{5, 1, "DeleteTaskDefinitions"},
	{10, 1, "CreateCapacityProvider DeleteCapacityProvider UpdateCapacityProvider"},
	{50, 20, "DescribeCapacityProviders"},
	{20, 10, "TagResource UntagResource"},
	{50, 20, "ListTagsForResource"},
	{10, 1, "DeleteAccountSetting PutAccountSetting PutAccountSettingDefault"},
	{50, 20, "ListAccountSettings"},
	{100, 40, "RunTask StartTask StopTask ExecuteCommand PutAttributes DeleteAttributes" +
		" DeregisterContainerInstance UpdateContainerAgent UpdateContainerInstancesState"},
	{100, 20, "DescribeTasks ListTasks DescribeContainerInstances ListContainerInstances ListAttributes"},
	{200, 120, "RegisterContainerInstance SubmitAttachmentStateChanges SubmitContainerStateChange SubmitTaskStateChange"},
	{50, 5, "CreateService DeleteService UpdateService"},
	{100, 20, "DescribeServices ListServices"},
	{50, 20, "DescribeServiceDeployments ListServiceDeployments"},
	{50, 20, "DescribeServiceRevisions"},
	{200, 80, "UpdateTaskProtection GetTaskProtection"},
	{10, 1, "ListServicesByNamespace"},
}

// bucket is the token bucket of one quota. A nil bucket never runs dry.
type bucket struct {
	quota  quota
	second time.Duration // of ECS, on our clock
	tokens int
	filled time.Time // the last whole second of it that brought tokens
}

// buckets makes a full bucket for every action that has a quota. A second of
// theirs is one of the world's: who polls a world that is ten times as fast ten
// times as often gets through as often as with ECS.
func buckets(speed float64) map[string]*bucket {
	all := map[string]*bucket{}
	second := max(1, time.Duration(float64(time.Second)/speed))
	for _, q := range quotas {
		b := &bucket{quota: q, second: second, tokens: q.burst}
		for action := range strings.FieldsSeq(q.actions) {
			all[action] = b
		}
	}
	return all
}

// take takes a token. Tokens come back once a second, whole ones.
func (b *bucket) take(now time.Time) bool {
	if b == nil {
		return true
	}
	if b.filled.IsZero() {
		b.filled = now
	}
	if seconds := now.Sub(b.filled) / b.second; seconds > 0 {
		b.filled = b.filled.Add(seconds * b.second)
		b.tokens = min(b.quota.burst, b.tokens+int(min(seconds, time.Duration(b.quota.burst)))*b.quota.refill)
	}
	if b.tokens == 0 {
		return false
	}
	b.tokens--
	return true
}

// throttled is what ECS answers to a call for which there is no token (API
// Reference, Request throttling).
func throttled() error {
	return &wireError{code: "ThrottlingException", status: http.StatusBadRequest, message: "Rate exceeded"}
}
