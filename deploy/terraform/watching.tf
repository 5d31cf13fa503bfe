# For three minutes some run did not succeed: not started, or failed each time. Then the alarms of the
# scaling policies have no data, and the services do not scale any more.
resource "aws_cloudwatch_metric_alarm" "silence" {
  count = var.create_alarm ? 1 : 0

  alarm_name          = "${var.name}-silent"
  alarm_description   = "The function ${var.name} has not published for three minutes: its services do not scale. Its log is /aws/lambda/${var.name}."
  comparison_operator = "LessThanThreshold"
  threshold           = var.shards
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = var.tags

  metric_query {
    id          = "succeeded"
    label       = "runs that succeeded"
    expression  = "invocations - errors"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { invocations = "Invocations", errors = "Errors" }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/Lambda"
        metric_name = metric_query.value
        dimensions  = { FunctionName = aws_lambda_function.this.function_name }
        period      = 60
        stat        = "Sum"
      }
    }
  }
}

locals {
  # A row of three widgets a service; a dashboard takes 500.
  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
  dashboards = {
    for part, keys in chunklist(keys(local.services), 100) :
    (part == 0 ? var.name : "${var.name}-${part}") => keys
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  for_each = var.create_dashboard ? local.dashboards : {}

  dashboard_name = each.key
  dashboard_body = jsonencode({
    widgets = flatten([
      for row, key in each.value : [
        {
          type = "metric", x = 0, y = row * 6, width = 8, height = 6
          properties = {
            title  = "${key}: messages waiting"
            region = local.region
            stat   = "Maximum"
            period = 60
            metrics = [
              for arn in local.services[key].queues :
              ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", local.queue_parts[arn][5]]
            ]
          }
        },
        {
          type = "metric", x = 8, y = row * 6, width = 8, height = 6
          properties = {
            title  = "${key}: running tasks"
            region = local.region
            period = 60
            # Each task sends its CPU once a minute.
            # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html
            stat = "SampleCount"
            metrics = [[
              "AWS/ECS", "CPUUtilization",
              "ClusterName", local.services[key].cluster, "ServiceName", local.services[key].service
            ]]
          }
        },
        {
          type = "metric", x = 16, y = row * 6, width = 8, height = 6
          properties = {
            title  = "${key}: ${var.metric.name} against its target"
            region = local.region
            stat   = "Average"
            period = 60
            metrics = [[
              var.metric.namespace, var.metric.name,
              "ClusterName", local.services[key].cluster, "ServiceName", local.services[key].service
            ]]
            annotations = {
              horizontal = [{ label = "target", value = local.services[key].target }]
            }
          }
        },
      ]
    ])
  })
}
