package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkAdvanced holds the load balancers of a service, and what they need for
// shifting traffic, to their rules, in ECS's words where it has any. Developer
// Guide, Troubleshooting Amazon ECS blue/green deployments.
func checkAdvanced(c *types.DeploymentConfiguration, balancers []types.LoadBalancer) error {
	classic, advanced := 0, 0
	for _, lb := range balancers {
		if lb.LoadBalancerName != nil {
			classic++
		}
		if lb.AdvancedConfiguration != nil {
			advanced++
		}
	}
	switch {
	case classic > 0 && classic < len(balancers):
		return invalidParameter("All loadBalancers must be strictly either ELBv1 (defining loadBalancerName) or ELBv2 " +
			"(defining targetGroupArn)")
	case classic > 0 && advanced > 0:
		return invalidParameter("advancedConfiguration field is not allowed with ELBv1 loadBalancers")
	case shifts(c) && advanced < len(balancers):
		return invalidParameter("advancedConfiguration field is required for all loadBalancers when using a " +
			"non-ROLLING deployment strategy")
	case advanced == 0:
		return nil
	case advanced < len(balancers):
		return invalidParameter("Either all or none of the provided loadBalancers must have advancedConfiguration defined")
	}
	return checkAlternates(balancers)
}

// checkAlternates checks the target groups and listener rules of load balancers that
// all have an advanced configuration.
func checkAlternates(balancers []types.LoadBalancer) error {
	var groups []string
	for _, lb := range balancers {
		a := lb.AdvancedConfiguration
		if a.AlternateTargetGroupArn == nil {
			return invalidParameter("alternateTargetGroupArn is required in advancedConfiguration.")
		}
		for _, group := range groupsOf(lb) {
			if slices.Contains(groups, group) {
				return invalidParameter("Duplicate targetGroupArn found: " + group)
			}
			groups = append(groups, group)
		}
		if err := checkRule("productionListenerRule", a.ProductionListenerRule); err != nil {
			return err
		}
		if err := checkRule("testListenerRule", a.TestListenerRule); err != nil {
			return err
		}
		if rule := a.TestListenerRule; rule != nil && aws.ToString(a.ProductionListenerRule) == *rule {
			return invalidParameter("The following rules cannot be used as both production and test listener rules: " + *rule)
		}
	}
	return nil
}

// checkRule holds a rule to the forms of its ARN: an Application Load Balancer's
// is that of a rule, a Network Load Balancer's that of a listener.
func checkRule(member string, rule *string) error {
	if rule == nil || strings.Contains(*rule, ":listener-rule/app/") || network(*rule) {
		return nil
	}
	return invalidParameterf("%s has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: %s",
		member, *rule)
}

// network says whether a listener is one of a Network Load Balancer.
func network(listener string) bool { return strings.Contains(listener, ":listener/net/") }
