#!/usr/bin/env python3
"""The Lambda package: what `make lambda` packs, and that it runs where nothing else is: in an empty
chroot with a bundle of certificates, and as a function of `sluice local` on a rate(1 minute) rule.

The latter two want a static program, as `make` builds; `make check` gives it that one."""
import json
import os
import pathlib
import shutil
import stat
import struct
import subprocess
import sys
import zipfile
from datetime import timedelta

import harness
from fake_aws import FakeAws
from harness import HANG_GUARD, SluiceTest
from lambda_test import VERSION, RuntimeApi
from local_cloud import ACCOUNT, START, LocalCloud

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "lambda_package.py"
LARGEST = 4_000_000  # bytes; issue 4
PT_LOAD, PT_INTERP = 1, 3


def elf(*segments):
    """The least that is a 64-bit ELF file, with these types of program headers."""
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 2, 62, 1)
    head += struct.pack("<QQQIHHHHHH", 0, 64, 0, 0, 64, 56, len(segments), 0, 0, 0)
    return head + b"".join(struct.pack("<I", kind) + bytes(52) for kind in segments)


def pack(program, package, *flags):
    return subprocess.run([sys.executable, TOOL, program, package, *flags], capture_output=True,
                          text=True, timeout=HANG_GUARD)


class ThePackingTest(SluiceTest):
    def program(self, content):
        path = self.home / "program"
        path.write_bytes(content)
        return path

    def refusal(self, content):
        done = pack(self.program(content), self.home / "no.zip")
        self.assertEqual(done.returncode, 1, done)
        self.assertFalse((self.home / "no.zip").exists())
        return done.stderr

    def test_the_same_program_gives_the_same_bytes_whenever_it_was_built(self):
        program = self.program(elf(PT_LOAD) + b"work" * 1000)
        packages = []
        for age in (0, 86400):
            os.utime(program, (1_700_000_000 - age,) * 2)
            package = self.home / f"{age}.zip"
            self.assertEqual(pack(program, package).returncode, 0)
            packages.append(package.read_bytes())
        self.assertEqual(packages[0], packages[1])

    def test_it_holds_an_executable_bootstrap_and_the_config_that_was_asked_for(self):
        config = self.write("here/sluice.yaml", "services: []\n")
        package = self.home / "out" / "sluice.zip"
        self.assertEqual(pack(self.program(elf(PT_LOAD)), package, "--config", config).returncode, 0)
        with zipfile.ZipFile(package) as unpacked:
            modes = {entry.filename: entry.external_attr >> 16 for entry in unpacked.infolist()}
            self.assertEqual(modes, {"bootstrap": stat.S_IFREG | 0o755,
                                     "sluice.yaml": stat.S_IFREG | 0o644})
            self.assertEqual(unpacked.read("sluice.yaml"), b"services: []\n")

    def test_a_program_that_needs_more_than_itself_is_refused(self):
        self.assertIn("wants shared libraries", self.refusal(elf(PT_LOAD, PT_INTERP)))
        self.assertIn("is no Linux program", self.refusal(b"#!/bin/sh\n"))

    def test_a_config_that_is_not_there_is_told(self):
        done = pack(self.program(elf(PT_LOAD)), self.home / "no.zip", "--config", "/no/sluice.yaml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--config /no/sluice.yaml: No such file or directory", done.stderr)


class ElsewhereTest(SluiceTest):
    def test_the_functions_program_says_where_it_belongs(self):
        program = pathlib.Path(harness.program).with_name("bootstrap")
        done = subprocess.run([program], env=self.environment(), capture_output=True, text=True,
                              timeout=HANG_GUARD)
        self.assertEqual(done.returncode, 2, done)
        self.assertIn("AWS_LAMBDA_RUNTIME_API is not set", done.stderr)


