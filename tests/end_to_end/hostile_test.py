#!/usr/bin/env python3
"""AWS at its worst: one of three services meets a server that throttles, fails, is silent, hangs up
or answers nonsense. The others are published, nothing false is, and the program ends."""
from concurrent.futures import ThreadPoolExecutor

import harness
from fake_aws import FakeAws
from harness import SluiceTest
from stand_in import (Answer, aws_error, closes_at_once, endless, half_closes_in_the_body,
                      json_answer, never_answers, raw, resets, trickles)

QUEUE = ("GetQueueAttributes", "bad-queue")
CLUSTER = ("DescribeServices", "bad-cluster")
METRICS = ("PutMetricData", None)

MEGABYTE = b" " * (1 << 20)


def always(make, *arguments):
    return lambda request: make(*arguments)


def first(times, make, *arguments):
    """The fault for the first so many requests, then none."""
    left = [times]

    def fault(_):
        left[0] -= 1
        return make(*arguments) if left[0] >= 0 else None
    return fault


def attributes(**values):
    return always(json_answer, {"Attributes": values})


def counts(**values):
    service = {"serviceName": "bad", "status": "ACTIVE", "runningCount": 2, "pendingCount": 0,
               "desiredCount": 2}
    return always(json_answer, {"failures": [], "services": [service | values]})


def depth(text):
    """An answer whose number of messages reads `text`; AWS writes it as a JSON string."""
    return attributes(ApproximateNumberOfMessages=text)


