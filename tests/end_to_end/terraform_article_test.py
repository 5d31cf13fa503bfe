#!/usr/bin/env python3
"""The article's Terraform and its TypeScript function (examples/article) on `sluice local`: real
terraform and AWS provider, the function bundled from npm and run on node each cloud minute, tasks
that are processes. Apply, plan without changes, out and in on the stepped clock, no tasks at all,
destroy."""
import pathlib
import time
from datetime import datetime, timedelta

import article_example
import harness
from harness import SluiceTest
from local_cloud import LocalCloud
from terraform_runs import Terraform, minutes_until, names_left, require_terraform

try:
    import boto3  # noqa: F401
except ImportError:
    harness.skip("terraform_article", "boto3 is not installed (pip install boto3)")

SERVICE = dict(cluster="orders", services=["orders-service"])
TARGET = dict(ServiceNamespace="ecs", ResourceId="service/orders/orders-service",
              ScalableDimension="ecs:service:DesiredCount")
LOG_GROUP = "/aws/lambda/backlog-per-task-metric-lambda"


def workers_of(cloud):
    """The processes of the cloud's tasks."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            environment = (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[1:2] == [b"orders-worker"] and f"AWS_ENDPOINT_URL={cloud.url}".encode() in environment:
            found.append(int(process.name))
    return found


def wait_for_workers(cloud, count):
    """Waits until the cloud's tasks are so many processes: one runs to ECS before it is the worker."""
    deadline = time.monotonic() + harness.HANG_GUARD
    while len(workers_of(cloud)) != count:
        assert time.monotonic() < deadline, f"{len(workers_of(cloud))} workers, not {count}"
        time.sleep(0.1)


