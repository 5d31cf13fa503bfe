#!/usr/bin/env python3
"""SQS of `sluice local` as boto3 finds it, operation by operation."""
import hashlib
import json

import harness
from accounting import require_all_called
from harness import REGION
from local_clients import ClientsTest
from local_cloud import ACCOUNT


def tearDownModule():
    require_all_called("sqs")


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def arn(name):
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


class SqsTest(ClientsTest):
    def setUp(self):
        super().setUp()
        self.sqs = self.client("sqs")

    def queue(self, name="orders", **attributes):
        return self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]

    def receive(self, url, **options):
        return self.sqs.receive_message(QueueUrl=url, **options).get("Messages", [])

    def counts(self, url):
        shown = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return tuple(int(shown["ApproximateNumberOfMessages" + kind])
                     for kind in ("", "NotVisible", "Delayed"))

    def test_queues_are_made_found_set_and_deleted(self):
        url = self.queue(VisibilityTimeout="45")
        self.assertEqual(url, f"{self.cloud.url}/{ACCOUNT}/orders")
        self.assertEqual(self.queue(VisibilityTimeout="45"), url)
        self.assertEqual(self.sqs.get_queue_url(QueueName="orders")["QueueUrl"], url)
        self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "5"})
        shown = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        self.assertEqual((shown["VisibilityTimeout"], shown["DelaySeconds"], shown["QueueArn"]),
                         ("45", "5", arn("orders")))
        self.sqs.delete_queue(QueueUrl=url)
        self.assertEqual(self.sqs.list_queues().get("QueueUrls", []), [])

    def test_queues_are_listed_page_by_page(self):
        for i in range(5):
            self.queue(f"orders-{i}")
        self.queue("other")
        pages = list(self.sqs.get_paginator("list_queues").paginate(
            QueueNamePrefix="orders", PaginationConfig={"PageSize": 2}))
        self.assertEqual([len(page["QueueUrls"]) for page in pages], [2, 2, 1])

    def test_messages_go_through(self):
        url = self.queue()
        sent = self.sqs.send_message(
            QueueUrl=url, MessageBody="order 1",
            MessageAttributes={"kind": {"DataType": "String", "StringValue": "toy"},
                               "raw": {"DataType": "Binary", "BinaryValue": b"\0\1"}})
        self.assertEqual(sent["MD5OfMessageBody"], md5("order 1"))
        got = self.receive(url, MessageAttributeNames=["All"],
                           MessageSystemAttributeNames=["All"])[0]
        self.assertEqual((got["Body"], got["MessageId"]), ("order 1", sent["MessageId"]))
        self.assertEqual(got["MessageAttributes"]["raw"]["BinaryValue"], b"\0\1")
        self.assertEqual(got["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])
        self.assertEqual(got["Attributes"]["ApproximateReceiveCount"], "1")
        self.assertEqual(self.counts(url), (0, 1, 0))
        self.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"],
                                           VisibilityTimeout=0)
        again = self.receive(url)[0]
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=again["ReceiptHandle"])
        self.cloud.advance("1m")
        self.assertEqual(self.receive(url), [])

    def test_batches_go_through(self):
        url = self.queue()
        sent = self.sqs.send_message_batch(QueueUrl=url, Entries=[
            {"Id": "a", "MessageBody": "one"},
            {"Id": "b", "MessageBody": "two", "DelaySeconds": 10},
            {"Id": "c", "MessageBody": "three", "DelaySeconds": 1000}])
        self.assertEqual([entry["Id"] for entry in sent["Successful"]], ["a", "b"])
        self.assertEqual([(entry["Id"], entry["SenderFault"]) for entry in sent["Failed"]],
                         [("c", True)])
        self.assertEqual(self.counts(url), (1, 0, 1))
        self.cloud.advance("10s")
        got = [message for _ in range(5) for message in self.receive(url, MaxNumberOfMessages=10)]
        self.assertEqual({message["Body"] for message in got}, {"one", "two"})
        handles = [{"Id": str(i), "ReceiptHandle": message["ReceiptHandle"]}
                   for i, message in enumerate(got)]
        changed = self.sqs.change_message_visibility_batch(
            QueueUrl=url, Entries=[entry | {"VisibilityTimeout": 60} for entry in handles])
        self.assertEqual(len(changed["Successful"]), 2)
        deleted = self.sqs.delete_message_batch(QueueUrl=url, Entries=handles)
        self.assertEqual(len(deleted["Successful"]), 2)
        self.sqs.send_message(QueueUrl=url, MessageBody="four")
        self.sqs.purge_queue(QueueUrl=url)
        self.cloud.advance("61s")
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_dead_letters_are_moved_back(self):
        dead = self.queue("dead")
        url = self.queue(RedrivePolicy=json.dumps(
            {"deadLetterTargetArn": arn("dead"), "maxReceiveCount": 1}), VisibilityTimeout="0")
        self.assertEqual(
            self.sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [url])
        pages = self.sqs.get_paginator("list_dead_letter_source_queues").paginate(QueueUrl=dead)
        self.assertEqual(len(pages.build_full_result()["queueUrls"]), 1)
        self.sqs.send_message(QueueUrl=url, MessageBody="bad")
        self.receive(url)
        self.receive(url)
        self.assertEqual(self.counts(dead), (1, 0, 0))
        task = self.sqs.start_message_move_task(SourceArn=arn("dead"),
                                                MaxNumberOfMessagesPerSecond=1)["TaskHandle"]
        shown = self.sqs.list_message_move_tasks(SourceArn=arn("dead"))["Results"]
        self.assertEqual(shown[0]["SourceArn"], arn("dead"))
        if shown[0]["Status"] == "RUNNING":
            self.assertEqual(shown[0]["TaskHandle"], task)
        self.cloud.advance("1m")
        self.assertEqual(self.counts(url), (1, 0, 0))
        self.refused("AWS.SimpleQueueService.UnsupportedOperation",
                     self.sqs.cancel_message_move_task, TaskHandle=task)

    def test_a_move_is_cancelled(self):
        dead = self.queue("dead")
        self.queue(RedrivePolicy=json.dumps(
            {"deadLetterTargetArn": arn("dead"), "maxReceiveCount": 1}))
        for i in range(20):
            self.sqs.send_message(QueueUrl=dead, MessageBody=str(i))
        task = self.sqs.start_message_move_task(
            SourceArn=arn("dead"), DestinationArn=arn("orders"), MaxNumberOfMessagesPerSecond=1)
        self.cloud.advance("3s")
        moved = self.sqs.cancel_message_move_task(TaskHandle=task["TaskHandle"])
        self.assertIn(moved["ApproximateNumberOfMessagesMoved"], range(1, 6))

    def test_a_fifo_queue_keeps_order_and_drops_repetitions(self):
        url = self.queue("orders.fifo", FifoQueue="true", ContentBasedDeduplication="true")
        first = self.sqs.send_message(QueueUrl=url, MessageBody="1", MessageGroupId="g")
        same = self.sqs.send_message(QueueUrl=url, MessageBody="1", MessageGroupId="g")
        self.assertEqual(first["SequenceNumber"], same["SequenceNumber"])
        self.sqs.send_message(QueueUrl=url, MessageBody="2", MessageGroupId="g")
        self.assertEqual([m["Body"] for m in self.receive(url, MaxNumberOfMessages=10)],
                         ["1", "2"])

    def test_tags_and_permissions_are_kept(self):
        url = self.queue()
        self.sqs.tag_queue(QueueUrl=url, Tags={"team": "orders", "stage": "test"})
        self.sqs.untag_queue(QueueUrl=url, TagKeys=["stage"])
        self.assertEqual(self.sqs.list_queue_tags(QueueUrl=url)["Tags"], {"team": "orders"})
        self.sqs.add_permission(QueueUrl=url, Label="shop", AWSAccountIds=[ACCOUNT],
                                Actions=["SendMessage"])
        policy = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
        self.assertEqual(json.loads(policy["Attributes"]["Policy"])["Statement"][0]["Sid"], "shop")
        self.sqs.remove_permission(QueueUrl=url, Label="shop")

    def test_errors_are_botocores_exceptions(self):
        url = self.queue()
        none = f"{self.cloud.url}/{ACCOUNT}/none"
        entry = {"Id": "a", "MessageBody": "x"}
        # The JSON protocol names the shape, x-amzn-query-error what Query clients know.
        old = "AWS.SimpleQueueService."
        rows = [
            (old + "NonExistentQueue", self.sqs.get_queue_url, dict(QueueName="none")),
            (old + "NonExistentQueue", self.sqs.send_message,
             dict(QueueUrl=none, MessageBody="x")),
            ("QueueAlreadyExists", self.sqs.create_queue,
             dict(QueueName="orders", Attributes={"DelaySeconds": "7"})),
            (old + "EmptyBatchRequest", self.sqs.send_message_batch,
             dict(QueueUrl=url, Entries=[])),
            (old + "TooManyEntriesInBatchRequest", self.sqs.send_message_batch,
             dict(QueueUrl=url, Entries=[entry | {"Id": str(i)} for i in range(11)])),
            (old + "BatchEntryIdsNotDistinct", self.sqs.send_message_batch,
             dict(QueueUrl=url, Entries=[entry, entry])),
            ("InvalidAttributeName", self.sqs.get_queue_attributes,
             dict(QueueUrl=url, AttributeNames=["Nothing"])),
            ("ReceiptHandleIsInvalid", self.sqs.delete_message,
             dict(QueueUrl=url, ReceiptHandle="nonsense")),
        ]
        for code, call, arguments in rows:
            with self.subTest(code):
                self.refused(code, call, **arguments)
        self.sqs.purge_queue(QueueUrl=url)
        self.refused(old + "PurgeQueueInProgress", self.sqs.purge_queue, QueueUrl=url)
        with self.assertRaises(self.sqs.exceptions.QueueDoesNotExist):
            self.sqs.get_queue_url(QueueName="none")


if __name__ == "__main__":
    harness.main()
