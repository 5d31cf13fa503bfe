#!/usr/bin/env python3
"""boto3's service models accept every request that Sluice's clients make.

    requests_test.py PATH-OF-record_requests
"""
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def operations_in_sources():
    """The names that the clients give to their calls."""
    found = set()
    for client in (HERE.parent.parent / "src/aws").glob("*/client.cpp"):
        found |= set(re.findall(r'"([A-Z]\w+)"', client.read_text()))
    return found


def main(recorder):
    requests = subprocess.run([recorder], check=True, capture_output=True, text=True).stdout
    operations = operations_in_sources()
    missing = [name for name in sorted(operations)
               if f'"operation":"{name}"' not in requests]
    if missing or not operations:
        print(f"record_requests.cpp does not record: {', '.join(missing)}")
        return 1
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write(requests)
        file.flush()
        return subprocess.run([sys.executable, HERE / "validate_requests.py", file.name]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
