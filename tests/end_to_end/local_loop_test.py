#!/usr/bin/env python3
"""The loop on `sluice local`, made by hand with boto3: queue, cluster, service, scalable target,
policy, rule and function. On the stepped clock the service scales out and in, every activity is
explained in AWS's words, and the same seed gives the same record."""
import re
from datetime import timedelta

import harness
from harness import SluiceTest, skip
from local_cloud import ACCOUNT, START, LocalCloud, zipped

try:
    import boto3  # noqa: F401
except ImportError:
    skip("local_loop", "boto3 is not installed (pip install boto3)")

ROLE = f"arn:aws:iam::{ACCOUNT}:role/publisher"
RESOURCE = dict(ServiceNamespace="ecs", ResourceId="service/orders/orders-service",
                ScalableDimension="ecs:service:DesiredCount")


class Loop:
    """The article's resources on one cloud."""

    def __init__(self, cloud):
        self.connect(cloud)
        self.make_service()
        self.make_policy()
        self.make_publisher()

    def connect(self, cloud):
        self.cloud = cloud
        for name in ("sqs", "ecs", "cloudwatch", "application-autoscaling", "events", "lambda",
                     "iam", "logs"):
            setattr(self, name.replace("-", "_").replace("lambda", "functions"), cloud.client(name))
        self.queue = self.sqs.create_queue(QueueName="orders-queue")["QueueUrl"]

    def make_service(self):
        self.ecs.create_cluster(clusterName="orders")
        self.ecs.register_task_definition(
            family="orders", requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256",
            memory="512", containerDefinitions=[
                {"name": "worker", "image": "orders:1", "entryPoint": ["sleep"],
                 "command": ["100000"], "essential": True}])
        self.ecs.create_service(
            cluster="orders", serviceName="orders-service", taskDefinition="orders",
            desiredCount=2, launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}})

    def make_policy(self):
        self.application_autoscaling.register_scalable_target(**RESOURCE, MinCapacity=2,
                                                              MaxCapacity=5)
        self.application_autoscaling.put_scaling_policy(
            **RESOURCE, PolicyName="scale-backlog-per-task", PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 20.0, "CustomizedMetricSpecification": {
                    "Namespace": "ECS/CustomMetrics", "MetricName": "BacklogPerTask",
                    "Statistic": "Average", "Unit": "Count", "Dimensions": [
                        {"Name": "ClusterName", "Value": "orders"},
                        {"Name": "ServiceName", "Value": "orders-service"}]}})

    def make_publisher(self):
        self.iam.create_role(RoleName="publisher", AssumeRolePolicyDocument='{"Statement": []}')
        function = self.functions.create_function(
            FunctionName="publisher", Runtime="provided.al2023", Role=ROLE, Handler="bootstrap",
            Timeout=30, Code={"ZipFile": zipped("bootstrap", f"#!/bin/sh\nexec {harness.program}\n")},
            Environment={"Variables": {"QUEUE_URL": self.queue, "ECS_CLUSTER_NAME": "orders",
                                       "ECS_SERVICE_NAME": "orders-service"}})
        rule = self.events.put_rule(Name="publish", ScheduleExpression="rate(1 minute)")
        self.functions.add_permission(FunctionName="publisher", StatementId="rule",
                                      Action="lambda:InvokeFunction",
                                      Principal="events.amazonaws.com",
                                      SourceArn=rule["RuleArn"])
        self.events.put_targets(Rule="publish", Targets=[{"Id": "1",
                                                          "Arn": function["FunctionArn"]}])

    def service(self):
        return self.ecs.describe_services(cluster="orders",
                                          services=["orders-service"])["services"][0]

    def send(self, count):
        for first in range(0, count, 10):
            self.sqs.send_message_batch(QueueUrl=self.queue, Entries=[
                {"Id": str(i), "MessageBody": f"order {i}"} for i in range(first, first + 10)])

    def alarms(self):
        found = self.cloudwatch.describe_alarms(AlarmNamePrefix="TargetTracking-service/orders/")
        return {re.search("Alarm(High|Low)", alarm["AlarmName"])[1]: alarm
                for alarm in found["MetricAlarms"]}

    def activities(self):
        """Oldest first."""
        return self.application_autoscaling.describe_scaling_activities(
            **RESOURCE)["ScalingActivities"][::-1]

    def advance_until(self, wanted, minutes):
        """Steps by the minute until `wanted` holds; gives how many it took."""
        for minute in range(1, minutes + 1):
            self.cloud.advance("1m")
            if wanted():
                return minute
        raise AssertionError(f"not within {minutes} cloud minutes: {self.service()['events'][:5]} "
                             f"{self.alarms()}")


