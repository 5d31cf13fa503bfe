#!/usr/bin/env python3
"""Packs the program as a Lambda function for provided.al2023.

    lambda_package.py PROGRAM PACKAGE.zip [--config sluice.yaml]

The package holds one file, `bootstrap`, which Lambda starts; with --config also `sluice.yaml`, which
the program finds beside itself. The same input gives the same bytes: no dates, no names of this
machine. Terraform uploads it anew only where something changed.
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html
"""
import argparse
import pathlib
import stat
import struct
import sys
import zipfile

PT_INTERP = 3  # the program header that names a dynamic loader
LARGEST = 50 * 1024 * 1024  # bytes of a package that Lambda takes directly


def refuse(message):
    sys.exit(f"lambda_package.py: {message}")


def read(path, what):
    try:
        return path.read_bytes()
    except OSError as error:
        refuse(f"{what} {path}: {error.strerror}")


def wants_a_loader(program):
    """Whether an ELF file of 64 bits names a dynamic loader. ELF-64 Object File Format, 5 and 7."""
    offset, = struct.unpack_from("<Q", program, 32)
    size, count = struct.unpack_from("<HH", program, 54)
    return any(struct.unpack_from("<I", program, offset + i * size)[0] == PT_INTERP
               for i in range(count))


def check_program(path, program):
    if program[:6] != b"\x7fELF\x02\x01" or len(program) < 64:
        refuse(f"{path} is no Linux program of 64 bits; give build/release/bootstrap, which `make` builds")
    if wants_a_loader(program):
        refuse(f"{path} wants shared libraries, which Lambda's runtime may not have; "
               "give build/release/bootstrap, which `make` builds")


def add(package, name, content, mode):
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system = 3  # Unix: the attributes are a mode
    entry.external_attr = (stat.S_IFREG | mode) << 16
    package.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("package", type=pathlib.Path)
    parser.add_argument("--config", type=pathlib.Path, help="a sluice.yaml to put beside it")
    options = parser.parse_args()

    program = read(options.program, "the program")
    check_program(options.program, program)
    config = read(options.config, "--config") if options.config else None
    options.package.parent.mkdir(parents=True, exist_ok=True)
    unfinished = options.package.with_suffix(".unfinished")
    with zipfile.ZipFile(unfinished, "w") as package:
        add(package, "bootstrap", program, 0o755)
        if config is not None:
            add(package, "sluice.yaml", config, 0o644)
    size = unfinished.stat().st_size
    if size > LARGEST:
        unfinished.unlink()
        refuse(f"the package has {size} bytes, and Lambda takes {LARGEST}; was {options.program} stripped?")
    unfinished.replace(options.package)
    print(f"{options.package}: {size / 1e6:.2f} MB, the program {len(program) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
