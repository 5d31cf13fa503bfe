#!/usr/bin/env python3
"""CloudWatch and Application Auto Scaling of `sluice local` as boto3 finds them, operation by
operation; CloudWatch in each of its protocols, and in JSON by hand as well."""
import json
import urllib.error
import urllib.request
from datetime import timedelta

import harness
from accounting import require_all_called
from harness import REGION
from local_clients import ClientsTest
from local_cloud import ACCOUNT, START

SPACE = "ECS/CustomMetrics"
METRIC = dict(Namespace=SPACE, MetricName="BacklogPerTask")
HOUR = dict(StartTime=START - timedelta(minutes=5), EndTime=START + timedelta(hours=1))
ALARM = dict(AlarmName="backlog", **METRIC, Statistic="Average", Period=60, EvaluationPeriods=1,
             Threshold=10.0, ComparisonOperator="GreaterThanThreshold")
SERVICE = dict(ServiceNamespace="ecs", ResourceId="service/orders/worker",
               ScalableDimension="ecs:service:DesiredCount")


def tearDownModule():
    require_all_called("cloudwatch", "application-autoscaling")


class CloudWatchTest(ClientsTest):
    """In the protocol that this boto3 chooses: CBOR or JSON, by its version."""
    protocol = None

    def setUp(self):
        super().setUp()
        self.cloudwatch = self.client("cloudwatch", self.protocol)

    def put(self, value):
        self.cloudwatch.put_metric_data(Namespace=SPACE, MetricData=[
            {"MetricName": "BacklogPerTask", "Value": value, "Unit": "Count"}])

    def test_metrics(self):
        self.put(30.0)
        self.put(10.0)
        self.cloud.advance("5m")
        pages = self.cloudwatch.get_paginator("list_metrics").paginate(Namespace=SPACE)
        self.assertEqual(pages.build_full_result()["Metrics"], [METRIC | {"Dimensions": []}])
        statistics = self.cloudwatch.get_metric_statistics(
            **METRIC, **HOUR, Period=60, Statistics=["Average", "Sum"],
            ExtendedStatistics=["p50"])["Datapoints"]
        self.assertEqual([(p["Average"], p["Sum"], p["Timestamp"]) for p in statistics],
                         [(20.0, 40.0, START)])
        data = self.cloudwatch.get_paginator("get_metric_data").paginate(**HOUR, MetricDataQueries=[
            {"Id": "m", "MetricStat": {"Metric": METRIC, "Period": 60, "Stat": "Maximum"}},
            {"Id": "e", "Expression": "m * 2"}]).build_full_result()["MetricDataResults"]
        self.assertEqual({row["Id"]: row["Values"] for row in data}, {"m": [30.0], "e": [60.0]})

    def test_alarms(self):
        self.cloudwatch.put_metric_alarm(**ALARM, Tags=[{"Key": "a", "Value": "1"}])
        arn = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:backlog"
        seen = self.cloudwatch.describe_alarms(AlarmNames=["backlog"])["MetricAlarms"][0]
        self.assertEqual((seen["AlarmArn"], seen["StateValue"], seen["Threshold"]),
                         (arn, "INSUFFICIENT_DATA", 10.0))
        self.put(30.0)
        self.cloud.advance("3m")
        self.cloudwatch.get_waiter("alarm_exists").wait(
            AlarmNames=["backlog"], WaiterConfig={"Delay": 0, "MaxAttempts": 1})
        history = self.cloudwatch.get_paginator("describe_alarm_history").paginate(
            AlarmName="backlog").build_full_result()["AlarmHistoryItems"]
        self.assertIn("Alarm updated from INSUFFICIENT_DATA to ALARM",
                      [item["HistorySummary"] for item in history])
        self.cloudwatch.set_alarm_state(AlarmName="backlog", StateValue="OK", StateReason="test")
        self.assertEqual(self.cloudwatch.describe_alarms_for_metric(**METRIC)
                         ["MetricAlarms"][0]["StateReason"], "test")
        self.cloudwatch.disable_alarm_actions(AlarmNames=["backlog"])
        self.cloudwatch.enable_alarm_actions(AlarmNames=["backlog"])
        self.cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": "b", "Value": "2"}])
        self.cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["a"])
        self.assertEqual(self.cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"],
                         [{"Key": "b", "Value": "2"}])
        self.cloudwatch.delete_alarms(AlarmNames=["backlog"])
        self.assertEqual(self.cloudwatch.describe_alarms()["MetricAlarms"], [])

    def test_dashboards(self):
        self.cloudwatch.put_dashboard(DashboardName="orders", DashboardBody='{"widgets": []}')
        self.assertEqual(json.loads(self.cloudwatch.get_dashboard(DashboardName="orders")
                                    ["DashboardBody"]), {"widgets": []})
        self.assertEqual(len(self.cloudwatch.list_dashboards()["DashboardEntries"]), 1)
        self.cloudwatch.delete_dashboards(DashboardNames=["orders"])

    def test_errors_are_botocores_exceptions(self):
        rows = [("ResourceNotFound", self.cloudwatch.set_alarm_state,
                 dict(AlarmName="none", StateValue="OK", StateReason="x")),
                ("InvalidParameterValue", self.cloudwatch.put_metric_data,
                 dict(Namespace=SPACE, MetricData=[{"MetricName": "x", "Value": float("inf")}])),
                ("InvalidParameterValue", self.cloudwatch.get_metric_statistics,
                 dict(**METRIC, StartTime=START, EndTime=START, Period=60, Statistics=["Sum"]))]
        for code, call, arguments in rows:
            with self.subTest(f"{code} {call.__name__}"):
                self.refused(code, call, **arguments)


