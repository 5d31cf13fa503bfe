#!/usr/bin/env python3
"""The orders worker against moto_server's SQS, a foreign server."""
import harness

try:
    import boto3  # noqa: F401
    import moto.server  # noqa: F401  (needs flask)
except ImportError as missing:
    harness.skip("orders_test", f"{missing}; install it with: pip install 'moto[server]' boto3")

from harness import SluiceTest
from moto_account import Account, MotoServer

server = None


def setUpModule():
    global server
    server = MotoServer().__enter__()


def tearDownModule():
    server.__exit__()


class OrdersTest(SluiceTest):
    def setUp(self):
        super().setUp()
        server.reset()
        self.account = Account(server.url)

    def worker(self, queue_url, **variables):
        return self.daemon("orders-worker", QUEUE_URL=queue_url, AWS_ENDPOINT_URL=server.url,
                           **variables)

    def depth(self, queue_url):
        """(visible, in flight)"""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        got = self.account.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=names)
        return tuple(int(got["Attributes"][name]) for name in names)

    def test_works_on_every_order_and_gives_back_the_one_that_comes_too_late(self):
        queue = self.account.add_queue("orders", messages=2)
        with self.worker(queue, ORDER_SECONDS="0") as worker:
            worker.wait_for_line(lambda line: '"order done"' in line and '"order 0"' in line)
            worker.wait_for_line(lambda line: '"order done"' in line and '"order 1"' in line)
            self.assertEqual(self.depth(queue), (0, 0))
            worker.send(harness.signal.SIGTERM)
            self.account.sqs.send_message(QueueUrl=queue, MessageBody="too late")
            outcome = worker.stop()
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(self.depth(queue), (1, 0), outcome)

    def test_gives_back_the_order_that_would_take_too_long(self):
        queue = self.account.add_queue("orders", messages=1)
        with self.worker(queue, ORDER_SECONDS="3600") as worker:
            worker.wait_for_line(lambda line: '"order taken"' in line)
            outcome = worker.stop()
        self.assertEqual(outcome.code, 0, outcome)
        self.assertLess(outcome.seconds, 10)
        self.assertEqual(self.depth(queue), (1, 0), outcome)

    def test_finishes_the_order_that_is_nearly_done(self):
        queue = self.account.add_queue("orders", messages=1)
        with self.worker(queue, ORDER_SECONDS="2") as worker:
            worker.wait_for_line(lambda line: '"order taken"' in line)
            outcome = worker.stop()
        self.assertEqual(outcome.code, 0, outcome)
        self.assertIn('"order done"', outcome.stderr)
        self.assertEqual(self.depth(queue), (0, 0), outcome)

    def test_says_which_variable_is_missing(self):
        outcome = self.run_sluice("orders-worker")
        self.assertEqual(outcome.code, 2)
        self.assertEqual(outcome.stderr, "orders: QUEUE_URL is not set; give the queue's URL\n")


if __name__ == "__main__":
    harness.main()
