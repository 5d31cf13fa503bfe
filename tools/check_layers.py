#!/usr/bin/env python3
"""check_layers.py [ROOT]: fails when a room includes what it may not.

Who uses whom is said by the `sluice_module(... USES ...)` line of each
src/<room>/CMakeLists.txt. Four things are checked:
  - a USES line names only what MAY_USE below allows;
  - a file includes only headers of its own room and of those in USES;
  - what is pure stays pure: whole rooms, and the files that a PURE list names,
    may not reach sockets, JSON, logging or the clock;
  - of the agents, the simulator takes the machines alone: their PURE files.
"""
import pathlib
import re
import sys

# Section 3 of the design: who may use whom. A room may use only rooms that
# stand above its own line, so there are no circles.
MAY_USE = {
    "base": "",
    "core": "base",
    "world": "base",
    "http": "base",
    "aws": "http base",
    "record": "core base",
    "publish": "core aws record http base",
    "control": "core aws record http base",
    "checkup": "publish core aws record http base",
    "lambda": "http base",
    "demo": "aws http base",
    "local": "aws world http record base",
    "sim": "publish control world record core base",
    "history": "sim aws core http base",
    "plan": "sim core record base",
}
PURE_ROOMS = {"core", "world", "record", "sim", "plan"}
MACHINES_ONLY = {"sim", "plan"}
AGENTS = {"publish", "control"}
IMPURE_LIBRARIES = ("boost/", "nlohmann/", "spdlog/", "openssl/")
IMPURE_HEADERS = (*IMPURE_LIBRARIES, "base/log.hpp", "base/system_clock.hpp")

CALL = re.compile(r"sluice_module\(([^)]*)\)")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.M)


class Room:
    """A folder of src/ and what its sluice_module line says about it."""

    def __init__(self, folder):
        self.folder, self.name = folder, folder.name
        words = CALL.search(without_comments((folder / "CMakeLists.txt").read_text()))
        lists = {"": []}
        current = lists[""]
        for word in words.group(1).split() if words else []:
            if word in ("USES", "LIBRARIES", "PURE", "PURE_USES"):
                current = lists.setdefault(word, [])
            else:
                current.append(word)
        self.declared = lists[""]
        self.uses = lists.get("USES", [])
        self.pure = lists.get("PURE", [])
        self.pure_uses = lists.get("PURE_USES", [])

    def files(self):
        """Each source of the room, subfolders included, with its path without extension."""
        for path in sorted(self.folder.rglob("*.[ch]pp")):
            yield path, str(path.relative_to(self.folder).with_suffix(""))


def without_comments(cmake):
    return re.sub(r"#[^\n]*", "", cmake)


def wrong_in_lists(room):
    if room.declared != [room.name]:
        yield f"has no line 'sluice_module({room.name} ...)'"
    if room.name not in MAY_USE:
        yield f"is not in MAY_USE of tools/check_layers.py: say there what {room.name} may use"
        return
    for used in room.uses:
        if used not in MAY_USE[room.name].split():
            allowed = MAY_USE[room.name] or "nothing"
            yield f"{room.name} may not use {used}; it may use: {allowed}"
    for used in room.pure_uses:
        if used not in room.uses:
            yield f"PURE_USES names {used}, which USES does not"
    stems = {stem for _, stem in room.files()}
    for stem in room.pure:
        if stem not in stems:
            yield f"PURE names {stem}, but there is no {stem}.hpp or {stem}.cpp"


def wrong_in_include(room, stem, header, rooms):
    """Why this file may not include that header; nothing where it may.

    `rooms` has the PURE list of each room by its name.
    """
    target, _, rest = header.partition("/")
    if room.name == "base" and header.startswith(IMPURE_LIBRARIES):
        return "base knows the standard library, fmt and tl::expected only"
    if room.name in PURE_ROOMS and header.startswith(IMPURE_HEADERS):
        return f"{room.name} is pure: no sockets, JSON, logging or clock"
    if stem in room.pure:
        if header.startswith(IMPURE_HEADERS):
            return f"{stem} is PURE: no sockets, JSON, logging or clock"
        if target == room.name and str(pathlib.PurePath(rest).with_suffix("")) not in room.pure:
            return f"{stem} is PURE and {rest} is not"
        if target in rooms and target not in [room.name, *room.pure_uses]:
            return f"{stem} is PURE and its PURE_USES does not name {target}"
    machine = rooms.get(target, []) if room.name in MACHINES_ONLY and target in AGENTS else []
    if machine and str(pathlib.PurePath(rest).with_suffix("")) not in machine:
        return f"{room.name} takes only the machine of {target}: {', '.join(machine)}"
    if target in rooms and target not in [room.name, *room.uses]:
        return f"USES of src/{room.name}/CMakeLists.txt does not name {target}"
    return None


def wrong_in_tree(root):
    rooms = [Room(file.parent) for file in sorted(root.glob("src/*/CMakeLists.txt"))]
    known = dict.fromkeys([*MAY_USE, "apps"], ()) | {room.name: room.pure for room in rooms}
    for room in rooms:
        for why in wrong_in_lists(room):
            yield f"src/{room.name}/CMakeLists.txt: {why}"
        for path, stem in room.files():
            text = path.read_text()
            for found in INCLUDE.finditer(text):
                why = wrong_in_include(room, stem, found.group(1), known)
                line = text.count("\n", 0, found.start()) + 1
                if why:
                    yield f"{path.relative_to(root)}:{line}: includes {found.group(1)}, but {why}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__ + "/../..").resolve()
    wrong = list(wrong_in_tree(root))
    rooms = len(list(root.glob("src/*/CMakeLists.txt")))
    print("\n".join(wrong) or f"layers hold: {rooms} rooms")
    return 1 if wrong or rooms == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
