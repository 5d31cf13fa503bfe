#!/usr/bin/env python3
"""Speed and size of `sluice local` beside fauxqs, moto_server and our own server.

Prints one table for each comparison; exit status 1 when a required one is missed
or cannot be measured. bench/README.md says how to read it.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from harness import BUILT, ROOT, BenchError, Verdicts, end, table, wait_until

# What issue 3 requires.
FAUXQS_RATIO, EMPTY_SHARE, DEEP_SHARE = 4, 0.6, 0.9
DEEP, SHALLOW = 1_000_000, 100
DAYS, DAYS_SECONDS = 30, 1
START_MS, REST_MB = 50, 20
MINUTES_AHEAD = 120  # PutMetricData takes timestamps of the next two hours
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"),
               "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
               "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
LINE = re.compile(r"(\w+) by (\d+): (\d+) calls/s, (\d+) messages/s")
DELETES = ("DeleteMessage", "DeleteMessageBatch")


class Program:
    """A server that says in its first line where it listens; ended with the block."""

    def __init__(self, argv):
        self.began = time.monotonic()
        self.process = subprocess.Popen(argv, env=ENVIRONMENT, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        self.start_ms = 1e3 * (time.monotonic() - self.began)
        try:
            self.port = int(json.loads(line)["listening"].rsplit(":", 1)[1])
        except (ValueError, KeyError):
            end(self.process)
            raise BenchError(f"{argv[0]} does not say where it listens: {line!r}") from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)
        self.process.stdout.close()


class Silent(Program):
    """A server that is told its port."""

    def __init__(self, argv, port, environment):  # pylint: disable=super-init-not-called
        self.port = port
        self.process = subprocess.Popen(argv, env=ENVIRONMENT | environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(self._answers, 30, f"the start of {argv[0]}", pause=0.05)
        except BenchError:
            end(self.process)
            raise

    def __exit__(self, *_):
        end(self.process)

    def _answers(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return None


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def load(server, messages, queue, backlog=0):
    """The rates of each phase: {(operation, batch): (calls/s, messages/s)}."""
    run = subprocess.run([BUILT / "sqs_load", "--port", str(server.port), "--messages",
                          str(messages), "--queue", queue, "--backlog", str(backlog)],
                         capture_output=True, text=True, timeout=900, check=False)
    if run.returncode != 0:
        raise BenchError(f"sqs_load failed: {run.stderr[-300:]}")
    lines = LINE.findall(run.stdout)
    if backlog:
        lines = lines[1:]  # the first phase makes the backlog
    return {(name, int(batch)): (int(calls), int(rate)) for name, batch, calls, rate in lines}


def better(first, second):
    """The faster of two runs, phase by phase."""
    if not first:
        return second
    return {phase: max(first[phase], second[phase]) for phase in first}


class Peers:
    """What is loaded, and by how many messages."""

    def __init__(self, options, directory):
        self.servers = {
            "sluice": (lambda: Program([options.sluice, "local", "--port", "0"]),
                       options.messages),
            "empty answers": (lambda: Program([str(BUILT / "sqs_server"), "--empty"]),
                              options.messages)}
        self.missing = []
        if keeps_data(options.sluice, directory / "probe"):
            self.servers["sluice --data-dir"] = (lambda: Program(
                [options.sluice, "local", "--port", "0", "--data-dir", str(directory / "data")]),
                options.messages)
        else:
            self.missing.append("SKIPPED: sluice --data-dir: this program keeps nothing there")
        self._add_fauxqs(options)
        moto = shutil.which("moto_server")
        if moto and subprocess.run([moto, "--help"], capture_output=True, check=False,
                                   timeout=60).returncode == 0:
            port = free_port()
            self.servers["moto_server"] = (
                lambda: Silent([moto, "-p", str(port)], port, {}), 200)
        else:
            self.missing.append("SKIPPED: moto_server is not installed (pip install moto[server])")

    def _add_fauxqs(self, options):
        if not options.node or not options.fauxqs:
            self.missing.append("SKIPPED: fauxqs: Node 20 or its packages are not here")
            return
        port = free_port()
        self.servers["fauxqs"] = (
            lambda: Silent([options.node, options.fauxqs], port,
                           {"FAUXQS_PORT": str(port), "FAUXQS_LOGGER": "false"}),
            options.fauxqs_messages)


def bench_rates(options, directory, verdicts):
    peers = Peers(options, directory)
    rates = {}
    for turn in range(options.turns):
        for name, (start, messages) in peers.servers.items():
            with start() as server:
                rates[name] = better(rates.get(name),
                                     load(server, messages, f"bench-{turn}"))
    names = list(rates)
    phases = list(rates["sluice"])
    table("SQS messages a second, 256 bytes", [
        (f"{operation}, by {batch}",
         *(("-" if name == "empty answers" and operation in DELETES
            else f"{rates[name][operation, batch][1]:,}") for name in names))
        for operation, batch in phases], names)
    for line in peers.missing:
        print(f"  {line}")
    empty = rates["empty answers"]["SendMessage", 1][0]
    if "fauxqs" in rates:
        ratios = {phase: rates["sluice"][phase][1] / rates["fauxqs"][phase][1]
                  for phase in phases}
        worst = min(ratios, key=ratios.get)
        verdicts.judge(ratios[worst] >= FAUXQS_RATIO,
                       f"{ratios[worst]:.1f} times fauxqs at least ({worst[0]} by {worst[1]}); "
                       f"required {FAUXQS_RATIO}")
    else:
        verdicts.judge(False, "fauxqs could not be measured")
    shares = {phase: rates["sluice"][phase][1] / empty for phase in phases}
    worst = min(shares, key=shares.get)
    verdicts.judge(shares[worst] >= EMPTY_SHARE,
                   f"{shares[worst]:.0%} at least of the {empty:,} empty answers a second "
                   f"({worst[0]} by {worst[1]}); required {EMPTY_SHARE:.0%}")


def bench_deep(options, verdicts):
    rates = {}
    for turn in range(options.turns):
        for backlog in (SHALLOW, options.deep):
            with Program([options.sluice, "local", "--port", "0"]) as server:
                rates[backlog] = better(rates.get(backlog), load(
                    server, options.messages, f"deep-{turn}", backlog))
    shallow, deep = rates[SHALLOW], rates[options.deep]
    table("messages a second, by how many wait", [
        (f"{operation}, by {batch}", f"{shallow[operation, batch][1]:,}",
         f"{deep[operation, batch][1]:,}") for operation, batch in shallow],
        [f"{SHALLOW:,}", f"{options.deep:,}"])
    shares = {phase: deep[phase][1] / shallow[phase][1] for phase in shallow}
    worst = min(shares, key=shares.get)
    verdicts.judge(shares[worst] >= DEEP_SHARE,
                   f"{shares[worst]:.0%} at least of the rate with {SHALLOW} ({worst[0]} by "
                   f"{worst[1]}); required {DEEP_SHARE:.0%}")


class Client:
    """Calls of the JSON protocol, and the pages under /_sluice/, on one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def call(self, target, document, service):
        scope = f"AKIDEXAMPLE/20240101/us-east-1/{service}/aws4_request"
        return self._post("/", document, {
            "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, "
                             "Signature=0"})

    def advance(self, span):
        return self._post("/_sluice/clock", {"advance": span}, {})

    def _post(self, path, document, headers):
        self.connection.request("POST", path, json.dumps(document), headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise BenchError(f"{path} {headers.get('X-Amz-Target', '')}: {answer.status} {text}")
        return json.loads(text or "{}")


DIMENSIONS = [{"Name": "ClusterName", "Value": "orders"}, {"Name": "ServiceName", "Value": "worker"}]
RESOURCE = {"ServiceNamespace": "ecs", "ResourceId": "service/orders/worker",
            "ScalableDimension": "ecs:service:DesiredCount"}


def make_service(client):
    """A queue, a service of two tasks that sleep, and a policy with its two alarms."""
    def ecs(name, **input_):
        client.call(f"AmazonEC2ContainerServiceV20141113.{name}", input_, "ecs")

    def scaling(name, **input_):
        client.call(f"AnyScaleFrontendService.{name}", input_, "application-autoscaling")

    client.call("AmazonSQS.CreateQueue", {"QueueName": "orders-queue"}, "sqs")
    ecs("CreateCluster", clusterName="orders")
    ecs("RegisterTaskDefinition", family="worker", cpu="256", memory="512", networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"], containerDefinitions=[
            {"name": "app", "image": "worker", "entryPoint": ["sleep"], "command": ["100000"],
             "essential": True}])
    ecs("CreateService", cluster="orders", serviceName="worker", taskDefinition="worker",
        desiredCount=2, launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}})
    scaling("RegisterScalableTarget", **RESOURCE, MinCapacity=2, MaxCapacity=5)
    scaling("PutScalingPolicy", **RESOURCE, PolicyName="backlog",
            PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 20.0, "CustomizedMetricSpecification": {
                    "Namespace": "ECS/CustomMetrics", "MetricName": "BacklogPerTask",
                    "Statistic": "Average", "Dimensions": DIMENSIONS}})


