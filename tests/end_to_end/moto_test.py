#!/usr/bin/env python3
"""`sluice publish` against moto_server, a foreign server of AWS's protocols, filled and read with
boto3. Each request that sluice sends must pass botocore's models as well."""
import math
import pathlib
import sys

import harness

try:
    import boto3  # noqa: F401
    import moto.server  # noqa: F401  (needs flask)
except ImportError as missing:
    harness.skip("moto_test", f"{missing}; install it with: pip install 'moto[server]' boto3")

from harness import REGION, SluiceTest
from moto_account import Account, MotoServer, RecordingProxy

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "contract"))
import validate_requests  # noqa: E402

SERVICE_OF_TARGET = {"AmazonSQS": "sqs", "GraniteServiceVersion20100801": "cloudwatch",
                     "AmazonEC2ContainerServiceV20141113": "ecs"}
botocore_session = validate_requests.botocore.session.get_session()
server = None


def setUpModule():
    global server
    server = MotoServer().__enter__()


def tearDownModule():
    server.__exit__()


def publishes(request):
    return request.operation == "PutMetricData"


class MotoTest(SluiceTest):
    def setUp(self):
        super().setUp()
        server.reset()
        self.account = Account(server.url)
        self.proxy = RecordingProxy(server)
        self.addCleanup(self.proxy.close)

    def tearDown(self):
        for request in self.proxy.requests:
            target = request.headers["X-Amz-Target"].split(".")[0]
            with self.subTest(f"botocore accepts {request.operation}"):
                validate_requests.check(botocore_session, {
                    "service": SERVICE_OF_TARGET[target], "operation": request.operation,
                    "protocol": "json", "body": request.text})

    def environment(self, **variables):
        return super().environment(AWS_ENDPOINT_URL=self.proxy.url, **variables)

    def config(self, text):
        return ("--config", self.write("sluice.yaml", text))

    def operations(self):
        return sorted(request.operation for request in self.proxy.requests)

    def assert_published(self, service, value, **where):
        """CloudWatch holds one datapoint for the service, and it is `value`."""
        datapoints = self.account.datapoints(service, **where)
        self.assertEqual([(point["Sum"], point["SampleCount"]) for point in datapoints],
                         [(value, 1.0)])


