# A wrong input stops the plan. (What each message says is read by
# tests/end_to_end/terraform_module_test.py.)

mock_provider "aws" {}

variables {
  package = "versions.tf" # any file: nothing is uploaded
  services = [{
    cluster = "orders", service = "orders-service", target = 20, min = 2, max = 5
    queues  = ["arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"]
  }]
}

run "right_inputs_plan" {
  command = plan
}

run "no_services" {
  command = plan
  variables {
    services = []
  }
  expect_failures = [var.services]
}

run "an_arn_for_a_service" {
  command = plan
  variables {
    services = [{
      cluster = "orders", service = "arn:aws:ecs:ap-southeast-2:123456789012:service/orders/orders-service"
      queues  = ["arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"], target = 20, min = 2, max = 5
    }]
  }
  expect_failures = [var.services]
}

run "a_name_for_a_queue" {
  command = plan
  variables {
    services = [{ cluster = "orders", service = "orders-service", queues = ["orders-queue"], target = 20, min = 2, max = 5 }]
  }
  expect_failures = [var.services]
}

run "a_service_twice" {
  command = plan
  variables {
    services = [
      {
        cluster = "orders", service = "orders-service", target = 20, min = 2, max = 5
        queues  = ["arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"]
      },
      {
        cluster = "orders", service = "orders-service", target = 30, min = 2, max = 5
        queues  = ["arn:aws:sqs:ap-southeast-2:123456789012:other-queue"]
      },
    ]
  }
  expect_failures = [var.services]
}

run "no_target" {
  command = plan
  variables {
    services = [{
      cluster = "orders", service = "orders-service", target = 0, min = 2, max = 5
      queues  = ["arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"]
    }]
  }
  expect_failures = [var.services]
}

run "min_above_max" {
  command = plan
  variables {
    services = [{
      cluster = "orders", service = "orders-service", target = 20, min = 6, max = 5
      queues  = ["arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"]
    }]
  }
  expect_failures = [var.services]
}

run "a_weight_of_another_queue" {
  command = plan
  variables {
    services = [{
      cluster = "orders", service = "orders-service", target = 20, min = 2, max = 5
      queues  = ["arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"], weights = { invoices = 3 }
    }]
  }
  expect_failures = [var.services]
}

run "an_unknown_mode" {
  command = plan
  variables {
    mode = "watch"
  }
  expect_failures = [var.mode]
}

run "too_many_shards" {
  command = plan
  variables {
    shards = 301
  }
  expect_failures = [var.shards]
}

run "a_retention_that_aws_does_not_know" {
  command = plan
  variables {
    log_retention_days = 10
  }
  expect_failures = [var.log_retention_days]
}

run "aws_own_namespace" {
  command = plan
  variables {
    metric = { namespace = "AWS/ECS" }
  }
  expect_failures = [var.metric]
}

run "no_package" {
  command = plan
  variables {
    package = "no.zip"
  }
  expect_failures = [aws_lambda_function.this]
}
