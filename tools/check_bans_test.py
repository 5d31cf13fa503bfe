#!/usr/bin/env python3
"""Writes what is banned into files of their own, and sees check_bans name it."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import check_bans

TOOL = pathlib.Path(check_bans.__file__)


def check(files):
    """The tool's exit status and lines for a tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        run = subprocess.run([sys.executable, TOOL, folder], capture_output=True, text=True)
        assert not run.stderr, run.stderr
        return run.returncode, run.stdout.splitlines()


class CheckBans(unittest.TestCase):
    def banned(self, path, text, line, message):
        status, lines = check({path: text})
        self.assertEqual((status, len(lines)), (1, 1), lines)
        self.assertIn(f"{path}:{line}: ", lines[0])
        self.assertIn(message, lines[0])

    def allowed(self, path, text):
        self.assertEqual(check({path: text}), (0, ["nothing banned in 1 files"]))

    def test_a_tree_without_files_is_not_taken_for_sound(self):
        self.assertEqual(check({"README.md": ""})[0], 1)

    def test_an_aggregate_inside_co_await(self):
        for line, text in (
            (1, "co_await send({.target = target});"),
            (2, "co_await send(Request{\n  .target = target});"),
            (2, "const auto answer =\n    co_await service.send(limit, {\n});"),
        ):
            with self.subTest(text):
                self.banned("src/x.cpp", text, line, "std::move it")

    def test_an_aggregate_before_or_after_co_await(self):
        self.allowed("src/x.cpp", "Request request{.target = target};\nco_await send(std::move(request));\n"
                     "Request other{.target = target};")
        self.allowed("src/x.cpp", "co_await retrying(plan, [&](Attempt attempt) { return call(attempt); });")

    def test_clocks_chance_and_environment_are_lent(self):
        self.banned("src/x.cpp", "\nauto t = std::chrono::steady_clock::now();", 2, "lent a Clock")
        self.banned("tests/x.cpp", "auto t = Clock::now();", 1, "lent a Clock")
        self.banned("src/x.cpp", "std::random_device chance;", 1, "lent a Random")
        self.banned("src/x.cpp", 'std::getenv("HOME");', 1, "lent an Environment")
        self.allowed("src/base/system_clock.cpp", "std::chrono::system_clock::now();")
        self.allowed("apps/sluice/main.cpp", 'std::random_device chance; std::getenv("HOME"); X::now();')
        self.allowed("src/x.cpp", "clock.now();")

    def test_sleeping_and_detaching(self):
        for call in ("std::this_thread::sleep_for(1s)", "usleep(1)", "nanosleep(&t, nullptr)"):
            self.banned("src/x_test.cpp", f"{call};", 1, "lent a Sleeper")
        self.banned("apps/x.cpp", "co_spawn(loop, run(), asio::detached);", 1, "co_spawn with a handler")
        self.allowed("src/x.cpp", "co_await sleeper.sleep(pause);")

    def test_printing_from_the_rooms(self):
        for text in ("std::cout << 1;", "std::printf(x);", "fprintf(stderr, x);", "fmt::print(x);", "puts(x);"):
            self.banned("src/x.cpp", text, 1, "stream or Log")
        self.allowed("src/base/check.cpp", "std::fprintf(stderr, x);")
        self.allowed("apps/sluice/main.cpp", "std::cout << 1;")
        self.allowed("src/x.cpp", "std::snprintf(a, b, c); outputs(x);")

    def test_catching_everything_and_std_regex(self):
        self.banned("src/x.cpp", "try { f(); } catch (...) {}", 1, "catch by name")
        self.banned("src/x.cpp", "std::regex pattern;", 1, "write out what is looked for")
        self.banned("src/x.cpp", "#include <regex>", 1, "write out what is looked for")

    def test_comments_and_literals_are_no_code(self):
        self.allowed("src/x.cpp", "// sleep_for\n/* std::regex\n catch (...) */ f(\"\\\"getenv\", '\"');\n"
                     'f(R"json({"printf": "getenv"})json"); f(1\'000\'000);')

    def test_a_line_number_survives_comments_and_literals(self):
        self.banned("src/x.cpp", '/* a\nb */\nf(R"(\n\n)");\ngetenv(x);', 6, "Environment")

    def test_todo_needs_a_link(self):
        self.banned("src/x.cpp", "// TODO: later", 1, "without a link")
        self.banned("src/x.cpp", "// FIXME(me)", 1, "without a link")
        self.allowed("src/x.cpp", "// TODO: later, issue 12\n// FIXME https://example.com/12")

    def test_files_stay_short(self):
        self.allowed("src/x.cpp", "\n" * 500)
        self.banned("src/x.cpp", "\n" * 501, 501, "is 501 lines long, 500 is the most")
        self.allowed("src/x_test.cpp", "\n" * 800)
        self.banned("src/x_test.cpp", "\n" * 801, 801, "800 is the most")

    def test_headers(self):
        self.banned("src/x.hpp", "namespace a {}\n", 1, "#pragma once")
        self.banned("src/x.hpp", "#pragma once\n\nusing namespace std;\n", 3, "everybody's")
        self.allowed("src/x.cpp", "using namespace std;\n")

    def test_public_declarations_say_what_they_are(self):
        for text in ("struct A {\n};", "int f();", "[[nodiscard]] int f();", "template <class T>\nint f(T);"):
            self.banned("src/x.hpp", f"#pragma once\n\nnamespace a {{\n\n{text}\n}}", 5, "'///'")
        self.allowed("src/x.hpp", "#pragma once\n\nnamespace a {\n\nclass B;\nenum class C : int;\n\n"
                     "using D = int;\n\n/// What it is.\nstruct A {\n  int i;\n\n  int j;\n};\n\n}  // namespace a\n")

    def test_foreign_packages_are_not_read(self):
        self.assertEqual(check({"src/x.cpp": "", "bench/node_modules/x.cpp": "getenv(x);"})[0], 0)


if __name__ == "__main__":
    unittest.main()
