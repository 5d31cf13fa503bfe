#!/usr/bin/env python3
"""`sluice simulate --from-cloudwatch`: against `sluice local`, which was sent messages minute by minute,
and against stand-ins that answer as CloudWatch does on a bad day."""
import json
import re
import time
from datetime import datetime, timedelta, timezone

import harness
from harness import SluiceTest
from stand_in import StandIn, aws_error, json_answer

try:
    import boto3  # noqa: F401
except ImportError:
    harness.skip("simulate_cloudwatch", "boto3 is not installed (pip install boto3)")

from local_cloud import LocalCloud

QUEUE = "orders-queue"
# What is sent in each minute: a tide with an idle hour in it, and no two minutes next to each other alike.
SENT = [0 if 60 <= minute < 120 else (minute * 7) % 23 for minute in range(150)]


def read_trace(text):
    """The header's settings, and the counts; None: could not be read."""
    settings = dict(re.findall(r"^# (\w+): (.*)$", text, re.M))
    rows = [line.split(",") for line in text.splitlines() if line[0].isdigit()]
    return settings, [float(count) if count else None for _, count in rows]


class FromCloudWatch(SluiceTest):
    def simulate(self, *arguments, **variables):
        return self.run_sluice("simulate", "--from-cloudwatch", QUEUE, "--days", "1", "--no-bound",
                               "--save-trace", "t.csv", *arguments, **variables)

    def trace(self):
        return read_trace((self.home / "t.csv").read_text())

    def refused(self, outcome, code, *told):
        self.assertEqual((outcome.code, outcome.stdout), (code, ""), outcome)
        self.assertEqual(outcome.stderr.count("\n"), 1, outcome)
        for text in told:
            self.assertIn(text, outcome.stderr)


