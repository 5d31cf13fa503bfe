# The article's, section "Simple Queue Service".

resource "aws_sqs_queue" "queue" {
  name = "orders-queue"
}