class TerraformArticleTest(SluiceTest):
    @classmethod
    def setUpClass(cls):
        require_terraform("terraform_article")
        article_example.bundle("terraform_article")

    def setUp(self):
        super().setUp()
        infrastructure = article_example.copy_to(self.home / "article")
        # images.yaml says `sluice`: the one under test has to be the first of that name.
        path = f"{pathlib.Path(harness.program).parent}:{self.environment()['PATH']}"
        self.cloud = LocalCloud(self.environment(PATH=path), "--images",
                                str(article_example.EXAMPLE / "images.yaml"))
        self.addCleanup(self.cloud.__exit__)
        self.terraform = Terraform(infrastructure, self.cloud)
        self.sqs, self.ecs = self.cloud.client("sqs"), self.cloud.client("ecs")
        self.scaling = self.cloud.client("application-autoscaling")
        self.cloudwatch, self.logs = self.cloud.client("cloudwatch"), self.cloud.client("logs")

    def service(self):
        return self.ecs.describe_services(**SERVICE)["services"][0]

    def running(self):
        return self.service()["runningCount"]

    def send(self, count):
        for first in range(0, count, 10):
            self.sqs.send_message_batch(QueueUrl=self.queue, Entries=[
                {"Id": str(i), "MessageBody": f"order {i}"} for i in range(first, first + 10)])

    def function_says(self):
        """The last words of each of the function's environments."""
        events = []
        for stream in self.logs.describe_log_streams(logGroupName=LOG_GROUP)["logStreams"]:
            events += self.logs.get_log_events(logGroupName=LOG_GROUP, limit=200,
                                               logStreamName=stream["logStreamName"])["events"]
        return "\n".join(event["message"] for event in sorted(events, key=lambda e: e["timestamp"]))

    def explain(self):
        """What a story that went wrong looked like."""
        return f"{self.service()['events'][:5]}\n{self.function_says()[-2000:]}"

    def until(self, tasks, limit):
        return minutes_until(self.cloud, lambda: self.running() == tasks, limit, self.explain)

    def refused(self):
        """What was asked of the cloud that it does not model."""
        return [line for line in self.cloud.lines if "does not model" in line]

    def test_the_articles_system_is_made_works_and_goes(self):
        self.terraform.init()
        self.terraform.apply()
        self.assertEqual(self.terraform.plan().code, 0, "a plan after the apply changes something")
        self.queue = self.sqs.get_queue_url(QueueName="orders-queue")["QueueUrl"]
        self.scales_out()
        self.assertEqual(self.terraform.plan().code, 0, "a plan amid the peak changes something")
        self.scales_in()
        self.publishes_infinity_without_tasks()
        self.sluice_publishes_a_number()
        self.terraform.destroy()
        # Lambda made it, not Terraform: it stays on AWS, too.
        self.assertEqual(names_left(self.cloud), {"log groups": [LOG_GROUP]})
        wait_for_workers(self.cloud, 0)
        self.assertEqual(self.refused(), [])

    def scales_out(self):
        self.cloud.advance("2m")
        self.assertEqual(self.running(), 2)
        self.send(1000)
        self.assertGreaterEqual(self.until(5, 10), 3, "the alarm wants three datapoints")
        wait_for_workers(self.cloud, 5)
        last = self.scaling.describe_scaling_activities(**TARGET)["ScalingActivities"][0]
        self.assertEqual(last["Description"], "Setting desired count to 5.")
        self.assertRegex(last["Cause"], "AlarmHigh-.* triggered policy scale-backlog-per-task$")
        self.assertRegex(self.function_says(), "there are 2 tasks running in orders/orders-service")

    def scales_in(self):
        self.sqs.purge_queue(QueueUrl=self.queue)
        # The orders that are in work end in a second, and with them the protection of their tasks.
        time.sleep(2)
        self.assertGreaterEqual(self.until(2, 60), 15, "the low alarm wants fifteen datapoints")
        causes = [activity["Cause"] for activity in
                  self.scaling.describe_scaling_activities(**TARGET)["ScalingActivities"][:3]]
        for cause in causes:
            self.assertRegex(cause, "AlarmLow-.* triggered policy scale-backlog-per-task$")
        wait_for_workers(self.cloud, 2)

    def values_since(self, moment):
        """The metric's values from a moment on, oldest first."""
        points = self.cloudwatch.get_metric_statistics(
            Namespace="ECS/CustomMetrics", MetricName="BacklogPerTask", Period=60,
            Statistics=["Maximum"], StartTime=moment, EndTime=moment + timedelta(hours=1),
            Dimensions=[{"Name": "ClusterName", "Value": "orders"},
                        {"Name": "ServiceName", "Value": "orders-service"}])["Datapoints"]
        return [point["Maximum"] for point in sorted(points, key=lambda p: p["Timestamp"])]

    def publishes_infinity_without_tasks(self):
        """CloudWatch takes no such value, and who has no value never wakes:
        https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html"""
        self.scaling.register_scalable_target(**TARGET, MinCapacity=0, MaxCapacity=5)
        self.ecs.update_service(cluster="orders", service="orders-service", desiredCount=0)
        self.until(0, 5)
        self.send(60)
        # A datapoint is the whole minute's: the value before the orders came may be in this one.
        next_minute = datetime.fromisoformat(self.cloud.advance("1s")) + timedelta(minutes=1)
        self.cloud.advance("30m")
        said = self.function_says()
        self.assertIn("Publishing metric value of Infinity for cluster: orders", said)
        self.assertIn("The value Infinity for parameter MetricData.member.1.Value is invalid.", said)
        self.assertEqual(self.values_since(next_minute), [], "Infinity is a value to CloudWatch")
        self.assertEqual(self.running(), 0, "who woke it?")

    def sluice_publishes_a_number(self):
        """The same three variables, each minute, wake the service."""
        def publish():
            outcome = self.publish(QUEUE_URL=self.queue, ECS_CLUSTER_NAME="orders",
                                   ECS_SERVICE_NAME="orders-service",
                                   AWS_ENDPOINT_URL=self.cloud.url)
            self.assertEqual(outcome.services["orders-service"]["backlog_per_task"], 60.0, outcome)

        def awake():
            if self.running():
                return True
            publish()
            return False
        minutes_until(self.cloud, awake, 10, self.explain)


if __name__ == "__main__":
    harness.main()
