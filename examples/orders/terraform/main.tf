# The orders service of the article, scaled by Sluice's module: a queue, an ECS service on Fargate that
# works on it, and what scales it. The README beside the worker says how to apply it, in an account or
# on `sluice local`.

terraform {
  required_version = ">= 1.7.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40.0, < 6.0.0"
    }
  }
}

# Region, credentials and endpoint come from the environment, as for any of AWS's tools.
provider "aws" {}

data "aws_region" "current" {}

resource "aws_sqs_queue" "orders" {
  name                       = "${var.name}-queue"
  visibility_timeout_seconds = 120
}

module "sluice" {
  source = "../../../deploy/terraform"

  name    = "${var.name}-sluice"
  package = var.package

  services = [{
    cluster = aws_ecs_cluster.orders.name
    service = aws_ecs_service.orders.name
    queues  = [aws_sqs_queue.orders.arn]
    target  = 20
    min     = 2
    max     = 5
  }]
}
