"""What the end-to-end tests share: the program under test, run once or as a daemon, in a home of
its own and with an environment that holds nothing of the caller's."""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from dataclasses import dataclass

# No test is meant to come near this; it keeps a hanging program from hanging the build.
HANG_GUARD = 60.0

SKIPPED = 77  # what ctest takes for "skipped"

ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
REGION = "ap-southeast-2"

program = None  # set by main()


@dataclass(frozen=True)
class Outcome:
    """How a run of sluice ended."""
    code: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def report(self):
        """The one JSON object of `--output json`."""
        try:
            return json.loads(self.stdout)
        except json.JSONDecodeError:
            raise AssertionError(f"stdout is not one JSON object\n{self}") from None

    @property
    def services(self):
        """The report's services by name."""
        return {entry["service"]: entry for entry in self.report["services"]}

    def __str__(self):
        return (f"exit {self.code} after {self.seconds:.1f} s\n--- stdout\n{self.stdout}"
                f"--- stderr\n{self.stderr}")


class Daemon:
    """A sluice that keeps running. Leaving the `with` block kills what is left of it."""

    def __init__(self, arguments, environment):
        self.process = subprocess.Popen([program, *arguments], env=environment, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines = []
        self._stdout = []
        self._changed = threading.Condition()
        self._readers = [threading.Thread(target=self._read, args=pair, daemon=True) for pair in
                         ((self.process.stderr, self.lines), (self.process.stdout, self._stdout))]
        for reader in self._readers:
            reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join()
        self.process.stdout.close()
        self.process.stderr.close()

    def _read(self, stream, lines):
        for line in stream:
            with self._changed:
                lines.append(line)
                self._changed.notify_all()

    def wait_for_line(self, wanted, since=0):
        """The first line on stderr, from the `since`th on, for which `wanted` holds."""
        def found():
            return next((line for line in self.lines[since:] if wanted(line)), None)

        def within(seconds):
            with self._changed:
                self._changed.wait_for(found, seconds)
                return found()
        return self._wait_for(within, lambda: "wrote no such line on stderr")

    def wait_for_request(self, server, wanted, since=0):
        """The first request to `server`, from the `since`th on, for which `wanted` holds."""
        return self._wait_for(
            lambda seconds: server.find(wanted, since, seconds),
            lambda: f"made no such request, but {[r.operation for r in server.requests]}")

    def _wait_for(self, found_within, complaint):
        """Asks for short times, so that the end of the program is noticed."""
        deadline = time.monotonic() + HANG_GUARD
        while time.monotonic() < deadline and self.process.poll() is None:
            found = found_within(0.2)
            if found is not None:
                return found
        raise AssertionError(f"sluice (exit {self.process.poll()}) {complaint()}\n"
                             f"--- stderr\n{''.join(self.lines)}")

    def send(self, signal_number):
        self.process.send_signal(signal_number)

    def stop(self, signal_number=signal.SIGTERM):
        """Asks it to end and waits until it has."""
        started = time.monotonic()
        self.send(signal_number)
        code = self.process.wait(HANG_GUARD)
        seconds = time.monotonic() - started
        for reader in self._readers:
            reader.join()
        return Outcome(code, "".join(self._stdout), "".join(self.lines), seconds)


class SluiceTest(unittest.TestCase):
    """A test with a home folder of its own."""
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sluice-test-")
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)

    def write(self, name, text):
        """A file below the home folder; gives its path."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def environment(self, **variables):
        """A bare environment with static keys and a region; a variable that is None is left out."""
        kept = {name: value for name, value in os.environ.items()
                if name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")}
        chosen = {"HOME": str(self.home), "AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true",
                  "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
                  **variables}
        return kept | {name: value for name, value in chosen.items() if value is not None}

    def run_sluice(self, *arguments, **variables):
        """Runs it to its end. It must not crash, whatever the test is about."""
        started = time.monotonic()
        done = subprocess.run([program, *arguments], env=self.environment(**variables),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=HANG_GUARD, cwd=self.home)
        outcome = Outcome(done.returncode, done.stdout, done.stderr, time.monotonic() - started)
        self.assertIn(outcome.code, (0, 1, 2), f"sluice crashed\n{outcome}")
        self.assertNotIn(SECRET_ACCESS_KEY, outcome.stdout + outcome.stderr, "a secret was printed")
        return outcome

    def publish(self, *arguments, **variables):
        """`sluice publish --once --output json` with what is given."""
        return self.run_sluice("publish", "--once", "--output", "json", *arguments, **variables)

    def daemon(self, *arguments, **variables):
        return Daemon(arguments, self.environment(**variables))


def skip(suite, why):
    """Ends the script as skipped and says what would make it run."""
    print(f"SKIPPED: {suite}: {why}")
    sys.exit(SKIPPED)


def main():
    """Runs the script's tests: `script.py --sluice PATH [what unittest takes]`."""
    global program
    parser = argparse.ArgumentParser()
    parser.add_argument("--sluice", required=True, type=pathlib.Path, help="the program under test")
    arguments, rest = parser.parse_known_args()
    program = str(arguments.sluice.resolve())
    if not os.access(program, os.X_OK):
        parser.error(f"--sluice {program}: there is no such program; build it first")
    unittest.main(module="__main__", argv=[sys.argv[0], *rest])
