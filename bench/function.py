#!/usr/bin/env python3
"""The Lambda function beside the article's: how soon it answers after a cold start, what an
invocation costs, and how large the package is.

Prints one table; exit status 1 when a required figure does not hold or cannot be measured.
bench/README.md says how to read it.
"""
import argparse
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

from harness import (ROOT, BenchError, CannedServer, Verdicts, cpu_seconds, environment, megabytes,
                     peak_kib, table, wait_until)
from publish import ARTICLE, QUEUES, RUNTIME

PACKAGE_MB = 4  # issue 4


def function_environment(server, home):
    return environment(server, home) | {
        "AWS_LAMBDA_RUNTIME_API": server.authority,
        "_HANDLER": "index.handler",
        "LAMBDA_TASK_ROOT": str(ARTICLE / "dist"),
        "QUEUE_URL": server.url + QUEUES + "/orders-queue",
        "ECS_CLUSTER_NAME": "orders",
        "ECS_SERVICE_NAME": "orders-service",
    }


class Function:
    """A started function, which ends with the block."""

    def __init__(self, argv, server, home):
        quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
        variables = function_environment(server, home)
        self.started = time.monotonic_ns()
        self.pid = os.posix_spawn(argv[0], argv, variables, file_actions=quiet)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def answered(server, count):
    """The server's figures once so many invocations have been answered."""
    stats = server.stats()
    if stats["calls"].get("runtime/error"):
        raise BenchError("an invocation failed: see its log")
    return stats if stats["calls"].get("runtime/response", 0) >= count else None


def cold(options, argv, home):
    """Milliseconds from just before the process is made: to its first poll, to its first answer."""
    with CannedServer("--events", options.events, "--invocations", 1) as server, \
            Function(argv, server, home) as function:
        stats = wait_until(lambda: answered(server, 1), 20, f"an answer of {argv[0]}")
        return [(stats[name] - function.started) / 1e6
                for name in ("first_runtime_poll_ns", "first_runtime_answer_ns")]


def warm(options, argv, home):
    """One invocation after many: wall and CPU milliseconds, and the process's peak memory."""
    count = options.invocations
    with CannedServer("--events", options.events, "--invocations", count) as server, \
            Function(argv, server, home) as function:
        wait_until(lambda: answered(server, 1), 20, f"an answer of {argv[0]}", pause=0)
        before, first = cpu_seconds(function.pid), server.stats()
        stats = wait_until(lambda: answered(server, count), 120, f"{count} answers of {argv[0]}")
        more = count - first["calls"]["runtime/response"]
        if more < count // 2:
            raise BenchError(f"{argv[0]} answered before it could be looked at; raise --invocations")
        wall = (stats["last_runtime_answer_ns"] - first["last_runtime_answer_ns"]) / 1e6
        return {"wall": wall / more, "cpu": 1e3 * (cpu_seconds(function.pid) - before) / more,
                "peak": megabytes(peak_kib(function.pid))}


def package_sizes(options, home):
    """Bytes of the two packages, each packed by zip's best deflate."""
    ours = home / "sluice.zip"
    done = subprocess.run([sys.executable, ROOT / "tools" / "lambda_package.py", options.bootstrap,
                           ours], capture_output=True, text=True)
    if done.returncode != 0:
        raise BenchError(done.stderr.strip())
    sizes = [ours.stat().st_size]
    if options.node:
        theirs = home / "handler.zip"
        with zipfile.ZipFile(theirs, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
            package.write(ARTICLE / "dist" / "index.js", "index.js")
        sizes.append(theirs.stat().st_size)
    return sizes


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bootstrap", default=str(ROOT / "build" / "release" / "bootstrap"))
    parser.add_argument("--node", default="", help="a Node of version 20 or later")
    parser.add_argument("--events", type=int, default=20, help="in each described service, 0-100")
    parser.add_argument("--starts", type=int, default=21)
    parser.add_argument("--invocations", type=int, default=90,
                        help="of the warm function; beyond 100 sluice keeps ECS's pace of 20 a second")
    return parser.parse_args()


def main():
    options = read_options()
    verdicts = Verdicts()
    if not os.access(options.bootstrap, os.X_OK):
        raise BenchError(f"{options.bootstrap} is not a program: run `make` first")
    programs = {"sluice": [options.bootstrap]}
    if options.node:
        programs["handler"] = [options.node, str(RUNTIME / "runtime.mjs")]
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        home = pathlib.Path(folder)
        starts = {name: [] for name in programs}
        for _ in range(options.starts):
            for name, argv in programs.items():
                starts[name].append(cold(options, argv, home))
        runs = [warm(options, argv, home) for argv in programs.values()]
        sizes = package_sizes(options, home)
    polls, answers = ([statistics.median(start[i] for start in starts[name]) for name in programs]
                      for i in (0, 1))
    table("the Lambda function, one service", [
        ("start to first poll", *(f"{value:.1f} ms" for value in polls)),
        ("start to first answer", *(f"{value:.1f} ms" for value in answers)),
        ("an invocation, warm", *(f"{run['wall']:.2f} ms" for run in runs)),
        ("its CPU", *(f"{run['cpu']:.2f} ms" for run in runs)),
        ("peak memory", *(f"{run['peak']:.1f} MB" for run in runs)),
        ("package, zipped", *(f"{size / 1e6:.2f} MB" for size in sizes)),
    ], programs)
    verdicts.judge(sizes[0] < PACKAGE_MB * 1e6, f"package: below {PACKAGE_MB} MB")
    if options.node:
        verdicts.judge(answers[0] < answers[1], f"start to first answer: 1/{answers[1] / answers[0]:.3g}"
                                                " of the handler's")
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchError as error:
        sys.exit(f"bench/function.py: {error}")
