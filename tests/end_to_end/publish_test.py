#!/usr/bin/env python3
"""`sluice publish` as a daemon, its sinks, and a thousand services at once, against a stand-in."""
import json
import signal
import threading

import harness
from fake_aws import FakeAws
from harness import HANG_GUARD, SluiceTest
from stand_in import aws_error, never_answers

# ECS and Kubernetes kill what has not ended half a minute after SIGTERM.
KILLED_AFTER = 30


def publishes(service):
    """Holds for a request that publishes `service`."""
    return lambda request: request.operation == "PutMetricData" and service in request.text


class PublishTest(SluiceTest):
    def setUp(self):
        super().setUp()
        self.aws = FakeAws()
        self.addCleanup(self.aws.close)
        self.article = {"QUEUE_URL": self.aws.add("orders-service"), "ECS_CLUSTER_NAME": "orders",
                        "ECS_SERVICE_NAME": "orders-service"}

    def environment(self, **variables):
        return super().environment(AWS_ENDPOINT_URL=self.aws.url, **variables)

    def entry(self, service):
        return f"  - {{cluster: orders, service: {service}, queues: [{self.aws.add(service)}]}}\n"


class Sinks(PublishTest):
    def run_with_sink(self, sink):
        outcome = self.run_sluice("publish", "--once", "--sink", sink, **self.article)
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(self.aws.published(), [], "nothing is put into CloudWatch by a call")
        return outcome

    def test_emf_is_a_line_of_embedded_metric_format(self):
        """As the page "Specification: Embedded metric format" of CloudWatch's user guide has it."""
        outcome = self.run_with_sink("emf")
        (line,) = [line for line in outcome.stdout.splitlines() if '"_aws"' in line]
        written = json.loads(line)
        envelope = written["_aws"]
        self.assertGreater(envelope["Timestamp"], 1_700_000_000_000, "milliseconds since 1970")
        self.assertEqual(envelope["CloudWatchMetrics"], [
            {"Namespace": "ECS/CustomMetrics", "Dimensions": [["ClusterName", "ServiceName"]],
             "Metrics": [{"Name": "BacklogPerTask", "Unit": "Count"}]}])
        self.assertEqual((written["ClusterName"], written["ServiceName"],
                          written["BacklogPerTask"]), ("orders", "orders-service", 30.0))

    def test_emf_writes_no_line_for_a_service_that_cannot_be_read(self):
        self.aws.queues.clear()
        outcome = self.run_sluice("publish", "--once", "--sink", "emf", **self.article)
        self.assertEqual(outcome.code, 1, outcome)
        self.assertNotIn("_aws", outcome.stdout)

    def test_stdout_is_a_line_with_the_service_and_its_value(self):
        outcome = self.run_with_sink("stdout")
        self.assertTrue([line for line in outcome.stdout.splitlines()
                         if "orders-service" in line and "30" in line], outcome)

    def test_a_dry_run_writes_nothing_to_the_sink(self):
        outcome = self.run_sluice("publish", "--once", "--dry-run", "--sink", "emf", **self.article)
        self.assertEqual(outcome.code, 0, outcome)
        self.assertNotIn("_aws", outcome.stdout)


class ManyServices(PublishTest):
    def config(self, count):
        entries = "".join(self.entry(f"service-{n}") for n in range(count))
        return ("--config", self.write("sluice.yaml", f"services:\n{entries}"))

    def test_a_thousand_services_take_1000_and_100_calls_and_one(self):
        outcome = self.publish(*self.config(1000))
        self.assertEqual(outcome.code, 0, outcome.stderr)
        self.assertEqual(outcome.report["calls"], {"sqs": 1000, "ecs": 100, "cloudwatch": 1})
        self.assertEqual([len(self.aws.calls(operation)) for operation in
                          ("GetQueueAttributes", "DescribeServices", "PutMetricData")],
                         [1000, 100, 1])
        self.assertEqual(sorted(self.aws.published()),
                         sorted((f"service-{n}", 30.0) for n in range(1000)))

    def test_a_large_request_is_gzipped_a_small_one_is_not(self):
        for count, encoding in ((1, None), (200, "gzip")):
            with self.subTest(f"{count} services"):
                seen = len(self.aws.calls("PutMetricData"))
                self.assertEqual(self.publish(*self.config(count)).code, 0)
                (request,) = self.aws.calls("PutMetricData")[seen:]
                self.assertEqual(request.headers["Content-Encoding"], encoding)

    def test_compression_can_be_switched_off_as_in_awss_sdks(self):
        """https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html"""
        outcome = self.publish(*self.config(200), AWS_DISABLE_REQUEST_COMPRESSION="true")
        self.assertEqual(outcome.code, 0, outcome.stderr)
        (request,) = self.aws.calls("PutMetricData")
        self.assertIsNone(request.headers["Content-Encoding"])


