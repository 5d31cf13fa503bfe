#!/usr/bin/env python3
"""The AWS CLI against `sluice local`: every operation of every service by the CLI's own driver, and
by the command `aws` itself once with success and once without."""
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

import accounting
import harness
from every_operation import EveryOperationTest
from every_function_operation import FunctionTests, IdentityTests
from every_queue_operation import LogTests, MetricTests, QueueTests, RuleTests
from every_service_operation import ServiceTests
from local_cloud import ACCOUNT

command = shutil.which("aws")


def find_awscli():
    """Goes on where awscli can be imported: in this Python, or in that of the script `aws`."""
    if command is None:
        harness.skip("local_aws_cli", "aws is not on the path (pip install awscli)")
    if importlib.util.find_spec("awscli"):
        return
    line = pathlib.Path(command).read_bytes().split(b"\n", 1)[0].decode(errors="replace")
    python = line[2:].strip() if line.startswith("#!") and "python" in line else ""
    if os.access(python, os.X_OK) and "SLUICE_AWSCLI" not in os.environ:
        os.execve(python, [python, *sys.argv], os.environ | {"SLUICE_AWSCLI": "sought"})
    harness.skip("local_aws_cli",
                 f"{command} is not version 1 for this Python (pip install awscli)")


find_awscli()
from aws_cli import SETTINGS, CommandLine  # noqa: E402

aws = CommandLine()


def tearDownModule():
    accounting.require_all_called(lacking={
        (service, name) for service, names in accounting.offered.items() for name in names
        if not aws.has(service, name)})
    # CloudWatch has three protocols. Version 1 has spoken Query, and CBOR; 1.45 speaks JSON.
    spoken = aws.content_types["cloudwatch"]
    print(f"aws spoke to CloudWatch in {', '.join(spoken)}")
    assert len(spoken) == 1 and spoken <= {"application/x-amz-json-1.0", "application/cbor",
                                           "application/x-www-form-urlencoded"}, spoken
    assert aws.content_types["iam"] == {"application/x-www-form-urlencoded"}, "iam has only Query"


class AwsTest(EveryOperationTest):
    caller = aws


class QueueTest(QueueTests, AwsTest):
    pass


class MetricTest(MetricTests, AwsTest):
    pass


class RuleTest(RuleTests, AwsTest):
    pass


class LogTest(LogTests, AwsTest):
    pass


class ServiceTest(ServiceTests, AwsTest):
    pass


class FunctionTest(FunctionTests, AwsTest):
    pass


class IdentityTest(IdentityTests, AwsTest):
    pass


class CommandTest(AwsTest):
    """The command itself."""

    def run_aws(self, *words):
        return subprocess.run([command, *words, "--endpoint-url", self.cloud.url], text=True,
                              env=os.environ | SETTINGS | {"HOME": str(self.home)},
                              capture_output=True, timeout=harness.HANG_GUARD)

    def test_it_prints_an_answer(self):
        done = self.run_aws("sts", "get-caller-identity")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["Account"], ACCOUNT)

    def test_it_tells_a_refusal(self):
        done = self.run_aws("sqs", "get-queue-url", "--queue-name", "none")
        self.assertIn(done.returncode, (254, 255))
        self.assertIn("(AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl",
                      done.stderr)


if __name__ == "__main__":
    harness.main()
