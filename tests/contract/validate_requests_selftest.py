#!/usr/bin/env python3
"""The validator accepts what AWS accepts and refuses each kind of wrong request, by name."""
import io
import json
import pathlib
import sys
import tempfile
import unittest
from contextlib import redirect_stdout

import validate_requests  # exits 77 where botocore is missing

GOOD_DATUM = {"MetricName": "BacklogPerTask", "Unit": "Count", "Value": 30.0,
              "Dimensions": [{"Name": "ClusterName", "Value": "orders"}]}


def request(service, operation, body, protocol="json"):
    text = body if isinstance(body, str) else json.dumps(body)
    return {"service": service, "operation": operation, "protocol": protocol, "body": text}


def metric_data(*data, **more):
    return request("cloudwatch", "PutMetricData",
                   {"Namespace": "ECS/CustomMetrics", "MetricData": list(data), **more})


def assume_role(form):
    return request("sts", "AssumeRole", form, "query")


ROLE = "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Forders&RoleSessionName=sluice"
STS = "Action=AssumeRole&Version=2011-06-15&"

ACCEPTED = {
    "a queue's attributes": request("sqs", "GetQueueAttributes", {
        "QueueUrl": "https://sqs.ap-southeast-2.amazonaws.com/123456789012/orders-queue",
        "AttributeNames": ["ApproximateNumberOfMessages"]}),
    "ten services": request("ecs", "DescribeServices",
                            {"cluster": "orders", "services": [f"s{n}" for n in range(10)]}),
    "a datum": metric_data(GOOD_DATUM),
    "a datum in the form": request("cloudwatch", "PutMetricData", (
        "Action=PutMetricData&Version=2010-08-01&Namespace=ECS%2FCustomMetrics"
        "&MetricData.member.1.MetricName=BacklogPerTask&MetricData.member.1.Value=30.0"
        "&MetricData.member.1.Dimensions.member.1.Name=ClusterName"
        "&MetricData.member.1.Dimensions.member.1.Value=orders"
        "&MetricData.member.2.MetricName=BacklogPerTask&MetricData.member.2.Value=1"), "query"),
    "a role": assume_role(STS + ROLE + "&DurationSeconds=3600"),
    "the scalable targets": request("application-autoscaling", "DescribeScalableTargets", {
        "ServiceNamespace": "ecs", "ResourceIds": ["service/orders/orders-service"]}),
}

