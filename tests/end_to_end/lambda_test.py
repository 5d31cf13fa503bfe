#!/usr/bin/env python3
"""`sluice` as a Lambda function: started without arguments where AWS_LAMBDA_RUNTIME_API is set, it
takes invocations from the Runtime API, here a stand-in, and answers each one once.
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""
import json
import time

import harness
from fake_aws import FakeAws
from harness import HANG_GUARD, SluiceTest
from stand_in import Answer, StandIn, aws_error, json_answer, never_answers

VERSION = "/2018-06-01/runtime"
EVENT = {"version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "source": "aws.events",
         "detail-type": "Scheduled Event", "detail": {}}


class RuntimeApi(StandIn):
    """Hands out so many invocations, then keeps the function waiting, as Lambda does."""

    def __init__(self, invocations=1, milliseconds=30000, events=()):
        """`events`: those of the invocations, one each; none: a scheduled event, for all."""
        self._events = list(events) or [EVENT] * invocations
        self._left, self._milliseconds = len(self._events), milliseconds
        super().__init__()

    def environment(self):
        return {"AWS_LAMBDA_RUNTIME_API": self.url.removeprefix("http://")}

    def answers(self):
        """What the function posted."""
        return [request for request in self.requests if request.method == "POST"]

    def answer(self, request):
        if request.path != f"{VERSION}/invocation/next":
            return json_answer({"status": "OK"}, 202)
        if self._left == 0:
            self._left = -1  # it waits for more than there is: all has been answered
            return never_answers()
        self._left -= 1
        event = self._events[-1 - self._left]
        return Answer(json.dumps(event).encode(), 200, {
            "Lambda-Runtime-Aws-Request-Id": f"request-{self._left}",
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + self._milliseconds),
            "Lambda-Runtime-Invoked-Function-Arn":
                "arn:aws:lambda:ap-southeast-2:123456789012:function:sluice",
            "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793"})

    def run_out(self, _):
        return self._left < 0


class LambdaTest(SluiceTest):
    def setUp(self):
        super().setUp()
        self.aws = FakeAws()
        self.addCleanup(self.aws.close)
        self.article = {"QUEUE_URL": self.aws.add("orders-service"), "ECS_CLUSTER_NAME": "orders",
                        "ECS_SERVICE_NAME": "orders-service", "AWS_ENDPOINT_URL": self.aws.url}

    def answers(self, runtime, **variables):
        """What the function answers to all of the runtime's invocations."""
        self.addCleanup(runtime.close)
        with self.daemon(**self.article | runtime.environment() | variables) as function:
            function.wait_for_request(runtime, runtime.run_out)
        return runtime.answers()

    def fail_queue(self):
        self.aws.faults["GetQueueAttributes", "orders-service-queue"] = lambda _: aws_error(
            "AccessDeniedException", "not authorized to perform sqs:GetQueueAttributes")

    def assert_error(self, answer, *words):
        """One document that Lambda's log shows as an error."""
        self.assertEqual(answer.path, f"{VERSION}/invocation/request-0/error")
        self.assertTrue(answer.headers["Lambda-Runtime-Function-Error-Type"])
        self.assertLessEqual({"errorMessage", "errorType"}, set(answer.json))
        for word in words:
            self.assertIn(word, answer.json["errorMessage"])

    def test_an_invocation_publishes_and_is_answered_once(self):
        (answer,) = self.answers(RuntimeApi())
        self.assertEqual(answer.path, f"{VERSION}/invocation/request-0/response")
        self.assertIsInstance(answer.json, dict)
        self.assertEqual(self.aws.published(), [("orders-service", 30.0)])

    def test_a_deadline_of_another_century_is_none(self):
        (answer,) = self.answers(RuntimeApi(milliseconds=75 * 365 * 86400 * 1000))
        self.assertEqual(answer.json, {"published": 1})

    def test_one_process_answers_invocation_after_invocation(self):
        answers = self.answers(RuntimeApi(invocations=3))
        self.assertEqual([answer.path for answer in answers],
                         [f"{VERSION}/invocation/request-{n}/response" for n in (2, 1, 0)])
        self.assertEqual(self.aws.published(), [("orders-service", 30.0)] * 3)

    def test_a_service_that_cannot_be_read_fails_the_invocation_in_awss_words(self):
        self.fail_queue()
        (answer,) = self.answers(RuntimeApi())
        self.assert_error(answer, "orders-service", "AccessDeniedException", "not authorized")

    def test_an_invocation_after_a_failed_one_starts_afresh(self):
        self.fail_queue()
        runtime = RuntimeApi(invocations=2)
        hand_out = runtime.answer

        def heal_after_the_first(request):
            if request.method == "POST":
                self.aws.faults.clear()
            return hand_out(request)
        runtime.answer = heal_after_the_first
        answers = self.answers(runtime)
        self.assertEqual([answer.path.rsplit("/", 1)[-1] for answer in answers],
                         ["error", "response"])
        self.assertEqual(self.aws.published(), [("orders-service", 30.0)])

    def test_the_answer_comes_before_the_deadline_though_a_queue_is_silent(self):
        self.aws.faults["GetQueueAttributes", "orders-service-queue"] = lambda _: never_answers()
        (answer,) = self.answers(RuntimeApi(milliseconds=2000))
        self.assert_error(answer, "orders-service")

    def shards(self, *events):
        """What three services' function answers to these events."""
        names = ["orders-service", "billing", "invoices"]
        config = {"services": [{"cluster": "orders", "service": name, "queues": [self.aws.add(name)]}
                               for name in names]}
        variables = dict.fromkeys(("QUEUE_URL", "ECS_CLUSTER_NAME", "ECS_SERVICE_NAME"))
        return self.answers(RuntimeApi(events=events), **variables, SLUICE_CONFIG=json.dumps(config))

    def test_each_shard_publishes_its_own_services_and_all_of_them_every_one(self):
        answers = self.shards(*({"shard": index, "shards": 4} for index in range(4)), EVENT,
                              {"shard": 1, "shards": 4})
        self.assertEqual([answer.json["published"] for answer in answers], [1, 1, 1, 0, 3, 1])
        names = [name for name, _ in self.aws.published()]
        self.assertEqual(names[:3], ["billing", "invoices", "orders-service"])
        self.assertEqual(sorted(names[3:6]), ["billing", "invoices", "orders-service"])
        self.assertEqual(names[6:], ["invoices"])

    def test_an_event_that_names_no_shard_there_can_be_is_refused_and_the_next_one_handled(self):
        wrong, right = self.shards({"shard": 3, "shards": 3}, {"shard": 0, "shards": 1})
        self.assertEqual(wrong.headers["Lambda-Runtime-Function-Error-Type"], "Sluice.InvalidEvent")
        self.assertEqual(wrong.json["errorMessage"], 'the event\'s "shard" is 3, which is not usable; '
                         "give a whole number from 0 to 2")
        self.assertEqual(right.json, {"published": 3})

    def test_a_wrong_configuration_is_an_error_of_the_start_and_ends_the_program(self):
        runtime = RuntimeApi()
        self.addCleanup(runtime.close)
        with self.daemon(**self.article | runtime.environment()
                         | {"ECS_SERVICE_NAME": None}) as function:
            self.assertNotEqual(function.process.wait(HANG_GUARD), 0)
        (error,) = runtime.requests
        self.assertEqual(error.path, f"{VERSION}/init/error")
        self.assertIn("ECS_SERVICE_NAME", error.json["errorMessage"])


if __name__ == "__main__":
    harness.main()
