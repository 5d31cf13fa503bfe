#!/usr/bin/env python3
"""plan.py: `sluice plan` over a thousand settings and a week.

Prints a line for each bar, `ok` or `MISSED`, and ends with status 1 where one is missed.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from harness import ROOT, Verdicts, table
from simulate import MEASURED_RUN, trace_file

SLUICE = ROOT / "build/release/sluice"
SETTINGS = 1000
SECONDS = 20
JOBS = 2


def plan(trace, jobs):
    """What the run cost, and the plan."""
    report = pathlib.Path(trace).with_suffix(".json")
    command = [MEASURED_RUN, report, SLUICE, "plan", "--trace", trace, "--slo", "p99 < 60s", "--settings",
               str(SETTINGS), "--jobs", str(jobs), "--output", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    cost = json.loads(report.read_text())
    if cost["status"] not in (0, 1):  # 1: no setting meets the objective
        sys.exit(f"plan.py: sluice plan failed: {run.stderr}")
    return cost, json.loads(run.stdout)


def main():
    verdicts = Verdicts()
    print(f"\nsluice plan: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        cost, made = plan(trace_file(folder, 7), JOBS)
    seconds = cost["wall_seconds"]
    table(f"a week, {SETTINGS} settings, {JOBS} threads", [
        ("settings tried, of them ended early", f"{made['settings']}, {made['ended']}"),
        ("wall-clock time", f"{seconds:.1f} s"),
        ("CPU time", f"{cost['cpu_seconds']:.1f} s"),
        ("a setting", f"{cost['cpu_seconds'] / made['settings'] * 1000:.1f} ms"),
        ("peak memory", f"{cost['peak_kib'] * 1024 / 1e6:.0f} MB")], ["sluice"])
    verdicts.judge(seconds < SECONDS and made["settings"] == SETTINGS,
                   f"{SETTINGS} settings and a week in under {SECONDS} s on {JOBS} cores")
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())
