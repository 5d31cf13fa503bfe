#!/usr/bin/env python3
"""The AWS SDK for JavaScript v3 against `sluice local`: every operation of every service, and those
of CloudWatch in each of its protocols."""
import accounting
import harness
import javascript_sdk
from every_operation import EveryOperationTest
from every_function_operation import FunctionTests, IdentityTests
from every_queue_operation import LogTests, MetricTests, QueueTests, RuleTests
from every_service_operation import ServiceTests

javascript_sdk.install("local_javascript")
sdk = javascript_sdk.Sdk()


def tearDownModule():
    sdk.close()
    accounting.require_all_called()
    print(f"the SDK spoke to CloudWatch in {', '.join(sorted(sdk.content_types['cloudwatch']))}")


class SdkTest(EveryOperationTest):
    caller = sdk


class QueueTest(QueueTests, SdkTest):
    def test_bytes_go_through(self):
        url = self.queue()
        self.call("sqs", "SendMessage", QueueUrl=url, MessageBody="order 1", MessageAttributes={
            "raw": {"DataType": "Binary", "BinaryValue": b"\0\1\xff"}})
        got = self.receive(url, MessageAttributeNames=["All"])
        self.assertEqual(got[0]["MessageAttributes"]["raw"]["BinaryValue"], b"\0\1\xff")


class MetricTest(MetricTests, SdkTest):
    pass


class SpeakingSdk:
    """The SDK told to speak one protocol."""

    def __init__(self, protocol):
        self.protocol = protocol
        self.code = sdk.code

    def call(self, url, service, operation, members):
        return sdk.call(url, service, operation, members, protocol=self.protocol)

    def pages(self, url, service, operation, members, size):
        return sdk.call(url, service, operation, members, pages=size, protocol=self.protocol)


class CborTest(MetricTests, EveryOperationTest):
    caller = SpeakingSdk("AwsSmithyRpcV2CborProtocol")

    def tearDown(self):
        self.assertIn("application/cbor", sdk.content_types["cloudwatch"])


class QueryTest(MetricTests, EveryOperationTest):
    caller = SpeakingSdk("AwsQueryProtocol")

    def tearDown(self):
        self.assertIn("application/x-www-form-urlencoded", sdk.content_types["cloudwatch"])


class RuleTest(RuleTests, SdkTest):
    pass


class LogTest(LogTests, SdkTest):
    pass


class ServiceTest(ServiceTests, SdkTest):
    pass


class FunctionTest(FunctionTests, SdkTest):
    pass


class IdentityTest(IdentityTests, SdkTest):
    pass


if __name__ == "__main__":
    harness.main()