class LocalLoopTest(SluiceTest):
    def local(self, *flags, **options):
        return LocalCloud(self.environment(), *flags, **options)

    def boxing_day(self, cloud):
        """The whole story; gives the loop afterwards."""
        loop = Loop(cloud)
        cloud.advance("2m")
        self.assertEqual(loop.service()["runningCount"], 2)
        loop.send(300)
        out = loop.advance_until(lambda: loop.service()["runningCount"] == 5, 10)
        self.assertGreaterEqual(out, 3, "the alarm wants three datapoints")
        self.assertEqual(loop.alarms()["High"]["StateValue"], "ALARM")
        loop.sqs.purge_queue(QueueUrl=loop.queue)
        back = loop.advance_until(lambda: loop.service()["runningCount"] == 2, 60)
        self.assertGreaterEqual(back, 15, "the low alarm wants fifteen datapoints")
        cloud.advance("1m")
        return loop

    def test_the_service_scales_out_and_in_and_says_why(self):
        with self.local() as cloud:
            loop = self.boxing_day(cloud)
            texts = [(a["Description"], a["Cause"], a["StatusCode"]) for a in loop.activities()]
            counts = [re.fullmatch(r"Setting desired count to (\d)\.", text)[1]
                      for text, _, _ in texts]
            self.assertEqual(counts, ["5", "4", "3", "2"])
            for _, cause, status in texts:
                self.assertRegex(cause, r"^monitor alarm TargetTracking-service/orders/"
                                        r"orders-service-Alarm(High|Low)-[0-9a-f-]{36} in state "
                                        r"ALARM triggered policy scale-backlog-per-task$")
                self.assertEqual(status, "Successful")
            events = " ".join(event["message"] for event in loop.service()["events"])
            self.assertIn("Successfully set desired count to 5.", events)
            self.assertIn("has reached a steady state.", events)

    def test_the_metric_is_the_publishers(self):
        with self.local() as cloud:
            loop = Loop(cloud)
            loop.send(60)
            cloud.advance("5m")
            values = loop.cloudwatch.list_metrics(Namespace="ECS/CustomMetrics")
            self.assertEqual([metric["MetricName"] for metric in values["Metrics"]],
                             ["BacklogPerTask"])
            data = loop.cloudwatch.get_metric_data(
                MetricDataQueries=[{"Id": "backlog", "MetricStat": {
                    "Metric": values["Metrics"][0], "Period": 60, "Stat": "Average"}}],
                StartTime=START - timedelta(minutes=1), EndTime=START + timedelta(minutes=10))
            self.assertIn(30.0, data["MetricDataResults"][0]["Values"])
            streams = loop.logs.describe_log_streams(logGroupName="/aws/lambda/publisher")
            self.assertTrue(streams["logStreams"])

    def test_the_same_seed_gives_the_same_record_byte_for_byte(self):
        records = []
        for _ in range(2):
            with self.local() as cloud:
                self.boxing_day(cloud)
                records.append(cloud.call("GET", "record"))
        self.assertEqual(records[0], records[1])
        self.assertIn("Setting desired count to 5.", records[0])


if __name__ == "__main__":
    harness.main()
