"""What the benches stand on: the canned server, a measured run, a process's CPU clock."""

import contextlib
import ctypes
import http.client
import json
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "bench"


class BenchError(Exception):
    """The bench cannot go on; the message is one line for people."""


class Verdicts:
    """What was required, and whether it holds."""

    def __init__(self):
        self.missed = False

    def judge(self, holds, sentence):
        self.missed |= not holds
        print(f"  {'ok' if holds else 'MISSED':<7} {sentence}", flush=True)


def table(title, rows, columns):
    """Prints `rows` (label, then a value for each column)."""
    print(f"\n{title:<34}" + "".join(f"{column:>20}" for column in columns))
    for label, *values in rows:
        print(f"  {label:<32}" + "".join(f"{value:>20}" for value in values), flush=True)


def megabytes(kib):
    return kib * 1024 / 1e6


class CannedServer:
    """bench/canned_server on a free port, and what it says about itself."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [BUILT / "canned_server", *map(str, arguments)], stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.process.stdout.readline() or "{}").get("listening")
        if self.port is None:
            raise BenchError("canned_server does not start: run bench/run.sh, which builds it")
        self.authority = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.authority}"
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()
        end(self.process)
        self.process.stdout.close()

    def stats(self):
        return self._get("/_bench/stats")

    def reset(self):
        """Starts the counts anew; the answer's CPU time is the one to count from."""
        return self._get("/_bench/reset")

    def _get(self, path):
        self._connection.request("GET", path)
        return json.loads(self._connection.getresponse().read())


def environment(server, home):
    """All that a measured program sees of the world: nothing of the caller's own."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_ENDPOINT_URL": server.url,
        "AWS_REGION": "ap-southeast-2",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    }


def measured(server, home, argv, timeout):
    """Runs `argv` to its end. Gives its cost as measured_run reports it, its
    output, and as `server` what the server was asked and what that cost."""
    report = pathlib.Path(home) / "report.json"
    before = server.reset()["cpu_seconds"]
    process = subprocess.Popen(
        [BUILT / "measured_run", report, *argv], env=environment(server, home),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        out, log = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise BenchError(f"{argv[0]} did not end within {timeout} s") from None
    after = server.stats()
    last_lines = " | ".join(log.splitlines()[-3:])
    if process.returncode != 0:
        raise BenchError(f"measured_run {argv[0]} failed: {last_lines}")
    cost = json.loads(report.read_text())
    if cost["status"] != 0:
        raise BenchError(f"{argv[0]} ended with status {cost['status']}: {last_lines}")
    served = {"calls": after["calls"], "cpu_seconds": after["cpu_seconds"] - before}
    return cost | {"out": out, "log": log, "server": served}


def cpu_seconds(pid):
    """The CPU time of a running process, all its threads, to the nanosecond."""
    libc = ctypes.CDLL(None, use_errno=True)
    clock = ctypes.c_int()
    if libc.clock_getcpuclockid(pid, ctypes.byref(clock)) != 0:
        raise BenchError(f"process {pid} has no CPU clock: it has ended")
    return time.clock_gettime(clock.value)


def peak_kib(pid):
    """The peak memory of a running process (VmHWM)."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def wait_until(happened, timeout, what, pause=0.01):
    """Asks `happened` until it gives something, at most `timeout` seconds."""
    end_at = time.monotonic() + timeout
    while time.monotonic() < end_at:
        if (answer := happened()) is not None:
            return answer
        time.sleep(pause)
    raise BenchError(f"{what} did not happen within {timeout} s")


def end(process, grace=10):
    """SIGTERM, and SIGKILL where that is not enough. Gives the exit status."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        return process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