def put_ahead(client, begins):
    """The datapoints of the next two hours: calm, between the two alarms."""
    data = [{"MetricName": "BacklogPerTask", "Dimensions": DIMENSIONS, "Value": 19.0,
             "Timestamp": begins + 60 * minute} for minute in range(MINUTES_AHEAD)]
    client.call("GraniteServiceVersion20100801.PutMetricData",
                {"Namespace": "ECS/CustomMetrics", "MetricData": data}, "monitoring")


def days_through_the_program(options):
    """Gives the seconds that all took, and those of the advances alone."""
    begins = 1_735_171_200  # 2024-12-26
    with Program([options.sluice, "local", "--port", "0", "--speed", "0", "--seed", "7",
                  "--start-time", "2024-12-26T00:00:00Z"]) as server:
        client = Client(server.port)
        make_service(client)
        advancing = 0.0
        start = time.monotonic()
        for hours in range(0, DAYS * 24, MINUTES_AHEAD // 60):
            put_ahead(client, begins + 3600 * hours)
            before = time.monotonic()
            client.advance(f"{MINUTES_AHEAD}m")
            advancing += time.monotonic() - before
        return time.monotonic() - start, advancing


def bench_days(options, verdicts):
    region = json.loads(subprocess.run([BUILT / "region_days", str(DAYS)], capture_output=True,
                                       text=True, check=True, timeout=300).stdout)
    runs = [days_through_the_program(options) for _ in range(options.turns)]
    whole, advancing = min(runs)
    table(f"{DAYS} days of a service, stepped", [
        ("the region alone, scaling", f"{region['seconds']:.2f} s"),
        ("its steps and activities", f"{region['steps']:,} + {region['activities']:,}"),
        ("the program, by POST clock", f"{advancing:.2f} s"),
        ("  with its datapoints put", f"{whole:.2f} s")], ["sluice"])
    verdicts.judge(region["seconds"] < DAYS_SECONDS, f"the region in under {DAYS_SECONDS} s")
    verdicts.judge(advancing < DAYS_SECONDS, f"the program in under {DAYS_SECONDS} s")


def resting_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    kib = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
    return kib * 1024 / 1e6


def bench_start(options, verdicts):
    times, resting = [], []
    for _ in range(options.starts):
        with Program([options.sluice, "local", "--port", "0"]) as server:
            times.append(server.start_ms)
            time.sleep(0.05)
            resting.append(resting_mb(server.process.pid))
    table("start and rest", [
        (f"start, median of {options.starts}", f"{statistics.median(times):.1f} ms"),
        ("slowest", f"{max(times):.1f} ms"),
        ("memory at rest (RSS)", f"{max(resting):.1f} MB")], ["sluice"])
    verdicts.judge(statistics.median(times) < START_MS, f"ready in under {START_MS} ms")
    verdicts.judge(max(resting) < REST_MB, f"at rest under {REST_MB} MB")


def keeps_data(sluice, directory):
    """Whether --data-dir is more than a flag: rates of one that keeps nothing would mislead."""
    directory.mkdir()
    with Program([sluice, "local", "--port", "0", "--data-dir", str(directory)]) as server:
        Client(server.port).call("AmazonSQS.CreateQueue", {"QueueName": "kept"}, "sqs")
    return any(path.stat().st_size for path in directory.rglob("*") if path.is_file())


SECTIONS = ("start", "days", "rates", "deep")


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sluice", default=str(ROOT / "build" / "release" / "sluice"))
    parser.add_argument("--node", default="", help="a Node of version 20 or later")
    parser.add_argument("--fauxqs", default="", help="its dist/cli.js")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--fauxqs-messages", type=int, default=20_000)
    parser.add_argument("--deep", type=int, default=DEEP)
    parser.add_argument("--turns", type=int, default=2, help="the faster of so many is shown")
    parser.add_argument("--starts", type=int, default=21)
    parser.add_argument("--only", choices=SECTIONS, action="append", help="a part alone")
    return parser.parse_args()


def main():
    options = read_options()
    if not os.access(options.sluice, os.X_OK):
        raise BenchError(f"{options.sluice} is not a program: run `make` first")
    only = options.only or SECTIONS
    verdicts = Verdicts()
    print(f"\nsluice local: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as directory:
        if "start" in only:
            bench_start(options, verdicts)
        if "days" in only:
            bench_days(options, verdicts)
        if "rates" in only:
            bench_rates(options, pathlib.Path(directory), verdicts)
        if "deep" in only:
            bench_deep(options, verdicts)
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchError as error:
        sys.exit(f"bench/local.py: {error}")
