#!/usr/bin/env python3
"""The daemon's image: built from nothing by buildah, it holds the program and certificates alone, and
runs as nobody."""
import json
import pathlib
import shutil
import subprocess

import harness
from harness import HANG_GUARD, SluiceTest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*command):
    return subprocess.run(command, text=True, capture_output=True, timeout=5 * HANG_GUARD)


class ContainerTest(SluiceTest):
    def test_it_builds_from_nothing_and_runs_as_nobody(self):
        done = run(ROOT / "tools" / "container.sh", harness.program)
        self.assertEqual(done.returncode, 0, done)
        inspected = run("buildah", "inspect", "--type", "image", "sluice")
        self.assertEqual(inspected.returncode, 0, inspected)
        config = json.loads(inspected.stdout)["OCIv1"]["config"]
        self.assertEqual(config["User"], "65534:65534")
        self.assertEqual(config["Entrypoint"], ["/sluice"])
        self.assertEqual(config["Cmd"], ["publish", "--every", "60s"])
        self.assertEqual(len(json.loads(inspected.stdout)["OCIv1"]["rootfs"]["diff_ids"]), 1)


if __name__ == "__main__":
    if not shutil.which("buildah"):
        harness.skip("container", "buildah is not installed (apt-get install buildah)")
    harness.main()
