#!/usr/bin/env python3
"""tidy.py PRESET: clang-tidy over every source of a configured preset, tests left out.

A source that has passed is not looked at again until it, a header of ours that
it includes, .clang-tidy or its compile command changes. What passed is kept by
content in ~/.cache/sluice-tidy, as ccache keeps what was compiled.
"""
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "sluice-tidy"
OURS = tuple(f"{ROOT}/{folder}/" for folder in ("src", "apps", "examples"))
TIDY = "clang-tidy-19"
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


@functools.cache
def headers_of(file):
    """The headers of ours that a file includes itself, wherever their paths begin."""
    roots = (ROOT / "src", ROOT / "apps", ROOT / "examples", ROOT / "tests", file.parent)
    candidates = [root / name for name in INCLUDE.findall(file.read_text()) for root in roots]
    return [header for header in candidates if header.is_file()]


def with_headers(file):
    """The file and every header of ours that it includes, however indirectly."""
    seen, waiting = set(), [file]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += headers_of(current)
    return sorted(seen)


def fingerprint(entry, version):
    digest = hashlib.sha256(version)
    digest.update((ROOT / ".clang-tidy").read_bytes())
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for file in with_headers(pathlib.Path(entry["file"])):
        digest.update(f"\n{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def check(entry, build, version):
    """The file's name, seconds and findings; no findings where it passed."""
    began = time.monotonic()
    name = str(pathlib.Path(entry["file"]).relative_to(ROOT))
    passed = CACHE / fingerprint(entry, version)
    if passed.exists():
        passed.touch()
        return name, 0.0, ""
    tidied = subprocess.run([TIDY, "-p", build, "--quiet", entry["file"]], cwd=ROOT, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if tidied.returncode == 0:
        passed.touch()
    return name, time.monotonic() - began, tidied.stdout if tidied.returncode else ""


def forget_old():
    month = 30 * 24 * 3600
    for passed in CACHE.iterdir():
        if time.time() - passed.stat().st_mtime > month:
            passed.unlink(missing_ok=True)


def main():
    if len(sys.argv) != 2:
        print("usage: tidy.py PRESET (one that is configured)", file=sys.stderr)
        return 2
    build = ROOT / "build" / sys.argv[1]
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    CACHE.mkdir(parents=True, exist_ok=True)
    forget_old()
    entries = [
        entry
        for entry in json.loads((build / "compile_commands.json").read_text())
        if entry["file"].startswith(OURS) and not entry["file"].endswith("_test.cpp")
    ]
    wrong = looked = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, seconds, findings in pool.map(lambda entry: check(entry, build, version), entries):
            looked += seconds > 0
            wrong += bool(findings)
            if findings:
                print(findings)
            if seconds > 0:
                print(f"{'wrong' if findings else 'clean'} {seconds:5.1f} s  {name}", flush=True)
    print(f"clang-tidy: {len(entries)} sources, {looked} of them looked at now, {wrong} wrong")
    return 1 if wrong or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
