variable "name" {
  description = "The beginning of every name."
  type        = string
  default     = "orders"
}

variable "subnets" {
  description = "Subnets of the tasks, with a way to ECR and SQS."
  type        = list(string)
}

variable "security_groups" {
  description = "Security groups of the tasks. Empty: the default one of the VPC."
  type        = list(string)
  default     = []
}

variable "image" {
  description = "The image of deploy/container, in a registry that the tasks reach. The worker is in it."
  type        = string
}

variable "program" {
  description = "Where sluice is in the image. On `sluice local`, where an image is not pulled: on this machine."
  type        = string
  default     = "/sluice"
}

variable "order_seconds" {
  description = "How long one order takes."
  type        = number
  default     = 5
}

variable "package" {
  description = "The Lambda package. Default: build/lambda/sluice.zip of this checkout (`make lambda`)."
  type        = string
  default     = null
}
