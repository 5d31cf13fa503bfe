#!/usr/bin/env python3
"""One scenario through `sluice local` on the stepped clock and through `sluice simulate`: the same
scaling activities at the same cloud minutes.

In the local cloud the messages are real ones, sent and received by this test; the tasks are real
processes, which only sleep, and what they would have taken is received and deleted for them, second
by second of the time that they ran. `sluice publish --once` runs each minute."""
import json
import math
from datetime import datetime

import harness
from harness import SluiceTest, skip
from local_cloud import START, LocalCloud

try:
    import boto3  # noqa: F401
except ImportError:
    skip("local_simulate", "boto3 is not installed (pip install boto3)")

RESOURCE = dict(ServiceNamespace="ecs", ResourceId="service/orders/worker",
                ScalableDimension="ecs:service:DesiredCount")
TARGET, RATE, TASKS, LEAST, MOST = 20, 0.1, 4, 2, 20
START_DELAY = 60
# Messages each minute: what four tasks do with ease, then what takes fifteen, then next to nothing.
MINUTES = [18] * 6 + [90] * 10 + [6] * 64


class Worker:
    """What the service's tasks do to the queue, counted as docs/simulator.md counts it."""

    def __init__(self):
        self.backlog = 0
        self.credit = 0.0
        self.owed = 0.0

    def second(self, rate, running):
        """Gives how many messages arrive and how many are begun."""
        self.owed += rate
        arrived = math.floor(self.owed + 1e-9)
        self.owed -= arrived
        self.credit += RATE * running
        most = math.floor(self.credit)
        self.credit -= most
        begun = min(most, self.backlog + arrived)
        self.backlog += arrived - begun
        return arrived, begun


class Story:
    """The scenario on one local cloud, until it is over."""

    def __init__(self, test, cloud):
        self.test = test
        self.cloud = cloud
        self.sqs, self.ecs, self.scaling, self.cloudwatch = (
            cloud.client(name) for name in ("sqs", "ecs", "application-autoscaling", "cloudwatch"))
        self.queue = self.sqs.create_queue(QueueName="orders-queue")["QueueUrl"]
        self.make_service()
        self.begun = self.now()
        self.make_policy()

    def now(self):
        text = json.loads(self.cloud.call("GET", "clock"))["now"]
        return datetime.fromisoformat(text.replace("Z", "+00:00"))

    def make_service(self):
        self.ecs.create_cluster(clusterName="orders")
        self.ecs.register_task_definition(
            family="worker", requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256",
            memory="512", containerDefinitions=[
                {"name": "worker", "image": "worker:1", "entryPoint": ["sleep"],
                 "command": ["100000"], "essential": True}])
        self.ecs.create_service(
            cluster="orders", serviceName="worker", taskDefinition="worker", desiredCount=TASKS,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}})
        self.cloud.advance("5m")
        self.test.assertEqual(self.running_in(range(300, 301), self.tasks(), START), [TASKS])

    def make_policy(self):
        self.scaling.register_scalable_target(**RESOURCE, MinCapacity=LEAST, MaxCapacity=MOST)
        self.scaling.put_scaling_policy(
            **RESOURCE, PolicyName="backlog", PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": float(TARGET), "CustomizedMetricSpecification": {
                    "Namespace": "ECS/CustomMetrics", "MetricName": "BacklogPerTask",
                    "Statistic": "Average", "Dimensions": [
                        {"Name": "ClusterName", "Value": "orders"},
                        {"Name": "ServiceName", "Value": "worker"}]}})

    def tasks(self):
        """All tasks that there are and were."""
        found = []
        for status in ("RUNNING", "STOPPED"):
            arns = self.ecs.list_tasks(cluster="orders", desiredStatus=status)["taskArns"]
            if arns:
                found += self.ecs.describe_tasks(cluster="orders", tasks=arns)["tasks"]
        return found

    @staticmethod
    def running_in(seconds, tasks, origin):
        """How many of the tasks ran in each of these seconds after `origin`."""
        def second(moment):
            return math.floor((moment - origin).total_seconds())
        spans = [(second(task["startedAt"]),
                  second(task["stoppingAt"]) if "stoppingAt" in task else math.inf)
                 for task in tasks if "startedAt" in task]
        return [sum(first <= at < last for first, last in spans) for at in seconds]

    def send(self, count):
        for first in range(0, count, 10):
            self.sqs.send_message_batch(QueueUrl=self.queue, Entries=[
                {"Id": str(i), "MessageBody": f"order {i}"}
                for i in range(first, min(first + 10, count))])

    def take(self, count):
        while count > 0:
            messages = self.sqs.receive_message(
                QueueUrl=self.queue, MaxNumberOfMessages=min(10, count)).get("Messages", [])
            self.test.assertTrue(messages, "the queue holds what was sent")
            self.sqs.delete_message_batch(QueueUrl=self.queue, Entries=[
                {"Id": str(i), "ReceiptHandle": message["ReceiptHandle"]}
                for i, message in enumerate(messages)])
            count -= len(messages)

    def publish(self, worker):
        """Gives the value that was published."""
        outcome = self.test.publish(AWS_ENDPOINT_URL=self.cloud.url, QUEUE_URL=self.queue,
                                    ECS_CLUSTER_NAME="orders", ECS_SERVICE_NAME="worker")
        service = outcome.services["worker"]
        self.test.assertEqual((service["status"], service["visible"]),
                              ("published", worker.backlog))
        return service["backlog_per_task"]

    def play(self):
        worker = Worker()
        values = []
        for minute, messages in enumerate(MINUTES):
            values.append(self.publish(worker))
            self.cloud.advance("1m")
            seconds = range(60 * minute, 60 * minute + 60)
            arrived, begun = 0, 0
            for running in self.running_in(seconds, self.tasks(), self.begun):
                more, less = worker.second(messages / 60, running)
                arrived, begun = arrived + more, begun + less
            self.send(arrived)
            self.take(begun)
        return values

    def alarm_second(self):
        """The second of each minute at which AlarmHigh looks, from when it changed."""
        alarm, = (alarm for alarm in self.cloudwatch.describe_alarms()["MetricAlarms"]
                  if "AlarmHigh" in alarm["AlarmName"])
        return alarm["StateUpdatedTimestamp"].second

    def activities(self):
        """(minute, from, to) of each, the first one first."""
        found, count = [], TASKS
        for one in self.scaling.describe_scaling_activities(**RESOURCE)["ScalingActivities"][::-1]:
            to = int(one["Description"].removeprefix("Setting desired count to ").rstrip("."))
            minute = math.floor((one["StartTime"] - self.begun).total_seconds() / 60)
            found.append((minute, count, to))
            count = to
        return found


