locals {
  # Written out rather than made by a data source: its length has to be known at the plan.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadQueues"
        Effect   = "Allow"
        Action   = ["sqs:GetQueueAttributes"]
        Resource = var.policy_resources == null ? sort(local.queues) : var.policy_resources.queues
      },
      {
        Sid    = var.mode == "control" ? "ScaleServices" : "ReadServices"
        Effect = "Allow"
        Action = concat(["ecs:DescribeServices"], var.mode == "control" ? ["ecs:UpdateService"] : [])
        Resource = var.policy_resources != null ? var.policy_resources.services : [
          for key in keys(local.services) : "arn:${local.partition}:ecs:${local.region}:${local.account}:service/${key}"
        ]
      },
      {
        Sid      = "Publish"
        Effect   = "Allow"
        Action   = ["cloudwatch:PutMetricData"]
        Resource = ["*"] # it knows no resources, but this condition
        Condition = {
          StringEquals = { "cloudwatch:namespace" = var.metric.namespace }
        }
      },
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/aws/lambda/${var.name}:*"]
      },
    ]
  })
}

resource "aws_iam_role" "function" {
  count = var.role_arn == null ? 1 : 0

  name        = var.name
  description = "The Lambda function ${var.name}, which measures ECS services and queues"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "function" {
  count = var.role_arn == null && var.create_policy ? 1 : 0

  name   = var.name
  role   = aws_iam_role.function[0].id
  policy = local.policy

  lifecycle {
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    precondition {
      condition     = length(local.policy) <= 10240
      error_message = "services: the policy for ${length(local.services)} services has ${length(local.policy)} characters, and a role takes 10240; name queues and services by patterns in policy_resources."
    }
  }
}
