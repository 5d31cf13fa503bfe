#!/usr/bin/env python3
"""What is deployed without Terraform: the CloudFormation template, and the task definition of
the daemon's container."""
import json
import pathlib
import re
import shutil
import subprocess

import harness
from harness import HANG_GUARD, SluiceTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "deploy" / "cloudformation" / "sluice.yaml"
CONTAINER = ROOT / "deploy" / "container"

PARAMETERS = {"MetricNamespace": "ECS/CustomMetrics", "MetricName": "BacklogPerTask", "Target": "20",
              "ClusterName": "orders", "ServiceName": "orders-service", "Queue": "orders-queue",
              "AWS::Region": harness.REGION,
              "Queues": '", "'.join(f"arn:aws:sqs:{harness.REGION}:123456789012:{name}"
                                    for name in ("orders-queue", "other-queue"))}


def filled(name):
    """The folded text below `name` in the template, with the parameters put in, as !Sub does."""
    text = re.search(rf"^( *){name}: !Sub\n *- >-\n((?:\1    .*\n)+?) *- ", TEMPLATE.read_text(), re.M)
    folded = " ".join(line.strip() for line in text[2].splitlines())
    return re.sub(r"\$\{([\w:]+)\}", lambda found: PARAMETERS[found[1]], folded)


class CloudFormationTest(SluiceTest):
    def test_cfn_lint_finds_nothing(self):
        linter = shutil.which("cfn-lint")
        if not linter:
            self.skipTest("cfn-lint is not installed (pip install cfn-lint)")
        done = subprocess.run([linter, "--include-checks", "I", "--", TEMPLATE], text=True,
                              capture_output=True, timeout=HANG_GUARD)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done)

    def test_the_config_that_it_gives_the_function_is_one(self):
        outcome = self.run_sluice("config", "check", "--output", "json",
                                  SLUICE_CONFIG=filled("SLUICE_CONFIG"))
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual((outcome.report["services"], outcome.report["queues"]), (1, 2))

    def test_its_role_allows_what_sluice_iam_says_for_that_config(self):
        printed = self.run_sluice("iam", "--function", "sluice", SLUICE_CONFIG=filled("SLUICE_CONFIG"))
        self.assertEqual(printed.code, 0, printed)
        wanted = {action for statement in json.loads(printed.stdout)["Statement"]
                  for action in statement["Action"]}
        role = re.search(r"^  Role:\n(.*?)^  Function:", TEMPLATE.read_text(), re.M | re.S)[1]
        allowed = set(re.findall(r"\b(?:sqs|ecs|cloudwatch|logs):[A-Z]\w+", role))
        self.assertEqual(allowed - {"ecs:UpdateService"}, wanted)

    def test_the_dashboard_is_json_with_its_three_widgets(self):
        widgets = json.loads(filled("DashboardBody"))["widgets"]
        self.assertEqual([widget["properties"]["metrics"][0][1] for widget in widgets],
                         ["ApproximateNumberOfMessagesVisible", "CPUUtilization", "BacklogPerTask"])


class ContainerTest(SluiceTest):
    def setUp(self):
        super().setUp()
        self.task = json.loads((CONTAINER / "task-definition.json").read_text())

    def test_the_task_definition_is_one_and_registers(self):
        try:
            import boto3  # noqa: F401
        except ImportError:
            self.skipTest("boto3 is not installed (pip install boto3)")
        from local_cloud import LocalCloud
        with LocalCloud(self.environment()) as cloud:
            ecs = cloud.client("ecs")  # which holds it against ECS's own model first
            registered = ecs.register_task_definition(**self.task)["taskDefinition"]
        container = registered["containerDefinitions"][0]
        self.assertEqual(container["user"], "65534:65534")
        self.assertTrue(container["readonlyRootFilesystem"])

    def test_the_config_in_it_is_one(self):
        variables = {entry["name"]: entry["value"]
                     for entry in self.task["containerDefinitions"][0]["environment"]}
        outcome = self.run_sluice("config", "check", **variables)
        self.assertEqual(outcome.code, 0, outcome)


if __name__ == "__main__":
    harness.main()