# What is wrong -> the request, and what the refusal must say.
REFUSED = {
    "unknown service": (request("sqss", "GetQueueUrl", {"QueueName": "q"}), "no service sqss"),
    "unknown operation": (request("sqs", "GetQueueDepth", {}), "no such operation"),
    "protocol of another service": (request("sqs", "GetQueueUrl", "QueueName=q", "query"),
                                    "speaks json, not query"),
    "wrong member name": (request("sqs", "GetQueueAttributes", {"QueueURL": "https://q"}),
                          "unknown field.*QueueURL"),
    "member in the wrong case": (request("ecs", "DescribeServices",
                                         {"Cluster": "orders", "services": ["s"]}), "Cluster"),
    "missing required member": (request("ecs", "DescribeServices", {"cluster": "orders"}),
                                "missing required field.*services"),
    "missing required member inside a list": (metric_data({"Value": 1.0}),
                                              r"MetricData\[0\].*MetricName"),
    "list where a text belongs": (request("sqs", "GetQueueUrl", {"QueueName": ["q"]}),
                                  "QueueName: invalid type"),
    "text where a number belongs": (metric_data({**GOOD_DATUM, "Value": "30"}),
                                    "Value: invalid type"),
    "text where a list belongs": (request("ecs", "DescribeServices", {"services": "s"}),
                                  "services: invalid type"),
    "element of the wrong type": (request("ecs", "DescribeServices", {"services": ["s", 7]}),
                                  r"services\[1\]: invalid type"),
    "null": (request("sqs", "GetQueueUrl", {"QueueName": None}), "QueueName: invalid type"),
    "text above its maximum": (metric_data({**GOOD_DATUM, "MetricName": "m" * 256}),
                               "256 is above the maximum of 255"),
    "text below its minimum": (metric_data({**GOOD_DATUM, "MetricName": ""}),
                               "MetricName: invalid length"),
    "list above its maximum": (metric_data({**GOOD_DATUM, "Dimensions": [
        {"Name": f"d{n}", "Value": "v"} for n in range(31)]}), "31 is above the maximum of 30"),
    "number below its minimum": (metric_data({**GOOD_DATUM, "StorageResolution": 0}),
                                 "StorageResolution: invalid range"),
    "pattern": (metric_data(GOOD_DATUM, Namespace=":ECS"), "Namespace: ':ECS' does not match"),
    "value outside the enumeration": (metric_data({**GOOD_DATUM, "Unit": "Counts"}),
                                      "'Counts' is none of"),
    "NaN": (request("cloudwatch", "PutMetricData", '{"Namespace": "N", "MetricData": '
                    '[{"MetricName": "m", "Value": NaN}]}'), "NaN is not JSON"),
    "member that stands twice": (request("sqs", "GetQueueUrl", '{"QueueName":"a","QueueName":"b"}'),
                                 "QueueName stands twice"),
    "body that is no JSON": (request("sqs", "GetQueueUrl", "QueueName=q"), "not JSON"),
    "body that is no object": (request("sqs", "GetQueueUrl", "[]"), "invalid type"),
    "form without its action": (assume_role("Version=2011-06-15&" + ROLE), "Action must be"),
    "form of another version": (assume_role("Action=AssumeRole&Version=2012-11-05&" + ROLE),
                                "Version must be 2011-06-15"),
    "form member unknown": (assume_role(STS + ROLE + "&Duration=3600"), "unknown field.*Duration"),
    "form number that is none": (assume_role(STS + ROLE + "&DurationSeconds=1h"),
                                 "DurationSeconds: invalid type"),
    "form number out of range": (assume_role(STS + ROLE + "&DurationSeconds=60"),
                                 "DurationSeconds: invalid range"),
    "form list without member": (assume_role(STS + ROLE + "&PolicyArns.1.arn=x"), r"\.member\.1"),
    "form list with a gap": (assume_role(STS + ROLE + "&PolicyArns.member.2.arn=" + "a" * 20),
                             "without a gap"),
    "form without its required member": (assume_role(STS + "RoleSessionName=sluice"),
                                         "missing required field.*RoleArn"),
    "body that is no form": (assume_role('{"RoleArn": "x"}'), "not a form"),
    "record without a body": ({"service": "sqs", "operation": "GetQueueUrl", "protocol": "json"},
                              "no text body"),
}


def validate(text):
    """The exit code and what is printed for a file of `text`."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()) as printed:
        file = pathlib.Path(folder) / "requests.jsonl"
        file.write_text(text, encoding="utf-8")
        return validate_requests.main([str(file)]), printed.getvalue()


class ValidateRequests(unittest.TestCase):
    def test_right_requests_are_accepted(self):
        for name, good in ACCEPTED.items():
            with self.subTest(name):
                self.assertEqual(validate(json.dumps(good))[0], 0, validate(json.dumps(good))[1])

    def test_each_wrong_request_is_refused_and_says_why(self):
        for name, (wrong, reason) in REFUSED.items():
            with self.subTest(name):
                code, printed = validate(json.dumps(wrong))
                self.assertEqual(code, 1, printed)
                self.assertRegex(printed, reason)
                self.assertEqual(len(printed.splitlines()), 1, printed)

    def test_the_summary_counts_requests_and_operations(self):
        lines = [json.dumps(good) for good in ACCEPTED.values()] * 2
        code, printed = validate("\n".join(lines) + "\n")
        self.assertEqual((code, printed), (0, "12 requests of 5 operations accepted\n"))

    def test_one_wrong_line_among_right_ones_is_named_by_its_number(self):
        good = json.dumps(ACCEPTED["a datum"])
        code, printed = validate(f"{good}\nnot a record\n{good}\n")
        self.assertEqual(code, 1)
        self.assertIn("requests.jsonl:2:", printed)

    def test_a_record_that_is_no_object_is_refused(self):
        self.assertEqual(validate("[]")[0], 1)

    def test_an_empty_recording_is_no_success(self):
        self.assertEqual(validate("")[0], 1)

    def test_every_pattern_of_the_services_in_use_can_be_checked(self):
        session = validate_requests.botocore.session.get_session()
        for service in ("sqs", "ecs", "cloudwatch", "application-autoscaling", "sts"):
            model = session.get_service_model(service)
            for shape in map(model.shape_for, model.shape_names):
                pattern = shape._shape_model.get("pattern", "")
                with self.subTest(f"{service} {shape.name}"):
                    validate_requests.re.compile(validate_requests.python_pattern(pattern))


if __name__ == "__main__":
    unittest.main()
