#!/usr/bin/env python3
"""`sluice local --data-dir`: what boto3 made is there again after a restart, the loop goes on, and
no process outlives a cloud that was killed."""
import json
import os
import pathlib
import signal
import time
from datetime import timedelta

import harness
from harness import SluiceTest, skip
from local_cloud import ACCOUNT, START, LocalCloud

try:
    import boto3  # noqa: F401
except ImportError:
    skip("local_restart", "boto3 is not installed (pip install boto3)")

from local_loop_test import Loop


class Again(Loop):
    """The same resources, found and not made."""

    def make_service(self):
        pass

    make_policy = make_publisher = make_service


def processes_with(marker):
    """The command lines of the processes whose own hold `marker`."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # it has ended meanwhile
        if marker in line:
            found.append(line)
    return found


class LocalRestartTest(SluiceTest):
    def local(self, *flags, **options):
        return LocalCloud(self.environment(), "--data-dir", str(self.home / "data"), *flags,
                          **options)

    def stop(self, cloud):
        outcome = cloud.stop()
        self.assertEqual(outcome.code, 0, outcome)

    def bodies(self, sqs, queue):
        got = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return sorted(message["Body"] for message in got)

    def test_the_loop_goes_on(self):
        with self.local() as cloud:
            loop = Loop(cloud)
            cloud.advance("2m")
            loop.send(300)
            loop.advance_until(lambda: loop.service()["runningCount"] == 5, 10)
            before = loop.service()
            tasks = set(loop.ecs.list_tasks(cluster="orders")["taskArns"])
            alarms, activities = loop.alarms(), loop.activities()
            role = loop.iam.get_role(RoleName="publisher")["Role"]
            function = loop.functions.get_function(FunctionName="publisher")["Configuration"]
            now = json.loads(cloud.call("GET", "clock"))["now"]
            self.stop(cloud)
        with self.local() as cloud:
            self.assertEqual(json.loads(cloud.call("GET", "clock"))["now"], now)
            loop = Again(cloud)
            self.assertEqual(loop.alarms()["High"]["StateValue"], "ALARM")
            for name, alarm in loop.alarms().items():
                self.assertEqual(alarm, alarms[name])
            self.assertEqual(loop.activities(), activities)
            self.assertEqual(loop.iam.get_role(RoleName="publisher")["Role"], role)
            self.assertEqual(loop.functions.get_function(FunctionName="publisher")[
                "Configuration"], function)
            self.assertEqual(len(loop.application_autoscaling.describe_scaling_policies(
                ServiceNamespace="ecs")["ScalingPolicies"]), 1)
            cloud.advance("1m")
            after = loop.service()
            self.assertEqual((after["serviceArn"], after["desiredCount"], after["createdAt"]),
                             (before["serviceArn"], 5, before["createdAt"]))
            self.assertEqual(after["runningCount"], 5)
            running = set(loop.ecs.list_tasks(cluster="orders")["taskArns"])
            self.assertEqual(len(running), 5)
            self.assertFalse(running & tasks, "tasks are replaced")
            values = loop.cloudwatch.get_metric_statistics(
                Namespace="ECS/CustomMetrics", MetricName="BacklogPerTask", Period=60,
                Statistics=["Average"], StartTime=START, EndTime=START + timedelta(minutes=30),
                Dimensions=[{"Name": "ClusterName", "Value": "orders"},
                            {"Name": "ServiceName", "Value": "orders-service"}])["Datapoints"]
            self.assertGreater(len(values), 4, "datapoints of both")
            loop.sqs.purge_queue(QueueUrl=loop.queue)
            loop.advance_until(lambda: loop.service()["runningCount"] == 2, 60)
            self.stop(cloud)

    def test_messages_are_as_they_were(self):
        fifo = dict(MessageBody="once", MessageGroupId="g", MessageDeduplicationId="d")
        with self.local() as cloud:
            sqs = cloud.client("sqs")
            queue = sqs.create_queue(QueueName="q", tags={"team": "orders"})["QueueUrl"]
            ordered = sqs.create_queue(QueueName="q.fifo",
                                       Attributes={"FifoQueue": "true"})["QueueUrl"]
            sqs.send_message(QueueUrl=queue, MessageBody="in flight")
            held = sqs.receive_message(QueueUrl=queue)["Messages"][0]["ReceiptHandle"]
            sqs.send_message(QueueUrl=queue, MessageBody="visible")
            sqs.send_message(QueueUrl=queue, MessageBody="delayed", DelaySeconds=60)
            first = sqs.send_message(QueueUrl=ordered, **fifo)
            self.stop(cloud)
        with self.local() as cloud:
            sqs = cloud.client("sqs")
            queue = sqs.get_queue_url(QueueName="q")["QueueUrl"]
            ordered = sqs.get_queue_url(QueueName="q.fifo")["QueueUrl"]
            self.assertEqual(sqs.list_queue_tags(QueueUrl=queue)["Tags"], {"team": "orders"})
            self.assertEqual(self.bodies(sqs, queue), ["visible"])
            self.assertEqual(sqs.send_message(QueueUrl=ordered, **fifo)["MessageId"],
                             first["MessageId"], "a duplicate")
            self.assertEqual(self.bodies(sqs, ordered), ["once"])
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=held)
            cloud.advance("61s")
            self.assertEqual(self.bodies(sqs, queue), ["delayed", "visible"])
            self.stop(cloud)

    def test_names_do_not_come_again_and_a_reset_empties_the_store(self):
        ids = []
        for _ in range(2):
            with self.local() as cloud:
                sqs = cloud.client("sqs")
                queue = sqs.create_queue(QueueName="q")["QueueUrl"]
                ids.append(sqs.send_message(QueueUrl=queue, MessageBody="b")["MessageId"])
                self.stop(cloud)
        self.assertNotEqual(*ids)
        with self.local() as cloud:
            cloud.call("POST", "reset")
            cloud.client("sqs").create_queue(QueueName="later")
            self.stop(cloud)
        with self.local() as cloud:
            urls = cloud.client("sqs").list_queues()["QueueUrls"]
            self.assertEqual([url.rsplit("/", 1)[1] for url in urls], ["later"])

    def test_a_data_directory_is_one_clouds_and_one_accounts(self):
        arguments = ["local", "--port", "0", "--data-dir", str(self.home / "data")]
        with self.local() as cloud:
            second = self.run_sluice(*arguments)
            self.assertEqual(second.code, 2, second)
            self.assertIn("in use", second.stderr)
            self.assertEqual(second.stderr.count("\n"), 1)
            self.stop(cloud)
        other = self.run_sluice(*arguments, "--account", "999999999999")
        self.assertEqual(other.code, 2, other)
        self.assertIn(ACCOUNT, other.stderr)

    def test_no_process_outlives_a_cloud_that_was_killed(self):
        marker = f"{10_000_000 + os.getpid()}.5"
        with self.local() as cloud:
            ecs = cloud.client("ecs")
            ecs.create_cluster(clusterName="orders")
            ecs.register_task_definition(family="orders", containerDefinitions=[{
                "name": "worker", "image": "orders:1", "memory": 64, "entryPoint": ["sh", "-c"],
                "command": [f"(setsid sleep {marker} &) ; setsid sleep {marker} & "
                            f"exec sleep {marker}"]}])
            ecs.create_service(cluster="orders", serviceName="s", taskDefinition="orders",
                               desiredCount=2)
            cloud.advance("2m")
            deadline = time.monotonic() + harness.HANG_GUARD
            sleepers = []
            while len(sleepers) < 6 and time.monotonic() < deadline:
                sleepers = [line for line in processes_with(marker) if line.startswith("sleep")]
                time.sleep(0.02)
            self.assertEqual(len(sleepers), 6)
            cloud.send(signal.SIGKILL)
            while processes_with(marker) and time.monotonic() < deadline:
                time.sleep(0.02)
            self.assertEqual(processes_with(marker), [])


if __name__ == "__main__":
    harness.main()
