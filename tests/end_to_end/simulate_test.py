#!/usr/bin/env python3
"""`sluice simulate` as a user meets it: numbers, pages, and what it says of bad input."""
import argparse
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SLUICE = None
HEADER = "t_seconds,arrivals\n"
TRACE = "# bin_seconds: 60\n" + HEADER + "".join(f"{60 * i},{1800 if 40 <= i < 60 else 300}\n" for i in range(120))


class Simulate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.trace = self.file("trace.csv", TRACE)

    def file(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def run_sluice(self, *arguments):
        return subprocess.run([SLUICE, "simulate", *arguments], capture_output=True, text=True, timeout=120)

    def data(self, *arguments):
        run = self.run_sluice("--trace", self.trace, "--output", "json", *arguments)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return json.loads(run.stdout)

    def refused(self, arguments, *told):
        run = self.run_sluice(*arguments)
        self.assertEqual((run.returncode, run.stdout), (2, ""), run.stderr)
        self.assertEqual(run.stderr.count("\n"), 1)
        for text in told:
            self.assertIn(text, run.stderr)

    def test_policies_stand_side_by_side_over_the_bound(self):
        data = self.data("--compare", "target-tracking,step,metric-math,hpa,copilot,static", "--tasks", "40")
        runs = {run["policy"]: run for run in data["runs"]}
        self.assertEqual(list(runs), ["target-tracking", "step", "metric-math", "hpa", "copilot", "static", "clairvoyant"])
        self.assertEqual(len({run["messages"] for run in runs.values()}), 1)
        self.assertEqual(runs["clairvoyant"]["slo_miss"], 0)
        self.assertEqual(runs["static"]["slo_miss"], 0)
        self.assertLess(1, runs["clairvoyant"]["cost_ratio"])
        self.assertLess(runs["clairvoyant"]["cost_ratio"], runs["static"]["cost_ratio"])
        self.assertAlmostEqual(runs["static"]["task_hours"], 40 * (7200 + 300) / 3600, places=6)
        self.assertGreater(runs["target-tracking"]["slo_miss"], 0)

    def test_equal_seeds_give_equal_bytes(self):
        flags = ["--trace", self.trace, "--output", "json", "--start-delay", "20s..90s", "--noise", "0.2"]
        first = self.run_sluice(*flags, "--seed", "7").stdout
        self.assertEqual(first, self.run_sluice(*flags, "--seed", "7").stdout)
        self.assertNotEqual(first, self.run_sluice(*flags, "--seed", "8").stdout)

    def test_a_compressed_trace_is_the_same_trace(self):
        packed = self.file("trace.csv.gz", gzip.compress(TRACE.encode()))
        plain = self.data()
        run = self.run_sluice("--trace", packed, "--output", "json")
        self.assertEqual(json.loads(run.stdout)["runs"], plain["runs"])
        self.refused(["--trace", self.file("cut.gz", gzip.compress(TRACE.encode())[:-30])], "cut.gz", "whole file")

    def test_the_text_has_a_table_and_a_chart(self):
        run = self.run_sluice("--trace", self.trace)
        self.assertEqual(run.returncode, 0)
        for part in ("no policy can do it with less", "cost ratio", "miss %", "target-tracking", "arrivals/s", "█"):
            self.assertIn(part, run.stdout)

    def test_the_report_is_one_page_with_each_decisions_reason(self):
        page = self.folder / "report.html"
        run = self.run_sluice("--trace", self.trace, "--report", str(page), "--compare", "target-tracking,hpa")
        self.assertEqual(run.returncode, 0, run.stderr)
        text = page.read_text()
        self.assertNotRegex(text, r'(src|href)="')
        data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', text, re.S).group(1))
        kept = data["runs"][0]["recording"]
        self.assertEqual(sum(row[0] for row in kept["stretches"]), data["runs"][0]["messages"])
        self.assertTrue(any("AlarmHigh in ALARM" in reason for *_, reason in kept["decisions"]))
        self.assertTrue(any(state == "ALARM" for *_, state in kept["alarms"]))

    def test_failures_happen(self):
        failures = self.file("failures.csv", "t_seconds,event,amount\n600,crash,8\n")
        fixed = ["--policy", "static", "--tasks", "40", "--no-bound"]
        self.assertEqual(self.data(*fixed)["runs"][0]["churn"], 0)
        self.assertEqual(self.data(*fixed, "--failures", failures)["runs"][0]["churn"], 8)

    def test_scaling_by_load(self):
        data = self.data("--mean-load", "3", "--no-bound")
        messages = data["runs"][0]["messages"]
        self.assertAlmostEqual(messages / 7200, 3, delta=0.15)
        self.assertIsNone(data["bound_hours"])

    def test_exact_arrivals_are_the_traces(self):
        runs = [self.data("--arrivals", "exact", "--no-bound", "--seed", seed)["runs"][0] for seed in ("1", "2")]
        self.assertEqual(runs[0]["messages"], 20 * 1800 + 100 * 300)
        self.assertEqual(runs[1]["messages"], runs[0]["messages"])

    def test_a_part_of_a_trace_is_played_as_a_trace_of_its_own(self):
        lines = TRACE.splitlines()
        begin = next(i for i, line in enumerate(lines) if line.startswith("0,"))
        part = lines[:begin] + [f"{60 * i},{line.split(',')[1]}" for i, line in enumerate(lines[begin + 30:begin + 60])]
        alone = self.file("part.csv", "\n".join(part) + "\n")
        flags = ["--policy", "static", "--tasks", "30", "--output", "json"]
        cut = self.run_sluice("--trace", self.trace, "--from", "30m", "--to", "1h", *flags)
        self.assertEqual(cut.returncode, 0, cut.stderr)
        self.assertEqual(json.loads(cut.stdout)["runs"], json.loads(self.run_sluice("--trace", alone, *flags).stdout)["runs"])

    def test_the_impossible_is_said(self):
        run = self.run_sluice("--trace", self.trace, "--max", "5")
        self.assertEqual(run.returncode, 0)
        self.assertIn("no policy can meet the objective", run.stderr)

    def test_bad_traces_are_told_with_their_line(self):
        self.refused(["--trace", self.file("a.csv", HEADER + "0,1\n60,-1\n")], "a.csv:3:", "'-1'", "from 0 on")
        self.refused(["--trace", self.file("b.csv", "time,count\n0,1\n")], "b.csv:1:", "t_seconds,arrivals")
        self.refused(["--trace", self.file("c.csv", HEADER + "0,1\n60,1\n240,1\n")], "c.csv:4:", "60 s long")
        self.refused(["--trace", str(self.folder / "none.csv")], "none.csv", "No such file")
        self.refused(["--trace", str(self.folder)], "folder")

    def test_bad_flags_are_told_with_what_would_be_right(self):
        known = ["--trace", self.trace]
        self.refused([], "--trace")
        self.refused([*known, "--policy", "hpx"], "'hpx' is no policy", "did you mean hpa", "target-tracking")
        self.refused([*known, "--compare", "hpa,,step"], "--compare")
        self.refused([*known, "--policy", "static"], "--tasks")
        self.refused([*known, "--policy", "hpa", "--compare", "hpa"], "exclude")
        self.refused([*known, "--service-rate", "0"], "--service-rate: '0'")
        self.refused([*known, "--start-delay", "90s..20s"], "20s..90s")
        self.refused([*known, "--slo", "1500ms"], "whole seconds")
        self.refused([*known, "--min", "9", "--max", "3"], "--min 9 --max 3")
        self.refused([*known, "--arrivals", "exactly"], "--arrivals: 'exactly'", "poisson or exact")
        self.refused([*known, "--publish-every", "30s"], "--publish-every: '30s'", "from 1m to 1h")
        self.refused([*known, "--stabilization", "x"], "--stabilization: 'x'")
        self.refused([*known, "--from", "2h", "--to", "1h"], "--to 1h", "--from 2h")
        self.refused([*known, "--to", "9h"], "trace.csv", "7200 s long")
        self.refused([*known, "--from", "90s"], "trace.csv", "bins are 60 s long")
        self.refused([*known, "--noise", "nan"], "--noise: 'nan'")
        self.refused([*known, "--scale", "1e9"], "more than a million arrivals")
        self.refused([*known, "--failures", self.file("f.csv", "t_seconds,event,amount\n5,explode,1\n")],
                     "f.csv:2:", "crash, start-delay or unreadable")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sluice", required=True)
    options, rest = parser.parse_known_args()
    SLUICE = str(pathlib.Path(options.sluice).resolve())
    unittest.main(argv=[sys.argv[0], *rest])
