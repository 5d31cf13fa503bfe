# The article's, section "Cloudwatch Event Rule".

resource "aws_cloudwatch_event_rule" "backlog_per_task_metric_lambda" {
  name                = "backlog-per-task-metric-lambda"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "backlog_per_task_metric_lambda" {
  arn  = aws_lambda_function.backlog_per_task_metric_lambda.arn
  rule = aws_cloudwatch_event_rule.backlog_per_task_metric_lambda.id
}

resource "aws_lambda_permission" "backlog_per_task_metric_lambda" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.backlog_per_task_metric_lambda.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.backlog_per_task_metric_lambda.arn
}
