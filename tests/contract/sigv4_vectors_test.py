#!/usr/bin/env python3
"""The kept Signature Version 4 vectors are what botocore signs, and a changed one is noticed."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import botocore.auth  # noqa: F401  (the tool below needs it)
except ImportError as missing:
    print(f"SKIPPED: sigv4_vectors_test: {missing}; install it with: pip install botocore")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "make_sigv4_vectors.py"
VECTORS = ROOT / "tests" / "vectors" / "sigv4"


def check(vectors: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, TOOL, "--check", "--vectors", vectors],
                          capture_output=True, text=True, timeout=120)


class SigV4Vectors(unittest.TestCase):
    def test_the_kept_vectors_are_what_botocore_signs(self):
        outcome = check(VECTORS)
        self.assertEqual(outcome.returncode, 0, outcome.stdout + outcome.stderr)

    def test_a_changed_a_missing_and_a_left_over_file_are_each_named(self):
        with tempfile.TemporaryDirectory() as aside:
            copy = pathlib.Path(aside) / "sigv4"
            shutil.copytree(VECTORS, copy)
            changed = copy / "sqs_session_token" / "authorization.txt"
            changed.write_bytes(changed.read_bytes() + b"\n")
            (copy / "host_ipv6" / "string_to_sign.txt").unlink()
            (copy / "left_over.txt").touch()
            outcome = check(copy)
        self.assertEqual(outcome.returncode, 1)
        self.assertEqual(len(outcome.stderr.splitlines()), 3, outcome.stderr)
        self.assertRegex(outcome.stderr, "authorization.txt: differs")
        self.assertRegex(outcome.stderr, "string_to_sign.txt: missing")
        self.assertRegex(outcome.stderr, "left_over.txt: belongs to no case")


if __name__ == "__main__":
    unittest.main()
