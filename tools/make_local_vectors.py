#!/usr/bin/env python3
"""Makes tests/vectors/local/protocols.json: requests as botocore writes them, with
the documents that they stand for; and answers as AWS writes them, which
botocore's own parsers must read back.

    tools/make_local_vectors.py > tests/vectors/local/protocols.json
"""
import base64
import datetime
import json
import struct
import sys

import botocore.parsers
import botocore.serialize
import botocore.session

SESSION = botocore.session.get_session()
AT = datetime.datetime(2024, 4, 12, 1, 2, 3, tzinfo=datetime.timezone.utc)
EPOCH = int(AT.timestamp())


def plain(value, query):
    """The document that Input reads: what a client's values look like in it."""
    if isinstance(value, dict):
        return {key: plain(one, query) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one, query) for one in value]
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ") if query else EPOCH
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if query and isinstance(value, bool):
        return str(value).lower()
    if query and isinstance(value, (int, float)):
        return str(value)
    return value


def request(service, operation, protocol, parameters):
    model = SESSION.get_service_model(service)
    made = botocore.serialize.create_serializer(protocol, include_validation=False)
    written = made.serialize_to_request(parameters, model.operation_model(operation))
    body = written["body"]
    if isinstance(body, dict):
        from urllib.parse import urlencode
        body = urlencode(body).encode()
    if isinstance(body, str):
        body = body.encode()
    return {
        "protocol": protocol,
        "service": service,
        "operation": operation,
        "path": written["url_path"],
        "headers": dict(written["headers"]),
        "body": base64.b64encode(body).decode(),
        "input": plain(parameters, protocol == "query"),
    }


def cbor(value, times, time=False):
    """RFC 8949, the least that an answer needs."""
    def head(major, number):
        for low, size, form in ((24, 1, "B"), (25, 2, ">H"), (26, 4, ">I"), (27, 8, ">Q")):
            if number < 24:
                return bytes([major << 5 | number])
            if number < 1 << (8 * size):
                return bytes([major << 5 | low]) + struct.pack(form, number)
    if value is True or value is False:
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, dict):
        items = sorted(value.items())
        return head(5, len(items)) + b"".join(
            cbor(key, times) + cbor(one, times, key in times) for key, one in items)
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(cbor(one, times, time) for one in value)
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    tag = b"\xc1" if time else b""
    if isinstance(value, int):
        return tag + (head(0, value) if value >= 0 else head(1, -1 - value))
    return tag + b"\xfb" + struct.pack(">d", value)


def answer(service, operation, protocol, output, body, status=200, headers=None):
    """Kept only where botocore reads from `body` what `output` says."""
    model = SESSION.get_service_model(service)
    parser = botocore.parsers.create_parser(protocol)
    shape = model.operation_model(operation).output_shape
    read = parser.parse({"body": body, "headers": headers or {}, "status_code": status}, shape)
    if status == 200:
        read.pop("ResponseMetadata", None)
        def numbers(value):
            if isinstance(value, dict):
                return {key: numbers(one) for key, one in value.items()}
            if isinstance(value, list):
                return [numbers(one) for one in value]
            return value.timestamp() if isinstance(value, datetime.datetime) else value
        assert numbers(read) == (output or {}), (numbers(read), output)
    else:
        assert read["Error"]["Code"] == output["code"], read
        assert read["Error"]["Message"] == output["message"], read
    return {"protocol": protocol, "service": service, "operation": operation, "status": status,
            "output": output, "body": base64.b64encode(body).decode()}


METRICS = {
    "Namespace": "ECS/CustomMetrics",
    "MetricData": [
        {"MetricName": "BacklogPerTask", "Value": 30.5, "Unit": "Count", "Timestamp": AT,
         "StorageResolution": 60,
         "Dimensions": [{"Name": "ClusterName", "Value": "orders"},
                        {"Name": "ServiceName", "Value": "orders & sons=1"}]},
        {"MetricName": "Set", "StatisticValues": {
            "SampleCount": 2.0, "Sum": -1.5, "Minimum": -2.0, "Maximum": 0.5}},
        {"MetricName": "Many", "Values": [1.0, 1e100], "Counts": [3.0, 4.0]}] + [
            {"MetricName": f"m{i}", "Value": float(i)} for i in range(10)],
}
DATA = {
    "MetricDataQueries": [
        {"Id": "e1", "Expression": "m1 / m2", "ReturnData": True},
        {"Id": "m1", "ReturnData": False, "MetricStat": {
            "Metric": {"Namespace": "AWS/SQS", "MetricName": "ApproximateNumberOfMessagesVisible",
                       "Dimensions": [{"Name": "QueueName", "Value": "ördér"}]},
            "Period": 60, "Stat": "Average"}}],
    "StartTime": AT, "EndTime": AT, "MaxDatapoints": 100,
}
ROLE = {"RoleName": "worker", "AssumeRolePolicyDocument": '{"Version": "2012-10-17"}',
        "Tags": [{"Key": "a", "Value": "b c"}], "MaxSessionDuration": 3600}
