#!/usr/bin/env python3
"""The kept vectors of sluice local's protocols are what botocore writes and reads today."""
import pathlib
import subprocess
import sys

try:
    import botocore.session  # noqa: F401  (the tool below needs it)
except ImportError as missing:
    print(f"SKIPPED: local_vectors_test: {missing}; install it with: pip install botocore")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
made = subprocess.run([sys.executable, ROOT / "tools" / "make_local_vectors.py"],
                      capture_output=True, text=True, timeout=120, check=True).stdout
kept = (ROOT / "tests" / "vectors" / "local" / "protocols.json").read_text()
if made != kept:
    sys.exit("tests/vectors/local/protocols.json differs from what tools/make_local_vectors.py makes")
