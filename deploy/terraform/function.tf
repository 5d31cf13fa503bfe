locals {
  package = coalesce(var.package, abspath("${path.module}/../../build/lambda/sluice.zip"))

  variables = merge(
    var.config_in_package ? {} : { SLUICE_CONFIG = base64gzip(local.config) },
    var.environment,
  )
  # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  variables_size = sum(concat([0], [for name, value in local.variables : length(name) + length(value)]))
}

resource "aws_cloudwatch_log_group" "function" {
  count = var.create_log_group ? 1 : 0

  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  description      = "Measures and publishes ${var.metric.name} of ${length(local.services)} ECS services"
  role             = coalesce(var.role_arn, one(aws_iam_role.function[*].arn))
  runtime          = "provided.al2023"
  handler          = "bootstrap"
  architectures    = ["x86_64"]
  filename         = local.package
  source_code_hash = try(filebase64sha256(local.package), null)
  memory_size      = var.memory_size
  timeout          = var.timeout
  tags             = var.tags

  dynamic "environment" {
    for_each = length(local.variables) > 0 ? [local.variables] : []
    content {
      variables = environment.value
    }
  }

  lifecycle {
    precondition {
      condition     = fileexists(local.package)
      error_message = "package: there is no ${local.package}; build it with `make lambda`, or say where it is."
    }
    precondition {
      condition     = local.variables_size <= 4096
      error_message = "services: the config of ${length(local.services)} services and the variables have ${local.variables_size} characters, and a function takes 4096; put the config into the package (make lambda CONFIG=sluice.yaml, config_in_package = true)."
    }
  }

  # The log group would come into being by itself, without its retention, at the first run.
  depends_on = [aws_cloudwatch_log_group.function, aws_iam_role_policy.function]
}

# A value that comes late is no value: the next run publishes a new one.
resource "aws_lambda_function_event_invoke_config" "this" {
  function_name                = aws_lambda_function.this.function_name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 60
}

locals {
  # One schedule, or one a shard.
  schedules = var.shards == 1 ? { (var.name) = null } : {
    for shard in range(var.shards) : "${var.name}-${shard}" => jsonencode({ shard = shard, shards = var.shards })
  }
}

resource "aws_cloudwatch_event_rule" "schedule" {
  for_each = local.schedules

  name                = each.key
  description         = "Runs the function ${var.name}"
  schedule_expression = "rate(1 minute)" # as often as the alarms look
  tags                = var.tags
}

resource "aws_cloudwatch_event_target" "function" {
  for_each = local.schedules

  rule  = aws_cloudwatch_event_rule.schedule[each.key].name
  arn   = aws_lambda_function.this.arn
  input = each.value
}

resource "aws_lambda_permission" "schedule" {
  for_each = local.schedules

  statement_id  = each.key
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.schedule[each.key].arn
}
