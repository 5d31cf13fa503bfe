#!/usr/bin/env python3
"""`sluice config check` and `sluice iam`: offline, and `--live` against the article's resources on a
`sluice local`, where each thing that is taken away is found by name."""
import json

import harness
from harness import SluiceTest

try:
    import boto3  # noqa: F401
except ImportError:
    harness.skip("config_check", "boto3 is not installed (pip install boto3)")

from local_cloud import ACCOUNT, LocalCloud
from local_loop_test import RESOURCE, Loop

QUEUE = f"https://sqs.{harness.REGION}.amazonaws.com/{ACCOUNT}/orders-queue"


def config(queue=QUEUE, service="orders-service", target=20, **more):
    return json.dumps({"services": [{"cluster": "orders", "service": service, "queues": [queue],
                                     "target": target}], **more})


class OfflineTest(SluiceTest):
    def check(self, text, *flags, **variables):
        return self.run_sluice("config", "check", "--config", self.write("sluice.yaml", text), *flags,
                               **variables)

    def test_a_config_that_is_right_is_told_so(self):
        outcome = self.check(config())
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(outcome.stdout, f"{self.home}/sluice.yaml: 1 service and 1 queue checked "
                                         "offline: nothing is wrong\n")

    def test_json_is_one_object(self):
        outcome = self.check(config(), "--output", "json")
        self.assertEqual(json.loads(outcome.stdout)["findings"], [])

    def test_a_config_that_is_wrong_is_told_in_one_line(self):
        outcome = self.check(config(target=0))
        self.assertEqual((outcome.code, outcome.stdout), (2, ""), outcome)
        self.assertIn("target", outcome.stderr)
        self.assertEqual(outcome.stderr.count("\n"), 1, outcome)

    def test_a_queue_of_another_region_is_wrong(self):
        outcome = self.check(config(), AWS_REGION="eu-west-1")
        self.assertEqual(outcome.code, 2, outcome)
        self.assertIn("is in ap-southeast-2, but the region is eu-west-1", outcome.stderr)

    def test_a_command_that_is_not_there_is_answered_with_the_one_that_is(self):
        outcome = self.run_sluice("config", "chek")
        self.assertEqual((outcome.code, outcome.stderr), (
            2, "sluice: 'chek' is no command of sluice config; did you mean check? "
               "(sluice config --help lists the commands)\n"))
        outcome = self.run_sluice("config")
        self.assertEqual((outcome.code, outcome.stderr), (
            2, "sluice: config: no command is given; give check "
               "(sluice config --help lists the commands)\n"))

    def test_iam_prints_the_policy(self):
        path = self.write("sluice.yaml", config())
        policy = json.loads(self.run_sluice("iam", "--config", path, "--function", "sluice").stdout)
        allowed = {action: statement["Resource"] for statement in policy["Statement"]
                   for action in statement["Action"]}
        self.assertEqual(allowed, {
            "sqs:GetQueueAttributes": [f"arn:aws:sqs:{harness.REGION}:{ACCOUNT}:orders-queue"],
            "ecs:DescribeServices":
                [f"arn:aws:ecs:{harness.REGION}:{ACCOUNT}:service/orders/orders-service"],
            "cloudwatch:PutMetricData": ["*"],
            **dict.fromkeys(("logs:CreateLogStream", "logs:PutLogEvents"), [
                f"arn:aws:logs:{harness.REGION}:{ACCOUNT}:log-group:/aws/lambda/sluice:*"])})
        outcome = self.run_sluice("iam", "--config", self.write("named.yaml", config(queue="q")))
        self.assertEqual(outcome.code, 2, outcome)
        self.assertIn("give --account with its twelve digits", outcome.stderr)

    def test_iam_warns_of_a_policy_that_no_role_takes(self):
        services = [{"cluster": "orders", "service": f"a-service-with-quite-a-name-{i:03}",
                     "queues": [QUEUE]} for i in range(200)]
        path = self.write("sluice.yaml", json.dumps({"services": services}))
        outcome = self.run_sluice("iam", "--config", path)
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(json.loads(outcome.stderr)["most"], 10240)


class LiveTest(SluiceTest):
    def setUp(self):
        super().setUp()
        self.cloud = LocalCloud(self.environment(), start=None)
        self.addCleanup(self.cloud.__exit__)

    def check(self, text, code):
        """The findings' messages, by subject."""
        outcome = self.run_sluice("config", "check", "--live", "--output", "json", "--endpoint-url",
                                  self.cloud.url, "--config", self.write("sluice.yaml", text))
        self.assertEqual(outcome.code, code, outcome)
        report = json.loads(outcome.stdout)
        self.assertTrue(report["live"])
        found = {}
        for finding in report["findings"]:
            found.setdefault(finding["subject"], []).append(finding["message"])
        return found

    def test_the_articles_loop_can_close(self):
        loop = Loop(self.cloud)
        self.cloud.advance("3m")
        self.assertEqual(self.check(config(loop.queue), 0), {})

    def test_what_is_not_there_is_found_by_name(self):
        found = self.check(config(queue="orders-queue"), 1)
        self.assertEqual(set(found), {"queue orders-queue", "orders/orders-service"})
        self.assertIn("QueueDoesNotExist", found["queue orders-queue"][0])
        self.assertIn("ClusterNotFoundException", found["orders/orders-service"][0])
        Loop(self.cloud)
        self.cloud.advance("3m")
        self.assertEqual(self.check(config(queue="orders-queue", service="typo"), 1), {
            "orders/typo": ["MISSING: ECS knows no service typo in this cluster "
                            "(ecs:DescribeServices); create the service, or correct cluster and "
                            "service in the config"]})

    def test_what_does_not_fit_is_told_with_what_would_be_right(self):
        loop = Loop(self.cloud)
        self.cloud.advance("3m")
        (message,) = self.check(config(loop.queue, target=25), 1)["orders/orders-service"]
        self.assertIn("has the target 20, and the config 25", message)
        renamed = config(loop.queue, metric={"name": "Backlog"})
        metric, policy = self.check(renamed, 1)["orders/orders-service"]
        self.assertIn("Backlog {ClusterName=orders, ServiceName=orders-service} has no datapoint",
                      metric)
        self.assertIn("its metric is BacklogPerTask, where Backlog would be right", policy)

    def test_a_loop_that_was_taken_apart_is_found_out(self):
        loop = Loop(self.cloud)
        self.cloud.advance("3m")
        high = loop.alarms()["High"]["AlarmName"]
        loop.cloudwatch.disable_alarm_actions(AlarmNames=[high])
        (message,) = self.check(config(loop.queue), 1)["orders/orders-service"]
        self.assertEqual(message, f"the actions of the alarm {high} are disabled; enable them "
                                  "(EnableAlarmActions)")
        loop.application_autoscaling.delete_scaling_policy(
            **RESOURCE, PolicyName="scale-backlog-per-task")
        (message,) = self.check(config(loop.queue), 1)["orders/orders-service"]
        self.assertIn("it has no scaling policy", message)
        loop.application_autoscaling.deregister_scalable_target(**RESOURCE)
        loop.events.disable_rule(Name="publish")
        self.cloud.advance("3h")
        messages = self.check(config(loop.queue), 1)["orders/orders-service"]
        self.assertIn("it is no scalable target", messages[0])


if __name__ == "__main__":
    harness.main()