class LocalTest(FromCloudWatch):
    """A cloud whose clock is stepped from hours ago to a little after the present: a trace ends where the
    user's clock says, which goes on while the test runs."""

    def setUp(self):
        super().setUp()
        minute = int(time.time()) // 60 * 60
        self.start = datetime.fromtimestamp(minute, timezone.utc) - timedelta(minutes=len(SENT) + 2)
        self.cloud = LocalCloud(self.environment(), start=self.start)
        self.addCleanup(self.cloud.__exit__)
        self.sqs = self.cloud.client("sqs")
        self.cloudwatch = self.cloud.client("cloudwatch")
        self.url = self.sqs.create_queue(QueueName=QUEUE)["QueueUrl"]

    def send(self, count):
        for first in range(0, count, 10):
            self.sqs.send_message_batch(QueueUrl=self.url, Entries=[
                {"Id": str(i), "MessageBody": "order"} for i in range(first, min(first + 10, count))])

    def play(self, running=None):
        for minute, count in enumerate(SENT):
            self.send(count)
            if running and minute >= 30:
                self.cloudwatch.put_metric_data(Namespace="ECS/ContainerInsights", MetricData=[{
                    "MetricName": "RunningTaskCount", "Value": running, "Unit": "Count",
                    "Dimensions": [{"Name": "ClusterName", "Value": "orders"},
                                   {"Name": "ServiceName", "Value": "orders-service"}]}])
            self.cloud.advance("60s")
        self.cloud.advance("15m")

    def test_the_trace_is_what_was_sent_minute_by_minute(self):
        self.play()
        outcome = self.simulate("--endpoint-url", self.cloud.url, "--output", "json")
        self.assertEqual(outcome.code, 0, outcome)
        settings, counts = self.trace()
        self.assertEqual(len(counts), 1440)
        begun = datetime.fromisoformat(settings["from"].replace("Z", "+00:00"))
        first = int((self.start - begun).total_seconds()) // 60
        self.assertEqual(counts[first:first + len(SENT)], SENT)
        self.assertEqual(set(counts[first + len(SENT):]) - {0}, set(), "nothing was sent since")
        # Before the queue was there it was idle, but for the minutes in which it may have been waking.
        self.assertEqual(counts[:first], [0] * (first - 15) + [None] * 15)
        self.assertEqual(settings["unread_bins"], "15")
        self.assertRegex((self.home / "t.csv").read_text(), r"# unread: t_seconds \d+ to \d+: CloudWatch "
                         "shows a queue that wakes up to 15 minutes late")
        self.assertIn("15 of 1440 bins could not be read", outcome.stderr)
        data = outcome.report
        self.assertEqual((data["trace"], data["unread_bins"]), ("t.csv", 15))
        self.assertIsNone(data["recorded_task_hours"])
        # The file is a trace like any other.
        again = self.run_sluice("simulate", "--trace", "t.csv", "--no-bound", "--output", "json")
        self.assertEqual(again.report, data)

    def test_the_tasks_that_really_ran_stand_beside_the_policies(self):
        self.play(running=3)
        flags = ["--endpoint-url", self.cloud.url, "--service", "orders/orders-service"]
        outcome = self.simulate(*flags, "--output", "json")
        self.assertEqual(outcome.code, 0, outcome)
        data = outcome.report
        self.assertAlmostEqual(data["recorded_task_hours"], 3 * (len(SENT) - 30) / 60)
        self.assertEqual(data["recorded_seconds"], (len(SENT) - 30) * 60)
        text = self.simulate(*flags, "--compare", "target-tracking,static", "--tasks", "4",
                             "--report", "r.html").stdout
        self.assertRegex(text, r"really run: [\d.]+ task-hours in the 8\.\d % of the time that is known; on "
                               r"the same trace target-tracking [\d.]+, static 96\.3\n")
        self.assertIn('"recorded_task_hours":', (self.home / "r.html").read_text())

    def test_without_container_insights_it_goes_on(self):
        self.play()
        outcome = self.simulate("--endpoint-url", self.cloud.url, "--service", "orders/orders-service",
                                "--output", "json")
        self.assertEqual(outcome.code, 0, outcome)
        self.assertIn("orders/orders-service: no RunningTaskCount in ECS/ContainerInsights: Container "
                      "Insights is off", outcome.stderr)
        self.assertIsNone(outcome.report["recorded_task_hours"])

    def test_a_queue_that_nobody_knows_is_no_idle_queue(self):
        outcome = self.simulate("--endpoint-url", self.cloud.url)
        self.refused(outcome, 1, f"no datapoint of AWS/SQS NumberOfMessagesSent of the queue {QUEUE} in "
                                 f"{harness.REGION}", "check its name and the region")
        self.assertFalse((self.home / "t.csv").exists())

    def test_the_file_is_named_by_queue_and_time(self):
        self.play()
        outcome = self.run_sluice("simulate", "--from-cloudwatch", QUEUE, "--days", "1", "--no-bound",
                                  "--endpoint-url", self.cloud.url)
        self.assertEqual(outcome.code, 0, outcome)
        (path,) = self.home.glob("*.csv")
        self.assertRegex(path.name, rf"^{QUEUE}-\d{{8}}T\d{{6}}Z\.csv$")
        self.assertIn(f"written to {path.name}", outcome.stderr)

    def test_a_place_that_cannot_be_written_to(self):
        self.play()
        outcome = self.run_sluice("simulate", "--from-cloudwatch", QUEUE, "--days", "1", "--endpoint-url",
                                  self.cloud.url, "--save-trace", "no/such/folder.csv")
        self.refused(outcome, 1, "no/such/folder.csv: the trace cannot be written there")


