#!/usr/bin/env python3
"""check_bans.py [ROOT]: fails on what this house does not write, and says what it writes instead.

Looks at the C++ of src/, apps/, examples/, tests/ and bench/. Comments and string literals
are no code and may say anything (but a TODO needs its link).
"""
import pathlib
import re
import sys
from typing import NamedTuple

FOLDERS = ("src", "apps", "examples", "tests", "bench")
LONGEST_FILE, LONGEST_TEST = 500, 800


class Ban(NamedTuple):
    pattern: str
    instead: str
    only: tuple = ()  # path beginnings where the ban holds; none: everywhere
    but: tuple = ()  # path beginnings where it does not


BANS = [
    Ban(r"co_await[^;]*(?:\{\s*\.|[(,]\s*\{)",
        "g++ 12 frees an aggregate made inside co_await twice: name it before, then std::move it"),
    Ban(r"::now\((?!\) const\b)",  # a Clock's own now() is no use of one
        "be lent a Clock (base/time.hpp)", but=("src/base/", "apps/", "bench/")),
    Ban(r"\brandom_device\b", "be lent a Random (base/random.hpp)", but=("apps/",)),
    Ban(r"\bgetenv\b|\bsecure_getenv\b", "be lent an Environment (base/environment.hpp)", but=("apps/",)),
    Ban(r"\b(?:sleep_for|sleep_until|usleep|nanosleep)\b",
        "be lent a Sleeper (http/sleeper.hpp); a test lends one that moves its clock"),
    Ban(r"\bdetached\b", "co_spawn with a handler that looks at how the coroutine ended"),
    Ban(r"\bstd::(?:cout|cerr|clog)\b|\bv?f?printf\b|\bfmt::print\b|\bf?puts\b",
        "return it, or write to the stream or Log that you are lent",
        only=("src/",), but=("src/base/check.cpp",)),
    Ban(r"\bcatch\s*\(\s*\.\.\.", "catch by name, at the edge, and make it a Result"),
    Ban(r"\bstd::w?[cs]?regex\b|#\s*include\s*<regex>",
        "std::regex recurses and is slow: write out what is looked for", only=("src/",)),
]
HEADER_BANS = [
    Ban(r"\busing\s+namespace\b", "name what is used: a header's names become everybody's"),
]

NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)
TODO = re.compile(r"\b(?:TODO|FIXME)\b(?!.*(?:https?://|issue \d))")
DECLARATION = re.compile(r"[A-Za-z_\[](?!amespace\b)")
NEEDS_NO_COMMENT = re.compile(r"using\b|extern\b|(?:class|struct|enum class) \w+(?: : [\w:]+)?;")


def code_of(text):
    """The text with comments and literals blanked, every line where it was."""
    return NOT_CODE.sub(lambda found: '""' + "\n" * found.group().count("\n"), text)


def is_test(path):
    return path.startswith("tests/") or path.endswith("_test.cpp")


def wrong_words(path, text, bans):
    code = code_of(text)
    for ban in bans:
        if (ban.only and not path.startswith(ban.only)) or (ban.but and path.startswith(ban.but)):
            continue
        for found in re.finditer(ban.pattern, code):
            shown = " ".join(found.group().split())
            yield code.count("\n", 0, found.end()) + 1, f"'{shown}' is banned here: {ban.instead}"


def undocumented(lines):
    """Declarations at the left margin that begin a paragraph without a comment."""
    before = ""
    for number, line in enumerate(lines, 1):
        begins = not before or before.startswith("namespace")
        if begins and DECLARATION.match(line) and not NEEDS_NO_COMMENT.match(line):
            yield number, "has no '///' above it: say what it is, its units and its errors"
        before = line


def wrong_in_file(path, text):
    lines = text.splitlines()
    yield from wrong_words(path, text, BANS)
    for number, line in enumerate(lines, 1):
        if TODO.search(line):
            yield number, "a TODO without a link: name the issue ('issue 12' or its address), or do it"
    longest = LONGEST_TEST if is_test(path) else LONGEST_FILE
    if len(lines) > longest:
        yield len(lines), f"is {len(lines)} lines long, {longest} is the most: divide it by idea"
    if path.endswith(".hpp"):
        yield from wrong_words(path, text, HEADER_BANS)
        if "#pragma once" not in lines:
            yield 1, "has no '#pragma once'"
        if not is_test(path):
            yield from undocumented(lines)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__ + "/../..").resolve()
    files = [
        file.relative_to(root).as_posix()
        for folder in FOLDERS
        for file in sorted((root / folder).rglob("*.[ch]pp"))
        if "node_modules" not in file.parts
    ]
    wrong = [
        f"{path}:{line}: {why}"
        for path in files
        for line, why in wrong_in_file(path, (root / path).read_text())
    ]
    print("\n".join(wrong) or f"nothing banned in {len(files)} files")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
