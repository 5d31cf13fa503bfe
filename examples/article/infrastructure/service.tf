# What the article leaves out: the service that it scales. Its tasks work on the
# queue; their program is examples/orders.

variable "image" {
  description = "The worker's image. `sluice local` runs what images.yaml has for it; AWS pulls it."
  type        = string
  default     = "orders-worker"
}

variable "subnets" {
  description = "Where the tasks run. `sluice local` has no networks and takes any name; on AWS give your own."
  type        = list(string)
  default     = ["subnet-0123456789abcdef0"]
}

resource "aws_ecs_cluster" "cluster" {
  name = "orders"
}

resource "aws_cloudwatch_log_group" "orders" {
  name              = "/ecs/orders"
  retention_in_days = 7
}

data "aws_iam_policy_document" "task_assume_role" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

# ECS pulls the image and writes the logs with this role.
resource "aws_iam_role" "execution" {
  name               = "orders-execution"
  assume_role_policy = data.aws_iam_policy_document.task_assume_role.json
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.id
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# The worker calls AWS with this one.
resource "aws_iam_role" "task" {
  name               = "orders-task"
  assume_role_policy = data.aws_iam_policy_document.task_assume_role.json
}

data "aws_iam_policy_document" "task" {
  statement {
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]
    resources = [aws_sqs_queue.queue.arn]
  }

  statement {
    actions   = ["ecs:UpdateTaskProtection"]
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [aws_ecs_cluster.cluster.arn]
    }
  }
}

resource "aws_iam_role_policy" "task" {
  name   = "work-on-orders"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task.json
}

resource "aws_ecs_task_definition" "orders" {
  family                   = "orders"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode([{
    name      = "orders"
    image     = var.image
    essential = true

    environment = [
      { name = "QUEUE_URL", value = aws_sqs_queue.queue.url },
    ]

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.orders.name
        awslogs-region        = "ap-southeast-2"
        awslogs-stream-prefix = "orders"
      }
    }
  }])
}

resource "aws_ecs_service" "service" {
  name            = "orders-service"
  cluster         = aws_ecs_cluster.cluster.id
  task_definition = aws_ecs_task_definition.orders.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets          = var.subnets
    assign_public_ip = true
  }

  # Application Auto Scaling sets it from now on.
  lifecycle {
    ignore_changes = [desired_count]
  }
}
