"""The AWS SDK for JavaScript v3: its packages, as tests/end_to_end/javascript pins them, and a
process of Node that calls AWS with them as it is told."""
import base64
import fcntl
import json
import os
import pathlib
import shutil
import subprocess
from collections import defaultdict
from datetime import datetime

import harness
from every_operation import Refused

FOLDER = pathlib.Path(__file__).resolve().parent / "javascript"
OLDEST_NODE = 20  # that this SDK runs on
# How npm says that nobody was to be reached. All else is a fault of the lock file, or of ours.
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH",
              "EHOSTUNREACH", "ERR_SOCKET_TIMEOUT", "E403", "E429", "E502", "E503", "E504")


def install(suite):
    """Fetches the packages where they are not there yet; skips the suite where that cannot be."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            harness.skip(suite, f"{program} is not installed (apt-get install nodejs npm)")
    version = subprocess.run(["node", "-p", "process.versions.node"], capture_output=True,
                             text=True, check=True).stdout.strip()
    if int(version.split(".")[0]) < OLDEST_NODE:
        harness.skip(suite, f"node {version} is older than {OLDEST_NODE}, which the AWS SDK needs")
    with open(FOLDER / "package-lock.json", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two suites want the same
        fetch(suite)


def fetch(suite):
    there = FOLDER / "node_modules" / ".package-lock.json"
    if there.exists() and there.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime:
        return
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
                           "--fetch-retries=1", "--loglevel=error"], cwd=FOLDER, text=True,
                          capture_output=True, timeout=240)
    if done.returncode == 0:
        there.touch()
        return
    why = next((word for word in NO_NETWORK if word in done.stderr), None)
    if why:
        harness.skip(suite, f"npm cannot fetch the AWS SDK: {why}")
    raise AssertionError(f"npm ci in {FOLDER} failed\n{done.stderr}")


class Sdk:
    """Calls AWS by the SDK, in a process of Node that lives as long as this."""

    def __init__(self):
        environment = {"PATH": os.environ["PATH"], "AWS_REGION": harness.REGION,
                       "AWS_ACCESS_KEY_ID": harness.ACCESS_KEY_ID,
                       "AWS_SECRET_ACCESS_KEY": harness.SECRET_ACCESS_KEY,
                       "AWS_EC2_METADATA_DISABLED": "true", "NODE_NO_WARNINGS": "1",
                       "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        self._node = subprocess.Popen(["node", "caller.mjs"], cwd=FOLDER, env=environment,
                                      text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.content_types = defaultdict(set)  # by service: of the requests that were sent

    def close(self):
        self._node.stdin.close()
        self._node.stdout.close()
        self._node.wait(harness.HANG_GUARD)

    def call(self, url, service, operation, members, **more):
        asked = {"url": url, "service": service, "operation": operation, "input": members, **more}
        self._node.stdin.write(json.dumps(asked, default=written) + "\n")
        self._node.stdin.flush()
        said = json.loads(self._node.stdout.readline(), object_hook=revived)
        if "fault" in said:
            raise AssertionError(f"{service} {operation}: the SDK failed: {said['fault']}")
        if "error" in said:
            error = said["error"]
            raise Refused(error["name"], error["message"], error["modelled"])
        self.content_types[service].add(said["contentType"])
        return said["answer"]

    def pages(self, url, service, operation, members, size):
        return self.call(url, service, operation, members, pages=size)

    @staticmethod
    def code(_query, shape):
        """The SDK names errors as the models name their shapes."""
        return shape


def written(value):
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"$time": value.timestamp()}
    raise TypeError(f"{value!r} has no JSON")


def revived(document):
    return base64.b64decode(document["$bytes"]) if "$bytes" in document else document
