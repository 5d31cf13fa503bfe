"""A `sluice local` for tests, and clients of boto3 for it."""
import io
import json
import stat
import urllib.error
import urllib.request
import zipfile
from datetime import datetime, timezone

import harness

ACCOUNT = "123456789012"
START = datetime(2024, 12, 26, tzinfo=timezone.utc)  # Boxing Day

# A runtime in the shell, as the Runtime API's guide has it: it answers with the event.
ECHO = """#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while :; do
  event=$(curl -sS -D "$TMPDIR/head" "$api/next")
  id=$(sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: *//p' "$TMPDIR/head" | tr -d '\\r')
  echo "told: $event"
  case $event in
    *fail*) curl -sS "$api/$id/error" -d '{"errorMessage": "no", "errorType": "Sad"}' ;;
    *) curl -sS "$api/$id/response" -d "$event" ;;
  esac
done
"""


class LocalCloud(harness.Daemon):
    """A `sluice local` of a test's own, on a free port; the clock stands unless told otherwise, at
    `start` (None: the present)."""

    def __init__(self, environment, *flags, speed=0, seed=7, start=START):
        clock = ["--start-time", start.strftime("%Y-%m-%dT%H:%M:%SZ")] if start else []
        super().__init__(["local", "--port", "0", "--speed", str(speed), "--seed", str(seed),
                          "--account", ACCOUNT, *clock, *flags], environment)
        self.url = json.loads(self.wait_for_output())["listening"]

    def wait_for_output(self):
        """The first line on stdout."""
        def within(seconds):
            with self._changed:
                self._changed.wait_for(lambda: self._stdout, seconds)
                return self._stdout[0] if self._stdout else None
        return self._wait_for(within, lambda: "did not say where it listens")

    def call(self, method, page, document=None):
        """A page under /_sluice/; gives its text."""
        body = None if document is None else json.dumps(document).encode()
        request = urllib.request.Request(f"{self.url}/_sluice/{page}", body, method=method)
        try:
            with urllib.request.urlopen(request, timeout=harness.HANG_GUARD) as answer:
                return answer.read().decode()
        except ConnectionError as error:
            raise AssertionError(f"{method} {page}: {error} (exit {self.process.poll()})\n"
                                 f"--- stderr\n{''.join(self.lines)}") from error

    def advance(self, span):
        """Moves the clock; all that falls due on the way has happened afterwards."""
        return json.loads(self.call("POST", "clock", {"advance": span}))["now"]

    def client(self, service, session=None, **options):
        """A boto3 client; retries are off, so that a test sees the first answer."""
        import boto3
        from botocore.config import Config
        return (session or boto3).client(
            service, endpoint_url=self.url, region_name=harness.REGION,
            aws_access_key_id=harness.ACCESS_KEY_ID,
            aws_secret_access_key=harness.SECRET_ACCESS_KEY,
            config=Config(retries={"total_max_attempts": 1}, **options))


def zipped(name, text):
    """A Lambda package with one executable file."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFREG | 0o755) << 16
    entry.create_system = 3
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(entry, text)
    return packed.getvalue()
