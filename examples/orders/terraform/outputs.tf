output "queue_url" {
  description = "Send orders here."
  value       = aws_sqs_queue.orders.url
}

output "service" {
  description = "The service that is scaled."
  value       = "${aws_ecs_cluster.orders.name}/${aws_ecs_service.orders.name}"
}

output "config" {
  description = "For `sluice config check --live`: terraform output -raw config."
  value       = module.sluice.config
}
