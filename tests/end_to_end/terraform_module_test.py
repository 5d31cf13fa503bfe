#!/usr/bin/env python3
"""The Terraform module: its own tests, what its refusals say, and examples/orders applied to a
`sluice local` by real Terraform and the real AWS provider: apply, a plan without changes, the loop out
and in on the stepped clock, destroy."""
import json
import pathlib
import shutil
import time

import harness
from harness import SluiceTest
from local_cloud import LocalCloud, zipped
from terraform_runs import Terraform, minutes_until, names_left, require_terraform

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULE = ROOT / "deploy" / "terraform"
EXAMPLE = ROOT / "examples" / "orders" / "terraform"

RIGHT = {"cluster": "orders", "service": "orders-service", "target": 20, "min": 2, "max": 5,
         "queues": ["arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"]}


def many(count):
    """Services whose names do not repeat much."""
    return [RIGHT | {"service": f"{i * 2654435761 % 2 ** 32:08x}-{i * 40503 % 65536:04x}-worker",
                     "queues": [f"arn:aws:sqs:ap-southeast-2:123456789012:{i * 97 % 8191:04x}-queue-{i}"]}
            for i in range(count)]


def one(**wrong):
    """Variables with one service that is wrong in this."""
    return {"services": [RIGHT | wrong]}


# Wrong variables, and how the one message about them begins.
REFUSALS = {
    "no_services": ({"services": []}, "services: the list is empty"),
    "duplicate": ({"services": [RIGHT, RIGHT]}, "services: orders/orders-service stands twice"),
    "target_0": (one(target=0), "services: orders/orders-service has the target 0; target is"),
    "target_below_0": (one(target=-1), "services: orders/orders-service has the target -1"),
    "min_above_max": (one(min=6), "services: orders/orders-service has the min 6 above its max 5; "
                                  "make min at most max"),
    "max_0": (one(min=0, max=0), "services: orders/orders-service may have 0 to 0 tasks"),
    "service_arn": (one(service="arn:aws:ecs:eu-west-1:123456789012:service/a/b"),
                    "services: 'arn:aws:ecs:eu-west-1:123456789012:service/a/b' is no name"),
    "queue_name": (one(queues=["orders-queue"]), "services: 'orders-queue' is no queue of "
                                                 "orders/orders-service; give a queue's ARN"),
    "queue_topic": (one(queues=["arn:aws:sns:eu-west-1:123456789012:orders"]),
                    "services: 'arn:aws:sns:eu-west-1:123456789012:orders' is no queue"),
    "no_queues": (one(queues=[]), "services: orders/orders-service has no queues"),
    "queue_twice": (one(queues=RIGHT["queues"] * 2),
                    "services: orders/orders-service names a queue twice"),
    "weight_of_another": (one(weights={"invoices": 2}),
                          "services: the weights of orders/orders-service do not fit"),
    "backlog": (one(backlog=["waiting"]), "services: backlog is a list of visible"),
    "tasks": (one(tasks="all"), "services: tasks is running, running+pending or desired"),
    "cooldown": (one(scale_in_cooldown=-1), "services: scale_in_cooldown and scale_out"),
    "too_long_a_policy": ({"services": many(100)}, "services: the policy for 100 services has "),
    "too_many_variables": ({"services": many(400),
                            "policy_resources": {"queues": ["*"], "services": ["*"]}},
                           "services: the config of 400 services and the variables have "),
}


class NoCloud:
    """Where the provider is mocked, nothing is called."""
    url = "http://127.0.0.1:9"

    def call(self, *_):
        pass


def copied(folder, home):
    """A folder of this repository below `home`, where Terraform may leave its own files."""
    copy = home / folder.relative_to(ROOT)
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
    return copy


class ModuleTest(SluiceTest):
    """The module alone: no cloud, the provider is mocked."""

    def setUp(self):
        super().setUp()
        self.module = copied(MODULE, self.home)
        self.terraform = Terraform(self.module, NoCloud())

    def test_it_is_laid_out_as_terraform_does_and_is_valid(self):
        for folder in (MODULE, EXAMPLE):
            self.terraform.run("fmt", "-check", "-recursive", "-diff", str(folder))
        self.terraform.init()
        self.terraform.run("validate")

    def test_its_own_tests_pass(self):
        self.terraform.init()
        said = self.terraform.run("test", "-no-color").stdout
        self.assertRegex(said, r"Success! \d\d passed, 0 failed\.")

    def test_a_wrong_input_stops_the_plan_with_one_clear_message(self):
        tests = self.module / "tests"
        shutil.rmtree(tests)
        tests.mkdir()
        for name, (variables, _) in REFUSALS.items():
            (tests / f"{name}.tftest.json").write_text(json.dumps({
                "mock_provider": {"aws": {}}, "run": {name: {
                    "command": "plan", "variables": {"package": "versions.tf", **variables}}}}))
        self.terraform.init()
        said = self.terraform.run("test", "-json", codes=(1,)).stdout
        found = {name: [] for name in REFUSALS}
        for line in map(json.loads, said.splitlines()):
            if line["type"] == "diagnostic":
                name = pathlib.PurePath(line["@testfile"]).name.split(".")[0]
                found[name].append(line["diagnostic"]["detail"])
        for name, (_, beginning) in REFUSALS.items():
            with self.subTest(name):
                self.assertEqual(len(found[name]), 1, found[name])
                self.assertEqual(found[name][0][:len(beginning)], beginning)