class LocalBesideSimulate(SluiceTest):
    def simulated(self, alarm_second):
        """(minute, from, to) of each decision, and the values that were published."""
        lines = [f"{60 * minute},{count}\n" for minute, count in enumerate(MINUTES)]
        trace = self.write("trace.csv", "# bin_seconds: 60\nt_seconds,arrivals\n" + "".join(lines))
        outcome = self.run_sluice(
            "simulate", "--trace", trace, "--policy", "target-tracking", "--target", str(TARGET),
            "--service-rate", str(RATE), "--start-delay", f"{START_DELAY}s",
            "--initial", str(TASKS), "--min", str(LEAST), "--max", str(MOST), "--tail", "0s",
            "--arrivals", "exact", "--publish-at", "0s", "--alarm-at", f"{alarm_second}s",
            "--no-bound", "--output", "json", "--report", str(self.home / "page.html"))
        self.assertEqual((outcome.code, outcome.stderr), (0, ""))
        kept = outcome.report["runs"][0]["recording"]
        decisions = [(at // 60, before, after) for at, before, after, _ in kept["decisions"]]
        return decisions, [value for _, value in kept["metric"]]

    def test_both_do_the_same_in_the_same_minutes(self):
        with LocalCloud(self.environment(), "--task-start-delay", f"{START_DELAY}s") as cloud:
            story = Story(self, cloud)
            values = story.play()
            local = story.activities()
            alarm_second = story.alarm_second()
        decisions, simulated = self.simulated(alarm_second)
        self.assertEqual(local, decisions)
        self.assertEqual(len(values), len(simulated))
        for minute, (one, other) in enumerate(zip(values, simulated)):
            self.assertAlmostEqual(one, other, places=9, msg=f"published in minute {minute}")
        ups = [one for one in local if one[2] > one[1]]
        downs = [one for one in local if one[2] < one[1]]
        self.assertGreaterEqual(len(ups), 2, local)
        self.assertGreaterEqual(len(downs), 4, local)


if __name__ == "__main__":
    harness.main()