class TheArticle(MotoTest):
    """Only the article's three variables, beside AWS's own."""

    def setUp(self):
        super().setUp()
        self.article = {"QUEUE_URL": self.account.add_queue("orders-queue", 60),
                        "ECS_CLUSTER_NAME": "orders", "ECS_SERVICE_NAME": "orders-service"}
        self.account.add_service("orders-service", 2)

    def test_sixty_messages_and_two_tasks_are_30(self):
        outcome = self.publish(**self.article)
        self.assertEqual(outcome.code, 0, outcome)
        report = outcome.report
        self.assertGreater(report.pop("elapsed_ms"), 0)
        self.assertEqual(report, {
            "published": 1, "failed": 0, "calls": {"sqs": 1, "ecs": 1, "cloudwatch": 1},
            "services": [{"cluster": "orders", "service": "orders-service", "visible": 60,
                          "in_flight": 0, "delayed": 0, "running": 2, "pending": 0, "desired": 2,
                          "backlog": 60, "backlog_per_task": 30.0, "status": "published",
                          "error": None}]})
        self.assert_published("orders-service", 30.0)
        self.assertEqual(self.account.metrics(), [
            ("ECS/CustomMetrics", "BacklogPerTask",
             {"ClusterName": "orders", "ServiceName": "orders-service"})])
        self.assertEqual(self.operations(),
                         ["DescribeServices", "GetQueueAttributes", "PutMetricData"])

    def test_the_text_output_names_the_service_and_its_value(self):
        outcome = self.run_sluice("publish", "--once", **self.article)
        self.assertEqual(outcome.code, 0, outcome)
        self.assertIn("orders-service", outcome.stdout)
        self.assertRegex(outcome.stdout, r"\b30\b")

    def test_a_dry_run_measures_and_publishes_nothing(self):
        outcome = self.publish("--dry-run", **self.article)
        self.assertEqual(outcome.code, 0, outcome)
        service = outcome.services["orders-service"]
        self.assertEqual((service["status"], service["backlog_per_task"]), ("dry_run", 30.0))
        self.assertEqual(outcome.report["published"], 0)
        self.assertEqual(self.operations(), ["DescribeServices", "GetQueueAttributes"])
        self.assertEqual(self.account.metrics(), [])

    def test_the_endpoint_flag_stands_above_the_variable(self):
        with RecordingProxy(server) as other:
            outcome = self.publish("--endpoint-url", other.url, **self.article)
            self.assertEqual(outcome.code, 0, outcome)
            self.assertEqual((len(other.requests), len(self.proxy.requests)), (3, 0))

    def test_an_endpoint_of_one_service_stands_above_that_of_all(self):
        with RecordingProxy(server) as other:
            outcome = self.publish(AWS_ENDPOINT_URL_SQS=other.url, **self.article)
            self.assertEqual(outcome.code, 0, outcome)
            self.assertEqual([request.operation for request in other.requests],
                             ["GetQueueAttributes"])

    def test_more_than_100_tasks_are_all_counted(self):
        self.account.ecs.update_service(cluster="orders", service="orders-service",
                                        desiredCount=240)
        outcome = self.publish(**self.article)
        self.assertEqual(outcome.services["orders-service"]["running"], 240, outcome)
        self.assert_published("orders-service", 0.25)

    def test_zero_tasks_count_as_one_where_no_target_is_known(self):
        self.account.ecs.update_service(cluster="orders", service="orders-service", desiredCount=0)
        outcome = self.publish(**self.article)
        self.assertEqual(outcome.code, 0, outcome)
        self.assert_published("orders-service", 60.0)

    def test_a_missing_queue_is_told_in_awss_own_words(self):
        self.account.sqs.delete_queue(QueueUrl=self.article["QUEUE_URL"])
        outcome = self.publish(**self.article)
        self.assertEqual(outcome.code, 1, outcome)
        service = outcome.services["orders-service"]
        self.assertEqual((service["status"], service["backlog_per_task"]), ("failed", None))
        self.assertRegex(service["error"]["code"], "QueueDoesNotExist|NonExistentQueue")
        self.assertIn("The specified queue does not exist.", service["error"]["message"])
        self.assertIn("GetQueueAttributes", service["error"]["operation"])
        self.assertEqual(self.account.metrics(), [])

    def test_a_missing_service_is_named(self):
        outcome = self.publish(**self.article | {"ECS_SERVICE_NAME": "orders-servise"})
        self.assertEqual(outcome.code, 1, outcome)
        error = outcome.services["orders-servise"]["error"]
        self.assertEqual(error["code"], "MISSING")
        self.assertIn("orders-servise", error["message"])
        self.assertIn("DescribeServices", error["operation"])

    def test_a_missing_cluster_is_told_in_awss_own_words(self):
        outcome = self.publish(**self.article | {"ECS_CLUSTER_NAME": "order"})
        self.assertEqual(outcome.code, 1, outcome)
        error = outcome.services["orders-service"]["error"]
        self.assertEqual(error["code"], "ClusterNotFoundException")
        self.assertIn("Cluster not found.", error["message"])


