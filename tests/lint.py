#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Static checks of the whole tree; any finding fails.

    tests/lint.py format|cppcheck|python|shell|licences|includes|hardening     in the root of the repository

format    clang-format would change nothing in our C; not in vp/, where QEMU's register fields and tables are laid out by hand
cppcheck  warnings, performance and portability findings in code that runs on the RSS and the host cores
python    every tool and test compiles
shell     every shell script parses
licences  an SPDX line in every source: GPL-2.0-or-later in vp/, BSD-3-Clause elsewhere
includes  which layer may include which (README.md, "Where things live")
"""
import argparse
import re
import subprocess
import sys
from pathlib import Path

FIRMWARE = ("boot", "drivers", "hal", "host", "interface", "lib", "ns_app", "partitions", "platforms", "spm")
SOURCE_SUFFIXES = {".c", ".h", ".S", ".py", ".ld", ".cmake", ".txt"}
OTHER_SOURCES = ("Makefile", "vp/build", "tools/setup", "tools/prepare", "tools/test", "tools/gdb", ".ci/run")
NO_SPDX = {"LICENSES/BSD-3-Clause.txt", "LICENSES/GPL-2.0-or-later.txt"}

# folder -> what its files may include besides their own folder and C headers
LAYERS = {
    "lib": ("lib/", "interface/psa/error.h"),
    "drivers": ("lib/",),
    "hal": ("hal/", "lib/", "interface/"),
    "interface": ("interface/", "lib/base/"),
    "boot": ("boot/shared/", "hal/", "lib/", "interface/"),
    "spm": ("spm/", "hal/", "lib/", "interface/", "boot/shared/"),
    "partitions": ("hal/", "lib/", "interface/"),
    "platforms": ("platforms/rss/", "hal/", "drivers/", "lib/", "interface/"),
    "host": ("host/", "interface/", "lib/", "partitions/service_tests/tests.h"),
    "ns_app": ("interface/", "lib/", "partitions/service_tests/tests.h"),
}
REQUIRE = re.compile(r"\s*FIH_REQUIRE\((.+), [^,]+\);")
LINES_BEFORE = 5
INCLUDE = re.compile(r'^\s*#include "([^"]+)"', re.M)


def tracked(top):
    """Files of the tree as git sees them, new ones included, ignored ones not."""
    command = ["git", "-C", str(top), "ls-files", "--cached", "--others", "--exclude-standard"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [f for f in out.splitlines() if (top / f).is_file()]


def run(command, top):
    """Complaints of a program: what it printed, when it did not succeed."""
    result = subprocess.run(command, cwd=top, capture_output=True, text=True)
    return (result.stdout + result.stderr).strip().splitlines() if result.returncode else []


def c_files(top, folders, suffixes=(".c", ".h")):
    return [f for f in tracked(top) if f.split("/")[0] in folders and f.endswith(suffixes)]


def check_format(top):
    return run(["clang-format", "--dry-run", "--Werror", *c_files(top, (*FIRMWARE, "tests"))], top)


def check_cppcheck(top):
    sources = [f for f in c_files(top, FIRMWARE, (".c",)) if not f.endswith("_test.c")]
    return run(["cppcheck", "-q", "-j2", "--std=c11", "--error-exitcode=1", "--inline-suppr",
                "--enable=warning,performance,portability", f"--suppressions-list={top}/tests/cppcheck.suppress",
                "--template={file}:{line}: {id}: {message}", "-I.", "-D__arm__", "-U__ASSEMBLER__", "-DMBEDTLS_PRIVATE(m)=m", *sources], top)


def check_python(top):
    complaints = []
    for name in tracked(top):
        path = top / name
        if name.endswith(".py") or (path.stat().st_size and path.read_bytes()[:22] == b"#!/usr/bin/env python3"):
            try:
                compile(path.read_text(), name, "exec")
            except SyntaxError as error:
                complaints.append(f"{name}:{error.lineno}: {error.msg}")
    return complaints


def check_shell(top):
    scripts = [f for f in tracked(top) if (top / f).read_bytes()[:19] == b"#!/usr/bin/env bash"]
    return [line for script in scripts for line in run(["bash", "-n", script], top)]


def check_licences(top):
    for name in tracked(top):
        if name in NO_SPDX or (Path(name).suffix not in SOURCE_SUFFIXES and name not in OTHER_SOURCES):
            continue
        want = "GPL-2.0-or-later" if name.startswith("vp/") else "BSD-3-Clause"
        head = "\n".join((top / name).read_text(errors="replace").splitlines()[:3])
        if Path(name).suffix == ".txt" and "SPDX" not in head and not name.endswith("CMakeLists.txt"):
            continue                                    # data
        if f"SPDX-License-Identifier: {want}" not in head:
            yield f"{name}: no line 'SPDX-License-Identifier: {want}' at its start"


def check_includes(top):
    for name in c_files(top, tuple(LAYERS), (".c", ".h", ".S")):
        if name.endswith("_test.c"):
            continue
        layer, own = name.split("/")[0], name.rpartition("/")[0] + "/"
        for included in INCLUDE.findall((top / name).read_text()):
            if "/" not in included or (top / own / included).exists() or included.split("/")[0] not in (*LAYERS, "vp"):
                continue                                # third party, or beside the file
            if not included.startswith((*LAYERS[layer], own)):
                yield f"{name}: {layer}/ may not include {included}"


def check_hardening(top):
    """A plain comparison right before FIH_REQUIRE lets the compiler compare what it has just proved with itself."""
    for name in c_files(top, FIRMWARE, (".c",)):
        lines = (top / name).read_text().splitlines()
        for i, line in enumerate(lines):
            required = REQUIRE.match(line)
            if not required or name.endswith("_test.c"):
                continue
            plain = re.compile(rf"\s*if \({re.escape(required[1])} (!=|==) ")
            for j in range(max(0, i - LINES_BEFORE), i):
                if plain.match(lines[j]):
                    yield f"{name}:{j + 1}: compared before FIH_REQUIRE at line {i + 1}: use fih_differ"


CHECKS = {name.removeprefix("check_"): function for name, function in list(globals().items()) if name.startswith("check_")}


def main(argv):
    parser = argparse.ArgumentParser(prog="lint.py", description=__doc__.splitlines()[0])
    parser.add_argument("check", choices=sorted(CHECKS))
    options = parser.parse_args(argv)
    top = Path(__file__).resolve().parent.parent
    complaints = list(CHECKS[options.check](top))
    print("\n".join(complaints[:200]) if complaints else f"{options.check}: nothing found")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