class CborTest(CloudWatchTest):
    protocol = "smithy-rpc-v2-cbor"


class JsonTest(CloudWatchTest):
    protocol = "json"


class QueryTest(CloudWatchTest):
    protocol = "query"


class RequestsTest(ClientsTest):
    """Written by hand. Query's are in local_query_test.py."""

    def send(self, body, headers):
        request = urllib.request.Request(self.cloud.url + "/", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=harness.HANG_GUARD) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def test_json(self):
        def ask(operation, **document):
            text = self.send(json.dumps(document).encode(), {
                "Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": f"GraniteServiceVersion20100801.{operation}"})
            return json.loads(text or "{}")
        self.assertEqual(ask("PutMetricAlarm", **ALARM), {})
        seen = ask("DescribeAlarms")["MetricAlarms"][0]
        self.assertEqual((seen["AlarmName"], seen["StateUpdatedTimestamp"]),
                         ("backlog", START.timestamp()))
        wrong = ask("SetAlarmState", AlarmName="none", StateValue="OK", StateReason="x")
        self.assertTrue(wrong["__type"].endswith("#ResourceNotFound"), wrong)


class ScalingTest(ClientsTest):
    def setUp(self):
        super().setUp()
        self.scaling = self.client("application-autoscaling")
        ecs = self.client("ecs")
        ecs.create_cluster(clusterName="orders")
        ecs.register_task_definition(family="orders", containerDefinitions=[
            {"name": "worker", "image": "orders:1", "command": ["sleep", "9999"]}],
            requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256", memory="512")
        ecs.create_service(
            cluster="orders", serviceName="worker", taskDefinition="orders", desiredCount=1,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}})
        self.arn = self.scaling.register_scalable_target(
            **SERVICE, MinCapacity=1, MaxCapacity=5, Tags={"a": "1"})["ScalableTargetARN"]

    def test_targets(self):
        pages = self.scaling.get_paginator("describe_scalable_targets").paginate(
            ServiceNamespace="ecs")
        target = pages.build_full_result()["ScalableTargets"][0]
        self.assertEqual((target["MinCapacity"], target["MaxCapacity"]), (1, 5))
        self.scaling.tag_resource(ResourceARN=self.arn, Tags={"b": "2"})
        self.scaling.untag_resource(ResourceARN=self.arn, TagKeys=["a"])
        self.assertEqual(self.scaling.list_tags_for_resource(ResourceARN=self.arn)["Tags"],
                         {"b": "2"})
        self.scaling.deregister_scalable_target(**SERVICE)
        self.refused("ObjectNotFoundException", self.scaling.deregister_scalable_target, **SERVICE)

    def test_policies(self):
        put = self.scaling.put_scaling_policy(
            **SERVICE, PolicyName="backlog", PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 20.0, "CustomizedMetricSpecification": METRIC | {
                    "Statistic": "Average"}})
        self.assertEqual(len(put["Alarms"]), 2)
        seen = self.scaling.get_paginator("describe_scaling_policies").paginate(
            ServiceNamespace="ecs").build_full_result()["ScalingPolicies"]
        self.assertEqual([policy["PolicyARN"] for policy in seen], [put["PolicyARN"]])
        self.scaling.delete_scaling_policy(**SERVICE, PolicyName="backlog")
        self.refused("ObjectNotFoundException", self.scaling.delete_scaling_policy, **SERVICE,
                     PolicyName="backlog")

    def test_scheduled_actions(self):
        self.scaling.put_scheduled_action(
            **SERVICE, ScheduledActionName="sale", Schedule="at(2024-12-26T00:05:00)",
            ScalableTargetAction={"MinCapacity": 3, "MaxCapacity": 5})
        seen = self.scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
        self.assertEqual(seen[0]["ScheduledActionName"], "sale")
        self.cloud.advance("10m")
        activities = self.scaling.get_paginator("describe_scaling_activities").paginate(
            **SERVICE).build_full_result()["ScalingActivities"]
        self.assertIn("Setting desired count to 3.", [a["Description"] for a in activities])
        self.scaling.put_scheduled_action(
            **SERVICE, ScheduledActionName="again", Schedule="rate(1 day)",
            ScalableTargetAction={"MinCapacity": 1})
        self.scaling.delete_scheduled_action(**SERVICE, ScheduledActionName="again")
        self.refused("ValidationException", self.scaling.put_scheduled_action, **SERVICE,
                     ScheduledActionName="x", Schedule="never",
                     ScalableTargetAction={"MinCapacity": 1})


if __name__ == "__main__":
    harness.main()
