# SPDX-License-Identifier: BSD-3-Clause
"""The frozen ROM: what a difference is put down to, and that the place where it is built makes none."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import rom_hash

TOP = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("RSS_BUILD", TOP / "build"))
SAFETY_SECONDS = 600
FROZEN = {"compiler": "gcc 12", "picolibc": "1.8", "mbedtls": "3.6.6", "development": "aa", "production": "bb"}


def test_the_file_reads_as_it_is_written():
    assert rom_hash.parse(rom_hash.render(FROZEN)) == FROZEN
    assert rom_hash.explain(FROZEN, FROZEN) is None


@pytest.mark.parametrize("change, words", [
    ({"development": "cc"}, ["the development ROM", "the source differs"]),
    ({"production": "cc"}, ["the production ROM", "the source differs"]),
    ({"development": "cc", "production": "dd", "compiler": "gcc 13"},
     ["development and production", "compiler (compiler gcc 13 instead of gcc 12)"]),
    ({"production": "cc", "mbedtls": "4.0"}, ["library (mbedtls 4.0 instead of 3.6.6)"]),
    ({"production": "cc", "picolibc": "1.9"}, ["library (picolibc 1.9 instead of 1.8)"]),
])
def test_a_difference_says_where_from(change, words):
    text = rom_hash.explain(FROZEN, {**FROZEN, **change})
    for word in [*words, "--update"]:
        assert word in text


def test_another_compiler_that_makes_the_same_code_is_no_difference():
    assert rom_hash.explain(FROZEN, {**FROZEN, "compiler": "gcc 13"}) is None


def test_a_file_with_a_line_too_few():
    with pytest.raises(rom_hash.RomError, match="must have exactly the lines"):
        rom_hash.parse("compiler gcc 12\n")


def is_build_folder(path):
    return (path / "CMakeCache.txt").exists()


def test_rom_is_the_same_in_another_folder(tmp_path):
    """The whole source tree copied elsewhere, built elsewhere: the same bits, without a trace of either path."""
    source, build = tmp_path / "a" / "longer" / "path" / "source", tmp_path / "b"
    shutil.copytree(TOP, source, ignore=lambda folder, names: [
        name for name in names if name in (".git", "__pycache__") or is_build_folder(Path(folder) / name)])
    for command in (["cmake", "-S", source, "-B", build, "-G", "Ninja"],
                    ["cmake", "--build", build, "--target", "bl1_1", "bl1_1_production"]):
        subprocess.run(command, check=True, capture_output=True, timeout=SAFETY_SECONDS)
    for image in rom_hash.IMAGES.values():
        assert (build / image).read_bytes() == (BUILD / image).read_bytes(), image
        assert b"/tmp/" not in (build / image).read_bytes()
