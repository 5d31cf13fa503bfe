#!/usr/bin/env python3
"""simulate.py: `sluice simulate` beside a plain Python loop of the same plant.

Prints a line for each bar, `ok` or `MISSED`, and ends with status 1 where one is missed. The Python
loop is what one would write in its place: arrivals, a queue of cohorts, tasks that start late, three
datapoints above the target, and 5 % less after fifteen below. It knows no CloudWatch and no bound.
"""
import collections
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from harness import ROOT, Verdicts

SLUICE = ROOT / "build/release/sluice"
MEASURED_RUN = ROOT / "build/bench/measured_run"  # a child of Python has Python's peak memory
DAY = 1440


def minutes(days, scale=1.0):
    """A load with a day and a night, and an hour of three times as much each day."""
    for minute in range(days * DAY):
        daily = 12 + 6 * math.sin(2 * math.pi * minute / DAY)
        yield scale * 60 * daily * (3 if 720 <= minute % DAY < 780 else 1)


def trace_file(folder, days, scale=1.0):
    path = pathlib.Path(folder) / f"{days}_{scale}.csv"
    with path.open("w") as file:
        file.write("# bin_seconds: 60\nt_seconds,arrivals\n")
        for i, count in enumerate(minutes(days, scale)):
            file.write(f"{60 * i},{count:.3f}\n")
    return path


def sluice(trace, *flags):
    """CPU seconds, peak memory in MB and the answer of one run."""
    report = trace.with_suffix(".json")
    command = [MEASURED_RUN, report, SLUICE, "simulate", "--trace", trace, "--output", "json", *flags]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    cost = json.loads(report.read_text())
    if cost["status"] != 0:
        sys.exit(f"simulate.py: sluice simulate failed: {run.stderr}")
    return cost["cpu_seconds"], cost["peak_kib"] * 1024 / 1e6, json.loads(run.stdout)["runs"][0]


def poisson(mean, chance):
    """Knuth below 30, else the normal approximation: what one takes without numpy."""
    if mean > 30:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def python_loop(days, target=20, least=2, most=100, start=45):
    """The plant under target tracking; gives CPU seconds."""
    chance = random.Random(1)
    began = time.process_time()
    queue, waits, starting = collections.deque(), collections.Counter(), collections.deque()
    serving, backlog, hours = 12, 0, 0
    highs = lows = 0
    cooldown_until = 0
    now = 0
    for count in minutes(days):
        for _ in range(60):
            while starting and starting[0] <= now:
                starting.popleft()
                serving += 1
            arrived = poisson(count / 60, chance)
            if arrived:
                queue.append([now, arrived])
                backlog += arrived
            left = min(serving, backlog)
            backlog -= left
            while left:
                oldest = queue[0]
                part = min(left, oldest[1])
                waits[now - oldest[0]] += part
                oldest[1] -= part
                left -= part
                if not oldest[1]:
                    queue.popleft()
            hours += serving + len(starting)
            now += 1
        metric = backlog / max(serving, 1)
        highs = highs + 1 if metric > target else 0
        lows = lows + 1 if metric < 0.9 * target else 0
        desired = serving + len(starting)
        if highs >= 3:
            want = min(most, math.ceil(serving * metric / target))
            starting.extend([now + start] * max(0, want - desired))
        elif lows >= 15 and now >= cooldown_until and metric <= 0.7 * target:
            want = max(least, desired - max(1, desired // 20))
            if want < serving:
                serving = want
            cooldown_until = now + 305
    return time.process_time() - began


def main():
    verdicts = Verdicts()

    def bar(what, value, limit, unit):
        verdicts.judge(value <= limit, f"{what}: {value:.3g} {unit} (at most {limit:g})")

    print(f"\nsluice simulate: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        month = trace_file(folder, 30)
        cpu = min(sluice(month, "--no-bound")[0] for _ in range(3))
        bar("30 days of target tracking by the second, one core", cpu, 0.3, "s")
        rich, _, run = sluice(trace_file(folder, 30, 33.0), "--no-bound", "--service-rate", "33")
        bar(f"the same with {run['messages'] / 1e9:.2f} billion messages", rich / cpu, 1.5, "times as long")
        _, memory, _ = sluice(trace_file(folder, 365), "--no-bound")
        bar("peak memory of a year", memory, 100, "MB")
        week = trace_file(folder, 7)
        bar("the bound of a week on a grid of 10 s, and its schedule",
            sluice(week)[0] - sluice(week, "--no-bound")[0], 10, "s")
        days = 2
        loop = python_loop(days) * 30 / days
        print(f"        a plain Python loop of the plant takes {loop:.1f} s for 30 days: {loop / cpu:.0f} times as long")
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())