class SeveralServices(MotoTest):
    def test_several_clusters_in_one_file(self):
        orders = self.account.add_queue("orders-queue", 60)
        invoices = self.account.add_queue("invoices-queue", 7)
        mails = self.account.add_queue("mails-queue", 0)
        self.account.add_service("orders-service", 2)
        self.account.add_service("invoices-service", 4, cluster="billing")
        self.account.add_service("mails-service", 3, cluster="billing")
        outcome = self.publish(*self.config(f"""\
region: {REGION}
services:
  - cluster: orders
    service: orders-service
    queues: [{orders}]
  - cluster: billing
    service: invoices-service
    queues: [{invoices}]
  - cluster: billing
    service: mails-service
    queues: [{mails}]
"""))
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(outcome.report["calls"], {"sqs": 3, "ecs": 2, "cloudwatch": 1})
        self.assert_published("orders-service", 30.0)
        self.assert_published("invoices-service", 1.75, cluster="billing")
        self.assert_published("mails-service", 0.0, cluster="billing")

    def test_a_missing_queue_and_a_missing_service_do_not_touch_the_others(self):
        good = self.account.add_queue("good-queue", 30)
        for name in ("good", "no-queue"):
            self.account.add_service(name, 3)
        outcome = self.publish(*self.config(f"""\
services:
  - {{cluster: orders, service: no-queue, queues: [{good}-no-more]}}
  - {{cluster: orders, service: good, queues: [{good}]}}
  - {{cluster: orders, service: no-service, queues: [{good}]}}
"""))
        self.assertEqual(outcome.code, 1, outcome)
        self.assertEqual((outcome.report["published"], outcome.report["failed"]), (1, 2))
        self.assertEqual({name: entry["status"] for name, entry in outcome.services.items()},
                         {"good": "published", "no-queue": "failed", "no-service": "failed"})
        self.assertIsNone(outcome.services["good"]["error"])
        for name in ("no-queue", "no-service"):
            self.assertIsNone(outcome.services[name]["backlog_per_task"])
            self.assertEqual(set(outcome.services[name]["error"]), {"code", "message", "operation"})
            self.assertEqual(self.account.datapoints(name), [])
        self.assert_published("good", 10.0)

    def test_a_queue_that_two_services_share_is_read_once(self):
        shared = self.account.add_queue("shared-queue", 60)
        self.account.add_service("first", 2)
        self.account.add_service("second", 3)
        outcome = self.publish(*self.config(f"""\
services:
  - {{cluster: orders, service: first, queues: [{shared}]}}
  - {{cluster: orders, service: second, queues: [{shared}]}}
"""))
        self.assertEqual(outcome.report["calls"], {"sqs": 1, "ecs": 1, "cloudwatch": 1}, outcome)
        self.assert_published("first", 30.0)
        self.assert_published("second", 20.0)

    def test_services_of_a_cluster_are_described_by_tens_and_published_at_once(self):
        queue = self.account.add_queue("shared-queue", 50)
        lines = ["services:"]
        for n in range(25):
            self.account.add_service(f"service-{n}", 5)
            lines.append(f"  - {{cluster: orders, service: service-{n}, queues: [{queue}]}}")
        outcome = self.publish(*self.config("\n".join(lines) + "\n"))
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(outcome.report["calls"], {"sqs": 1, "ecs": 3, "cloudwatch": 1})
        self.assertEqual(len(self.account.metrics()), 25)