class TheDaemon(PublishTest):
    def every_second(self, *arguments, **variables):
        return self.daemon("publish", "--every", "1s", *arguments, **variables)

    def wait_for_next(self, daemon, service="orders-service"):
        """Waits for a request that publishes `service` and has not been seen before."""
        daemon.wait_for_request(self.aws, publishes(service), since=len(self.aws.requests))

    def test_it_publishes_again_and_again_and_ends_when_asked(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number.name), self.every_second(**self.article) as daemon:
                self.wait_for_next(daemon)
                self.wait_for_next(daemon)
                outcome = daemon.stop(number)
                self.assertEqual(outcome.code, 0, outcome)
                self.assertLess(outcome.seconds, 10, outcome)
                self.assertEqual(set(self.aws.published()), {("orders-service", 30.0)})

    def test_a_call_on_its_way_is_ended_before_the_program_is(self):
        asked_to_end = threading.Event()
        self.aws.faults["PutMetricData", None] = lambda _: asked_to_end.wait(HANG_GUARD) and None
        with self.every_second(**self.article) as daemon:
            self.wait_for_next(daemon)
            daemon.send(signal.SIGTERM)
            asked_to_end.set()
            self.assertEqual(daemon.process.wait(HANG_GUARD), 0, daemon.lines)

    def test_a_queue_that_never_answers_does_not_keep_it_alive(self):
        self.aws.faults["GetQueueAttributes", "orders-service-queue"] = lambda _: never_answers()
        with self.every_second(**self.article) as daemon:
            daemon.wait_for_request(self.aws, lambda r: r.operation == "GetQueueAttributes")
            outcome = daemon.stop()
            self.assertEqual(outcome.code, 0, outcome)
            self.assertLess(outcome.seconds, KILLED_AFTER, outcome)
        self.assertEqual(self.aws.published(), [])

    def test_a_tick_that_fails_is_logged_and_the_next_one_is_made(self):
        self.aws.faults["GetQueueAttributes", "orders-service-queue"] = lambda _: aws_error(
            "AccessDeniedException", "User is not authorized to perform sqs:GetQueueAttributes")
        with self.every_second(**self.article) as daemon:
            line = daemon.wait_for_line(lambda line: "not authorized to perform" in line)
            self.assertIn("orders-service", line)
            self.assertIsInstance(json.loads(line), dict, "a log line is JSON")
            self.aws.faults.clear()
            self.wait_for_next(daemon)
            self.assertEqual(daemon.stop().code, 0)

    def test_a_bad_new_configuration_keeps_the_old_one_and_says_so(self):
        path = self.write("sluice.yaml", f"services:\n{self.entry('old')}")
        with self.every_second("--config", path) as daemon:
            self.wait_for_next(daemon, "old")
            lines = len(daemon.lines)
            self.write("sluice.yaml", f"servises:\n{self.entry('new')}")
            daemon.send(signal.SIGHUP)
            line = daemon.wait_for_line(lambda line: "servises" in line, since=lines)
            self.assertIn("sluice.yaml", line)
            self.wait_for_next(daemon, "old")
            self.assertEqual(daemon.stop().code, 0)
        self.assertEqual({name for name, _ in self.aws.published()}, {"old"})

    def test_a_good_new_configuration_takes_the_place_of_the_old_one(self):
        path = self.write("sluice.yaml", f"services:\n{self.entry('old')}")
        with self.every_second("--config", path) as daemon:
            self.wait_for_next(daemon, "old")
            self.write("sluice.yaml", f"services:\n{self.entry('new')}")
            daemon.send(signal.SIGHUP)
            self.wait_for_next(daemon, "new")
            self.wait_for_next(daemon, "new")
            self.assertNotIn("old", self.aws.calls("PutMetricData")[-1].text)
            self.assertEqual(daemon.stop().code, 0)


if __name__ == "__main__":
    harness.main()
