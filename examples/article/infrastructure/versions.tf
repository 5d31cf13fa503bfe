terraform {
  # The article pins the releases of its week, "~> 1.7.0" and "~> 5.40.0".
  required_version = "~> 1.7"

  required_providers {
    aws = "~> 5.40"
  }
}

provider "aws" {
  region = "ap-southeast-2"
}
