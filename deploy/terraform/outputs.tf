output "function_name" {
  description = "The Lambda function."
  value       = aws_lambda_function.this.function_name
}

output "function_arn" {
  description = "Its ARN."
  value       = aws_lambda_function.this.arn
}

output "role_arn" {
  description = "The role that it runs as."
  value       = aws_lambda_function.this.role
}

output "policy_json" {
  description = "What that role has to allow: for a policy of your own."
  value       = local.policy
}

output "config" {
  description = "What is measured: a sluice.yaml, for `sluice publish --dry-run` and `sluice config check --live`."
  value       = local.config
}

output "schedule_arns" {
  description = "The rules that run the function."
  value       = [for rule in aws_cloudwatch_event_rule.schedule : rule.arn]
}

output "log_group_name" {
  description = "Where the function's log is."
  value       = "/aws/lambda/${var.name}"
}

output "metrics" {
  description = "By service, what a scaling policy of your own has to follow."
  value = {
    for key, s in local.services : key => {
      namespace   = var.metric.namespace
      metric_name = var.metric.name
      statistic   = "Average"
      unit        = "Count"
      dimensions  = { ClusterName = s.cluster, ServiceName = s.service }
    }
  }
}

output "scaling_policy_arns" {
  description = "By service, the target-tracking policy."
  value       = { for key, policy in aws_appautoscaling_policy.backlog : key => policy.arn }
}

output "alarm_arn" {
  description = "The alarm on the function's own silence; null without it."
  value       = one(aws_cloudwatch_metric_alarm.silence[*].arn)
}

output "dashboard_names" {
  description = "The dashboards."
  value       = [for dashboard in aws_cloudwatch_dashboard.this : dashboard.dashboard_name]
}
