#!/usr/bin/env python3
"""The article's handler in TypeScript, word for word (examples/article), as a function on
`sluice local`: it publishes BacklogPerTask each minute, and fails where the service has no task."""
import json
from datetime import timedelta

import article_example
import harness
import javascript_sdk
from every_operation import EveryOperationTest, arn
from local_cloud import ACCOUNT, START, zipped

javascript_sdk.install("local_article_handler")
article_example.bundle("local_article_handler")
sdk = javascript_sdk.Sdk()

HANDLER = article_example.EXAMPLE / article_example.FUNCTION / "dist" / "index.js"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/publisher"
SERVICE = [{"Name": "ClusterName", "Value": "orders"}, {"Name": "ServiceName", "Value": "worker"}]


def tearDownModule():
    sdk.close()


class ArticleHandlerTest(EveryOperationTest):
    caller = sdk

    def setUp(self):
        super().setUp()
        self.queue = self.call("sqs", "CreateQueue", QueueName="orders")["QueueUrl"]
        self.serve()
        self.publish_each_minute()

    def serve(self):
        self.call("ecs", "CreateCluster", clusterName="orders")
        self.call("ecs", "RegisterTaskDefinition", family="worker", networkMode="awsvpc",
                  requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
                  containerDefinitions=[{"name": "worker", "image": "worker:1",
                                         "command": ["sleep", "100000"]}])
        self.call("ecs", "CreateService", cluster="orders", serviceName="worker", desiredCount=2,
                  taskDefinition="worker", launchType="FARGATE", networkConfiguration={
                      "awsvpcConfiguration": {"subnets": ["subnet-12345678"]}})
        self.cloud.advance("1m")

    def publish_each_minute(self):
        self.call("iam", "CreateRole", RoleName="publisher",
                  AssumeRolePolicyDocument='{"Statement": []}')
        self.call("lambda", "CreateFunction", FunctionName="publisher", Runtime="nodejs20.x",
                  Role=ROLE, Handler="index.handler", Timeout=60,
                  Code={"ZipFile": zipped("index.js", HANDLER.read_text(encoding="utf-8"))},
                  Environment={"Variables": {"QUEUE_URL": self.queue, "ECS_CLUSTER_NAME": "orders",
                                             "ECS_SERVICE_NAME": "worker"}})
        self.call("events", "PutRule", Name="minute", ScheduleExpression="rate(1 minute)")
        self.call("events", "PutTargets", Rule="minute", Targets=[
            {"Id": "publisher", "Arn": arn("lambda", "function:publisher")}])

    def send(self, count):
        for first in range(0, count, 10):
            self.call("sqs", "SendMessageBatch", QueueUrl=self.queue, Entries=[
                {"Id": str(i), "MessageBody": "order"} for i in range(first, first + 10)])

    def datapoints(self):
        """BacklogPerTask, minute by minute."""
        points = self.call("cloudwatch", "GetMetricStatistics", Namespace="ECS/CustomMetrics",
                           MetricName="BacklogPerTask", Dimensions=SERVICE, StartTime=START,
                           EndTime=START + timedelta(hours=1), Period=60,
                           Statistics=["Average", "SampleCount"])["Datapoints"]
        return [point["Average"] for point in sorted(points, key=lambda p: p["Timestamp"])]

    def logged(self, text):
        found = self.call("logs", "FilterLogEvents", logGroupName="/aws/lambda/publisher",
                          filterPattern=f'"{text}"')
        return [event["message"] for event in found["events"]]

    def test_it_publishes_each_minute(self):
        self.send(60)
        self.cloud.advance("3m")
        self.send(20)
        self.cloud.advance("2m")
        self.assertEqual(self.datapoints(), [30.0] * 3 + [40.0] * 2)
        self.assertEqual(len(self.logged("Publishing metric value of 40 for cluster: orders")), 2)

    def test_it_fails_without_a_task(self):
        """60 / 0 is Infinity, which CloudWatch refuses, so that the service is never woken."""
        self.send(60)
        self.cloud.advance("2m")
        before = self.datapoints()
        self.assertEqual(before, [30.0, 30.0])
        self.call("ecs", "UpdateService", cluster="orders", service="worker", desiredCount=0)
        self.cloud.advance("3m")
        self.assertEqual(self.datapoints(), before)
        self.assertTrue(self.logged("Publishing metric value of Infinity for cluster: orders"))
        errors = self.logged("Invoke Error")
        self.assertGreaterEqual(len(errors), 3, "one a minute, and Lambda's own retries")
        told = json.loads(errors[0].split("Invoke Error")[1])
        self.assertEqual(told["errorType"], "InvalidParameterValueException")
        self.assertIn("Infinity", told["errorMessage"])

    def test_an_empty_queue_without_a_task_is_no_backlog(self):
        """0 / 0 is NaN, which the handler takes for 0."""
        self.call("ecs", "UpdateService", cluster="orders", service="worker", desiredCount=0)
        self.cloud.advance("2m")
        self.assertEqual(self.datapoints(), [0.0, 0.0])


if __name__ == "__main__":
    harness.main()
