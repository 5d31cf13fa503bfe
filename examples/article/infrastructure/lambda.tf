# The article's, section "IAM Role and Policy, Lambda Function".

data "aws_iam_policy_document" "backlog_per_task_metric_lambda_assume_role" {
  statement {
    effect = "Allow"

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }

    actions = ["sts:AssumeRole"]
  }
}

resource "aws_iam_role" "backlog_per_task_metric_lambda_role" {
  name               = "iam_for_lambda"
  assume_role_policy = data.aws_iam_policy_document.backlog_per_task_metric_lambda_assume_role.json
}

data "aws_iam_policy_document" "backlog_per_task_metric_lambda_role" {
  statement {
    effect    = "Allow"
    actions   = ["ecs:ListTasks"]
    resources = ["*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.queue.arn]
  }

  statement {
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "backlog_per_task_metric_lambda_policy" {
  role   = aws_iam_role.backlog_per_task_metric_lambda_role.id
  policy = data.aws_iam_policy_document.backlog_per_task_metric_lambda_role.json
}

resource "aws_iam_role_policy_attachment" "backlog_per_task_metric_lambda_basic_policy" {
  role       = aws_iam_role.backlog_per_task_metric_lambda_role.id
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_lambda_function" "backlog_per_task_metric_lambda" {
  filename      = "data/backlog_per_task_metric_lambda.zip"
  function_name = "backlog-per-task-metric-lambda"
  role          = aws_iam_role.backlog_per_task_metric_lambda_role.arn
  handler       = "index.handler"

  source_code_hash = data.archive_file.backlog_per_task_metric_lambda.output_base64sha256

  runtime = "nodejs20.x"

  environment {
    variables = {
      QUEUE_URL        = aws_sqs_queue.queue.url
      ECS_CLUSTER_NAME = aws_ecs_cluster.cluster.name
      ECS_SERVICE_NAME = aws_ecs_service.service.name
    }
  }
}
