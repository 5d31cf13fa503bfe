#!/usr/bin/env python3
"""`sluice plan` as a user meets it: a recommendation, an impossible objective, and bad input."""
import argparse
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import unittest

SLUICE = None
HEADER = "t_seconds,arrivals\n"


def trace(low, high, hours):
    """Hours of `low` messages a second, each but the first begun by ten minutes of `high`."""
    lines = [f"{60 * i},{60 * (high if i >= 60 and i % 60 < 10 else low)}\n" for i in range(60 * hours)]
    return "# bin_seconds: 60\n" + HEADER + "".join(lines)


class Plan(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.trace = self.file("trace.csv", trace(3, 6, 6))
        self.usual = ["--trace", self.trace, "--max", "30", "--settings", "100"]
        self.possible = [*self.usual, "--slo", "p99 < 120s"]
        self.impossible = ["--trace", self.file("steep.csv", trace(0, 12, 6)), "--max", "30",
                           "--settings", "60", "--slo", "p99 < 20s"]

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def run_sluice(self, *arguments):
        return subprocess.run([SLUICE, *arguments], capture_output=True, text=True, timeout=240)

    def plan(self, *arguments, code=0):
        run = self.run_sluice("plan", *arguments)
        self.assertEqual((run.returncode, run.stderr), (code, ""))
        return run.stdout

    def refused(self, arguments, *told):
        run = self.run_sluice("plan", *arguments)
        self.assertEqual((run.returncode, run.stdout), (2, ""), run.stderr)
        self.assertEqual(run.stderr.count("\n"), 1)
        for text in told:
            self.assertIn(text, run.stderr)

    def test_says_which_bins_could_not_be_read(self):
        lines = trace(3, 6, 6).splitlines()
        lines[100] = lines[100].split(",")[0] + ","
        path = self.file("gap.csv", "\n".join(["# unread_bins: 1", *lines]) + "\n")
        run = self.run_sluice("plan", "--trace", path, "--max", "30", "--settings", "20", "--slo", "p99 < 120s")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(f"{path}: 1 of 360 bins could not be read; a straight line", run.stderr)

    def test_what_it_recommends_is_what_simulate_says(self):
        data = json.loads(self.plan(*self.possible, "--output", "json"))
        one = data["recommendation"]
        self.assertTrue(one["meets"])
        self.assertLess(one["value"], 120)
        setting = one["setting"]
        run = self.run_sluice(
            "simulate", "--trace", self.trace, "--output", "json", "--slo", "120s",
            "--target", str(setting["target"]), "--scale-out-cooldown", f"{setting['scale_out_cooldown']}s",
            "--scale-in-cooldown", f"{setting['scale_in_cooldown']}s",
            "--min", str(setting["min"]), "--max", str(setting["max"]))
        self.assertEqual(run.returncode, 0, run.stderr)
        simulated = json.loads(run.stdout)["runs"][0]
        for name, value in one["runs"][0].items():
            self.assertEqual(simulated[name], value, name)
        self.assertGreaterEqual(one["cost_ratio"], 1)
        self.assertAlmostEqual(one["cost_ratio"], one["task_hours"] / data["bound_hours"], places=9)
        # The cheapest of the front that meets the objective, or a dearer one that holds on other draws too.
        able = [each for each in data["front"] if each["meets"]]
        self.assertIn(setting, [each["setting"] for each in able])
        self.assertGreaterEqual(one["task_hours"], able[0]["task_hours"])

    def test_the_same_seed_gives_the_same_bytes_on_any_number_of_cores(self):
        for form in ("text", "json"):
            first = self.plan(*self.possible, "--output", form, "--jobs", "1")
            self.assertEqual(first, self.plan(*self.possible, "--output", form, "--jobs", "3"))
        self.assertNotEqual(first, self.plan(*self.possible, "--output", "json", "--seed", "2"))

    def test_the_text_tells_all_parts(self):
        text = self.plan(*self.possible, "--today-target", "40", "--vcpu", "1", "--memory-gb", "2",
                         "--cluster", "shop", "--service", "mailer")
        for part in ("Recommended", "cost ratio", "miss %", "target 40, cooldowns 300 s out and 300 s in, 2 to 30 tasks",
                     "$0.04937 a task-hour (1 vCPU, 2 GB", "How sure it is", "seed 102", "load +20 %", "load -20 %",
                     "start delay 90 s", "The objective is met in", "nobody beats", "◆", "services = [{",
                     'cluster            = "shop"', "service: mailer"):
            self.assertIn(part, text)
        self.assertNotIn("held-back", text, "a trace of six hours has no days to hold back")
        self.assertIn("| recommended |", self.plan(*self.possible, "--output", "markdown"))

    def test_the_printed_config_is_a_config(self):
        data = json.loads(self.plan(*self.possible, "--output", "json"))
        self.assertIn("region: us-east-1\n", data["recommendation"]["sluice_yaml"])
        path = self.file("sluice.yaml", data["recommendation"]["sluice_yaml"])
        run = self.run_sluice("config", "check", "--config", path)
        self.assertEqual(run.returncode, 0, run.stderr + run.stdout)
        # Only what the module's variable has.
        variables = (pathlib.Path(__file__).parents[2] / "deploy/terraform/variables.tf").read_text()
        for name in re.findall(r"^  (\w+) +=", data["recommendation"]["terraform"], re.M):
            self.assertRegex(variables, rf"\b{name} += ")

    def test_several_traces_all_have_to_hold(self):
        other = self.file("other.csv", trace(2, 5, 4))
        data = json.loads(self.plan("--trace", self.trace, other, "--max", "30", "--settings", "60",
                                    "--slo", "p95 < 150s", "--output", "json"))
        self.assertEqual([load["trace"] for load in data["loads"]], [self.trace, other])
        for run in data["recommendation"]["runs"]:
            self.assertLess(run["wait_p95"], 150)

    def test_days_are_held_back(self):
        days = self.file("days.csv", trace(3, 4, 48))
        data = json.loads(self.plan("--trace", days, "--max", "20", "--settings", "40",
                                    "--slo", "p95 < 120s", "--output", "json"))
        held = [one for one in data["recommendation"]["rehearsals"] if one["under"].startswith("held-back")]
        self.assertEqual(len(held), 2)
        for one in held:
            self.assertAlmostEqual(one["runs"][0]["messages"] / data["loads"][0]["messages"], 0.5, delta=0.02)

    def test_a_share_of_misses_is_an_objective(self):
        data = json.loads(self.plan(*self.usual, "--slo", "miss < 2% over 90s", "--output", "json"))
        self.assertLess(data["recommendation"]["slo_miss"], 0.02)
        self.assertEqual(data["recommendation"]["slo_miss"], data["recommendation"]["value"])

    def test_the_impossible_is_told_with_why_and_what_would_do(self):
        text = self.plan(*self.impossible, code=1)
        for part in ("No setting of target tracking meets the objective", "law of detection delay", "195 to 255 s",
                     "steep.csv, day 1, 0", "rises from 0", "What would meet it", "A higher min: ", "No scaling: ",
                     "A looser objective: "):
            self.assertIn(part, text)
        self.assertNotIn("Recommended", text)
        data = json.loads(self.plan(*self.impossible, "--output", "json", code=1))
        self.assertIsNone(data["recommendation"])
        why = data["impossibility"]
        self.assertFalse(why["max_is_too_low"])
        self.assertEqual(why["rise"]["at"] % 3600, 0)
        self.assertGreater(why["higher_min"]["setting"]["min"], why["highest_min"])
        self.assertTrue(why["higher_min"]["meets"] and why["fixed"]["meets"])
        self.assertFalse(why["best"]["meets"])
        self.assertFalse(any(one["meets"] for one in data["front"]))
        # What it says would meet the objective is a plan once the higher min is allowed.
        allowed = json.loads(self.plan(*self.impossible, "--highest-min", "20", "--output", "json"))
        self.assertTrue(allowed["recommendation"]["meets"])

    def test_a_max_that_is_too_low_is_told(self):
        low = ["4" if one == "30" else one for one in self.impossible]
        text = self.plan(*low, code=1)
        self.assertIn("The highest max is too low", text)

    def test_the_bar_is_for_terminals_alone(self):
        leader, follower = pty.openpty()
        run = subprocess.Popen([SLUICE, "plan", *self.possible], stdout=subprocess.DEVNULL, stderr=follower)
        os.close(follower)
        drawn = b""
        try:
            while piece := os.read(leader, 4096):
                drawn += piece
        except OSError:
            pass  # the other end is closed
        self.assertEqual(run.wait(timeout=240), 0)
        self.assertIn("100 of 100 settings", drawn.decode())

    def test_bad_input_is_told_with_what_would_be_right(self):
        known = ["--trace", self.trace, "--slo", "p99 < 60s"]
        self.refused([], "--trace")
        self.refused(["--trace", self.trace], "--slo", "'p99 < 60s'")
        for wrong in ("60s", "p98 < 60s", "p99 < 60", "p99 > 60s", "miss < 200%", "p99 < 1500ms"):
            self.refused(["--trace", self.trace, "--slo", wrong], f"'{wrong}' is no objective", "'p99 < 60s'")
        self.refused([*known, "--settings", "0"], "--settings: '0'")
        self.refused([*known, "--settings", "1.5"], "--settings: '1.5'", "whole")
        self.refused([*known, "--jobs", "many"], "--jobs: 'many'")
        self.refused([*known, "--highest-min", "101"], "--highest-min: '101'", "--max 100")
        self.refused([*known, "--min", "9", "--max", "3"], "--min 9 --max 3")
        self.refused([*known, "--today-min", "200"], "--today-min 200 --today-max 100")
        self.refused([*known, "--today-target", "0"], "--today-target: '0'")
        self.refused([*known, "--service-rate", "nan"], "--service-rate: 'nan'")
        self.refused([*known, "--vcpu", "-1"], "--vcpu: '-1'")
        self.refused([*known, "--queue", 'a"b'], "--queue", "ARN")
        self.refused([*known, "--output", "xml"], "--output: 'xml'", "markdown")
        self.refused([*known, "--setings", "5"], "'--setings' is no flag", "did you mean --settings")
        self.refused(["--slo", "p99 < 60s", "--trace", str(self.folder / "none.csv")], "none.csv", "No such file")
        self.refused(["--slo", "p99 < 60s", "--trace", self.file("a.csv", HEADER + "0,1\n60,-1\n")], "a.csv:3:")
        self.refused(["--slo", "p99 < 60s", "--trace", self.file("b.csv", HEADER + "0,0\n60,0\n")],
                     "b.csv: nothing arrives")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sluice", required=True)
    options, rest = parser.parse_known_args()
    SLUICE = str(pathlib.Path(options.sluice).resolve())
    unittest.main(argv=[sys.argv[0], *rest])
