"""The tests of every_operation.py for what the loop is driven by: queues, metrics, rules, logs."""
import json
from datetime import timedelta

from every_operation import arn
from local_cloud import ACCOUNT, START

SPACE = "ECS/CustomMetrics"
METRIC = {"Namespace": SPACE, "MetricName": "BacklogPerTask"}
SPAN = {"StartTime": START - timedelta(minutes=5), "EndTime": START + timedelta(hours=1)}


class QueueTests:
    def queue(self, name="orders", **attributes):
        more = {"Attributes": attributes} if attributes else {}
        return self.call("sqs", "CreateQueue", QueueName=name, **more)["QueueUrl"]

    def receive(self, url, **more):
        return self.call("sqs", "ReceiveMessage", QueueUrl=url, **more).get("Messages", [])

    def test_queues(self):
        url = self.queue(VisibilityTimeout="45")
        self.assertEqual(url, f"{self.cloud.url}/{ACCOUNT}/orders")
        self.assertEqual(self.call("sqs", "GetQueueUrl", QueueName="orders")["QueueUrl"], url)
        self.call("sqs", "SetQueueAttributes", QueueUrl=url, Attributes={"DelaySeconds": "5"})
        shown = self.call("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
        self.assertEqual([shown["Attributes"][name] for name in
                          ("VisibilityTimeout", "DelaySeconds", "QueueArn")],
                         ["45", "5", arn("sqs", "orders")])
        self.call("sqs", "TagQueue", QueueUrl=url, Tags={"team": "orders", "stage": "test"})
        self.call("sqs", "UntagQueue", QueueUrl=url, TagKeys=["stage"])
        self.assertEqual(self.call("sqs", "ListQueueTags", QueueUrl=url)["Tags"],
                         {"team": "orders"})
        self.call("sqs", "AddPermission", QueueUrl=url, Label="shop", AWSAccountIds=[ACCOUNT],
                  Actions=["SendMessage"])
        policy = self.call("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["Policy"])
        self.assertEqual(json.loads(policy["Attributes"]["Policy"])["Statement"][0]["Sid"], "shop")
        self.call("sqs", "RemovePermission", QueueUrl=url, Label="shop")
        self.queue("other")
        self.assertEqual(self.pages("sqs", "ListQueues")["QueueUrls"],
                         [url, f"{self.cloud.url}/{ACCOUNT}/other"])
        self.call("sqs", "DeleteQueue", QueueUrl=url)
        self.refused("AWS.SimpleQueueService.NonExistentQueue", "sqs", "GetQueueUrl",
                     "QueueDoesNotExist", QueueName="orders")
        self.refused("QueueAlreadyExists", "sqs", "CreateQueue", "QueueNameExists",
                     QueueName="other", Attributes={"DelaySeconds": "7"})
        self.refused("InvalidAttributeName", "sqs", "GetQueueAttributes", AttributeNames=["None"],
                     QueueUrl=f"{self.cloud.url}/{ACCOUNT}/other")

    def test_messages(self):
        url = self.queue()
        sent = self.call("sqs", "SendMessage", QueueUrl=url, MessageBody="order 1 ä",
                         MessageAttributes={"kind": {"DataType": "String", "StringValue": "toy"}})
        got = self.receive(url, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"])
        self.assertEqual([(m["Body"], m["MessageId"], m["Attributes"]["ApproximateReceiveCount"],
                           m["MessageAttributes"]["kind"]["StringValue"],
                           m["MD5OfMessageAttributes"]) for m in got],
                         [("order 1 ä", sent["MessageId"], "1", "toy",
                           sent["MD5OfMessageAttributes"])])
        self.call("sqs", "ChangeMessageVisibility", QueueUrl=url, VisibilityTimeout=0,
                  ReceiptHandle=got[0]["ReceiptHandle"])
        self.call("sqs", "DeleteMessage", QueueUrl=url,
                  ReceiptHandle=self.receive(url)[0]["ReceiptHandle"])
        batch = self.call("sqs", "SendMessageBatch", QueueUrl=url, Entries=[
            {"Id": "a", "MessageBody": "one"}, {"Id": "b", "MessageBody": "two"},
            {"Id": "c", "MessageBody": "three", "DelaySeconds": 1000}])
        self.assertEqual(([entry["Id"] for entry in batch["Successful"]],
                          [entry["Id"] for entry in batch["Failed"]]), (["a", "b"], ["c"]))
        got = [m for _ in range(3) for m in self.receive(url, MaxNumberOfMessages=10)]
        handles = [{"Id": m["Body"], "ReceiptHandle": m["ReceiptHandle"]} for m in got]
        changed = self.call("sqs", "ChangeMessageVisibilityBatch", QueueUrl=url, Entries=[
            entry | {"VisibilityTimeout": 60} for entry in handles])
        deleted = self.call("sqs", "DeleteMessageBatch", QueueUrl=url, Entries=handles)
        for answer in (changed, deleted):
            self.assertEqual({entry["Id"] for entry in answer["Successful"]}, {"one", "two"})
        self.call("sqs", "SendMessage", QueueUrl=url, MessageBody="four")
        self.call("sqs", "PurgeQueue", QueueUrl=url)
        self.cloud.advance("1m")
        self.assertEqual(self.receive(url), [])

    def test_dead_letters(self):
        dead = self.queue("dead")
        url = self.queue(VisibilityTimeout="0", RedrivePolicy=json.dumps(
            {"deadLetterTargetArn": arn("sqs", "dead"), "maxReceiveCount": 1}))
        sources = self.pages("sqs", "ListDeadLetterSourceQueues", QueueUrl=dead)
        self.assertEqual(sources["queueUrls"], [url])
        for i in range(20):
            self.call("sqs", "SendMessage", QueueUrl=dead, MessageBody=str(i))
        task = self.call("sqs", "StartMessageMoveTask", SourceArn=arn("sqs", "dead"),
                         DestinationArn=arn("sqs", "orders"), MaxNumberOfMessagesPerSecond=1)
        self.cloud.advance("3s")
        shown = self.call("sqs", "ListMessageMoveTasks", SourceArn=arn("sqs", "dead"))["Results"]
        self.assertEqual((shown[0]["Status"], shown[0]["TaskHandle"]),
                         ("RUNNING", task["TaskHandle"]))
        moved = self.call("sqs", "CancelMessageMoveTask", TaskHandle=task["TaskHandle"])
        self.assertIn(moved["ApproximateNumberOfMessagesMoved"], range(1, 6))


class MetricTests:
    def test_metrics(self):
        for value in (30.0, 10.0):
            self.call("cloudwatch", "PutMetricData", Namespace=SPACE, MetricData=[
                {"MetricName": "BacklogPerTask", "Value": value, "Unit": "Count"}])
        self.cloud.advance("5m")
        seen = self.pages("cloudwatch", "ListMetrics", size=None, Namespace=SPACE)["Metrics"]
        self.assertEqual([metric["MetricName"] for metric in seen], ["BacklogPerTask"])
        points = self.call("cloudwatch", "GetMetricStatistics", **METRIC, **SPAN, Period=60,
                           Statistics=["Average", "Sum"])["Datapoints"]
        self.assertEqual([(p["Average"], p["Sum"]) for p in points], [(20.0, 40.0)])
        self.assertIn(points[0]["Timestamp"], (START.timestamp(), "2024-12-26T00:00:00.000Z"))
        data = self.pages("cloudwatch", "GetMetricData", size=None, **SPAN, MetricDataQueries=[
            {"Id": "m", "MetricStat": {"Metric": METRIC, "Period": 60, "Stat": "Maximum"}},
            {"Id": "e", "Expression": "m * 2"}])["MetricDataResults"]
        self.assertEqual({row["Id"]: row["Values"] for row in data}, {"m": [30.0], "e": [60.0]})
        self.refused("InvalidParameterValue", "cloudwatch", "GetMetricStatistics",
                     "InvalidParameterValueException", **METRIC, StartTime=START, EndTime=START,
                     Period=60, Statistics=["Sum"])
        self.refused("ResourceNotFound", "cloudwatch", "SetAlarmState", AlarmName="none",
                     StateValue="OK", StateReason="x")

    def test_alarms(self):
        self.call("cloudwatch", "PutMetricAlarm", AlarmName="backlog", **METRIC, Period=60,
                  Statistic="Average", EvaluationPeriods=1, Threshold=10.0,
                  ComparisonOperator="GreaterThanThreshold", Tags=[{"Key": "a", "Value": "1"}])
        its = arn("cloudwatch", "alarm:backlog")
        self.call("cloudwatch", "SetAlarmState", AlarmName="backlog", StateValue="ALARM",
                  StateReason="test")
        seen = self.pages("cloudwatch", "DescribeAlarms", AlarmNames=["backlog"])["MetricAlarms"]
        self.assertEqual([(a["AlarmArn"], a["StateValue"], a["Threshold"]) for a in seen],
                         [(its, "ALARM", 10.0)])
        seen = self.call("cloudwatch", "DescribeAlarmsForMetric", **METRIC)["MetricAlarms"]
        self.assertEqual(seen[0]["StateReason"], "test")
        history = self.pages("cloudwatch", "DescribeAlarmHistory", AlarmName="backlog")
        self.assertIn("Alarm updated from INSUFFICIENT_DATA to ALARM",
                      [item["HistorySummary"] for item in history["AlarmHistoryItems"]])
        self.call("cloudwatch", "DisableAlarmActions", AlarmNames=["backlog"])
        self.call("cloudwatch", "EnableAlarmActions", AlarmNames=["backlog"])
        self.call("cloudwatch", "TagResource", ResourceARN=its, Tags=[{"Key": "b", "Value": "2"}])
        self.call("cloudwatch", "UntagResource", ResourceARN=its, TagKeys=["a"])
        self.assertEqual(self.call("cloudwatch", "ListTagsForResource", ResourceARN=its)["Tags"],
                         [{"Key": "b", "Value": "2"}])
        self.call("cloudwatch", "DeleteAlarms", AlarmNames=["backlog"])
        self.assertEqual(self.call("cloudwatch", "DescribeAlarms").get("MetricAlarms", []), [])

    def test_dashboards(self):
        body = '{"widgets": []}'
        self.call("cloudwatch", "PutDashboard", DashboardName="orders", DashboardBody=body)
        shown = self.call("cloudwatch", "GetDashboard", DashboardName="orders")["DashboardBody"]
        self.assertEqual(json.loads(shown), json.loads(body))
        seen = self.pages("cloudwatch", "ListDashboards", size=None)["DashboardEntries"]
        self.assertEqual([entry["DashboardName"] for entry in seen], ["orders"])
        self.call("cloudwatch", "DeleteDashboards", DashboardNames=["orders"])


class RuleTests:
    def test_rules(self):
        its = self.call("events", "PutRule", Name="publish", ScheduleExpression="rate(1 minute)",
                        Tags=[{"Key": "a", "Value": "1"}])["RuleArn"]
        self.assertEqual(its, arn("events", "rule/publish"))
        self.call("events", "DisableRule", Name="publish")
        self.assertEqual(self.call("events", "DescribeRule", Name="publish")["State"], "DISABLED")
        self.call("events", "EnableRule", Name="publish")
        self.call("events", "PutRule", Name="shop", EventPattern='{"source": ["shop"]}')
        seen = self.call("events", "ListRules")["Rules"]
        self.assertEqual([(rule["Name"], rule["State"]) for rule in seen],
                         [("publish", "ENABLED"), ("shop", "ENABLED")])
        self.call("events", "TagResource", ResourceARN=its, Tags=[{"Key": "b", "Value": "2"}])
        self.call("events", "UntagResource", ResourceARN=its, TagKeys=["a"])
        self.assertEqual(self.call("events", "ListTagsForResource", ResourceARN=its)["Tags"],
                         [{"Key": "b", "Value": "2"}])
        self.assertEqual(self.call("events", "DescribeEventBus")["Name"], "default")
        self.assertEqual([bus["Name"] for bus in
                          self.call("events", "ListEventBuses")["EventBuses"]], ["default"])
        target = {"Id": "1", "Arn": arn("lambda", "function:publisher")}
        put = self.call("events", "PutTargets", Rule="shop", Targets=[target])
        self.assertEqual(put["FailedEntryCount"], 0)
        self.assertEqual(self.call("events", "ListTargetsByRule", Rule="shop")["Targets"],
                         [target])
        self.assertEqual(self.call("events", "ListRuleNamesByTarget", TargetArn=target["Arn"])
                         ["RuleNames"], ["shop"])
        sent = self.call("events", "PutEvents", Entries=[
            {"Source": "shop", "DetailType": "order", "Detail": "{}"}, {"Source": "shop"}])
        self.assertEqual(sent["FailedEntryCount"], 1)
        self.refused("ValidationException", "events", "DeleteRule", Name="shop")
        self.call("events", "RemoveTargets", Rule="shop", Ids=["1"])
        self.call("events", "DeleteRule", Name="shop")
        self.refused("ResourceNotFoundException", "events", "DescribeRule", Name="shop")
        self.refused("InvalidEventPatternException", "events", "PutRule", Name="x",
                     EventPattern="{")


class LogTests:
    def test_logs(self):
        group = {"logGroupName": "/orders/a"}
        for name in ("a", "b"):
            self.call("logs", "CreateLogGroup", logGroupName=f"/orders/{name}", tags={"x": "1"})
        self.call("logs", "PutRetentionPolicy", **group, retentionInDays=7)
        seen = self.pages("logs", "DescribeLogGroups", logGroupNamePrefix="/orders/")["logGroups"]
        self.assertEqual([(g["logGroupName"], g.get("retentionInDays")) for g in seen],
                         [("/orders/a", 7), ("/orders/b", None)])
        self.call("logs", "DeleteRetentionPolicy", **group)
        self.call("logs", "TagLogGroup", **group, tags={"y": "2"})
        self.call("logs", "UntagLogGroup", **group, tags=["x"])
        self.assertEqual(self.call("logs", "ListTagsLogGroup", **group)["tags"], {"y": "2"})
        its = {"resourceArn": arn("logs", "log-group:/orders/a")}
        self.call("logs", "TagResource", **its, tags={"z": "3"})
        self.call("logs", "UntagResource", **its, tagKeys=["y"])
        self.assertEqual(self.call("logs", "ListTagsForResource", **its)["tags"], {"z": "3"})
        for name in ("one", "two"):
            self.call("logs", "CreateLogStream", **group, logStreamName=name)
        now = int(START.timestamp() * 1000)
        self.call("logs", "PutLogEvents", **group, logStreamName="one", logEvents=[
            {"timestamp": now, "message": "order 1"}, {"timestamp": now + 1, "message": "toy 2"}])
        got = self.call("logs", "GetLogEvents", **group, logStreamName="one", startFromHead=True)
        self.assertEqual([event["message"] for event in got["events"]], ["order 1", "toy 2"])
        found = self.pages("logs", "FilterLogEvents", **group, filterPattern="toy")["events"]
        self.assertEqual([event["message"] for event in found], ["toy 2"])
        streams = self.pages("logs", "DescribeLogStreams", **group)["logStreams"]
        self.assertEqual([stream["logStreamName"] for stream in streams], ["one", "two"])
        self.call("logs", "DeleteLogStream", **group, logStreamName="two")
        self.call("logs", "DeleteLogGroup", **group)
        self.refused("ResourceNotFoundException", "logs", "DescribeLogStreams", **group)
        self.refused("ResourceAlreadyExistsException", "logs", "CreateLogGroup",
                     logGroupName="/orders/b")
        self.refused("InvalidParameterException", "logs", "PutRetentionPolicy",
                     logGroupName="/orders/b", retentionInDays=2)
