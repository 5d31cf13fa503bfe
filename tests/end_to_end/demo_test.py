#!/usr/bin/env python3
"""`sluice demo`: the loop closes, and leaves nothing behind."""
import json
import os
import pathlib
import re
import signal
import subprocess
import time

import harness
from harness import SluiceTest

# Faster than a person would watch it, but not so fast that a sanitizer's build falls behind.
SPEED = "60"


def processes_with(*marks):
    """The ids of all processes that have one of the marks in their environment."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_text(errors="replace")
        except OSError:
            continue
        if any(mark in environment for mark in marks):
            found.append(int(process.name))
    return found


class DemoTest(SluiceTest):
    def start(self, *arguments):
        """The demo, with a mark in its environment that its cloud inherits."""
        self.mark = f"{os.getpid()}-{time.monotonic_ns()}"
        return subprocess.Popen([harness.program, "demo", "--speed", SPEED, *arguments],
                                env=self.environment(SLUICE_TEST_MARK=self.mark), cwd=self.home,
                                text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def left_behind_by(self, stdout):
        """Processes of the demo, of its cloud, and of tasks and functions, which call the cloud."""
        cloud = re.search(r"http://127\.0\.0\.1:\d+", stdout)
        self.assertTrue(cloud, stdout)
        return processes_with(f"SLUICE_TEST_MARK={self.mark}", f"AWS_ENDPOINT_URL={cloud[0]}")

    def test_closes_the_loop_and_shows_it(self):
        demo = self.start("--output", "story.html")
        stdout, stderr = demo.communicate(timeout=200)
        self.assertEqual(demo.returncode, 0, f"{stdout}\n{stderr}")
        self.assertIn("scaled out to 5 tasks", stdout)
        self.assertIn("Successfully set desired count to 5. Change successfully fulfilled by ecs.",
                      stdout)
        self.assertIn("scaled in to 2 tasks: the loop is closed", stdout)
        page = (self.home / "story.html").read_text()
        data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])
        self.assertTrue(data["closed"])
        self.assertEqual(max(sample["running"] for sample in data["samples"]), 5)
        self.assertLess(max(point["v"] for point in data["cpu"]), 50, "the CPU stays calm")
        self.assertEqual(self.left_behind_by(stdout), [])

    def test_ends_in_order_when_it_is_interrupted(self):
        demo = self.start("--no-page")
        first = demo.stdout.readline()
        demo.send_signal(signal.SIGINT)
        stdout, stderr = demo.communicate(timeout=30)
        self.assertEqual(demo.returncode, 1, f"{first}{stdout}\n{stderr}")
        self.assertIn("interrupted", stderr)
        self.assertEqual(self.left_behind_by(first), [])

    def test_leaves_nothing_behind_when_it_is_killed(self):
        demo = self.start("--no-page")
        first = demo.stdout.readline()
        demo.kill()
        demo.communicate(timeout=30)
        deadline = time.monotonic() + 15
        while self.left_behind_by(first) and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(self.left_behind_by(first), [])


if __name__ == "__main__":
    harness.main()
