data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  # By "cluster/service". Grouped, so that a name that stands twice is told by its validation alone.
  services = { for key, same in { for s in var.services : "${s.cluster}/${s.service}" => s... } : key => same[0] }

  queues = distinct(flatten([for s in var.services : s.queues]))

  # A queue that is called by its URL need not be looked up first.
  queue_parts = { for arn in local.queues : arn => split(":", arn) }
  queue_urls = {
    for arn, parts in local.queue_parts :
    arn => "https://sqs.${parts[3]}.${data.aws_partition.current.dns_suffix}/${parts[4]}/${parts[5]}"
  }

  # What the function measures: sluice.yaml, as JSON, without what is the default.
  config = jsonencode({
    metric = var.metric
    services = [
      for s in values(local.services) : {
        for key, value in {
          cluster = s.cluster
          service = s.service
          queues = [
            for arn in s.queues : {
              for key, value in {
                url    = local.queue_urls[arn]
                weight = try(s.weights[local.queue_parts[arn][5]], null)
              } : key => value if value != null
            }
          ]
          backlog = join(",", s.backlog) == "visible" ? null : s.backlog
          tasks   = s.tasks == "running" ? null : s.tasks
          target  = s.target
        } : key => value if value != null
      }
    ]
  })
}

# Only where must_exist asks for it: what is not there stops the plan.
data "aws_ecs_service" "all" {
  for_each = var.must_exist ? local.services : {}

  cluster_arn  = "arn:${local.partition}:ecs:${local.region}:${local.account}:cluster/${each.value.cluster}"
  service_name = each.value.service
}

data "aws_sqs_queue" "all" {
  for_each = toset(var.must_exist ? local.queues : [])

  name = local.queue_parts[each.value][5]
}