class OrdersTest(SluiceTest):
    """examples/orders on a cloud of its own, from the apply to the destroy."""

    def setUp(self):
        super().setUp()
        try:
            import boto3  # noqa: F401
        except ImportError:
            self.skipTest("boto3 is not installed (pip install boto3)")
        self.cloud = LocalCloud(self.environment(), start=None)
        self.addCleanup(self.cloud.__exit__)
        copied(MODULE, self.home)
        self.folder = copied(EXAMPLE, self.home)
        package = self.home / "sluice.zip"
        package.write_bytes(zipped("bootstrap", f"#!/bin/sh\nexec {harness.program}\n"))
        variables = {"subnets": ["subnet-12345678"], "image": "sluice:1", "order_seconds": 0.05,
                     "program": harness.program, "package": str(package)}
        (self.folder / "terraform.tfvars.json").write_text(json.dumps(variables))
        self.terraform = Terraform(self.folder, self.cloud)

    def service(self):
        found = self.cloud.client("ecs").describe_services(cluster="orders",
                                                           services=["orders-service"])
        return found["services"][0]

    def minutes_until(self, running, limit):
        return minutes_until(self.cloud, lambda: self.service()["runningCount"] == running, limit,
                             lambda: self.service()["events"][:3])

    def output(self, name):
        return self.terraform.run("output", "-raw", name).stdout

    def no_changes(self):
        self.terraform.plan(codes=(0,))

    def waiting(self, queue):
        """How many orders are not done yet."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.cloud.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)
        return sum(int(found["Attributes"][name]) for name in names)

    def loop(self):
        """The backlog scales the service out; its workers drain the queue, and it scales in."""
        queue = self.output("queue_url")
        sqs = self.cloud.client("sqs")
        self.minutes_until(2, 5)
        for _ in range(100):
            sqs.send_message_batch(QueueUrl=queue, Entries=[
                {"Id": str(i), "MessageBody": "order"} for i in range(10)])
        self.assertGreaterEqual(self.minutes_until(5, 10), 3, "the alarm wants three datapoints")
        self.no_changes()  # the desired count is Application Auto Scaling's
        drained = time.monotonic() + harness.HANG_GUARD
        while self.waiting(queue) > 0:  # the workers' own time is real
            self.assertLess(time.monotonic(), drained, "the workers do not drain the queue")
            time.sleep(0.2)
        self.assertGreaterEqual(self.minutes_until(2, 60), 15, "the low alarm wants fifteen")

    def watched(self):
        """The function's own alarm: calm, and loud once the schedule is switched off."""
        def alarm():
            found = self.cloud.client("cloudwatch").describe_alarms(AlarmNames=["orders-sluice-silent"])
            return found["MetricAlarms"][0]
        self.assertEqual(alarm()["StateValue"], "OK", alarm())
        self.cloud.client("events").disable_rule(Name="orders-sluice")
        silent = minutes_until(self.cloud, lambda: alarm()["StateValue"] == "ALARM", 10, alarm)
        self.assertGreaterEqual(silent, 3, "it wants three minutes")

    def checked(self):
        """`sluice config check --live` finds nothing wrong."""
        config = self.write("sluice.yaml", self.output("config"))
        outcome = self.run_sluice("config", "check", "--live", "--config", config, "--endpoint-url",
                                  self.cloud.url)
        self.assertEqual(outcome.code, 0, outcome)

    def test_apply_plan_loop_destroy(self):
        self.terraform.init()
        self.terraform.apply()
        self.no_changes()
        self.loop()
        self.checked()
        self.watched()
        self.terraform.destroy()
        self.assertEqual(names_left(self.cloud), {})

    def test_a_service_that_is_not_there_stops_the_plan_where_that_is_asked_for(self):
        folder = self.home / "plan"
        folder.mkdir()
        (folder / "main.tf.json").write_text(json.dumps({"module": {"sluice": {
            "source": str(MODULE), "must_exist": True, "services": [RIGHT],
            "package": str(MODULE / "versions.tf")}}}))
        self.cloud.client("ecs").create_cluster(clusterName="orders")
        terraform = Terraform(folder, self.cloud)
        terraform.init()
        said = terraform.run("plan", "-no-color", codes=(1,)).stderr
        self.assertIn("orders-service", said)
        self.assertIn("orders-queue", said)


if __name__ == "__main__":
    require_terraform("terraform_module")
    harness.main()
