#!/usr/bin/env python3
"""Requests in AWS's Query protocol against `sluice local`, as the documents of SQS, CloudWatch, IAM
and STS have them: a form in, XML out. Today's clients speak it to IAM and STS only."""
import hashlib
import json
import socket
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

import harness
from harness import REGION
from local_cloud import ACCOUNT, LocalCloud

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole",
     "Principal": {"Service": "ec2.amazonaws.com"}}]})
READ = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class QueryTest(harness.SluiceTest):
    """A test with a cloud of its own on the stepped clock. A service says its `version` of the
    API, and how its namespace begins."""
    version, namespace = None, None

    def setUp(self):
        super().setUp()
        self.cloud = LocalCloud(self.environment())
        self.addCleanup(self.cloud.__exit__)

    def ask(self, action, path="/", get=False, **parameters):
        """The answer, without its namespace; a parameter's name with `__` for its dots."""
        form = {name.replace("__", "."): value for name, value in parameters.items()}
        form = urllib.parse.urlencode({"Action": action, "Version": self.version} | form)
        address = self.cloud.url + path
        request = urllib.request.Request(f"{address}?{form}") if get else \
            urllib.request.Request(address, form.encode())
        try:
            with urllib.request.urlopen(request, timeout=harness.HANG_GUARD) as answer:
                self.assertTrue(answer.headers["Content-Type"].startswith("text/xml"))
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            text = error.read().decode()
        return self.bare(text)

    def bare(self, text):
        root = ElementTree.fromstring(text)
        namespace = f"{{{self.namespace}/doc/{self.version}/}}"
        for element in root.iter():
            self.assertTrue(element.tag.startswith(namespace), text)
            element.tag = element.tag.removeprefix(namespace)
        self.assertTrue(root.findtext(".//RequestId"), text)
        return root