class OneService(MotoTest):
    """How the keys of one service's entry change what is measured and published."""

    def value_of(self, running, keys, *arguments):
        """Publishes `orders-service` with `running` tasks and `keys`; gives its part of the
        report."""
        self.account.add_service("orders-service", running)
        outcome = self.publish(*arguments, *self.config(
            f"services:\n  - cluster: orders\n    service: orders-service\n    {keys}\n"))
        self.assertEqual(outcome.code, 0, outcome)
        return outcome.services["orders-service"]

    def test_one_message_wakes_a_service_of_zero_tasks(self):
        queue = self.account.add_queue("orders-queue", 1)
        value = self.value_of(0, f"queues: [{queue}]\n    target: 20")["backlog_per_task"]
        self.assertEqual(value, math.nextafter(20, math.inf))
        (point,) = self.account.datapoints("orders-service")
        self.assertGreater(point["Sum"], 20)
        self.assertTrue(math.isfinite(point["Sum"]))

    def test_a_backlog_above_the_target_wakes_with_its_own_size(self):
        queue = self.account.add_queue("orders-queue", 25)
        service = self.value_of(0, f"queues: [{queue}]\n    target: 20")
        self.assertEqual(service["backlog_per_task"], 25.0)

    def test_no_message_and_no_task_are_zero(self):
        queue = self.account.add_queue("orders-queue", 0)
        self.value_of(0, f"queues: [{queue}]\n    target: 20")
        self.assert_published("orders-service", 0.0)

    def test_a_queue_by_name(self):
        self.account.add_queue("orders-queue", 60)
        self.value_of(2, "queues: [orders-queue]")
        self.assert_published("orders-service", 30.0)

    def test_a_queue_by_arn(self):
        self.account.add_queue("orders-queue", 60)
        self.value_of(2, f"queues: ['arn:aws:sqs:{REGION}:123456789012:orders-queue']")
        self.assert_published("orders-service", 30.0)

    def test_weights_multiply_each_queues_messages(self):
        light = self.account.add_queue("light", 10)
        heavy = self.account.add_queue("heavy", 20)
        service = self.value_of(4, f"""queues:
      - {light}
      - {{url: {heavy}, weight: 2.5}}""")
        self.assertEqual(service["backlog"], 60)
        self.assertEqual(service["visible"], 30)
        self.assert_published("orders-service", 15.0)

    def in_flight_and_delayed(self):
        queue = self.account.add_queue("orders-queue", 20, delayed=7)
        self.account.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=5)
        return queue

    def test_visible_messages_alone_count_by_default(self):
        service = self.value_of(2, f"queues: [{self.in_flight_and_delayed()}]")
        self.assertEqual((service["backlog"], service["backlog_per_task"]), (15, 7.5))

    def test_in_flight_and_delayed_messages_count_where_asked(self):
        queue = self.in_flight_and_delayed()
        service = self.value_of(2, f"queues: [{queue}]\n    backlog: [visible, in_flight, delayed]")
        self.assertEqual([service[key] for key in ("visible", "in_flight", "delayed", "backlog")],
                         [15, 5, 7, 27])
        self.assert_published("orders-service", 13.5)

    def test_pending_and_desired_tasks_count_where_asked(self):
        queue = self.account.add_queue("orders-queue", 60)
        self.account.add_service("orders-service", 0)
        self.account.ecs.create_service(cluster="orders", serviceName="starting",
                                        taskDefinition="worker", desiredCount=3)
        for tasks, value in (("running", 60.0), ("running+pending", 20.0), ("desired", 20.0)):
            with self.subTest(tasks):
                outcome = self.publish("--dry-run", *self.config(
                    f"services:\n  - {{cluster: orders, service: starting, queues: [{queue}], "
                    f"tasks: {tasks}}}\n"))
                self.assertEqual(outcome.services["starting"]["backlog_per_task"], value, outcome)

    def test_namespace_and_name_can_be_chosen(self):
        queue = self.account.add_queue("orders-queue", 60)
        self.account.add_service("orders-service", 2)
        outcome = self.publish(*self.config(
            "metric: {namespace: Shop/Queues, name: Backlog}\nservices:\n"
            f"  - {{cluster: orders, service: orders-service, queues: [{queue}]}}\n"))
        self.assertEqual(outcome.code, 0, outcome)
        self.assert_published("orders-service", 30.0, namespace="Shop/Queues", name="Backlog")

    def test_the_configuration_may_stand_in_a_variable(self):
        queue = self.account.add_queue("orders-queue", 60)
        self.account.add_service("orders-service", 2)
        text = f"services:\n  - {{cluster: orders, service: orders-service, queues: [{queue}]}}\n"
        for name, value in (("inline", text), ("a path", self.write("other.yaml", text))):
            with self.subTest(name):
                outcome = self.publish("--dry-run", SLUICE_CONFIG=value)
                self.assertEqual(outcome.services["orders-service"]["backlog_per_task"], 30.0)


class TheDaemon(MotoTest):
    def test_it_publishes_again_and_again_and_ends_when_asked(self):
        queue = self.account.add_queue("orders-queue", 60)
        self.account.add_service("orders-service", 2)
        with self.daemon("publish", "--every", "1s", QUEUE_URL=queue, ECS_CLUSTER_NAME="orders",
                         ECS_SERVICE_NAME="orders-service") as daemon:
            for _ in range(2):
                seen = len(self.proxy.requests)
                daemon.wait_for_request(self.proxy, publishes, since=seen)
            outcome = daemon.stop()
        self.assertEqual(outcome.code, 0, outcome)
        self.assertLess(outcome.seconds, 10, outcome)
        samples = sum(point["SampleCount"] for point in self.account.datapoints("orders-service"))
        self.assertGreaterEqual(samples, 2)


if __name__ == "__main__":
    harness.main()
