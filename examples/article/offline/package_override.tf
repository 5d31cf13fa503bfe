# For a machine without the provider hashicorp/archive: lay this file in place of
# infrastructure/package.tf, and zip dist/index.js yourself.
resource "aws_lambda_function" "backlog_per_task_metric_lambda" {
  source_code_hash = filebase64sha256("data/backlog_per_task_metric_lambda.zip")
}
