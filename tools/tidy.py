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
import shlex
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


def has_passed(entry, version):
    passed = CACHE / fingerprint(entry, version)
    if passed.exists():
        passed.touch()  # it is of use still
    return passed.exists()


def run(arguments):
    return subprocess.run([TIDY, "--quiet", *arguments], cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def check_alone(entry, build):
    tidied = run(["-p", str(build), entry["file"]])
    return tidied.stdout if tidied.returncode else ""


def check_together(entries, build):
    """The findings in several sources that are read as one; None where they cannot be (two of
    them have a private name in common)."""
    name = hashlib.sha256("".join(entry["file"] for entry in entries).encode()).hexdigest()[:16]
    source = build / "tidy" / f"{name}.cpp"
    source.parent.mkdir(exist_ok=True)
    source.write_text("".join(f'#include "{entry["file"]}"\n' for entry in entries))
    command = shlex.split(entries[0]["command"])
    command = command[1:] if command[0].endswith("ccache") else command
    flags = command[1:command.index("-o")]
    tidied = run(["--checks=-bugprone-suspicious-include", str(source), "--", *flags])
    if "clang-diagnostic-error" in tidied.stdout:
        return None
    return tidied.stdout if tidied.returncode else ""


def findings_in(entries, build):
    """The findings in several sources: together, since most of the time goes into the headers that
    they share, or else in two halves."""
    if len(entries) == 1:
        return check_alone(entries[0], build)
    findings = check_together(entries, build)
    if findings is None:
        half = len(entries) // 2
        findings = findings_in(entries[:half], build) + findings_in(entries[half:], build)
    return findings


def check(entries, build, version):
    """The names, seconds and findings of sources of one folder."""
    began = time.monotonic()
    names = [str(pathlib.Path(entry["file"]).relative_to(ROOT)) for entry in entries]
    findings = findings_in(entries, build)
    if not findings:
        for entry in entries:
            (CACHE / fingerprint(entry, version)).touch()
    return names, time.monotonic() - began, findings


def groups_of(entries):
    """Sources of one folder, so many at a time."""
    most = 16
    folders = {}
    for entry in entries:
        folders.setdefault(pathlib.Path(entry["file"]).parent, []).append(entry)
    for folder in folders.values():
        for first in range(0, len(folder), most):
            yield folder[first:first + most]


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
    waiting = [entry for entry in entries if not has_passed(entry, version)]
    wrong = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for names, seconds, findings in pool.map(lambda group: check(group, build, version),
                                                 groups_of(waiting)):
            wrong += bool(findings)
            if findings:
                print(findings)
            print(f"{'wrong' if findings else 'clean'} {seconds:5.1f} s  {' '.join(names)}", flush=True)
    print(f"clang-tidy: {len(entries)} sources, {len(waiting)} of them looked at now, "
          f"{wrong} groups wrong")
    return 1 if wrong or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
