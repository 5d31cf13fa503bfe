#!/usr/bin/env python3
"""Makes the Signature Version 4 vectors in tests/vectors/sigv4 with botocore.

    make_sigv4_vectors.py            writes every case anew
    make_sigv4_vectors.py --check    writes them aside and compares; exit 1 where they differ

One folder is one case: request.json holds the request as it stood when it was signed, the other
files the three steps, byte for byte. The rules are AWS's own:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""
import argparse
import base64
import datetime
import filecmp
import json
import pathlib
import sys
import tempfile
import unittest.mock
from dataclasses import dataclass

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "tests" / "vectors" / "sigv4"

# The keys that AWS's own pages show, and temporary ones in their shape. They open nothing.
LONG_TERM = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials(
    "ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI+K7MDENG+bPxRfiCYEXAMPLEKEY",
    "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaDmFwLXNvdXRoZWFzdC0yIkcwRQIhAL+example/token==")

# PutMetricData's JSON, gzipped once and kept: zlib's output may differ from version to version.
GZIPPED_METRICS = base64.b64decode(
    "H4sIAAAAAAACA22Nuw7CMAxF/8VzgEpsHUkZQUgFFsRgBQtFzQPFCUuVfydpq05svj7HviOc0RJ/UBG0cJT9TiaO3p4o"
    "Bq0YBMxThxGhfYxLrEfFP6AajH9fKFyRhyJ32pJj7R1P8qJJU35SmJKAO5pUtz68KDBksXo9ha9W9Nfb8AwhP1e0b7aN"
    "gJvTsZb45GKh+QdqpL960wAAAA==")

NOON = "2024-04-12T01:02:03Z"
AMZ_JSON_1_0 = ("Content-Type", "application/x-amz-json-1.0")
AMZ_JSON_1_1 = ("Content-Type", "application/x-amz-json-1.1")
FORM = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")


@dataclass(frozen=True)
class Case:
    """A request before it is signed, and with what it shall be signed."""
    name: str
    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str | bytes = ""
    region: str = "ap-southeast-2"
    service: str = "sqs"
    credentials: Credentials = LONG_TERM
    at: str = NOON


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def target(operation: str) -> tuple[str, str]:
    return ("X-Amz-Target", operation)


SQS = "https://sqs.ap-southeast-2.amazonaws.com/"
GET_QUEUE_ATTRIBUTES = dict(
    method="POST", headers=(AMZ_JSON_1_0, target("AmazonSQS.GetQueueAttributes")),
    body=compact({"QueueUrl": SQS + "123456789012/orders-queue",
                  "AttributeNames": ["ApproximateNumberOfMessages"]}))

CASES = (
    # The calls that sluice makes.
    Case("sqs_get_queue_attributes", SQS, **GET_QUEUE_ATTRIBUTES),
    Case("sqs_session_token", SQS, credentials=TEMPORARY, **GET_QUEUE_ATTRIBUTES),
    Case("ecs_describe_services", "https://ecs.ap-southeast-2.amazonaws.com/", "POST",
         (AMZ_JSON_1_1, target("AmazonEC2ContainerServiceV20141113.DescribeServices")),
         compact({"cluster": "orders", "services": ["orders-service"]}), service="ecs"),
    Case("cloudwatch_put_metric_data", "https://monitoring.ap-southeast-2.amazonaws.com/", "POST",
         (AMZ_JSON_1_0, target("GraniteServiceVersion20100801.PutMetricData")),
         compact({"Namespace": "ECS/CustomMetrics",
                  "MetricData": [{"MetricName": "BacklogPerTask", "Value": 30.0}]}),
         service="monitoring"),
    Case("cloudwatch_gzipped_body", "https://monitoring.ap-southeast-2.amazonaws.com/", "POST",
         (AMZ_JSON_1_0, ("Content-Encoding", "gzip"),
          target("GraniteServiceVersion20100801.PutMetricData")),
         GZIPPED_METRICS, service="monitoring", credentials=TEMPORARY),
    Case("application_auto_scaling",
         "https://application-autoscaling.ap-southeast-2.amazonaws.com/", "POST",
         (AMZ_JSON_1_1, target("AnyScaleFrontendService.DescribeScalableTargets")),
         compact({"ServiceNamespace": "ecs"}), service="application-autoscaling"),
    Case("sts_query_form", "https://sts.ap-southeast-2.amazonaws.com/", "POST", (FORM,),
         "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2F"
         "orders&RoleSessionName=sluice&DurationSeconds=3600", service="sts"),
    Case("utf8_body", SQS, "POST", (AMZ_JSON_1_0, target("AmazonSQS.GetQueueUrl")),
         compact({"QueueName": "bestellungen-für-日本"})),
    Case("empty_body_post", "https://sts.ap-southeast-2.amazonaws.com/", "POST", service="sts"),

    # The query: sorted by key, then by value; not encoded a second time.
    Case("query_unsorted", SQS + "?Version=2012-11-05&Action=ListQueues&MaxResults=10"),
    Case("query_duplicate_keys", SQS + "?Name=b&Name=a&Name=B&Name=a"),
    Case("query_empty_values", SQS + "?b&a=&c=1&a"),
    Case("query_key_is_prefix_of_another", SQS + "?a-b=1&a=2&a.b=3&aa=4&a=1"),
    Case("query_percent_encoded", SQS + "?k=%2F%3D%26%20%2B&p=a%2Bb~_-.&%C3%BC=%E6%97%A5%E6%9C%AC"),

    # The path: dot segments and empty ones removed, then encoded once more (S3 alone does neither).
    Case("path_of_queue", SQS + "123456789012/orders-queue"),
    Case("path_with_spaces", SQS + "123456789012/my%20orders%20queue"),
    Case("path_with_dot_segments", SQS + "a/./b/../c/../../123456789012/orders"),
    Case("path_above_root", SQS + "../../orders"),
    Case("path_with_double_slashes", SQS + "/123456789012//orders"),
    Case("path_with_trailing_slash", SQS + "123456789012/orders/"),
    Case("path_with_utf8", SQS + "123456789012/%E6%97%A5%E6%9C%AC-%C3%BC"),
    Case("path_with_unreserved_marks", SQS + "123456789012/a-b_c.d~e"),
    Case("path_with_reserved_marks", SQS + "123456789012/a:b@c!d$e,f;g=h*i(j)k'l+m"),
    Case("path_missing", "https://sqs.ap-southeast-2.amazonaws.com"),

    # The headers: names in lower case and sorted, values trimmed, spaces in a row made one.
    Case("header_inner_whitespace", SQS, headers=(("My-Header", "  a   b  c  "),)),
    Case("header_quoted_whitespace", SQS, headers=(("My-Header", '"a   b"'),)),
    Case("header_duplicates", SQS,
         headers=(("My-Header", "b"), ("my-header", "  a  c "), ("MY-HEADER", "a"))),
    Case("header_empty_value", SQS, headers=(("My-Header", ""), ("Accept", "*/*"))),
    Case("header_names_in_any_case", SQS,
         headers=(("ZOO", "1"), ("apple", "2"), ("X-AMZ-META-b", "3"), ("x-amz-meta-A", "4"))),
    Case("headers_not_signed", SQS, "POST",
         (AMZ_JSON_1_0, target("AmazonSQS.ListQueues"), ("User-Agent", "sluice/1.0"),
          ("X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793"),
          ("Expect", "100-continue"), ("Transfer-Encoding", "chunked"),
          ("Connection", "keep-alive"), ("Keep-Alive", "timeout=5"), ("TE", "trailers"),
          ("Trailer", "Expires"), ("Upgrade", "h2c"), ("Proxy-Authorization", "Basic Zm9vOmJhcg=="),
          ("Proxy-Authenticate", "Basic")), "{}"),

    # The host: lower case, its port only where it is not the scheme's own.
    Case("host_with_other_port", "http://localhost:4566/", **GET_QUEUE_ATTRIBUTES),
    Case("host_with_default_https_port", "https://sqs.ap-southeast-2.amazonaws.com:443/",
         **GET_QUEUE_ATTRIBUTES),
    Case("host_with_default_http_port", "http://127.0.0.1:80/", **GET_QUEUE_ATTRIBUTES),
    Case("host_https_on_http_port", "https://localhost:80/", **GET_QUEUE_ATTRIBUTES),
    Case("host_in_upper_case", "https://SQS.Ap-Southeast-2.AmazonAWS.com/", **GET_QUEUE_ATTRIBUTES),
    Case("host_ipv6", "http://[::1]:4566/", **GET_QUEUE_ATTRIBUTES),

    # Scope and time.
    Case("other_region_and_date", "https://sqs.cn-north-1.amazonaws.com.cn/", region="cn-north-1",
         at="2015-12-31T23:59:59Z", **GET_QUEUE_ATTRIBUTES),
    Case("leap_day", SQS, at="2028-02-29T00:00:00Z", **GET_QUEUE_ATTRIBUTES),
)


def moment(at: str) -> datetime.datetime:
    return datetime.datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ")


def unsigned_request(case: Case) -> AWSRequest:
    """The case as botocore holds requests. Header by header: equal names must stay apart."""
    body = case.body.encode() if isinstance(case.body, str) else case.body
    request = AWSRequest(method=case.method, url=case.url, data=body)
    for name, value in case.headers:
        request.headers.add_header(name, value)
    return request


def signed(case: Case) -> dict[str, str]:
    """The case's files by name: what botocore makes of it at the case's time."""
    signer = SigV4Auth(case.credentials, case.service, case.region)
    request = unsigned_request(case)
    with unittest.mock.patch("botocore.auth.get_current_datetime", lambda: moment(case.at)):
        signer.add_auth(request)
    authorization = request.headers["Authorization"]
    del request.headers["Authorization"]
    request.headers["Host"] = signer.headers_to_sign(request)["host"]

    canonical_request = signer.canonical_request(request)
    string_to_sign = signer.string_to_sign(request, canonical_request)
    assert authorization.endswith(signer.signature(string_to_sign, request)), case.name
    return {
        "request.json": json.dumps(description(case, request), indent=2, ensure_ascii=False) + "\n",
        "canonical_request.txt": canonical_request,
        "string_to_sign.txt": string_to_sign,
        "authorization.txt": authorization,
    }


def description(case: Case, request: AWSRequest) -> dict[str, object]:
    binary = isinstance(case.body, bytes)
    token: str | None = case.credentials.token
    return {
        "method": case.method,
        "url": case.url,
        "headers": [[name, value] for name, value in request.headers.items()],
        "body": {"base64": base64.b64encode(case.body).decode()} if binary else case.body,
        "region": case.region,
        "service": case.service,
        "access_key_id": case.credentials.access_key,
        "secret_access_key": case.credentials.secret_key,
        "session_token": token,
        "at": case.at,
    }


def write_all(root: pathlib.Path) -> None:
    for case in CASES:
        folder = root / case.name
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in signed(case).items():
            (folder / name).write_bytes(text.encode())


def files_below(root: pathlib.Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def differences(kept: pathlib.Path, made: pathlib.Path) -> list[str]:
    """One line for each file that is missing, left over or other than botocore makes it."""
    here, there = files_below(kept), files_below(made)
    lines = [f"{kept / name}: missing" for name in sorted(there - here)]
    lines += [f"{kept / name}: belongs to no case of {__file__}" for name in sorted(here - there)]
    lines += [f"{kept / name}: differs from what botocore makes" for name in sorted(here & there)
              if not filecmp.cmp(kept / name, made / name, shallow=False)]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--vectors", type=pathlib.Path, default=VECTORS, help="where they are kept")
    arguments = parser.parse_args()
    if not arguments.check:
        write_all(arguments.vectors)
        print(f"{len(CASES)} cases written to {arguments.vectors}")
        return 0
    with tempfile.TemporaryDirectory() as aside:
        write_all(pathlib.Path(aside))
        lines = differences(arguments.vectors, pathlib.Path(aside))
    for line in lines:
        print(line, file=sys.stderr)
    print(f"{len(CASES)} cases, {len(lines)} files differ")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