class BadDayTest(FromCloudWatch):
    """CloudWatch as it is when it is ill."""

    def serve(self, answer):
        server = StandIn(answer)
        self.addCleanup(server.__exit__)
        return server

    @staticmethod
    def points(request, keep, value=lambda at: 6):
        """A datapoint for each minute of the request that `keep` takes."""
        asked = request.json
        times = [at for at in range(int(asked["StartTime"]), int(asked["EndTime"]), 60) if keep(at)]
        return {"Id": "sent", "Timestamps": times, "Values": [value(at) for at in times]}

    def test_pages_are_turned_and_lost_minutes_are_told(self):
        def answer(request):
            half = (request.json["StartTime"] + request.json["EndTime"]) / 2
            if "NextToken" not in request.json:
                first = self.points(request, lambda at: at < half)
                return json_answer({"MetricDataResults": [first | {"StatusCode": "PartialData"}],
                                    "NextToken": "more"})
            lost = int(request.json["EndTime"]) - 3600
            rest = self.points(request, lambda at: at >= half and at != lost)
            return json_answer({"MetricDataResults": [rest | {"StatusCode": "Complete"}]})
        outcome = self.simulate("--endpoint-url", self.serve(answer).url, "--output", "json")
        self.assertEqual(outcome.code, 0, outcome)
        settings, counts = self.trace()
        self.assertLessEqual({None, 6.0}, set(counts))
        self.assertNotIn(0.0, counts)
        self.assertEqual(str(counts.count(None)), settings["unread_bins"])
        self.assertIn("though messages came in the six hours before", outcome.stderr)

    def test_what_is_never_returned_is_no_zero(self):
        def answer(request):
            some = self.points(request, lambda at: at % 7200 < 3600)
            return json_answer({"MetricDataResults": [some | {"StatusCode": "InternalError"}]})
        server = self.serve(answer)
        outcome = self.simulate("--endpoint-url", server.url, "--output", "json")
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(len(server.requests), 6, "two days are touched, each is asked for three times")
        _, counts = self.trace()
        self.assertEqual(set(counts), {None, 6.0})
        self.assertIn(f"{counts.count(None)} of 1440 bins could not be read: CloudWatch did not return them",
                      outcome.stderr)

    def test_nothing_at_all_is_told(self):
        outcome = self.simulate("--endpoint-url", self.serve(
            lambda request: json_answer({"MetricDataResults": []})).url)
        self.refused(outcome, 1, "cloudwatch:GetMetricData", "try again")

    def test_errors_of_aws_are_told_with_what_helps(self):
        denied = self.serve(lambda request: aws_error("AccessDenied", "not authorized", 403))
        self.refused(self.simulate("--endpoint-url", denied.url), 1, "cloudwatch:GetMetricData: AccessDenied: "
                     "not authorized (HTTP 403)", "allow cloudwatch:GetMetricData to these credentials")
        busy = self.serve(lambda request: aws_error("ThrottlingException", "Rate exceeded"))
        self.refused(self.simulate("--endpoint-url", busy.url, AWS_MAX_ATTEMPTS="2"), 1,
                     "ThrottlingException: Rate exceeded", "try again")
        self.assertEqual(len(busy.requests), 2)

    def test_settings_that_are_wrong_are_told(self):
        self.refused(self.simulate(AWS_REGION=None), 2, "no region: set AWS_REGION")
        arn = f"arn:aws:sqs:eu-west-1:123456789012:{QUEUE}"
        outcome = self.run_sluice("simulate", "--from-cloudwatch", arn)
        self.refused(outcome, 2, "is in eu-west-1, but the region is ap-southeast-2")
        self.refused(self.simulate("--endpoint-url", "nowhere"), 2, "--endpoint-url")

    def test_a_queue_may_be_given_by_its_arn(self):
        def answer(request):
            return json_answer({"MetricDataResults": [
                self.points(request, lambda at: True) | {"StatusCode": "Complete"}]})
        server = self.serve(answer)
        outcome = self.run_sluice("simulate", "--from-cloudwatch", f"arn:aws:sqs:eu-west-1:123456789012:{QUEUE}",
                                  "--days", "1", "--endpoint-url", server.url, "--save-trace", "t.csv", "--no-bound",
                                  AWS_REGION=None)
        self.assertEqual(outcome.code, 0, outcome)
        self.assertIn(f"of the queue {QUEUE} in eu-west-1", (self.home / "t.csv").read_text())
        (metric,) = {json.dumps(request.json["MetricDataQueries"][0]["MetricStat"]["Metric"])
                     for request in server.requests}
        self.assertIn(f'"Value": "{QUEUE}"', metric)


if __name__ == "__main__":
    harness.main()
