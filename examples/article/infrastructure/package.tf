# The article's, section "Packaging Lambda".

data "archive_file" "backlog_per_task_metric_lambda" {
  type        = "zip"
  source_file = "${path.module}/../apps/backlog-per-task-lambda/dist/index.js"
  output_path = "data/backlog_per_task_metric_lambda.zip"
}
