# What is made of right inputs.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { name = "ap-southeast-2" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }
}

variables {
  package = "versions.tf"
  services = [
    {
      cluster = "orders", service = "orders-service", target = 20, min = 2, max = 5
      queues  = ["arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"]
    },
    {
      cluster = "orders", service = "billing", target = 5.5, min = 0, max = 50, backlog = ["visible", "in_flight"]
      queues = [
        "arn:aws:sqs:ap-southeast-2:123456789012:invoices-queue.fifo",
        "arn:aws:sqs:ap-southeast-2:123456789012:orders-queue",
      ]
      weights = { "invoices-queue.fifo" = 3 }, tasks = "desired", scale_in_cooldown = 60, disable_scale_in = true
    },
  ]
}

run "the_whole" {
  command = plan

  assert {
    condition = jsondecode(output.config) == {
      metric = { namespace = "ECS/CustomMetrics", name = "BacklogPerTask" }
      services = [
        {
          cluster = "orders", service = "billing", target = 5.5, tasks = "desired", backlog = ["visible", "in_flight"]
          queues = [
            { url = "https://sqs.ap-southeast-2.amazonaws.com/123456789012/invoices-queue.fifo", weight = 3 },
            { url = "https://sqs.ap-southeast-2.amazonaws.com/123456789012/orders-queue" },
          ]
        },
        {
          cluster = "orders", service = "orders-service", target = 20
          queues  = [{ url = "https://sqs.ap-southeast-2.amazonaws.com/123456789012/orders-queue" }]
        },
      ]
    }
    error_message = "another config: ${output.config}"
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables == tomap({ SLUICE_CONFIG = base64gzip(output.config) })
    error_message = "the function gets something else than the config"
  }

  assert {
    condition = jsondecode(output.policy_json).Statement == [
      {
        Sid      = "ReadQueues", Effect = "Allow", Action = ["sqs:GetQueueAttributes"]
        Resource = ["arn:aws:sqs:ap-southeast-2:123456789012:invoices-queue.fifo", "arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"]
      },
      {
        Sid      = "ReadServices", Effect = "Allow", Action = ["ecs:DescribeServices"]
        Resource = ["arn:aws:ecs:ap-southeast-2:123456789012:service/orders/billing", "arn:aws:ecs:ap-southeast-2:123456789012:service/orders/orders-service"]
      },
      {
        Sid       = "Publish", Effect = "Allow", Action = ["cloudwatch:PutMetricData"], Resource = ["*"]
        Condition = { StringEquals = { "cloudwatch:namespace" = "ECS/CustomMetrics" } }
      },
      {
        Sid      = "Log", Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["arn:aws:logs:ap-southeast-2:123456789012:log-group:/aws/lambda/sluice:*"]
      },
    ]
    error_message = "another policy: ${output.policy_json}"
  }

  assert {
    condition = (
      aws_appautoscaling_target.service["orders/billing"].min_capacity == 0 &&
      aws_appautoscaling_target.service["orders/billing"].max_capacity == 50 &&
      aws_appautoscaling_target.service["orders/billing"].resource_id == "service/orders/billing"
    )
    error_message = "another scalable target"
  }

  assert {
    condition = (
      aws_appautoscaling_policy.backlog["orders/billing"].target_tracking_scaling_policy_configuration[0].target_value == 5.5 &&
      aws_appautoscaling_policy.backlog["orders/billing"].target_tracking_scaling_policy_configuration[0].scale_in_cooldown == 60 &&
      aws_appautoscaling_policy.backlog["orders/billing"].target_tracking_scaling_policy_configuration[0].disable_scale_in &&
      toset([for d in aws_appautoscaling_policy.backlog["orders/billing"].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].dimensions : "${d.name}=${d.value}"])
      == toset(["ClusterName=orders", "ServiceName=billing"])
    )
    error_message = "another scaling policy"
  }

  assert {
    condition     = keys(aws_cloudwatch_event_rule.schedule) == ["sluice"] && aws_cloudwatch_event_target.function["sluice"].input == null
    error_message = "one schedule for all would do"
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this["sluice"].dashboard_body).widgets) == 6
    error_message = "three widgets a service are wanted"
  }

  assert {
    condition     = aws_cloudwatch_log_group.function[0].retention_in_days == 14 && length(aws_cloudwatch_metric_alarm.silence) == 1
    error_message = "log group or alarm is missing"
  }
}

run "shards_are_schedules" {
  command = plan
  variables {
    shards = 2
  }

  assert {
    condition = { for name, target in aws_cloudwatch_event_target.function : name => jsondecode(target.input) } == {
      sluice-0 = { shard = 0, shards = 2 }
      sluice-1 = { shard = 1, shards = 2 }
    }
    error_message = "other events"
  }

  assert {
    condition     = keys(aws_lambda_permission.schedule) == ["sluice-0", "sluice-1"]
    error_message = "each schedule needs its permission"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.silence[0].threshold == 2
    error_message = "a shard that is silent alone is not heard"
  }
}

run "control_may_update_the_services_as_well" {
  command = plan
  variables {
    mode = "control"
  }

  assert {
    condition     = jsondecode(output.policy_json).Statement[1].Action == ["ecs:DescribeServices", "ecs:UpdateService"]
    error_message = "another policy: ${output.policy_json}"
  }

  assert {
    condition     = length(jsondecode(output.policy_json).Statement) == 4 && length(aws_iam_role.function) == 1
    error_message = "the role has another shape"
  }
}

run "a_role_of_your_own" {
  command = plan
  variables {
    role_arn = "arn:aws:iam::123456789012:role/mine"
  }

  assert {
    condition     = length(aws_iam_role.function) == 0 && length(aws_iam_role_policy.function) == 0
    error_message = "a role or policy is made all the same"
  }

  assert {
    condition     = output.role_arn == "arn:aws:iam::123456789012:role/mine"
    error_message = "the function has another role"
  }
}

run "everything_off" {
  command = plan
  variables {
    create_policy    = false
    create_scaling   = false
    create_alarm     = false
    create_dashboard = false
    create_log_group = false
  }

  assert {
    condition = (
      length(aws_iam_role_policy.function) + length(aws_appautoscaling_target.service) +
      length(aws_appautoscaling_policy.backlog) + length(aws_cloudwatch_metric_alarm.silence) +
      length(aws_cloudwatch_dashboard.this) + length(aws_cloudwatch_log_group.function) == 0
    )
    error_message = "something is made all the same"
  }

  assert {
    condition     = output.metrics["orders/billing"].dimensions == { ClusterName = "orders", ServiceName = "billing" }
    error_message = "a policy of one's own could not follow"
  }
}

run "config_in_the_package" {
  command = plan
  variables {
    config_in_package = true
    environment       = { AWS_MAX_ATTEMPTS = "2" }
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables == tomap({ AWS_MAX_ATTEMPTS = "2" })
    error_message = "other variables"
  }
}
