#!/usr/bin/env python3
"""The article's numbers, end to end: 60 messages, 2 tasks, so BacklogPerTask is 30.0.

    demo.py PROGRAM

The server is moto_server where boto3 and moto are installed; else the tests' own small SQS, ECS and
CloudWatch, which checks every signature. Both speak AWS's wire protocols on a port of this machine.
"""
import contextlib
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/end_to_end"))

from fake_aws import FakeAws  # noqa: E402: after the path
from harness import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY  # noqa: E402

CLUSTER, SERVICE, QUEUE = "orders", "orders-service", "orders-queue"


@contextlib.contextmanager
def moto_server():
    """moto_server with the article's queue and service: its URL, the queue's, and how to look."""
    from moto_account import Account, MotoServer
    with MotoServer() as server:
        account = Account(server.url)
        queue_url = account.add_queue(QUEUE, messages=60)
        account.add_service(SERVICE, running=2, cluster=CLUSTER)
        yield server.url, queue_url, lambda: [p["Maximum"] for p in account.datapoints(SERVICE)]


@contextlib.contextmanager
def stand_in():
    """The same with nothing but Python."""
    with FakeAws() as server:
        server.add(SERVICE, cluster=CLUSTER, running=2)
        queue_url = server.add_queue(QUEUE, messages=60)
        yield server.url, queue_url, lambda: [value for _, value in server.published()]


def server():
    """What answers for AWS here, and its name."""
    try:
        import boto3, moto.server  # noqa: F401, E401: are they there?
        return moto_server(), "moto_server"
    except ImportError:
        return stand_in(), "a stand-in of the tests (pip install 'moto[server]' boto3: moto_server)"


def shown(line):
    print(f"$ {line}", flush=True)


def main(program):
    cloud, name = server()
    with cloud as (url, queue_url, datapoints):
        variables = {"QUEUE_URL": queue_url, "ECS_CLUSTER_NAME": CLUSTER, "ECS_SERVICE_NAME": SERVICE}
        aws = {"AWS_ENDPOINT_URL": url, "AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
               "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY}
        print(f"# AWS is {name} at {url}: 60 messages in {QUEUE}, 2 tasks in {CLUSTER}/{SERVICE}")
        for variable, value in {**variables, "AWS_ENDPOINT_URL": url}.items():
            shown(f"export {variable}={value}")
        shown("sluice publish --once")
        environment = {"PATH": os.defpath, "HOME": "/nonexistent", **aws, **variables}
        done = subprocess.run([program, "publish", "--once"], env=environment, timeout=60)
        values = datapoints()
        print(f"# CloudWatch now has ECS/CustomMetrics BacklogPerTask: {values}")
        if done.returncode != 0 or values != [30.0]:
            sys.exit(f"the demo expected exit code 0 and [30.0], not {done.returncode} and {values}")


if __name__ == "__main__":
    main(str(pathlib.Path(sys.argv[1]).resolve()))
