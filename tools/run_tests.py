#!/usr/bin/env python3
"""Runs the tests of a built preset and sums up what they said.

    run_tests.py PRESET [REGEX]      runs ctest (only tests whose names match)
    run_tests.py --sum FILE...       sums up the results that earlier runs left

A run leaves its results in build/PRESET/tests.xml. The last line of either is
`N passed, N failed, N skipped`, which CI reads.
"""
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED_LINE = re.compile(r"^SKIPPED: [^:\n]*: *(.+)$", re.M)  # a script's own words
SKIPPED_GTEST = re.compile(r": Skipped\n(.+)")  # GTEST_SKIP() << reason


class Outcome(NamedTuple):
    name: str
    kind: str  # "passed", "failed" or "skipped"
    seconds: float
    reason: str  # why it was skipped
    output: str

    @property
    def suite(self):
        """`aws` of `aws.Retrying.DoesNotRepeat`; a script is its own suite."""
        return self.name.split(".")[0]


def reason_of(case):
    output = case.findtext("system-out") or ""
    found = SKIPPED_LINE.search(output) or SKIPPED_GTEST.search(output)
    if found:
        return found.group(1).strip()
    skipped = case.find("skipped")
    return skipped.get("message", "no reason given") if skipped is not None else "no reason given"


def outcomes_in(file):
    for case in ElementTree.parse(file).iter("testcase"):
        kind = {"run": "passed", "notrun": "skipped", "disabled": "skipped"}.get(case.get("status"), "failed")
        output = case.findtext("system-out") or ""
        # CTest calls a test without its program "notrun" as well.
        if kind == "skipped" and "Unable to find executable" in output:
            kind = "failed"
        reason = reason_of(case) if kind == "skipped" else ""
        yield Outcome(case.get("name"), kind, float(case.get("time") or 0), reason, output)


def sum_up(outcomes):
    """Prints the table, the skipped and failed by name, and the closing line."""
    suites = {}
    for outcome in outcomes:
        counts = suites.setdefault(outcome.suite, Counter())
        counts[outcome.kind] += 1
        counts["seconds"] += outcome.seconds
    width = max([len("suite"), *map(len, suites)])
    print(f"\n{'suite':{width}}  passed  failed  skipped  seconds")
    for suite, counts in sorted(suites.items()):
        print(f"{suite:{width}}  {counts['passed']:6}  {counts['failed']:6}"
              f"  {counts['skipped']:7}  {counts['seconds']:7.1f}")
    print()
    for line in sorted({f"SKIPPED: {o.name}: {o.reason}" for o in outcomes if o.kind == "skipped"}):
        print(line)
    for line in sorted({f"FAILED: {o.name}" for o in outcomes if o.kind == "failed"}):
        print(line)
    total = Counter(outcome.kind for outcome in outcomes)
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped", flush=True)
    return 1 if total["failed"] or not total["passed"] else 0


def run(preset, regex):
    results = ROOT / "build" / preset / "tests.xml"
    results.unlink(missing_ok=True)
    command = ["ctest", "--preset", preset, "--parallel", str(os.cpu_count()), "--output-junit", results]
    watched = sys.stdout.isatty()  # then ctest shows what fails as it fails
    command += ["--progress"] if watched else ["--quiet"]
    command += ["--tests-regex", regex] if regex else []
    status = subprocess.run(command, cwd=ROOT).returncode
    if not results.exists():
        print(f"run_tests.py: ctest left no {results.relative_to(ROOT)} (exit status {status})", file=sys.stderr)
        return status or 1
    outcomes = list(outcomes_in(results))
    for outcome in outcomes:
        if outcome.kind == "failed" and not watched:
            print(f"-- {outcome.name}\n{outcome.output}")
    return sum_up(outcomes) or status


def main():
    arguments = sys.argv[1:]
    if len(arguments) > 1 and arguments[0] == "--sum":
        return sum_up([outcome for file in arguments[1:] for outcome in outcomes_in(file)])
    if len(arguments) in (1, 2):
        return run(arguments[0], "".join(arguments[1:]))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
