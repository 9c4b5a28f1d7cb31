package cli

// checksTopic is held by a test to the kinds of checks and to what they call.
const checksTopic = `CHECKS

ECS takes a task definition without looking whether what it names is there; its
tasks then fail one after the other. So steady looks first: plan shows what it
finds, deploy does not begin what no task can start with, and check --online
asks about files alone. Nothing is changed, and no value of a secret or of a
parameter is ever asked for.

  image                the tag or digest is in ECR; if not, whether ECR may get
                       it through its cache, and which tag may be meant
                         ecr:DescribeImages ecr:ListImages
                         ecr:DescribePullThroughCacheRules
  execution-role       it is there where it is needed, and its trust policy lets
                       ecs-tasks.amazonaws.com have it
                         iam:GetRole
  task-role            the same
                         iam:GetRole
  service-linked-role  that of ECS itself is there, for a service to be created
                       that has a load balancer or the network mode awsvpc
                         iam:GetRole
  secret               it is there and not about to be deleted, with a value in
                       the version or stage that is named
                         secretsmanager:DescribeSecret
  parameter            it is there
                         ssm:DescribeParameters
  access               the policies of the execution role allow to read them
                         iam:SimulatePrincipalPolicy
  log-group            it is there, unless the log driver creates it
                         logs:DescribeLogStreams
  target-group         it is there, its targets are of the kind that the tasks
                       are, and it asks for health on a port that they have
                         elasticloadbalancing:DescribeTargetGroups

steady iam-policy prints all of these for your files; those that begin with
Optional can be left out.

PROBLEMS

With a certain problem (an error, or ✗ in a plan) no task can start, or ECS
refuses the service: deploy ends with exit 21 and has sent nothing, unless
--ignore-forecast says to go on; check --online ends with exit 3; plan ends as
it would without. Any other problem is a warning and changes no exit code: what
a role's policies lack, the policy of the secret itself may allow.

SKIPPED

A check that cannot be made is skipped, says why, and stops nothing:

  without permission   not allowed to call ACTION
  out of reach         cannot reach ENDPOINT, or: no answer in 2s. All checks of
                       a service have two seconds together, beside the forecast;
                       who gave no answer at all is not asked again by that run
  throttled            too many calls of ACTION
  undecided            a Deny of a trust policy with a condition, a parameter
                       that another account may share, a repository for which
                       the cache of ECR has a rule

A deploy says that it waited in vain; the other reasons are in plan, in check
--online, and in the lines of --json. Images of other registries than ECR are
not looked at, nor is anything where a deploy changes nothing.
`
