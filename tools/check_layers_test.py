#!/usr/bin/env python3
"""Makes small trees with one thing wrong in each, and sees check_layers name it."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import check_layers

TOOL = pathlib.Path(check_layers.__file__)

SOUND = {
    "src/base/CMakeLists.txt": "sluice_module(base)",
    "src/base/time.hpp": "#include <chrono>\n",
    "src/base/log.hpp": "#include <string>\n",
    "src/core/CMakeLists.txt": "sluice_module(core USES base)",
    "src/core/value.hpp": '#include "base/time.hpp"\n',
    "src/http/CMakeLists.txt": "sluice_module(http USES base LIBRARIES Boost::url)",
    "src/http/service.hpp": '#include <boost/asio.hpp>\n#include "base/log.hpp"\n',
    "src/record/CMakeLists.txt": "sluice_module(record USES core base)",
    "src/record/line.hpp": '#include "core/value.hpp"\n',
    "src/publish/CMakeLists.txt": "# Decides (and sends).\nsluice_module(publish USES base core http\n"
    "  PURE machine parts/event PURE_USES core base  # no hands\n  LIBRARIES x)",
    "src/publish/machine.hpp": '#include "core/value.hpp"\n#include "publish/parts/event.hpp"\n',
    "src/publish/parts/event.hpp": "#include <variant>\n",
    "src/publish/shell.cpp": '#include <boost/asio.hpp>\n#include "http/service.hpp"\n',
    "apps/sluice/main.cpp": '#include "publish/machine.hpp"\n#include "http/service.hpp"\n',
}


class CheckLayers(unittest.TestCase):
    def check(self, changes):
        """The tool's exit status and output for the sound tree with these files changed."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**SOUND, **changes}.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            run = subprocess.run([sys.executable, TOOL, folder], capture_output=True, text=True)
            self.assertEqual(run.stderr, "")
            return run.returncode, run.stdout

    def expect(self, changes, message):
        status, output = self.check(changes)
        self.assertEqual((status, output.strip()), (1, message))

    def test_a_sound_tree_holds(self):
        self.assertEqual(self.check({}), (0, "layers hold: 5 rooms\n"))

    def test_a_tree_without_rooms_is_not_taken_for_sound(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(subprocess.run([sys.executable, TOOL, folder], capture_output=True).returncode, 1)

    def test_an_include_that_uses_does_not_name(self):
        self.expect(
            {"src/record/line.hpp": '#pragma once\n#include "http/service.hpp"\n'},
            "src/record/line.hpp:2: includes http/service.hpp, "
            "but USES of src/record/CMakeLists.txt does not name http")

    def test_angle_brackets_and_tests_and_subfolders_are_no_way_round(self):
        self.expect(
            {"src/core/deep/value_test.cpp": "# include <http/service.hpp>\n"},
            "src/core/deep/value_test.cpp:1: includes http/service.hpp, "
            "but USES of src/core/CMakeLists.txt does not name http")

    def test_a_room_that_does_not_exist_yet(self):
        self.expect(
            {"src/core/value.hpp": '#include "world/queue.hpp"\n'},
            "src/core/value.hpp:1: includes world/queue.hpp, "
            "but USES of src/core/CMakeLists.txt does not name world")

    def test_an_arrow_up(self):
        self.expect(
            {"src/core/CMakeLists.txt": "sluice_module(core USES base http)"},
            "src/core/CMakeLists.txt: core may not use http; it may use: base")

    def test_nobody_uses_the_program(self):
        self.expect(
            {"src/publish/shell.cpp": '#include "apps/sluice/flags.hpp"\n'},
            "src/publish/shell.cpp:1: includes apps/sluice/flags.hpp, "
            "but USES of src/publish/CMakeLists.txt does not name apps")

    def test_an_unknown_room(self):
        self.expect(
            {"src/utils/CMakeLists.txt": "sluice_module(utils)"},
            "src/utils/CMakeLists.txt: is not in MAY_USE of tools/check_layers.py: "
            "say there what utils may use")

    def test_a_module_under_another_name(self):
        self.expect(
            {"src/http/CMakeLists.txt": "sluice_module(web USES base)"},
            "src/http/CMakeLists.txt: has no line 'sluice_module(http ...)'")

    def test_a_pure_room_with_a_socket_or_a_log(self):
        for header in ("<boost/asio.hpp>", "<nlohmann/json.hpp>", '"base/log.hpp"', '"base/system_clock.hpp"'):
            with self.subTest(header):
                self.expect(
                    {"src/core/value.hpp": f"#include {header}\n"},
                    f"src/core/value.hpp:1: includes {header[1:-1]}, "
                    "but core is pure: no sockets, JSON, logging or clock")

    def test_base_with_boost(self):
        self.expect(
            {"src/base/time.hpp": "#include <boost/asio.hpp>\n"},
            "src/base/time.hpp:1: includes boost/asio.hpp, "
            "but base knows the standard library, fmt and tl::expected only")

    def test_a_pure_file_with_hands(self):
        self.expect(
            {"src/publish/machine.hpp": "#include <boost/asio.hpp>\n"},
            "src/publish/machine.hpp:1: includes boost/asio.hpp, "
            "but machine is PURE: no sockets, JSON, logging or clock")
        self.expect(
            {"src/publish/parts/event.hpp": '#include "http/service.hpp"\n'},
            "src/publish/parts/event.hpp:1: includes http/service.hpp, "
            "but parts/event is PURE and its PURE_USES does not name http")
        self.expect(
            {"src/publish/machine.cpp": '#include "publish/shell.hpp"\n'},
            "src/publish/machine.cpp:1: includes publish/shell.hpp, "
            "but machine is PURE and shell.hpp is not")

    def test_a_pure_list_that_names_nothing(self):
        self.expect(
            {"src/core/CMakeLists.txt": "sluice_module(core USES base PURE gone)"},
            "src/core/CMakeLists.txt: PURE names gone, but there is no gone.hpp or gone.cpp")
        self.expect(
            {"src/core/CMakeLists.txt": "sluice_module(core USES base PURE_USES http)"},
            "src/core/CMakeLists.txt: PURE_USES names http, which USES does not")

    def test_the_table_has_no_circle(self):
        above = set()
        for room, used in check_layers.MAY_USE.items():
            self.assertLessEqual(set(used.split()), above, room)
            above.add(room)


if __name__ == "__main__":
    unittest.main()