class SqsTest(QueryTest):
    version, namespace = "2012-11-05", "http://queue.amazonaws.com"

    def make(self, name="orders", **more):
        return urllib.parse.urlparse(
            self.ask("CreateQueue", QueueName=name, **more)
            .findtext("CreateQueueResult/QueueUrl")).path

    def test_queues(self):
        path = self.make(Attribute__1__Name="VisibilityTimeout", Attribute__1__Value="40",
                         Tag__1__Key="QueueType", Tag__1__Value="Production")
        self.assertEqual(path, f"/{ACCOUNT}/orders")
        shown = self.ask("GetQueueAttributes", path, AttributeName__1="VisibilityTimeout",
                         AttributeName__2="QueueArn")
        self.assertEqual({a.findtext("Name"): a.findtext("Value") for a in
                          shown.findall("GetQueueAttributesResult/Attribute")},
                         {"VisibilityTimeout": "40",
                          "QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"})
        tags = self.ask("ListQueueTags", path).findall("ListQueueTagsResult/Tag")
        self.assertEqual([(t.findtext("Key"), t.findtext("Value")) for t in tags],
                         [("QueueType", "Production")])
        self.ask("SetQueueAttributes", path, Attribute__Name="DelaySeconds", Attribute__Value="3")
        self.assertEqual(len(self.ask("ListQueues").findall("ListQueuesResult/QueueUrl")), 1)
        self.assertEqual(self.ask("DeleteQueue", path).tag, "DeleteQueueResponse")

    def test_messages(self):
        path = self.make()
        sent = self.ask("SendMessage", path, MessageBody="This is a test message",
                        MessageAttribute__1__Name="my_attribute_name_1",
                        MessageAttribute__1__Value__StringValue="my_attribute_value_1",
                        MessageAttribute__1__Value__DataType="String")
        self.assertEqual(sent.findtext("SendMessageResult/MD5OfMessageBody"),
                         md5("This is a test message"))
        message = self.ask("ReceiveMessage", path, MaxNumberOfMessages="5", AttributeName__1="All",
                           MessageAttributeName__1="All").find("ReceiveMessageResult/Message")
        self.assertEqual(message.findtext("Body"), "This is a test message")
        self.assertEqual(message.findtext("MessageAttribute/Value/StringValue"),
                         "my_attribute_value_1")
        system = {a.findtext("Name") for a in message.findall("Attribute")}
        self.assertIn("ApproximateReceiveCount", system)
        gone = self.ask("DeleteMessage", path, ReceiptHandle=message.findtext("ReceiptHandle"))
        self.assertEqual(gone.tag, "DeleteMessageResponse")

    def test_batches(self):
        path = self.make()
        sent = self.ask("SendMessageBatch", path,
                        SendMessageBatchRequestEntry__1__Id="test_msg_001",
                        SendMessageBatchRequestEntry__1__MessageBody="test message body 1",
                        SendMessageBatchRequestEntry__2__Id="test_msg_002",
                        SendMessageBatchRequestEntry__2__MessageBody="test message body 2",
                        SendMessageBatchRequestEntry__2__DelaySeconds="60")
        self.assertEqual(
            [(e.findtext("Id"), e.findtext("MD5OfMessageBody")) for e in
             sent.findall("SendMessageBatchResult/SendMessageBatchResultEntry")],
            [("test_msg_001", md5("test message body 1")),
             ("test_msg_002", md5("test message body 2"))])
        handle = self.ask("ReceiveMessage", path).findtext(
            "ReceiveMessageResult/Message/ReceiptHandle")
        name = "ChangeMessageVisibilityBatch"
        answer = self.ask(name, path, **{
            f"{name}RequestEntry__1__Id": "one", f"{name}RequestEntry__1__VisibilityTimeout": "45",
            f"{name}RequestEntry__1__ReceiptHandle": handle,
            f"{name}RequestEntry__2__Id": "two", f"{name}RequestEntry__2__VisibilityTimeout": "45",
            f"{name}RequestEntry__2__ReceiptHandle": "bad"})
        self.assertEqual(answer.findtext(f"{name}Result/{name}ResultEntry/Id"), "one")
        self.assertEqual(answer.findtext(f"{name}Result/BatchResultErrorEntry/Id"), "two")

    def test_no_message_goes_to_a_client_that_has_gone(self):
        path = self.make()
        form = urllib.parse.urlencode({"Action": "ReceiveMessage", "WaitTimeSeconds": "20"})
        place = urllib.parse.urlparse(self.cloud.url)
        with socket.create_connection((place.hostname, place.port)) as waiting:
            waiting.sendall(f"GET {path}?{form} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
            self.ask("ListQueues")  # answered after the wait has begun
        self.ask("ListQueues")      # and this after its end was noticed
        self.ask("SendMessage", path, MessageBody="order 1")
        got = self.ask("ReceiveMessage", path)
        self.assertEqual(got.findtext("ReceiveMessageResult/Message/Body"), "order 1")

    def test_errors(self):
        missing = self.ask("SendMessage", f"/{ACCOUNT}/none", MessageBody="x")
        self.assertEqual(missing.tag, "ErrorResponse")
        self.assertEqual(missing.findtext("Error/Code"), "AWS.SimpleQueueService.NonExistentQueue")
        self.assertEqual(missing.findtext("Error/Type"), "Sender")
        self.assertTrue(missing.findtext("Error/Message"))


class CloudWatchTest(QueryTest):
    """API_PutMetricData.html, API_PutMetricAlarm.html, API_GetMetricStatistics.html"""
    version, namespace = "2010-08-01", "http://monitoring.amazonaws.com"

    def test_metrics(self):
        """As the examples have it: buffers of an instance."""
        put = self.ask("PutMetricData", get=True, Namespace="TestNamespace", **{
            "MetricData.member.1.MetricName": "buffers", "MetricData.member.1.Unit": "Bytes",
            "MetricData.member.1.Value": "231434333",
            "MetricData.member.1.Dimensions.member.1.Name": "InstanceID",
            "MetricData.member.1.Dimensions.member.1.Value": "i-aaba32d4",
            "MetricData.member.1.Dimensions.member.2.Name": "InstanceType",
            "MetricData.member.1.Dimensions.member.2.Value": "m1.small"})
        self.assertEqual(put.tag, "PutMetricDataResponse")
        found = self.ask("ListMetrics", Namespace="TestNamespace").find("ListMetricsResult/Metrics")
        self.assertEqual([(d.findtext("Name"), d.findtext("Value")) for d in
                          found.findall("member/Dimensions/member")],
                         [("InstanceID", "i-aaba32d4"), ("InstanceType", "m1.small")])
        points = self.ask("GetMetricStatistics", Namespace="TestNamespace", MetricName="buffers",
                          StartTime="2024-12-26T00:00:00Z", EndTime="2024-12-26T00:05:00Z",
                          Period="60", Statistics__member__1="Average",
                          ExtendedStatistics__member__1="p99",
                          Dimensions__member__1__Name="InstanceID",
                          Dimensions__member__1__Value="i-aaba32d4",
                          Dimensions__member__2__Name="InstanceType",
                          Dimensions__member__2__Value="m1.small")
        point = points.find("GetMetricStatisticsResult/Datapoints/member")
        self.assertEqual((point.findtext("Timestamp"), float(point.findtext("Average")),
                          point.findtext("ExtendedStatistics/entry/key")),
                         ("2024-12-26T00:00:00Z", 231434333.0, "p99"))

    def test_alarms(self):
        alarm = dict(AlarmName="backlog", Namespace="ECS/CustomMetrics", Statistic="Average",
                     MetricName="BacklogPerTask", Period="60", EvaluationPeriods="1",
                     Threshold="10", ComparisonOperator="GreaterThanThreshold")
        self.assertEqual(self.ask("PutMetricAlarm", **alarm).tag, "PutMetricAlarmResponse")
        seen = self.ask("DescribeAlarms").find("DescribeAlarmsResult/MetricAlarms/member")
        self.assertEqual(seen.findtext("AlarmName"), "backlog")
        self.assertRegex(seen.findtext("StateUpdatedTimestamp"), r"^2024-12-26T00:00:00")
        wrong = self.ask("SetAlarmState", AlarmName="none", StateValue="OK", StateReason="x")
        self.assertEqual(wrong.findtext("Error/Code"), "ResourceNotFound")


class IamTest(QueryTest):
    version, namespace = "2010-05-08", "https://iam.amazonaws.com"

    def make_role(self):
        return self.ask("CreateRole", get=True, RoleName="S3Access",
                        AssumeRolePolicyDocument=TRUST, Path="/application_abc/component_xyz/")

    def test_roles(self):
        """API_CreateRole.html, API_GetRole.html, API_ListRoles.html, API_PutRolePolicy.html"""
        role = self.make_role().find("CreateRoleResult/Role")
        arn = f"arn:aws:iam::{ACCOUNT}:role/application_abc/component_xyz/S3Access"
        self.assertEqual((role.findtext("Path"), role.findtext("Arn"), role.findtext("RoleName")),
                         ("/application_abc/component_xyz/", arn, "S3Access"))
        self.assertRegex(role.findtext("RoleId"), "^AROA[A-Z0-9]{17}$")
        put = self.ask("PutRolePolicy", get=True, RoleName="S3Access", PolicyName="S3AccessPolicy",
                       PolicyDocument=READ)
        self.assertEqual(put.tag, "PutRolePolicyResponse")
        shown = self.ask("GetRole", get=True, RoleName="S3Access").find("GetRoleResult/Role")
        self.assertEqual(json.loads(urllib.parse.unquote(
            shown.findtext("AssumeRolePolicyDocument"))), json.loads(TRUST))
        listed = self.ask("ListRoles", get=True, MaxItems="100",
                          PathPrefix="/application_abc/").find("ListRolesResult")
        self.assertEqual((listed.findtext("IsTruncated"),
                          [role.findtext("RoleName") for role in listed.find("Roles")]),
                         ("false", ["S3Access"]))
        gone = self.ask("GetRole", get=True, RoleName="none")
        self.assertEqual((gone.tag, gone.findtext("Error/Code"), gone.findtext("Error/Type")),
                         ("ErrorResponse", "NoSuchEntity", "Sender"))


class StsTest(QueryTest):
    version, namespace = "2011-06-15", "https://sts.amazonaws.com"

    def test_sessions(self):
        """API_GetCallerIdentity.html, API_AssumeRole.html"""
        self.assertEqual(self.ask("GetCallerIdentity", get=True)
                         .findtext("GetCallerIdentityResult/Account"), ACCOUNT)
        form = urllib.parse.urlencode({"Action": "CreateRole", "Version": IamTest.version,
                                       "RoleName": "demo", "AssumeRolePolicyDocument": TRUST})
        urllib.request.urlopen(f"{self.cloud.url}/?{form}", timeout=harness.HANG_GUARD).close()
        session = self.ask("AssumeRole", get=True, RoleSessionName="testAR",
                           RoleArn=f"arn:aws:iam::{ACCOUNT}:role/demo",
                           PolicyArns__member__1__arn=f"arn:aws:iam::{ACCOUNT}:policy/demopolicy1",
                           Policy=READ, DurationSeconds="3600", Tags__member__1__Key="Project",
                           Tags__member__1__Value="Pegasus", ExternalId="123ABC",
                           SourceIdentity="Alice").find("AssumeRoleResult")
        self.assertEqual((session.findtext("SourceIdentity"),
                          session.findtext("AssumedRoleUser/Arn")),
                         ("Alice", f"arn:aws:sts::{ACCOUNT}:assumed-role/demo/testAR"))
        self.assertRegex(session.findtext("Credentials/Expiration"), r"^2024-12-26T01:00:00")


if __name__ == "__main__":
    harness.main()
