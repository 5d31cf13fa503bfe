variable "services" {
  description = "The ECS services to scale, and the queues that each works on. `weights` says how much work a message of a queue is relative to the others', by the queue's name."
  type = list(object({
    cluster            = string
    service            = string
    queues             = list(string)
    weights            = optional(map(number), {})
    backlog            = optional(list(string), ["visible"])
    tasks              = optional(string, "running")
    target             = number
    min                = number
    max                = number
    scale_in_cooldown  = optional(number, 300)
    scale_out_cooldown = optional(number, 60)
    disable_scale_in   = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = length(var.services) > 0
    error_message = "services: the list is empty; give at least one service."
  }

  # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
  validation {
    condition = alltrue([for s in var.services : alltrue([
      for name in [s.cluster, s.service] : can(regex("^[A-Za-z0-9_-]{1,255}$", name))
    ])])
    error_message = format("services: %s; a cluster's or service's name has 1 to 255 letters, digits, hyphens and underscores (give the name, not the ARN).", join(", ", flatten([
      for s in var.services : [
        for name in [s.cluster, s.service] : "'${name}' is no name" if !can(regex("^[A-Za-z0-9_-]{1,255}$", name))
      ]
    ])))
  }

  validation {
    condition = length(distinct([for s in var.services : "${s.cluster}/${s.service}"])) == length(var.services)
    error_message = format("services: %s stands twice; give each service once, with all its queues.", join(", ", distinct([
      for s in var.services : "${s.cluster}/${s.service}"
      if length([for other in var.services : true if other.cluster == s.cluster && other.service == s.service]) > 1
    ])))
  }

  validation {
    condition     = alltrue([for s in var.services : length(s.queues) > 0])
    error_message = format("services: %s has no queues; give the ARN of at least one.", join(", ", [for s in var.services : "${s.cluster}/${s.service}" if length(s.queues) == 0]))
  }

  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
  validation {
    condition = alltrue([for s in var.services : alltrue([
      for queue in s.queues : can(regex("^arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,80}(\\.fifo)?$", queue))
    ])])
    error_message = format("services: %s; give a queue's ARN, such as arn:aws:sqs:ap-southeast-2:123456789012:orders-queue.", join(", ", flatten([
      for s in var.services : [
        for queue in s.queues : "'${queue}' is no queue of ${s.cluster}/${s.service}"
        if !can(regex("^arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,80}(\\.fifo)?$", queue))
      ]
    ])))
  }

  validation {
    condition     = alltrue([for s in var.services : length(distinct(s.queues)) == length(s.queues)])
    error_message = format("services: %s names a queue twice; give each queue once, with its weight in weights.", join(", ", [for s in var.services : "${s.cluster}/${s.service}" if length(distinct(s.queues)) < length(s.queues)]))
  }

  validation {
    condition = alltrue([for s in var.services : alltrue([
      for name, weight in s.weights : weight > 0 && contains([for queue in s.queues : element(split(":", queue), 5)], name)
    ])])
    error_message = format("services: the weights of %s do not fit; give a number above 0 for the name of one of its queues.", join(", ", [
      for s in var.services : "${s.cluster}/${s.service}" if !alltrue([
        for name, weight in s.weights : weight > 0 && contains([for queue in s.queues : element(split(":", queue), 5)], name)
      ])
    ]))
  }

  validation {
    condition = alltrue([for s in var.services : (
      length(s.backlog) > 0 && length(distinct(s.backlog)) == length(s.backlog) &&
      alltrue([for part in s.backlog : contains(["visible", "in_flight", "delayed"], part)])
    )])
    error_message = "services: backlog is a list of visible, in_flight and delayed, each at most once."
  }

  validation {
    condition     = alltrue([for s in var.services : contains(["running", "running+pending", "desired"], s.tasks)])
    error_message = "services: tasks is running, running+pending or desired."
  }

  validation {
    condition     = alltrue([for s in var.services : s.target > 0])
    error_message = format("services: %s; target is the messages that one task may have waiting, above 0.", join(", ", [for s in var.services : "${s.cluster}/${s.service} has the target ${s.target}" if s.target <= 0]))
  }

  validation {
    condition = alltrue([for s in var.services : s.min >= 0 && floor(s.min) == s.min && floor(s.max) == s.max && s.max >= 1])
    error_message = format("services: %s; min is a whole number from 0 on, and max one from 1 on.", join(", ", [
      for s in var.services : "${s.cluster}/${s.service} may have ${s.min} to ${s.max} tasks"
      if !(s.min >= 0 && floor(s.min) == s.min && floor(s.max) == s.max && s.max >= 1)
    ]))
  }

  validation {
    condition = alltrue([for s in var.services : s.min <= s.max || s.max < 1])
    error_message = format("services: %s; make min at most max.", join(", ", [
      for s in var.services : "${s.cluster}/${s.service} has the min ${s.min} above its max ${s.max}" if s.min > s.max
    ]))
  }

  validation {
    condition = alltrue([for s in var.services : alltrue([
      for seconds in [s.scale_in_cooldown, s.scale_out_cooldown] : seconds >= 0 && floor(seconds) == seconds
    ])])
    error_message = "services: scale_in_cooldown and scale_out_cooldown are whole seconds, from 0 on."
  }
}

variable "name" {
  description = "The name of the function, its role, rule, log group, alarm and dashboard. Two modules of one account and region need two names."
  type        = string
  default     = "sluice"

  validation {
    # The function's limit is 64, and shards add four characters.
    condition     = can(regex("^[A-Za-z0-9_-]{1,56}$", var.name))
    error_message = "name: '${var.name}' is not usable; give 1 to 56 letters, digits, hyphens and underscores."
  }
}

variable "package" {
  description = "The function's package, as `make lambda` builds it. Default: build/lambda/sluice.zip of this checkout."
  type        = string
  default     = null
}

variable "config_in_package" {
  description = "The package has a sluice.yaml in it (`make lambda CONFIG=sluice.yaml`), so none is put into the function's variables, which take 4 KB. Give the same services here."
  type        = bool
  default     = false
}

variable "mode" {
  description = "What the role allows: publish, or control, which may update the services too, as `sluice control` will need it."
  type        = string
  default     = "publish"

  validation {
    condition     = contains(["publish", "control"], var.mode)
    error_message = "mode: '${var.mode}' is not usable; give publish or control."
  }
}

variable "metric" {
  description = "Under which name the values are published."
  type = object({
    namespace = optional(string, "ECS/CustomMetrics")
    name      = optional(string, "BacklogPerTask")
  })
  default  = {}
  nullable = false

  validation {
    condition     = !startswith(var.metric.namespace, "AWS/") && length(var.metric.namespace) > 0 && length(var.metric.name) > 0
    error_message = "metric: namespace and name are not empty, and namespaces that begin with AWS/ are AWS's own."
  }
}

variable "shards" {
  description = "Over how many schedules the services are split, by a stable hash of their names. One serves thousands of services each minute."
  type        = number
  default     = 1

  validation {
    condition     = var.shards >= 1 && var.shards <= 300 && floor(var.shards) == var.shards
    error_message = "shards: ${var.shards} is not usable; give a whole number from 1 to 300."
  }
}

variable "must_exist" {
  description = "Stop the plan where a service or queue is not there yet. Leave it off where this apply makes them."
  type        = bool
  default     = false
}

variable "role_arn" {
  description = "Bring your own role: its ARN. Then the module makes neither role nor policy; the output policy_json says what the role has to allow."
  type        = string
  default     = null
}

variable "create_policy" {
  description = "False: bring your own policy for the module's role; the output policy_json says what it has to allow."
  type        = bool
  default     = true
}

variable "policy_resources" {
  description = "ARNs, wildcards allowed, that the policy names instead of each queue and service: for so many that the policy would pass IAM's 10,240 characters."
  type = object({
    queues   = list(string)
    services = list(string)
  })
  default = null
}

variable "permissions_boundary" {
  description = "The permissions boundary of the role."
  type        = string
  default     = null
}

variable "create_log_group" {
  description = "False: the log group /aws/lambda/<name> is somebody else's."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "How long the function's log is kept."
  type        = number
  default     = 14

  # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  validation {
    condition = contains([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
    ], var.log_retention_days)
    error_message = "log_retention_days: ${var.log_retention_days} is none that CloudWatch Logs knows; give 1, 3, 5, 7, 14, 30, 60, 90 and so on."
  }
}

variable "create_scaling" {
  description = "False: scalable targets and policies are somebody else's; the output metrics says what they have to follow."
  type        = bool
  default     = true
}

variable "create_alarm" {
  description = "False: no alarm on the function's own silence."
  type        = bool
  default     = true
}

variable "alarm_actions" {
  description = "What the alarm on the function's own silence does, such as an SNS topic's ARN."
  type        = list(string)
  default     = []
}

variable "create_dashboard" {
  description = "False: no dashboard."
  type        = bool
  default     = true
}

variable "memory_size" {
  description = "The function's memory, in MB. It also sets its share of CPU."
  type        = number
  default     = 128
}

variable "timeout" {
  description = "After how many seconds the function is ended. Below the schedule's minute."
  type        = number
  default     = 50

  validation {
    condition     = var.timeout >= 3 && var.timeout <= 60
    error_message = "timeout: ${var.timeout} is not usable; give 3 to 60 seconds, so that two runs do not meet."
  }
}

variable "environment" {
  description = "More variables of the function, such as AWS_MAX_ATTEMPTS."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that takes them."
  type        = map(string)
  default     = {}
  nullable    = false
}