SEND = {"QueueUrl": "http://127.0.0.1:4566/123456789012/q", "MessageBody": "hello \u00e4\n",
        "DelaySeconds": 5, "MessageAttributes": {
            "n": {"DataType": "Number", "StringValue": "1"},
            "b": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}}}

REQUESTS = [
    request("cloudwatch", "PutMetricData", "smithy-rpc-v2-cbor", METRICS),
    request("cloudwatch", "GetMetricData", "smithy-rpc-v2-cbor", DATA),
    request("cloudwatch", "PutMetricData", "query", METRICS),
    request("cloudwatch", "GetMetricData", "query", DATA),
    request("cloudwatch", "GetMetricData", "json", DATA),
    request("iam", "CreateRole", "query", ROLE),
    request("sts", "GetCallerIdentity", "query", {}),
    request("sqs", "SendMessage", "json", SEND),
]

CLOUDWATCH_TIMES = ("Timestamps", "Timestamp", "StateUpdatedTimestamp")
RESULTS = {"MetricDataResults": [
    {"Id": "e1", "Label": "e1", "StatusCode": "Complete", "Timestamps": [EPOCH, EPOCH + 60.25],
     "Values": [30.0, -0.125]}], "Messages": []}
ALARMS = {"MetricAlarms": [{"AlarmName": "high <&>", "ActionsEnabled": True, "Period": 60,
                            "Threshold": 20.0, "Dimensions": [],
                            "StateUpdatedTimestamp": EPOCH + 0.5}], "CompositeAlarms": []}
CW = "http://monitoring.amazonaws.com/doc/2010-08-01/"
STS = "https://sts.amazonaws.com/doc/2011-06-15/"
META = "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>"

ANSWERS = [
    answer("cloudwatch", "GetMetricData", "smithy-rpc-v2-cbor", RESULTS,
           cbor(RESULTS, CLOUDWATCH_TIMES)),
    answer("cloudwatch", "DescribeAlarms", "smithy-rpc-v2-cbor", ALARMS,
           cbor(ALARMS, CLOUDWATCH_TIMES)),
    answer("cloudwatch", "PutMetricData", "smithy-rpc-v2-cbor", None, cbor({}, ())),
    answer("cloudwatch", "GetMetricData", "query", RESULTS,
           (f'<GetMetricDataResponse xmlns="{CW}"><GetMetricDataResult><Messages/>'
            "<MetricDataResults><member><Id>e1</Id><Label>e1</Label>"
            "<StatusCode>Complete</StatusCode><Timestamps><member>2024-04-12T01:02:03Z</member>"
            "<member>2024-04-12T01:03:03.250Z</member></Timestamps><Values><member>30</member>"
            "<member>-0.125</member></Values></member></MetricDataResults>"
            f"</GetMetricDataResult>{META}</GetMetricDataResponse>").encode()),
    answer("cloudwatch", "PutMetricData", "query", None,
           f'<PutMetricDataResponse xmlns="{CW}">{META}</PutMetricDataResponse>'.encode()),
    answer("sts", "GetCallerIdentity", "query",
           {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:root", "UserId": "A&B"},
           (f'<GetCallerIdentityResponse xmlns="{STS}"><GetCallerIdentityResult>'
            "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:root</Arn>"
            f"<UserId>A&amp;B</UserId></GetCallerIdentityResult>{META}"
            "</GetCallerIdentityResponse>").encode()),
    answer("cloudwatch", "DescribeAlarms", "query",
           {"code": "ValidationError", "message": "It's <wrong>"},
           (f'<ErrorResponse xmlns="{CW}"><Error><Type>Sender</Type><Code>ValidationError</Code>'
            "<Message>It's &lt;wrong&gt;</Message></Error><RequestId>id-1</RequestId>"
            "</ErrorResponse>").encode(), status=400),
    answer("cloudwatch", "DescribeAlarms", "smithy-rpc-v2-cbor",
           {"code": "ValidationError", "message": "wrong"},
           cbor({"__type": "com.amazonaws.cloudwatch#ValidationError", "message": "wrong"}, ()),
           status=400),
    answer("sqs", "GetQueueUrl", "json",
           {"code": "QueueDoesNotExist", "message": "The specified queue does not exist."},
           b'{"__type":"com.amazonaws.sqs#QueueDoesNotExist",'
           b'"message":"The specified queue does not exist."}', status=400),
    answer("application-autoscaling", "PutScalingPolicy", "json",
           {"code": "ObjectNotFoundException", "message": "No scalable target"},
           b'{"Message":"No scalable target","__type":"ObjectNotFoundException"}', status=400),
]

json.dump({"requests": REQUESTS, "answers": ANSWERS}, sys.stdout, indent=1, sort_keys=True,
          default=lambda one: one.decode() if isinstance(one, bytes) else str(one))
print()