# What is wrong with the line or the answer: how the server acts. Every operation meets each.
ANY_OPERATION = {
    "it closes at once": always(closes_at_once),
    "it resets the connection": always(resets),
    "it half-closes in the body": always(half_closes_in_the_body),
    "it speaks no HTTP": always(raw, b"\x00\xff\x16\x03 what?\r\n\r\n"),
    "its status line is nonsense": always(raw, b"HTTP/1.1 two hundred OK\r\n\r\n"),
    "its length is nonsense": always(raw, b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
    "its length is beyond all bounds": always(
        endless, b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", MEGABYTE),
    "its body never ends": always(endless, b"HTTP/1.1 200 OK\r\n\r\n", MEGABYTE),
    "its headers never end": always(endless, b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 999),
    "its error has no body": always(Answer, b"", 500),
    "its error is a web page": always(Answer, b"<html><h1>502 Bad Gateway</h1></html>", 502),
    "its error is half a JSON": always(Answer, b'{"__type": "Thro', 400),
    "it redirects": always(Answer, b"", 302, {"Location": "http://127.0.0.1:9/"}),
}

# Answers of GetQueueAttributes from which no number of messages can be read.
QUEUE_ANSWERS = {
    "empty": always(Answer, b""),
    "no JSON": always(Answer, b"not json"),
    "half a JSON": always(Answer, b'{"Attributes": {"ApproximateNumberOfMessages": "6'),
    "a list": always(json_answer, []),
    "null": always(json_answer, None),
    "nested a thousand deep": always(Answer, b"[" * 100000),
    "no Attributes": always(json_answer, {}),
    "Attributes null": always(json_answer, {"Attributes": None}),
    "Attributes a text": always(json_answer, {"Attributes": "60"}),
    "number of messages missing": attributes(QueueArn="arn"),
    "number of messages null": depth(None),
    "number of messages a list": depth(["60"]),
    "number of messages empty": depth(""),
    "number of messages NaN": depth("NaN"),
    "number of messages Infinity": depth("Infinity"),
    "number of messages negative": depth("-5"),
    "number of messages a fraction": depth("1.5"),
    "number of messages with an exponent": depth("1e3"),
    "number of messages with a tail": depth("60 messages"),
    "number of messages hexadecimal": depth("0x3c"),
    "number of messages beyond 64 bits": depth("99999999999999999999"),
}

# Answers of DescribeServices from which no number of tasks can be read.
CLUSTER_ANSWERS = {
    "empty": always(Answer, b""),
    "half a JSON": always(Answer, b'{"services": [{"serviceName": "bad", "runningCo'),
    "no services": always(json_answer, {}),
    "services null": always(json_answer, {"services": None, "failures": []}),
    "services a map": always(json_answer, {"services": {"bad": 2}}),
    "a service that is a text": always(json_answer, {"services": ["bad"], "failures": []}),
    "neither found nor missing": always(json_answer, {"services": [], "failures": []}),
    "another service": counts(serviceName="other"),
    "running count null": counts(runningCount=None),
    "running count a text": counts(runningCount="2"),
    "running count negative": counts(runningCount=-1),
    "running count a fraction": counts(runningCount=1.5),
    "running count beyond 64 bits": counts(runningCount=10**30),
}


class HostileTest(SluiceTest):
    """Three services, each with a queue and a cluster of its own; `bad` is the one that suffers."""

    def setUp(self):
        super().setUp()
        self.use_new_account("sluice.yaml")

    def use_new_account(self, name):
        """Fresh services, and a configuration file of that name for them."""
        self.aws = FakeAws()
        self.addCleanup(self.aws.close)
        entries = []
        for service in ("first", "bad", "last"):
            cluster = f"{service}-cluster"
            url = self.aws.add(service, cluster=cluster)
            entries.append(f"  - {{cluster: {cluster}, service: {service}, queues: [{url}]}}\n")
        self.config = self.write(name, f"services:\n{''.join(entries)}")

    def run_with(self, place, fault, **variables):
        self.aws.requests.clear()
        self.aws.faults = {place: fault}
        return self.publish("--config", self.config, AWS_ENDPOINT_URL=self.aws.url, **variables)

    def assert_only_bad_failed(self, outcome):
        """Gives the error of `bad`."""
        self.assertEqual(sorted(self.aws.published()), [("first", 30.0), ("last", 30.0)])
        self.assertEqual(outcome.code, 1, outcome)
        self.assertEqual((outcome.report["published"], outcome.report["failed"]), (2, 1), outcome)
        bad = outcome.services["bad"]
        self.assertEqual((bad["status"], bad["backlog_per_task"]), ("failed", None), outcome)
        self.assertEqual(set(bad["error"]), {"code", "message", "operation"})
        self.assertTrue(bad["error"]["message"], "an error says something")
        self.assertNotIn("\n", bad["error"]["message"])
        self.assertIn("bad", outcome.stderr, "the log names the service")
        for name in ("first", "last"):
            self.assertEqual(outcome.services[name]["status"], "published")
        return bad["error"]


class OneBadQueue(HostileTest):
    OPERATION, PLACE, ANSWERS = "GetQueueAttributes", QUEUE, QUEUE_ANSWERS

    def test_a_broken_line_fails_this_service_alone(self):
        for name, fault in ANY_OPERATION.items():
            with self.subTest(name):
                outcome = self.run_with(self.PLACE, fault, AWS_MAX_ATTEMPTS="1")
                self.assertIn(self.OPERATION, self.assert_only_bad_failed(outcome)["operation"])

    def test_an_answer_that_cannot_be_read_fails_this_service_alone(self):
        for name, fault in self.ANSWERS.items():
            with self.subTest(name):
                outcome = self.run_with(self.PLACE, fault, AWS_MAX_ATTEMPTS="1")
                self.assertIn(self.OPERATION, self.assert_only_bad_failed(outcome)["operation"])

    def test_awss_own_words_are_kept(self):
        words = "User: arn:aws:iam::123456789012:user/sluice is not authorized to perform this"
        outcome = self.run_with(self.PLACE, always(aws_error, "AccessDeniedException", words))
        error = self.assert_only_bad_failed(outcome)
        self.assertEqual((error["code"], error["message"]), ("AccessDeniedException", words))
        self.assertEqual(self.attempts(), 1, "what cannot help is not repeated")

    def test_what_is_throttled_once_is_asked_again(self):
        for code, status in (("ThrottlingException", 400), ("RequestThrottled", 400),
                             ("TooManyRequestsException", 429), ("ServiceUnavailable", 503),
                             ("InternalFailure", 500)):
            with self.subTest(code):
                outcome = self.run_with(self.PLACE, first(1, aws_error, code, "later", status))
                self.assertEqual(outcome.code, 0, outcome)
                self.assertEqual(self.attempts(), 2)
                self.assertEqual(len(self.aws.published()), 3)

    def test_a_connection_that_is_lost_once_is_made_again(self):
        outcome = self.run_with(self.PLACE, first(1, resets))
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(self.attempts(), 2)

    def test_what_is_always_throttled_is_asked_three_times(self):
        for code, status in (("ThrottlingException", 400), ("InternalFailure", 500)):
            with self.subTest(code):
                outcome = self.run_with(self.PLACE,
                                        always(aws_error, code, "Rate exceeded", status))
                error = self.assert_only_bad_failed(outcome)
                self.assertEqual((error["code"], error["message"]), (code, "Rate exceeded"))
                self.assertEqual(self.attempts(), 3)

    def test_the_number_of_attempts_can_be_chosen(self):
        outcome = self.run_with(self.PLACE, always(aws_error, "ThrottlingException", "no"),
                                AWS_MAX_ATTEMPTS="2")
        self.assert_only_bad_failed(outcome)
        self.assertEqual(self.attempts(), 2)

    def attempts(self):
        """How often the suffering one was asked."""
        return len([request for request in self.aws.calls(self.OPERATION)
                    if self.PLACE[1] in request.text])


class OneBadCluster(OneBadQueue):
    OPERATION, PLACE, ANSWERS = "DescribeServices", CLUSTER, CLUSTER_ANSWERS


class BadMetrics(HostileTest):
    """PutMetricData carries all services at once: where it fails, none is published."""

    def assert_all_failed(self, outcome):
        self.assertEqual(outcome.code, 1, outcome)
        self.assertEqual((outcome.report["published"], outcome.report["failed"]), (0, 3), outcome)
        for service in outcome.services.values():
            self.assertEqual((service["status"], service["backlog_per_task"]), ("failed", None))
            self.assertIn("PutMetricData", service["error"]["operation"])
        return outcome.services["bad"]["error"]

    def test_a_broken_line_fails_all(self):
        for name, fault in ANY_OPERATION.items():
            with self.subTest(name):
                self.assert_all_failed(self.run_with(METRICS, fault, AWS_MAX_ATTEMPTS="1"))

    def test_awss_own_words_are_kept(self):
        error = self.assert_all_failed(self.run_with(METRICS, always(
            aws_error, "InvalidParameterValueException", "The value is too small")))
        self.assertEqual((error["code"], error["message"]),
                         ("InvalidParameterValueException", "The value is too small"))

    def test_what_is_throttled_once_is_sent_again(self):
        outcome = self.run_with(METRICS,
                                first(1, aws_error, "ThrottlingException", "Rate exceeded"))
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(len(self.aws.calls("PutMetricData")), 2)

    def test_nothing_is_sent_where_nothing_could_be_read(self):
        for name in ("first", "bad", "last"):
            self.aws.faults["GetQueueAttributes", f"{name}-queue"] = depth("NaN")
        outcome = self.publish("--config", self.config, AWS_ENDPOINT_URL=self.aws.url)
        self.assertEqual(outcome.code, 1, outcome)
        self.assertEqual(self.aws.calls("PutMetricData"), [])


class Silence(HostileTest):
    """Each run waits for its deadline, which is long; so they wait side by side."""
    RUNS = {"a queue that never answers": (QUEUE, never_answers),
            "a queue that trickles": (QUEUE, trickles),
            "a cluster that never answers": (CLUSTER, never_answers),
            "a cluster that trickles": (CLUSTER, trickles),
            "metrics that are never taken": (METRICS, never_answers)}

    def test_it_ends_with_the_deadline(self):
        started = []
        with ThreadPoolExecutor(len(self.RUNS)) as pool:
            for number, (name, (place, fault)) in enumerate(self.RUNS.items()):
                self.use_new_account(f"sluice-{number}.yaml")
                self.aws.faults = {place: always(fault)}
                run = pool.submit(self.publish, "--config", self.config,
                                  AWS_ENDPOINT_URL=self.aws.url)
                started.append((name, place, self.aws, run))
        for name, place, self.aws, run in started:
            with self.subTest(name):
                self.check(place, run.result())

    def check(self, place, outcome):
        if place != METRICS:
            self.assertIn(place[0], self.assert_only_bad_failed(outcome)["operation"])
            return
        self.assertEqual((outcome.code, outcome.report["failed"]), (1, 3), outcome)


class NobodyThere(HostileTest):
    def test_a_port_where_nobody_listens_is_named(self):
        self.aws.close()
        outcome = self.publish("--config", self.config, AWS_ENDPOINT_URL=self.aws.url,
                               AWS_MAX_ATTEMPTS="1")
        self.assertEqual(outcome.code, 1, outcome)
        self.assertEqual(outcome.report["failed"], 3)
        self.assertIn(self.aws.url.removeprefix("http://"),
                      outcome.services["bad"]["error"]["message"])

    def test_a_ca_bundle_that_is_not_there_is_named(self):
        """It is looked for where TLS needs it: before a port is even tried, or after."""
        outcome = self.publish("--config", self.config, AWS_MAX_ATTEMPTS="1",
                               AWS_ENDPOINT_URL=self.aws.url.replace("http", "https"),
                               AWS_CA_BUNDLE="/no/bundle.pem")
        self.assertIn(outcome.code, (1, 2), outcome)
        self.assertIn("/no/bundle.pem", outcome.stdout + outcome.stderr)

    def test_a_name_that_does_not_exist_is_named(self):
        outcome = self.publish("--config", self.config, AWS_MAX_ATTEMPTS="1",
                               AWS_ENDPOINT_URL="http://no-such-host.invalid:4566")
        self.assertEqual(outcome.code, 1, outcome)
        self.assertIn("no-such-host.invalid", outcome.services["bad"]["error"]["message"])


if __name__ == "__main__":
    harness.main()
