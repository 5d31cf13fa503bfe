resource "aws_appautoscaling_target" "service" {
  for_each = var.create_scaling ? local.services : {}

  service_namespace  = "ecs"
  resource_id        = "service/${each.key}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = each.value.min
  max_capacity       = each.value.max
  tags               = var.tags
}

resource "aws_appautoscaling_policy" "backlog" {
  for_each = var.create_scaling ? local.services : {}

  name               = "${var.name}-${var.metric.name}"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.service[each.key].service_namespace
  resource_id        = aws_appautoscaling_target.service[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.service[each.key].scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = each.value.target
    scale_in_cooldown  = each.value.scale_in_cooldown
    scale_out_cooldown = each.value.scale_out_cooldown
    disable_scale_in   = each.value.disable_scale_in

    customized_metric_specification {
      namespace   = var.metric.namespace
      metric_name = var.metric.name
      statistic   = "Average"
      unit        = "Count"

      dimensions {
        name  = "ClusterName"
        value = each.value.cluster
      }
      dimensions {
        name  = "ServiceName"
        value = each.value.service
      }
    }
  }
}
