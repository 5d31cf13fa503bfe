"""The AWS CLI, version 1, run by its own driver in this process: a start of `aws` takes most of a
second. Importing this fails where this Python has no awscli."""
import contextlib
import io
import json
import os
import pathlib
import re
import tempfile
from collections import defaultdict
from datetime import datetime

import harness
from every_operation import Refused

from awscli.clidriver import create_clidriver
from botocore import xform_name

# aws's own words for what AWS refused.
REFUSED = re.compile(r"An error occurred \((\S+)\) when calling the \w+ operation[^:]*: (.*)", re.S)

# What tells `aws` whom to ask for, and keeps it from this user's own settings.
SETTINGS = dict(AWS_ACCESS_KEY_ID=harness.ACCESS_KEY_ID,
                AWS_SECRET_ACCESS_KEY=harness.SECRET_ACCESS_KEY,
                AWS_DEFAULT_REGION=harness.REGION, AWS_MAX_ATTEMPTS="1",
                AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull,
                AWS_EC2_METADATA_DISABLED="true")


class CommandLine:
    """Runs `aws SERVICE COMMAND --flag value …` and reads what it prints."""

    def __init__(self):
        os.environ.update(SETTINGS)
        self._driver = create_clidriver()
        self._driver.session.register("before-send", self._hear)
        self.content_types = defaultdict(set)  # by service: of the requests that were sent

    def has(self, service, operation):
        """Whether there is a command for it."""
        commands = self._driver.create_help_command().command_table[service]
        return xform_name(operation, "-") in commands.create_help_command().command_table

    def call(self, url, service, operation, members):
        with tempfile.TemporaryDirectory(prefix="sluice-aws-cli-") as folder:
            flags = list(flags_of(members, pathlib.Path(folder)))
            if operation != "Invoke":
                return self._run(url, service, operation, flags)
            payload = pathlib.Path(folder, "payload")
            answer = self._run(url, service, operation, [*flags, str(payload)])
            return answer | {"Payload": payload.read_bytes()}

    def pages(self, url, service, operation, members, size):
        """aws asks for all pages itself, and prints them as one answer."""
        flags = [*flags_of(members, None), *(["--page-size", str(size)] if size else [])]
        return self._run(url, service, operation, flags)

    @staticmethod
    def code(query, _shape):
        """aws knows errors by the code of the Query protocol."""
        return query

    def _run(self, url, service, operation, flags):
        said, complained = io.StringIO(), io.StringIO()
        words = [service, xform_name(operation, "-"), *flags, "--endpoint-url", url]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            try:
                status = self._driver.main(words)
            except SystemExit as wrong_usage:
                status = wrong_usage.code
        if status == 0:
            return json.loads(said.getvalue() or "{}")
        refused = REFUSED.search(complained.getvalue())
        if not refused:
            raise AssertionError(f"aws {' '.join(words)}: exit {status}\n{complained.getvalue()}")
        raise Refused(refused.group(1), refused.group(2).strip())

    def _hear(self, request, event_name, **_):
        """event_name is before-send.SERVICE.OPERATION."""
        kind = request.headers.get("Content-Type", b"")
        kind = kind.decode() if isinstance(kind, bytes) else kind
        self.content_types[event_name.split(".")[1]].add(kind.split(";")[0])


def flags_of(members, folder):
    """The members of an input as the flags that aws has for them; bytes go into files."""
    for name, value in members.items():
        flag = "--" + xform_name(name, "-")
        if name == "Code":  # aws takes a function's package apart from its other places
            yield from flags_of(value, folder)
        elif isinstance(value, bytes) and name == "ZipFile":
            (folder / "package.zip").write_bytes(value)
            yield from (flag, f"fileb://{folder}/package.zip")
        elif isinstance(value, bool):
            yield flag if value else flag.replace("--", "--no-", 1)
        elif isinstance(value, list) and not any(isinstance(one, dict) for one in value):
            yield from (flag, *map(str, value))
        else:
            yield from (flag, text_of(value))


def text_of(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value)