class ThePackageTest(SluiceTest):
    def setUp(self):
        super().setUp()
        self.package = self.home / "sluice.zip"
        program = pathlib.Path(harness.program).with_name("bootstrap")
        done = pack(program, self.package)
        if "wants shared libraries" in done.stderr:
            self.skipTest(f"{program} is not static; `make lambda` packs the one that is")
        self.assertEqual(done.returncode, 0, done)

    def test_it_is_small(self):
        self.assertLess(self.package.stat().st_size, LARGEST)

    def certified(self, aws, trusted):
        """Gives the server a certificate of its own, and writes it to `trusted`."""
        key = str(self.home / "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
                        "-keyout", key, "-out", trusted, "-subj", "/CN=aws",
                        "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, capture_output=True, timeout=HANG_GUARD)
        aws.speak_tls(trusted, key)

    def test_it_runs_in_an_empty_chroot_with_a_bundle_of_certificates_alone(self):
        if os.geteuid() != 0:
            self.skipTest("only root can change the root folder")
        if not shutil.which("openssl"):
            self.skipTest("openssl is not installed (apt-get install openssl)")
        root = self.home / "root"
        bundle = root / "etc/pki/tls/certs/ca-bundle.crt"  # where provided.al2023 has it
        bundle.parent.mkdir(parents=True)
        subprocess.run([sys.executable, "-m", "zipfile", "-e", self.package, root], check=True)
        (root / "bootstrap").chmod(0o755)  # which Lambda keeps, and this unpacker does not
        aws, runtime = FakeAws(), RuntimeApi(invocations=2)
        self.addCleanup(aws.close)
        self.addCleanup(runtime.close)
        self.certified(aws, str(bundle))
        variables = {"QUEUE_URL": aws.add("orders-service"), "ECS_CLUSTER_NAME": "orders",
                     "ECS_SERVICE_NAME": "orders-service", "AWS_ENDPOINT_URL": aws.url}
        environment = self.environment(**variables, **runtime.environment(), HOME=None, PATH=None)
        with subprocess.Popen(["/bootstrap"], env=environment, stderr=subprocess.PIPE, text=True,
                              preexec_fn=lambda: (os.chroot(root), os.chdir("/"))) as function:
            try:
                ran_out = runtime.find(runtime.run_out, within=HANG_GUARD)
            finally:
                function.kill()
            self.assertTrue(ran_out, function.stderr.read())
        self.assertEqual([answer.path for answer in runtime.answers()],
                         [f"{VERSION}/invocation/request-{n}/response" for n in (1, 0)])
        self.assertEqual(aws.published(), [("orders-service", 30.0)] * 2)

    def test_with_its_config_in_it_it_is_a_function_on_a_rule_of_each_minute(self):
        try:
            import boto3  # noqa: F401
        except ImportError:
            self.skipTest("boto3 is not installed (pip install boto3)")
        with LocalCloud(self.environment()) as cloud:
            queue = cloud.client("sqs").create_queue(QueueName="orders-queue")["QueueUrl"]
            self.make_service(cloud.client("ecs"))
            self.make_function(cloud)
            for first in range(0, 60, 10):
                cloud.client("sqs").send_message_batch(QueueUrl=queue, Entries=[
                    {"Id": str(i), "MessageBody": f"order {i}"} for i in range(first, first + 10)])
            cloud.advance("5m")
            values = self.values(cloud.client("cloudwatch"))
        self.assertGreaterEqual(len(values), 4, "a value each minute")
        self.assertEqual(set(values), {30.0})

    def make_service(self, ecs):
        ecs.create_cluster(clusterName="orders")
        ecs.register_task_definition(
            family="orders", requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256",
            memory="512", containerDefinitions=[
                {"name": "worker", "image": "orders:1", "entryPoint": ["sleep"],
                 "command": ["100000"], "essential": True}])
        ecs.create_service(
            cluster="orders", serviceName="orders-service", taskDefinition="orders",
            desiredCount=2, launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}})

    def make_function(self, cloud):
        config = self.write("sluice.yaml", json.dumps({"services": [
            {"cluster": "orders", "service": "orders-service", "queues": ["orders-queue"]}]}))
        program = pathlib.Path(harness.program).with_name("bootstrap")
        self.assertEqual(pack(program, self.package, "--config", config).returncode, 0)
        functions, events = cloud.client("lambda"), cloud.client("events")
        function = functions.create_function(
            FunctionName="sluice", Runtime="provided.al2023", Handler="bootstrap",
            Role=f"arn:aws:iam::{ACCOUNT}:role/sluice", Timeout=30,
            Code={"ZipFile": self.package.read_bytes()})
        rule = events.put_rule(Name="sluice", ScheduleExpression="rate(1 minute)")
        functions.add_permission(FunctionName="sluice", StatementId="rule",
                                 Action="lambda:InvokeFunction", Principal="events.amazonaws.com",
                                 SourceArn=rule["RuleArn"])
        events.put_targets(Rule="sluice", Targets=[{"Id": "1", "Arn": function["FunctionArn"]}])

    def values(self, cloudwatch):
        data = cloudwatch.get_metric_data(
            MetricDataQueries=[{"Id": "backlog", "MetricStat": {"Metric": {
                "Namespace": "ECS/CustomMetrics", "MetricName": "BacklogPerTask",
                "Dimensions": [{"Name": "ClusterName", "Value": "orders"},
                               {"Name": "ServiceName", "Value": "orders-service"}]},
                "Period": 60, "Stat": "Average"}}],
            StartTime=START, EndTime=START + timedelta(minutes=10))
        return data["MetricDataResults"][0]["Values"]


if __name__ == "__main__":
    harness.main()
